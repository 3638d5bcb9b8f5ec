from prometheus_client import CollectorRegistry, generate_latest

from models import TrialState
from service.census import Census
from service.gauges import Counted
from service.study import StudyState


def shown(census: Census | None) -> list[str]:
    """Return the lines of a census that are no comments."""
    registry = CollectorRegistry()
    registry.register(Counted(census))
    lines = generate_latest(registry).decode().splitlines()
    return [each for each in lines if not each.startswith("#")]


def test_every_state_is_there_even_if_nothing_is_in_it() -> None:
    lines = shown(Census({StudyState.ACTIVE: 3}, {TrialState.STALE: 2}, []))
    assert 'trialwise_studies{state="active"} 3.0' in lines
    assert 'trialwise_trials{state="stale"} 2.0' in lines
    assert len([each for each in lines if each.startswith("trialwise_studies")]) == len(StudyState)
    assert len([each for each in lines if each.startswith("trialwise_trials")]) == len(TrialState)


def test_ages_are_told_by_quantiles_however_many_there_are() -> None:
    name = "trialwise_best_value_age_seconds"
    lines = shown(Census({}, {}, [float(each) for each in range(100, 0, -1)]))
    assert [each for each in lines if each.startswith(name)] == [
        f'{name}{{quantile="0.5"}} 50.0',
        f'{name}{{quantile="0.9"}} 90.0',
        f'{name}{{quantile="1.0"}} 100.0',
    ]


def test_there_is_no_age_without_a_study_that_is_worked_on() -> None:
    assert not any("age" in each for each in shown(Census({}, {}, [])))


def test_without_a_census_that_is_all_that_is_told() -> None:
    assert shown(None) == ["trialwise_database_up 0.0"]
