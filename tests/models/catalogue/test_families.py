"""What holds for every model of the catalogue, whatever is known of a dataset."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue import CATALOGUE, AdaptationKind, adapted_space
from models.dataset import Dataset
from models.space import MISSING, Float, Int, Parameter, Region, SearchSpace, sample
from tests.models.catalogue.datasets import broken_rules, datasets, task_of

NAMES = sorted(CATALOGUE)
SEEDS = st.integers(0, 2**32 - 1)
names = pytest.mark.parametrize("name", NAMES)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Dataset]:
    """Draw a model and what is known of a dataset."""
    name = draw(st.sampled_from(NAMES))
    return name, draw(datasets(task_of(name)))


@given(case=cases())
@settings(max_examples=500)
def test_a_space_with_a_default_follows_from_any_metadata(case: tuple[str, Dataset]) -> None:
    adapted = adapted_space(*case)
    assert all(each.default is not MISSING for each in adapted.space.parameters)
    assert adapted.space.encode_all([adapted.default]).errors == []


@given(case=cases(), seed=SEEDS)
@settings(max_examples=500)
def test_no_configuration_asks_for_more_than_there_is(case: tuple[str, Dataset], seed: int) -> None:
    adapted = adapted_space(*case)
    drawn = sample(Region(adapted.space), 32, np.random.default_rng(seed))
    configurations = [adapted.default, *adapted.space.decode_all(drawn.X)]
    assert [broken_rules(each, case[1]) for each in configurations] == [[]] * 33


@given(case=cases())
@settings(max_examples=500)
def test_what_a_dataset_changes_is_told_with_a_reason(case: tuple[str, Dataset]) -> None:
    name, dataset = case
    adapted = adapted_space(name, dataset)
    assert all(each.why for each in adapted.adaptations)
    before = _said(adapted_space(name, Dataset(task=dataset.task)).space)
    after = _said(adapted.space)
    changed = {each for each in {*before, *after} if before.get(each) != after.get(each)}
    assert {each.parameter for each in adapted.adaptations} == changed


def _said(space: SearchSpace) -> dict[str, tuple[object, object]]:
    """Return the values and the default of every parameter."""
    return {each.name: (_values(each), each.default) for each in space.parameters}


def _values(parameter: Parameter) -> object:
    """Return the bounds of a parameter or all its values."""
    if isinstance(parameter, Float | Int):
        return parameter.low, parameter.high
    return parameter.values


@names
def test_nothing_changes_where_nothing_is_known(name: str) -> None:
    assert adapted_space(name, Dataset()).adaptations == ()


@names
def test_every_range_has_a_source(name: str) -> None:
    adapted = adapted_space(name, Dataset())
    assert all(adapted.sources[each.name] for each in adapted.space.parameters)


@names
def test_a_model_says_what_it_is(name: str) -> None:
    model = CATALOGUE[name]
    assert model.name == name
    assert model.library == name.split(".", maxsplit=1)[0]
    assert model.summary.endswith(".")
    assert bool(model.documentation) == bool(model.requires) == (model.library != "neural_network")


@names
def test_the_default_stays_that_of_the_library_on_a_usual_dataset(name: str) -> None:
    dataset = Dataset(n_rows=10_000, n_features=20, n_classes=2)
    kinds = {each.kind for each in adapted_space(name, dataset).adaptations}
    assert AdaptationKind.DEFAULT not in kinds
