from pathlib import Path

from benchmarks.experience.store import Record, Search, Shared, Store
from benchmarks.experience.training import Outcome

GOOD = Record("m", "labor", {"x": 0.5, "kind": None}, Outcome({"auc": 1.0 / 3.0}, 0.25))
BAD = Record("m", "labor", {"x": 1}, Outcome({}, 20.0, "took too long"), search=Search.OWN)


def test_trials_come_back_as_they_were_in_their_order(store: Store) -> None:
    store.add(GOOD)
    store.add(BAD)
    assert store.records("m") == [GOOD, BAD]


def test_trials_of_another_model_are_others(store: Store) -> None:
    store.add(GOOD)
    assert store.records("n") == []


def test_trials_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "experience.sqlite"
    with Store(path) as first:
        first.add(GOOD)
    with Store(path) as second:
        assert second.records("m") == [GOOD]


def test_whoever_reads_beside_the_sweep_sees_every_trial_at_once(tmp_path: Path) -> None:
    path = tmp_path / "experience.sqlite"
    with Store(path) as writer, Store(path) as reader:
        writer.add(GOOD)
        assert reader.records("m") == [GOOD]


def test_what_is_shared_stays_in_its_order_and_keeps_its_origin(store: Store) -> None:
    first, second = Shared({"x": 1}, "default"), Shared({"x": 2}, "design")
    store.share("m", [first])
    store.share("m", [second, Shared({"x": 1}, "optimised")])
    assert store.shared("m") == [first, second]


def test_the_order_of_the_parameters_makes_no_other_configuration(store: Store) -> None:
    store.share("m", [Shared({"a": 1, "b": 2}, "design"), Shared({"b": 2, "a": 1}, "design")])
    assert len(store.shared("m")) == 1
