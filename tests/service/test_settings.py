import re
from pathlib import Path

import pytest

from service import settings
from service.settings import SettingError, Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "http.md"

VALUES = {
    "TRIALWISE_HOST": "::1",
    "TRIALWISE_PORT": "9000",
    "TRIALWISE_WORKERS": "3",
    "TRIALWISE_THREADS": "4",
    "TRIALWISE_MAX_BODY_BYTES": "2048",
    "TRIALWISE_READ_TIMEOUT": "5",
    "TRIALWISE_GRACEFUL_TIMEOUT": "6",
    "TRIALWISE_FIT_TIMEOUT": "7",
    "TRIALWISE_FIT_AHEAD": "never",
    "TRIALWISE_DATABASE_URL": "postgresql://user:secret@host/name",
    "TRIALWISE_DATABASE_CONNECTIONS": "7",
    "TRIALWISE_ANONYMOUS": "anywhere",
    "TRIALWISE_RATE_LIMIT": "600",
    "TRIALWISE_MAX_STUDIES": "7",
    "TRIALWISE_MAX_TRIALS": "8",
    "TRIALWISE_OIDC_ISSUER": "https://issuer/realm",
    "TRIALWISE_OIDC_AUDIENCE": "trialwise",
    "TRIALWISE_OIDC_KEY_SET": "http://127.0.0.1:8080/keys",
    "TRIALWISE_OIDC_TENANT_CLAIM": "/a/b",
    "TRIALWISE_OIDC_SCOPE_CLAIM": "scp",
    "TRIALWISE_OIDC_SCOPE_PREFIX": "",
    "TRIALWISE_TRACES": "OTLP",
    "TRIALWISE_LOG_LEVEL": "DEBUG",
}


def test_every_setting_is_read_from_its_variable() -> None:
    assert settings.read(VALUES) == Settings(
        host="::1",
        port=9000,
        workers=3,
        threads=4,
        max_body_bytes=2048,
        read_timeout=5,
        graceful_timeout=6,
        fit_timeout=7,
        fit_ahead="never",
        database_url="postgresql://user:secret@host/name",
        database_connections=7,
        anonymous="anywhere",
        rate_limit=600,
        max_studies=7,
        max_trials=8,
        oidc_issuer="https://issuer/realm",
        oidc_audience="trialwise",
        oidc_key_set="http://127.0.0.1:8080/keys",
        oidc_tenant_claim="/a/b",
        oidc_scope_claim="scp",
        oidc_scope_prefix="",
        traces="otlp",
        log_level="debug",
    )


def test_the_table_has_a_row_for_every_setting() -> None:
    assert {row.name for row in settings.TABLE} == set(VALUES)


def test_without_variables_everything_has_a_default() -> None:
    read = settings.read({})
    assert (read.host, read.port, read.workers) == ("127.0.0.1", 8000, settings.cores())


def test_an_empty_number_of_workers_is_the_default() -> None:
    assert settings.read({"TRIALWISE_WORKERS": ""}).workers == settings.cores()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIALWISE_HOST", ""),
        ("TRIALWISE_HOST", "http://localhost"),
        ("TRIALWISE_HOST", "local host"),
        ("TRIALWISE_PORT", ""),
        ("TRIALWISE_PORT", "65536"),
        ("TRIALWISE_PORT", "-1"),
        ("TRIALWISE_PORT", "8000.0"),
        ("TRIALWISE_PORT", "eight"),
        ("TRIALWISE_PORT", "٨"),
        ("TRIALWISE_PORT", "9" * 5_000),
        ("TRIALWISE_WORKERS", "0"),
        ("TRIALWISE_THREADS", "0"),
        ("TRIALWISE_MAX_BODY_BYTES", "1"),
        ("TRIALWISE_READ_TIMEOUT", "0"),
        ("TRIALWISE_GRACEFUL_TIMEOUT", "0"),
        ("TRIALWISE_LOG_LEVEL", "loud"),
        ("TRIALWISE_ANONYMOUS", "everywhere"),
        ("TRIALWISE_MAX_STUDIES", "-1"),
        ("TRIALWISE_MAX_TRIALS", "many"),
        ("TRIALWISE_OIDC_ISSUER", "issuer"),
        ("TRIALWISE_OIDC_ISSUER", "http://issuer/realm"),
        ("TRIALWISE_OIDC_ISSUER", "https:///realm"),
        ("TRIALWISE_OIDC_ISSUER", "https://[/"),
        ("TRIALWISE_OIDC_KEY_SET", "file:///keys"),
        ("TRIALWISE_OIDC_KEY_SET", "http://192.0.2.1/keys"),
        ("TRIALWISE_OIDC_AUDIENCE", "a\nb"),
        ("TRIALWISE_OIDC_TENANT_CLAIM", ""),
        ("TRIALWISE_OIDC_SCOPE_CLAIM", ""),
        ("TRIALWISE_OIDC_SCOPE_PREFIX", "\t"),
        ("TRIALWISE_DATABASE_URL", ""),
        ("TRIALWISE_DATABASE_URL", "mysql://host/name"),
        ("TRIALWISE_DATABASE_URL", "sqlite://"),
        ("TRIALWISE_DATABASE_URL", "sqlite:///:memory:"),
        ("TRIALWISE_DATABASE_URL", "postgresql://"),
    ],
)
def test_a_value_that_cannot_be_used_is_an_error_that_names_the_variable(
    name: str, value: str
) -> None:
    with pytest.raises(SettingError, match=f"^{name}: expected .*, got '"):
        settings.read({name: value})


