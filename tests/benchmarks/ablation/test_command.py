import pytest

from benchmarks.ablation.analysis import GROUPS, group_of
from benchmarks.ablation.changes import AS_IT_IS, CHANGES
from benchmarks.ablation.command import main, plan
from benchmarks.quality.catalogue import HALVES, of_half
from benchmarks.quality.tasks import Half


def test_without_arguments_every_change_is_tried_on_what_costs_nothing() -> None:
    found = plan([])
    assert found.tuners == tuple(CHANGES)
    assert {group_of(name) for name in found.tasks} == {*GROUPS}
    assert (found.seeds, found.trials, found.batch) == (5, 60, 1)


def test_only_tasks_of_the_development_half_take_part() -> None:
    assert {HALVES[name] for name in plan([]).tasks} == {Half.DEVELOPMENT}
    assert plan(["--tasks", "*"]).tasks == of_half(Half.DEVELOPMENT)


def test_the_optimiser_as_it_is_always_takes_part_and_once() -> None:
    assert plan(["--changes", "no-climb,likeliest"]).tuners == (AS_IT_IS, "no-climb", "likeliest")
    assert plan(["--changes", f"no-climb,{AS_IT_IS}"]).tuners == (AS_IT_IS, "no-climb")


def test_a_pattern_names_tasks() -> None:
    found = plan(["--tasks", "tree/*", "--seeds", "2", "--trials", "64", "--batch", "8"])
    assert found.tasks == ("tree/glass",)
    assert (found.seeds, found.trials, found.batch) == (2, 64, 8)


@pytest.mark.parametrize(
    "arguments", [["--changes", "nothing"], ["--tasks", "xgboost/bupa"], ["--batch", "one"]]
)
def test_what_does_not_exist_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
