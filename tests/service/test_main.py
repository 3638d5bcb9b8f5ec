import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from service import settings
from service.__main__ import main
from service.release import release


def output(*arguments: str) -> tuple[int, str, str]:
    """Return status, output and errors of the command."""
    command = [sys.executable, "-m", "service", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return run.returncode, run.stdout, run.stderr


def test_help_names_the_command_that_serves(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "serve" in capsys.readouterr().out


def test_help_of_serve_has_the_table_of_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    assert settings.table() in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"trialwise {release()}\n"


@pytest.mark.parametrize("arguments", [[], ["server"], ["serve", "--port", "80"]])
def test_arguments_that_mean_nothing_are_an_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: trialwise" in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_is_one_line_and_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRIALWISE_PORT", "eighty")
    with pytest.raises(SystemExit, match="2"):
        main(["serve"])
    expected = "expected a whole number from 0 to 65535, got 'eighty'"
    assert capsys.readouterr().err == f"trialwise: TRIALWISE_PORT: {expected}\n"


def test_nowhere_to_write_is_one_line_with_a_remedy_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # What Python found to be writable, and no longer is.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="1"):
        main(["serve"])
    errors = capsys.readouterr().err
    assert errors.startswith("trialwise: cannot write temporary files: No such file or directory; ")
    assert "--tmpfs /tmp" in errors
    assert "TMPDIR" in errors
    assert errors.count("\n") == 1


def test_the_module_is_the_command() -> None:
    assert output("--version") == (0, f"trialwise {release()}\n", "")


def test_nothing_numerical_is_imported_before_threads_are_pinned() -> None:
    program = "import sys, service.__main__; print({'numpy', 'prometheus_client'} & {*sys.modules})"
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux takes such orders")
def test_memory_that_an_ask_frees_is_there_for_the_next() -> None:
    # Each page that the system has to give again is a fault: 244 for every array.
    program = (
        "import resource, numpy\n"
        "from service.__main__ import _keep_memory\n"
        "faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "_keep_memory()\n"
        "arrays = lambda: [numpy.ones(125_000) for _ in range(8)] and None\n"
        "arrays()\n"
        "before = faults()\n"
        "for _ in range(50):\n"
        "    arrays()\n"
        "print(faults() - before)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(run.stdout) < 50 * 8 * 244 // 10
