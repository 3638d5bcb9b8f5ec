import pytest

from benchmarks.experience.designs import NEIGHBOURS, SPREAD, default_of, design
from benchmarks.experience.families import BY_MODEL, FAMILIES, Family
from models import CATALOGUE

FOREST = BY_MODEL["sklearn.RandomForestClassifier"]


def test_the_default_of_the_library_comes_first() -> None:
    first = design(FOREST.model, FOREST.space)[0]
    assert first.origin == "default"
    assert first.configuration["n_estimators"] == 100
    assert first.configuration["max_depth"] is None


def test_a_neighbour_differs_in_one_or_two_parameters() -> None:
    found = design(FOREST.model, FOREST.space)
    default = found[0].configuration
    neighbours = [each.configuration for each in found if each.origin == "neighbour"]
    shared = [each.keys() & default.keys() for each in neighbours]
    moved = [
        sum(each[name] != default[name] for name in names)
        for each, names in zip(neighbours, shared, strict=True)
    ]
    assert len(neighbours) == NEIGHBOURS
    assert set(moved) == {1, 2}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.model)
def test_all_configurations_belong_to_the_space_and_no_two_are_alike(family: Family) -> None:
    encoded = family.space.encode_all(
        [each.configuration for each in design(family.model, family.space)]
    )
    assert encoded.errors == []
    assert len(set(family.space.keys(encoded.X))) == len(encoded.X)


def test_a_large_space_has_the_whole_spread() -> None:
    assert [each.origin for each in design(FOREST.model, FOREST.space)].count("design") == SPREAD


def test_the_same_space_gives_the_same() -> None:
    assert design(FOREST.model, FOREST.space) == design(FOREST.model, FOREST.space)


def test_every_family_is_in_the_catalogue_for_its_task() -> None:
    assert all(each.task in CATALOGUE[each.model].tasks for each in FAMILIES)


def test_the_default_has_what_the_catalogue_calls_the_default() -> None:
    defaults = CATALOGUE[FOREST.model].defaults
    assert default_of(FOREST.space).items() <= defaults.items()
