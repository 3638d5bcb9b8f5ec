from collections import Counter

import pytest

from benchmarks.quality import field
from benchmarks.quality.catalogue import HALVES, family
from benchmarks.quality.command import ALL, QUICK, due, main, plans, title, without_runs
from benchmarks.quality.tasks import Half
from tests.benchmarks.quality.samples import run


def test_without_arguments_all_is_run_one_by_one_and_in_batches_of_eight() -> None:
    found = list(plans([]))
    assert [(plan.batch, plan.trials, plan.seeds) for plan in found] == [(1, 60, 5), (8, 64, 5)]
    assert set(found[0].tasks) == set(HALVES)


@pytest.mark.parametrize("half", Half)
def test_a_half_is_run_on_its_own(half: Half) -> None:
    (plan,) = plans(["--half", half, "--batch", "1"])
    assert {HALVES[name] for name in plan.tasks} == {half}


def test_a_pattern_names_tasks_and_commas_part_tuners() -> None:
    arguments = ["--tasks", "tree/*", "--tuners", "gp,random", "--batch", "8", "--seeds", "2"]
    (plan,) = plans(["--half", ALL, *arguments])
    assert {name.partition("/")[0] for name in plan.tasks} == {"tree"}
    assert (plan.tuners, plan.seeds, plan.trials) == (("gp", "random"), 2, 64)


def test_of_every_family_the_first_tasks_of_the_half_are_run() -> None:
    arguments = ["--half", "held-out", "--batch", "1"]
    (whole,), (part,) = plans(arguments), plans([*arguments, "--per-family", "2"])
    assert [name for name in part.tasks if family(name) == "forest"] == [
        "forest/flare",
        "forest/cleveland",
    ]
    counts = Counter(map(family, whole.tasks))
    assert Counter(map(family, part.tasks)) == {each: min(2, n) for each, n in counts.items()}


def test_a_pattern_leaves_some_of_the_first_tasks_of_every_family() -> None:
    arguments = ["--half", "held-out", "--per-family", "2", "--tasks", "*/c*", "--batch", "1"]
    (plan,) = plans(arguments)
    assert "forest/cleveland" in plan.tasks
    assert "network/collins" in plan.tasks
    assert "logistic/cmc" not in plan.tasks


@pytest.mark.parametrize(
    "arguments",
    [
        ["--tuners", "gp,guess"],
        ["--tasks", "nothing/*"],
        ["--batch", "3"],
        ["--per-family", "0"],
        ["--per-family", "-1"],
    ],
)
def test_what_does_not_exist_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)


def test_the_quick_look_is_at_development_tasks_alone() -> None:
    assert list(plans(["--quick"])) == [QUICK]
    assert {HALVES[name] for name in QUICK.tasks} == {Half.DEVELOPMENT}


@pytest.mark.parametrize("arguments", [[], ["--quick"], ["--half", "held-out", "--batch", "8"]])
def test_what_is_missing_is_carried_out_unless_the_record_is_enough(arguments: list[str]) -> None:
    assert due(arguments) == plans(arguments) != []
    assert due([*arguments, "--recorded"]) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "quality-all"),
        (["--half", "held-out", "--seeds", "3", "--batch", "1"], "quality-held-out"),
        (["--half", "development", "--recorded"], "quality-development"),
        (["--tuners", ",".join(reversed(field.NAMES))], "quality-all"),
        (["--half", "held-out", "--per-family", "2"], "quality-held-out-2-per-family"),
        (["--per-family", "1", "--recorded"], "quality-all-1-per-family"),
        (["--half", "held-out", "--tasks", "tree/*"], "quality-narrowed"),
        (["--per-family", "2", "--tuners", "gp,random"], "quality-narrowed"),
        (["--half", "held-out", "--tuners", "gp,random"], "quality-narrowed"),
        (["--quick", "--recorded"], "quality-quick"),
    ],
)
def test_only_a_report_on_all_tuners_and_tasks_or_families_has_the_name_of_the_half(
    arguments: list[str], expected: str
) -> None:
    assert title(arguments) == expected


def test_a_tuner_is_missed_only_in_batches_of_which_it_has_no_run() -> None:
    sequential, batches = plans(["--tuners", "gp,random,sobol"])
    runs = [run("gp", 0.0), run("random", 0.0), run("random", 0.0, batch=8)]
    assert without_runs(sequential, runs) == ["sobol"]
    assert without_runs(batches, runs) == ["gp", "sobol"]
