import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.load.client import RANDOM, Client, Pair
from benchmarks.load.crowd import Run, Tickets, crowd
from benchmarks.load.spread import numbers, spread, usual_and_late
from benchmarks.server import serving


def test_every_ticket_is_handed_out_once_however_many_want_one() -> None:
    tickets = Tickets(1_000)
    with ThreadPoolExecutor(8) as threads:
        taken = [i for part in threads.map(lambda _: [*tickets], range(8)) for i in part]
    assert sorted(taken) == list(range(1_000))


def test_a_crowd_makes_as_many_pairs_as_it_should_and_spreads_them_evenly() -> None:
    with serving() as server, Client(server.port) as client:
        studies = [client.create(f"study {i}", RANDOM) for i in range(3)]
        run = crowd(server.port, studies, clients=4, pairs=12)
        counts = [json.loads(client.send("GET", each))["trials"]["completed"] for each in studies]
    assert counts == [4, 4, 4]
    assert (len(run.asks), len(run.tells), run.refused) == (12, 12, 0)
    # Four at a time: together they have waited longer than it took.
    assert 0.0 < run.seconds < run.asks.sum() + run.tells.sum()


def test_a_rate_is_of_pairs_per_second() -> None:
    assert Run.of(2.0, [Pair(0.1, 0.2)] * 6).rate == 3.0


def test_a_spread_is_a_median_between_the_least_and_the_greatest() -> None:
    found = spread([3.0, 9.0, 1.0])
    assert (found.low, found.mean, found.high) == (1.0, 3.0, 9.0)


def test_one_in_a_hundred_is_late() -> None:
    assert usual_and_late(np.arange(101) / 1e3) == "50 / 99"


def test_what_is_kept_of_a_run_is_in_milliseconds() -> None:
    kept = numbers(Run(2.0, np.array([0.1, 0.3]), np.array([0.2, 0.2]), 5))
    assert (kept["pairs"], kept["seconds"], kept["refused"]) == (2, 2.0, 5)
    assert kept["ask_ms"] == [200.0, 298.0]
    assert kept["tell_ms"] == [200.0, 200.0]
