"""How much a tenant may have: for each key, and for those whose keys do not say."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from service.access import EVERYBODY, Scope, Tenant, issue
from service.errors import QuotaExceededError
from service.quotas import UNLIMITED, Holdings, Quota
from tests.service.bodies import X, body, done
from tests.service.clients import Api, answered, loss
from tests.service.conftest import NOW
from tests.service.test_study_routes import problem

numbers = count(1)


def key(api: Api, quota: Quota = UNLIMITED, tenant: Tenant = EVERYBODY) -> str:
    """Make a key with a quota, and return the header that sends it."""
    number = next(numbers)
    made, text = issue(
        tenant, frozenset({Scope.ADMIN}), NOW, None, lambda size: f"{number:0{2 * size}x}"
    )
    api.store.put_key(replace(made, quota=quota))
    return f"Bearer {text}"


def create(api: Api, name: str, header: str, *trials: Any) -> Any:
    """Return the response to a request for a study with trials."""
    sent = {"name": name, **body(X), **({"trials": trials} if trials else {})}
    return api.send("POST", "/import" if trials else "", sent, Authorization=header)


class TestAQuota:
    def test_of_nothing_admits_everything(self) -> None:
        UNLIMITED.check(Holdings(10**9, 10**9), studies=10**9, trials=10**9)
        assert not UNLIMITED.limits_holdings

    @pytest.mark.parametrize(
        ("quota", "more"), [(Quota(studies=3), {"studies": 1}), (Quota(trials=9), {"trials": 3})]
    )
    def test_admits_as_many_as_it_says_and_no_more(
        self, quota: Quota, more: dict[str, int]
    ) -> None:
        quota.check(Holdings(2, 6), **more)
        with pytest.raises(QuotaExceededError):
            quota.check(Holdings(3, 7), **more)

    def test_that_was_lowered_refuses_only_what_makes_more(self) -> None:
        Quota(studies=1, trials=1).check(Holdings(5, 5))
        Quota(studies=1).check(Holdings(5, 5), trials=1)

    def test_of_a_key_is_stronger_than_the_default_and_its_zero_is_any_number(self) -> None:
        default = Quota(studies=5, trials=6, requests=7)
        assert Quota(trials=0, requests=1).or_else(default) == Quota(5, None, 1)


class TestStudies:
    def test_one_too_many_is_refused_with_what_to_do(self) -> None:
        api = Api()
        header = key(api, Quota(studies=2))
        for name in ("a", "b"):
            answered(create(api, name, header), 201)
        response = create(api, "c", header)
        assert problem(response, 403) == "quota-exceeded"
        detail = response.get_json()["detail"]
        assert detail.startswith("expected at most 2 studies in all, and there are 2 already")
        assert "delete" in detail
        assert "Retry-After" not in response.headers

    def test_that_are_deleted_make_room(self) -> None:
        api = Api()
        header = key(api, Quota(studies=1))
        answered(create(api, "a", header), 201)
        assert api.send("DELETE", "/a", Authorization=header).status_code == 204
        answered(create(api, "b", header), 201)

    def test_count_whichever_key_made_them(self) -> None:
        api = Api()
        answered(create(api, "a", key(api)), 201)
        assert create(api, "b", key(api, Quota(studies=1))).status_code == 403
        answered(create(api, "b", key(api, Quota(studies=2))), 201)

    def test_of_others_do_not_count(self) -> None:
        api = Api()
        answered(create(api, "a", key(api, tenant=Tenant("other"))), 201)
        answered(create(api, "a", key(api, Quota(studies=1))), 201)

    def test_a_request_that_was_answered_before_is_answered_again(self) -> None:
        api = Api()
        sent = {"name": "a", **body(X)}
        headers = {"Authorization": key(api, Quota(studies=1)), "Idempotency_Key": "k"}
        first = answered(api.send("POST", "", sent, **headers), 201)
        assert answered(api.send("POST", "", sent, **headers), 201) == first


class TestTrials:
    @pytest.fixture
    def api(self) -> Api:
        """Return an API with two studies of one trial each, where three trials are allowed."""
        api = Api(quota=Quota(trials=3))
        api.create(name="s")
        api.create(name="t")
        api.ask("s")
        api.ask("t")
        return api

    def test_of_all_studies_count(self, api: Api) -> None:
        assert problem(api.send("POST", "/s/ask", {"count": 2}), 403) == "quota-exceeded"
        api.ask("s")
        assert problem(api.send("POST", "/t/ask", {}), 403) == "quota-exceeded"
        assert len(api.trials("s")) == 2

    def test_that_are_queued_or_imported_count(self, api: Api) -> None:
        answered(api.send("POST", "/s/trials", {"parameters": {"x": 0.5}}), 201)
        assert api.send("POST", "/t/trials", {"parameters": {"x": 0.5}}).status_code == 403
        told = {"results": [{"parameters": {"x": 0.1}, "values": {"loss": 1}}, loss(1, 2.0)]}
        assert api.send("POST", "/t/tell", told).status_code == 403
        assert api.trials("t")[0]["state"] == "running"

    def test_that_come_with_a_study_count(self, api: Api) -> None:
        sent = {"name": "u", **body(X), "trials": [done(1.0, x=0.1), done(2.0, x=0.2)]}
        assert problem(api.send("POST", "/import", sent), 403) == "quota-exceeded"
        del sent["trials"][0]
        answered(api.send("POST", "/import", sent), 201)

    def test_that_there_are_can_be_told_and_handed_out_again(self, api: Api) -> None:
        api.ask("s", lease=1)
        api.tell(loss(1, 1.0), study="t")
        api.wait(1)
        assert [each["number"] for each in api.ask("s")] == [2]


def test_a_key_may_come_more_often_than_others() -> None:
    # Its clock goes on by a second at every look.
    api = Api(quota=Quota(requests=1))
    often, seldom = key(api, Quota(requests=0)), key(api)
    for _ in range(20):
        assert api.send("GET", "", Authorization=often).status_code == 200
    assert api.send("GET", "", Authorization=seldom).status_code == 200
    assert api.send("GET", "", Authorization=seldom).status_code == 429
