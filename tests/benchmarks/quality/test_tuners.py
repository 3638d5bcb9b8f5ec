from pathlib import Path

import pytest

from benchmarks.quality import tuners
from benchmarks.quality.peers import Start
from benchmarks.quality.tuners import OWN, Tuner, fingerprint
from models import Direction, Objective
from tests.benchmarks.quality.tasks import SPACE

START = Start(SPACE, Objective("x", Direction.MINIMIZE), seed=7, trials=20, batch=1)


@pytest.fixture(params=OWN)
def tuner(request: pytest.FixtureRequest) -> Tuner:
    return OWN[request.param](START)


def test_a_batch_has_as_many_different_configurations_as_asked_for(tuner: Tuner) -> None:
    asked = tuner.ask(8)
    assert (len(asked), len({tuple(each.values()) for each in asked})) == (8, 8)


def test_nothing_is_suggested_again_once_it_is_told(tuner: Tuner) -> None:
    first = tuner.ask(8)
    tuner.tell(first, [0.5] * 7 + [None])
    assert not [each for each in tuner.ask(8) if each in first]


def test_the_same_seed_makes_the_same_suggestions(tuner: Tuner) -> None:
    again = tuner.ask(4)
    assert tuner.ask(4) == again


def test_the_surrogate_goes_where_values_are_low() -> None:
    tuner = OWN["gp"](START)
    for _ in range(16):
        asked = tuner.ask(1)
        tuner.tell(asked, [float(str(each["x"])) for each in asked])
    assert float(str(tuner.ask(1)[0]["x"])) < 0.2


def test_the_fingerprint_is_short_and_stays_the_same() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16


@pytest.mark.parametrize("other", ["models/a.py", "models/space/b.py"])
def test_any_code_of_the_optimiser_changes_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setattr(tuners, "ROOT", tmp_path)
    (tmp_path / "models" / "space").mkdir(parents=True)
    for name in ("models/a.py", "models/space/b.py", "service.py"):
        (tmp_path / name).write_text("x = 1\n")
    before = fingerprint()
    (tmp_path / "service.py").write_text("x = 2\n")
    assert fingerprint() == before
    (tmp_path / other).write_text("x = 2\n")
    assert fingerprint() != before


def test_comments_and_docstrings_leave_the_fingerprint_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuners, "ROOT", tmp_path)
    (tmp_path / "models").mkdir()
    module = tmp_path / "models" / "a.py"
    module.write_text('"""One."""\n\n\ndef f() -> str:\n    """Two."""\n    return "a"\n')
    before = fingerprint()
    module.write_text('"""1."""\n\ndef f() -> str:\n    # Three.\n    return "a"\n')
    assert fingerprint() == before
    module.write_text('def f() -> str:\n    return "b"\n')
    assert fingerprint() != before
