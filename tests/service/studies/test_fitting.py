"""What is learned from a study ahead of its next ask."""

from collections.abc import Callable

from service.access import EVERYBODY, Tenant
from service.fits import LONG
from service.studies import Fitter
from service.study import StudyId
from service.wire.studies import problem_of
from tests.service.bodies import X
from tests.service.clients import Api, loss
from tests.service.conftest import NOW, fit_cache


class Noted:
    """Notes which studies have something to learn from, and of which somebody asks."""

    def __init__(self) -> None:
        self.told: list[StudyId] = []
        self.asked: list[StudyId] = []

    def after_tell(self, _: Tenant, study: StudyId) -> None:
        self.told.append(study)

    def on_ask(self, study: StudyId) -> None:
        self.asked.append(study)


def long_study(api: Api, n: int = LONG) -> StudyId:
    """Create a study of so many completed trials, and return its id."""
    made = StudyId(api.create(X, seed=1)["id"])
    api.tell(
        *({"parameters": {"x": i / n}, "values": {"loss": (i / n - 0.4) ** 2}} for i in range(n))
    )
    return made


def never() -> bool:
    """Tell that somebody still wants it."""
    return False


def fit_ahead(api: Api, study: StudyId, is_cancelled: Callable[[], bool] = never) -> list[str]:
    """Learn from a study in a replica of its own, and return where its fits came from."""
    origins = list[str]()
    cache = fit_cache(observe=lambda origin, _: origins.append(origin))
    Fitter(api.store, cache, lambda: NOW, problem_of)(EVERYBODY, study, is_cancelled)
    return origins


def asked(api: Api) -> tuple[object, list[str]]:
    """Return what another replica hands out, and where its fits came from."""
    origins = list[str]()
    cache = fit_cache(observe=lambda origin, _: origins.append(origin))
    (trial,) = Api(store=api.store, fits=cache).ask()
    return (trial["parameters"], trial["reason"]), origins


# When


def test_a_result_of_a_long_study_is_something_to_learn_from() -> None:
    noted = Noted()
    api = Api(ahead=noted)
    study = long_study(api)
    assert noted.told == [study]
    (trial,) = api.ask()
    assert noted.asked == [study]
    api.tell(loss(trial["number"], 0.5))
    assert noted.told == [study, study]


def test_a_result_of_a_short_study_is_not() -> None:
    noted = Noted()
    long_study(Api(ahead=noted), LONG - 1)
    assert noted.told == []


def test_a_result_that_was_told_before_is_not() -> None:
    noted = Noted()
    api = Api(ahead=noted)
    long_study(api)
    (trial,) = api.ask()
    for _ in range(3):
        api.tell(loss(trial["number"], 0.5))
    assert len(noted.told) == 2


def test_a_result_that_is_refused_is_not() -> None:
    noted = Noted()
    api = Api(ahead=noted)
    long_study(api)
    response = api.send("POST", "/s/tell", {"results": [loss(LONG + 1, 0.5)]})
    assert response.status_code == 404
    assert len(noted.told) == 1


# What


def test_what_was_learned_ahead_serves_the_next_ask_of_any_replica() -> None:
    api, cold = Api(), Api()
    study = long_study(api)
    long_study(cold)
    assert fit_ahead(api, study) == ["fitted"]
    (given, origins), (expected, _) = asked(api), asked(cold)
    assert origins == ["database"]
    assert given == expected


def test_what_is_known_already_is_not_learned_again() -> None:
    api = Api()
    study = long_study(api)
    assert [fit_ahead(api, study), fit_ahead(api, study)] == [["fitted"], ["database"]]


def test_nothing_is_learned_from_a_study_that_hands_nothing_out() -> None:
    api = Api()
    study = long_study(api)
    api.send("PATCH", "/s", {"state": "stopped"})
    assert fit_ahead(api, study) == []


def test_nothing_is_learned_from_a_study_that_is_gone() -> None:
    api = Api()
    study = long_study(api)
    api.send("DELETE", "/s")
    assert fit_ahead(api, study) == []


def test_a_study_may_go_while_something_is_learned_from_it() -> None:
    api = Api()
    study = long_study(api)

    def delete() -> bool:
        api.send("DELETE", "/s")
        return False

    assert fit_ahead(api, study, delete) == ["fitted"]
    assert api.send("GET", "/s").status_code == 404


def test_what_nobody_wants_any_more_is_not_kept() -> None:
    api = Api()
    study = long_study(api)
    assert fit_ahead(api, study, lambda: True) == ["late"]
    assert asked(api)[1] == ["fitted"]
