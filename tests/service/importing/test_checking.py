import pytest

from service.importing.checking import described, problem_of
from service.importing.sources import SourceError
from tests.service.importing.spaces import DEFINITION, PROBLEM


def test_a_definition_may_leave_the_space_to_the_catalogue() -> None:
    problem = problem_of({"model": "sklearn.SVC", "dataset": {"task": "classification"}}, "test")
    assert "C" in [each.name for each in problem.space.parameters]
    assert problem.objective.name == "accuracy"


def test_what_a_study_optimises_is_what_describes_its_problem() -> None:
    study = {"id": "1", "seed": 3, "model": None, "algorithm": "gp", **DEFINITION}
    found = described(study)
    assert found == {**DEFINITION, "algorithm": "gp"}
    assert problem_of(found, "test").space == PROBLEM.space


@pytest.mark.parametrize(
    ("definition", "mistake"),
    [
        ({}, "test, /space: expected a value, got none"),
        ({**DEFINITION, "objective": 1}, "test, /objective: unknown field; did you mean"),
        ({**DEFINITION, "objectives": []}, "test, /objectives: expected an array of at least 1"),
        ({"model": "sklearn.None"}, "test, /model: "),
    ],
)
def test_every_mistake_of_a_definition_is_told(definition: object, mistake: str) -> None:
    with pytest.raises(SourceError) as caught:
        problem_of(definition, "test")
    assert str(caught.value).startswith(mistake)