def test_an_issuer_needs_an_audience_for_its_tokens_may_be_for_others() -> None:
    with pytest.raises(SettingError, match=r"^TRIALWISE_OIDC_AUDIENCE: expected an audience"):
        settings.read({"TRIALWISE_OIDC_ISSUER": "https://issuer"})


def test_a_url_that_cannot_be_used_is_not_repeated_for_it_may_hold_a_password() -> None:
    with pytest.raises(SettingError) as caught:
        settings.read({"TRIALWISE_DATABASE_URL": "mysql://user:secret@host/name"})
    assert "secret" not in str(caught.value)


def test_a_port_that_kubernetes_wrote_is_explained() -> None:
    with pytest.raises(SettingError, match="enableServiceLinks"):
        settings.read({"TRIALWISE_PORT": "tcp://10.0.0.1:8000"})


def test_variables_of_others_are_none_of_our_business() -> None:
    assert list(settings.unknown({"PORT": "1", "TRIALWISE": "1", **VALUES})) == []


def test_a_variable_of_another_version_has_no_effect_and_a_warning() -> None:
    environment = {"TRIALWISE_FUTURE": "https://secret"}
    assert settings.read(environment) == settings.read({})
    assert list(settings.unknown(environment)) == [
        "TRIALWISE_FUTURE is no setting of this version and has no effect"
    ]


def test_a_misspelt_variable_is_warned_of_with_the_right_one() -> None:
    (warning,) = settings.unknown({"TRIALWISE_PROT": "80"})
    assert warning.endswith("; did you mean TRIALWISE_PORT?")


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """Return a control group of version 1 that states nothing yet."""
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    return tmp_path


@pytest.mark.parametrize("quota", ["100000", "150000", "50000"])
def test_a_container_has_the_whole_cores_of_its_share(tmp_path: Path, quota: str) -> None:
    (tmp_path / "cpu.max").write_text(f"{quota} 100000\n")
    assert settings.cores(tmp_path) == 1


@pytest.mark.parametrize("quota", ["100000", "150000", "50000"])
def test_so_it_has_in_a_control_group_of_version_1(group: Path, quota: str) -> None:
    (group / "cpu" / "cpu.cfs_quota_us").write_text(f"{quota}\n")
    assert settings.cores(group) == 1


@pytest.mark.parametrize("quota", ["max 100000\n", "400000000 1\n"])
def test_a_container_of_a_large_share_or_none_has_all_cores(tmp_path: Path, quota: str) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert settings.cores(tmp_path) == settings.cores(tmp_path / "none") >= 1


@pytest.mark.parametrize("quota", ["-1\n", "40000000000\n"])
def test_so_it_has_where_version_1_says_so(group: Path, quota: str) -> None:
    (group / "cpu" / "cpu.cfs_quota_us").write_text(quota)
    assert settings.cores(group) == settings.cores(group / "none")


def test_the_printed_table_has_a_line_for_every_setting() -> None:
    names = [line.split()[0] for line in settings.table().splitlines()]
    assert names == [row.name for row in settings.TABLE]


def test_the_documentation_has_the_same_table() -> None:
    row = re.compile(r"^\| `(TRIALWISE_\w+)` \| (.*) \| (.*) \|$", re.MULTILINE)
    rows = row.findall(DOCUMENT.read_text())
    assert rows == [
        (row.name, f"`{row.default}`" if row.default else settings.shown(row), row.meaning)
        for row in settings.TABLE
    ]
