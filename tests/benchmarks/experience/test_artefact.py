import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.experience.artefact import Artefact, Described
from benchmarks.experience.families import BY_MODEL
from benchmarks.quality.peers import space_json
from models import Dataset, Direction, Modality, Task

Json = Mapping[str, object]
KNOWN = Dataset(
    task=Task.CLASSIFICATION,
    modality=Modality.TABULAR,
    n_rows=60,
    missing_fraction=0.0,
    meta_features={"skewness": 1.5},
)
ARTEFACT = Artefact(
    models=("sklearn.Ridge",),
    about="A sentence.",
    space=BY_MODEL["sklearn.Ridge"].space,
    configurations=({"alpha": 1.0}, {"alpha": 2.0}),
    origins=("default", "optimised"),
    found_on=((), ("labour",)),
    datasets=(Described("labor", "labour", "PMLB", "MIT", KNOWN),),
    metrics={"auc": (Direction.MAXIMIZE, np.array([[1.0 / 3.0, np.nan]]))},
    seconds=np.array([[0.0123456, 20.0]]),
)


@pytest.fixture
def content(tmp_path: Path) -> Json:
    found: Json = json.loads(gzip.decompress(ARTEFACT.write("ridge", tmp_path).read_bytes()))
    return found


def test_the_file_is_named_after_what_it_is_about(tmp_path: Path) -> None:
    assert ARTEFACT.write("ridge", tmp_path) == tmp_path / "ridge.json.gz"


def test_scores_have_four_digits_and_seconds_two(content: Json) -> None:
    assert content["metrics"] == {"auc": {"direction": "maximize", "values": [[0.3333, None]]}}
    assert content["seconds"] == [[0.012, 20]]


def test_configurations_and_their_origins_are_as_they_were(content: Json) -> None:
    assert content["configurations"] == [{"alpha": 1.0}, {"alpha": 2.0}]
    assert content["origins"] == ["default", "optimised"]
    assert content["found_on"] == [[], ["labour"]]


def test_a_data_set_is_described_by_what_is_known_of_it(content: Json) -> None:
    described = {
        "name": "labor",
        "kin": "labour",
        "source": "PMLB",
        "licence": "MIT",
        "metadata": {
            "task": "classification",
            "modality": "tabular",
            "n_rows": 60,
            "missing_fraction": 0.0,
            "meta_features": {"skewness": 1.5},
        },
    }
    assert content["datasets"] == [described]


def test_the_space_is_that_of_the_catalogue(content: Json) -> None:
    assert content["space"] == space_json(ARTEFACT.space)


def test_the_same_content_has_the_same_bytes(tmp_path: Path) -> None:
    first = ARTEFACT.write("one", tmp_path).read_bytes()
    assert replace(ARTEFACT).write("other", tmp_path).read_bytes() == first
