import pytest

from service.errors import TooManyRequestsError
from service.quotas import Quota
from service.rates import MOST, RateLimiter
from service.settings import read
from tests.service.clients import Api


class Hand:
    """A clock whose hand the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_as_many_as_may_come_in_a_minute_may_come_at_once(hand: Hand) -> None:
    rates = RateLimiter(hand)
    for _ in range(3):
        rates.take("a", 3)
    with pytest.raises(TooManyRequestsError):
        rates.take("a", 3)


def test_whoever_comes_back_when_told_is_let_in(hand: Hand) -> None:
    rates = RateLimiter(hand)
    for _ in range(7):
        rates.take("a", 7)
    with pytest.raises(TooManyRequestsError) as caught:
        rates.take("a", 7)
    hand.seconds += caught.value.seconds
    rates.take("a", 7)
    with pytest.raises(TooManyRequestsError):
        rates.take("a", 7)


def test_nobody_saves_more_than_a_minute(hand: Hand) -> None:
    rates = RateLimiter(hand)
    rates.take("a", 2)
    hand.seconds += 3_600.0
    rates.take("a", 2)
    rates.take("a", 2)
    with pytest.raises(TooManyRequestsError):
        rates.take("a", 2)


def test_nobody_pays_for_others(hand: Hand) -> None:
    rates = RateLimiter(hand)
    rates.take("a", 1)
    rates.take("b", 1)


def test_whoever_may_come_less_often_than_before_has_no_more_left(hand: Hand) -> None:
    rates = RateLimiter(hand)
    rates.take("a", 10)
    rates.take("a", 2)
    rates.take("a", 2)
    with pytest.raises(TooManyRequestsError):
        rates.take("a", 2)


def test_many_who_came_once_are_forgotten_and_one_who_has_spent_all_is_not(hand: Hand) -> None:
    rates = RateLimiter(hand)
    for each in range(MOST):
        rates.take(str(each), 2)
    hand.seconds += 30.0
    rates.take("a", 2)
    rates.take("a", 2)
    assert len(rates._buckets) == 1  # noqa: SLF001 # What nobody sees is what is tested.
    with pytest.raises(TooManyRequestsError):
        rates.take("a", 2)


def test_without_a_limit_nobody_is_refused_or_remembered(hand: Hand) -> None:
    rates = RateLimiter(hand)
    for _ in range(1_000):
        rates.take("a", None)
    assert rates._buckets == {}  # noqa: SLF001 # As above.
    assert read({}).rate_limit == 0


def test_a_request_too_many_is_a_429_that_says_when_to_come_back() -> None:
    # Its clock goes on by a second at every look.
    api = Api(quota=Quota(requests=1))
    api.create()
    response = api.send("GET", "/s")
    assert response.status_code == 429
    assert response.get_json()["type"] == "/problems/too-many-requests"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert api.client.get("/healthz").status_code == 200
