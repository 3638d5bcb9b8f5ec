import pytest

from benchmarks import markdown
from benchmarks.environment import Environment
from benchmarks.statistics import Interval

ENVIRONMENT = Environment(
    command="python -m benchmarks quality",
    date="2026-01-02",
    commit=None,
    source="0123456789abcdef",
    python="3.11.0",
    packages={"numpy": "2.0.0", "flask": None},
    processor="A processor",
    cores=2,
    load=0.25,
    system="Linux x86_64",
)


def test_a_table_aligns_its_numbers_to_the_right() -> None:
    assert markdown.table(["task", "gp"], [["car", "0.1"], ["kc1", "0.2"]]) == (
        "| task | gp |\n| --- | ---: |\n| car | 0.1 |\n| kc1 | 0.2 |"
    )


def test_an_interval_is_rounded_to_three_decimal_places() -> None:
    assert markdown.interval(Interval(0.12345, -0.0996, 0.5)) == "0.123 [-0.100, 0.500]"


def test_the_lowest_number_is_bold() -> None:
    assert markdown.strongest([0.25, 0.125, 0.5]) == ["0.250", "**0.125**", "0.500"]


def test_numbers_that_look_the_same_are_bold_alike() -> None:
    assert markdown.strongest([0.1234, 0.1231]) == ["**0.123**", "**0.123**"]


@pytest.mark.parametrize(("p", "text"), [(0.0312, "0.031"), (1.0, "1"), (3e-9, "< 0.0001")])
def test_a_p_value_has_two_digits(p: float, text: str) -> None:
    assert markdown.p_value(p) == text


@pytest.mark.parametrize(("time", "text"), [(0.01234, "12.3 ms"), (12.34, "12.3 s")])
def test_times_below_a_second_are_in_milliseconds(time: float, text: str) -> None:
    assert markdown.seconds(time) == text


def test_the_conditions_name_the_versions_of_what_is_installed() -> None:
    assert markdown.conditions(ENVIRONMENT).endswith("\nPython 3.11.0, numpy 2.0.0.\n")


def test_the_conditions_tell_what_else_the_machine_had_to_do() -> None:
    assert "2 cores, Linux x86_64; load before 0.25;" in markdown.conditions(ENVIRONMENT)


def test_the_conditions_say_when_the_commit_is_unknown() -> None:
    assert "commit unknown (source 0123456789abcdef)" in markdown.conditions(ENVIRONMENT)
