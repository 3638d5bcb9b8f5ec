import pytest

from benchmarks.load.command import PARTS, main
from benchmarks.load.plan import FULL


def test_a_part_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--parts", "soak,nothing"])
    assert "invalid" in capsys.readouterr().err


def test_every_part_is_described_to_whoever_asks(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in PARTS)


def test_the_long_run_may_be_shorter() -> None:
    assert FULL.lasting(None) is FULL
    assert FULL.lasting(2.5).minutes == 2.5
