from collections import Counter
from itertools import chain

import pytest

from benchmarks.experience.subjects import CLASSIFICATION, REGRESSION, kin, rows_of, task_of
from models import Task


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("195_auto_price", "207_autoPrice"),
        ("breast_cancer_wisconsin", "wdbc"),
        ("229_pwLinear", "1203_BNG_pwLinear"),
        ("586_fri_c3_1000_25", "621_fri_c0_100_10"),
        ("kr_vs_kp", "chess"),
        ("kr-vs-kp", "chess"),
        ("cmc", "contraceptive"),
        ("parity5+5", "parity5"),
        ("56_vote", "house_votes_84"),
    ],
)
def test_one_data_set_under_two_names_is_kin(one: str, other: str) -> None:
    assert kin(one) == kin(other)


def test_a_name_that_is_a_number_keeps_it() -> None:
    assert kin("1030_42") == "1030_42"


@pytest.mark.parametrize("groups", [CLASSIFICATION, REGRESSION])
def test_no_two_data_sets_of_a_task_are_kin(groups: tuple[tuple[str, ...], ...]) -> None:
    assert [name for name, n in Counter(map(kin, chain(*groups))).items() if n > 1] == []


def test_the_group_tells_the_task() -> None:
    assert (task_of("labor"), task_of("201_pol")) == (Task.CLASSIFICATION, Task.REGRESSION)


def test_a_few_data_sets_have_more_rows_than_usual() -> None:
    assert rows_of("page_blocks") > rows_of("labor")
