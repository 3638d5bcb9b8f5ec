import json

from benchmarks.latency.report import numbers, render
from tests.benchmarks.latency.samples import outcome
from tests.benchmarks.test_markdown import ENVIRONMENT

REPORT = render(outcome(), ENVIRONMENT)


def test_every_peer_has_its_times_its_version_and_how_we_compare() -> None:
    # All times of the two are in the same proportion, so nothing is left to chance.
    assert "| optuna-gp 5.0.0-1 | 150 ms | 195 ms | 0.20 [0.20, 0.20] |" in REPORT


def test_a_row_of_a_curve_has_the_size_the_times_and_the_ratios() -> None:
    assert (
        "| 60 | 40 ms | 40 ms | 36 ms | 4 ms | 20 ms | 400 ms "
        "| 2.00 [2.00, 2.00] | 0.10 [0.10, 0.10] |"
    ) in REPORT


def test_who_was_not_asked_at_a_size_has_an_empty_cell() -> None:
    assert "| 1,000 | 700 ms | 790 ms | 600 ms | 100 ms | 100 ms |  | 7.00" in REPORT


def test_a_curve_over_parameters_begins_its_rows_with_them() -> None:
    assert "| 200 | 200 ms |" in REPORT


def test_targets_stand_with_their_verdicts() -> None:
    assert "| 0.5 | 0.700 [0.600, 0.800] | missed |" in REPORT


def test_a_peer_that_could_not_be_asked_is_named_with_the_reason() -> None:
    report = render(outcome({"skopt": 'no environment: make peers PEERS="skopt"'}), ENVIRONMENT)
    assert 'Not measured: skopt, no environment: make peers PEERS="skopt"' in report


def test_the_memory_is_given_before_and_after_asks() -> None:
    assert "| before any | 97 |\n| 10,000 x 15 | 181 |" in REPORT


def test_the_floor_says_how_many_times_as_long_a_call_takes() -> None:
    assert "| 60 | 66 | 1,389 | 80 | 31 | 40 | 5 | 2 ms | 36 ms | 18.0 |" in REPORT


def test_the_rate_is_that_of_the_median_product() -> None:
    # 2 * 1,200^3 operations in 50 ms.
    assert "at 69.1 GFlop/s" in REPORT


def test_the_report_says_how_many_rounds_stand_behind_it() -> None:
    assert "in turn, 3 rounds over all sizes" in REPORT


def test_every_time_is_kept_in_milliseconds() -> None:
    kept = json.loads(json.dumps(numbers(outcome())))
    assert kept["asks"][0] == {
        "part": "peers",
        "parameters": 14,
        "past_trials": 60,
        "tuner": "http",
        "ms": [20.0, 40.0, 30.0],
    }


def test_the_floor_and_the_memory_are_kept_too() -> None:
    kept = json.loads(json.dumps(numbers(outcome())))
    assert [kept["floors"][0]["ratio"], kept["peaks"][1]["mebibytes"]] == [18.0, 181.2]
