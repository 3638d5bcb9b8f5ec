import json

import pytest

from benchmarks.load.client import RANDOM, Client
from benchmarks.load.databases import Databases, Kind
from benchmarks.load.plan import Plan
from benchmarks.load.reports import size as report
from benchmarks.load.size import REQUESTS, fill, sized
from benchmarks.server import serving
from tests.benchmarks.load.samples import ENVIRONMENT


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_a_database_is_filled_with_copies_of_a_study(kind: Kind, made: Databases) -> None:
    with made.new(kind) as url, serving(url) as server, Client(server.port) as client:
        study = client.create(RANDOM, RANDOM)
        client.pair(study)
        fill(url, 3)
        listed = json.loads(client.send("GET", "/v1/studies"))["items"]
        (original, *copies) = [
            json.loads(client.send("GET", f"/v1/studies/{each['id']}/trials"))["items"]
            for each in listed
        ]
    assert len(copies) == 3
    assert all(each == original for each in copies)


@pytest.mark.slow
def test_every_request_is_timed_in_a_full_and_in_an_empty_database(
    plan: Plan, made: Databases
) -> None:
    found = sized(plan, made)
    wanted = {(kind, name) for kind in Kind for name in REQUESTS}
    assert set(found.full) == set(found.empty) == wanted
    assert {len(each) for each in (*found.full.values(), *found.empty.values())} == {3}
    text = report.render(found, plan, ENVIRONMENT)
    assert "# Beside 12 trials" in text
    assert text.count("\n| PostgreSQL: ") == len(REQUESTS)
    assert json.dumps(report.content(found), allow_nan=False)
