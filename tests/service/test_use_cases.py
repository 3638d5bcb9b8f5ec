import numpy as np
import pytest

import models
from models import Direction
from service.errors import Fault, InvalidRequestError
from service.use_cases import Ask, ask, warm_up

SPACE = models.SearchSpace((models.Float("x", 0.0, 1.0), models.Bool("flag")))
LOSS = models.Objective("loss", Direction.MINIMIZE)
PROBLEM = models.Problem(SPACE, LOSS)
BROKEN = (
    models.Trial({"x": 0.5}, value=1.0),
    models.Trial({"x": 0.5, "flag": True}, value=1.0),
    models.Trial({"x": 7.0, "flag": 3}, value=1.0),
)


def paths(question: Ask) -> list[tuple[str | int, ...]]:
    """Return where the request behind a question is wrong."""
    with pytest.raises(InvalidRequestError) as caught:
        ask(question, draw_seed=int)
    return [each.path for each in caught.value.faults]


def test_an_answer_is_that_of_the_optimiser_for_the_seed() -> None:
    rng = np.random.default_rng(np.random.SeedSequence(7))
    expected = models.suggest(PROBLEM, (), count=3, rng=rng)
    assert ask(Ask(PROBLEM, count=3, seed=7), draw_seed=int).answer == expected


def test_an_ask_without_a_seed_draws_one_and_tells_it() -> None:
    drawn = ask(Ask(PROBLEM), draw_seed=lambda: 42)
    assert drawn == ask(Ask(PROBLEM, seed=42), draw_seed=int)
    assert drawn.seed == 42


def test_the_seed_zero_is_a_seed() -> None:
    assert ask(Ask(PROBLEM, seed=0), draw_seed=lambda: 42).seed == 0


def test_faults_of_trials_are_told_in_the_order_of_the_trials() -> None:
    assert paths(Ask(PROBLEM, BROKEN)) == [
        ("trials", 0, "parameters", "flag"),
        ("trials", 2, "parameters", "x"),
        ("trials", 2, "parameters", "flag"),
    ]


def test_a_lenient_ask_leaves_such_trials_out() -> None:
    assert len(ask(Ask(PROBLEM, BROKEN, lenient=True), draw_seed=int).answer.suggestions) == 1


def test_fixed_values_out_of_the_space_are_told() -> None:
    assert paths(Ask(PROBLEM, fixed={"x": 3.0})) == [("fixed", "x")]


def test_fixed_values_are_those_of_the_suggestion() -> None:
    answer = ask(Ask(PROBLEM, fixed={"x": 0.25}), draw_seed=int).answer
    assert answer.suggestions[0].parameters["x"] == 0.25


def test_a_space_without_a_feasible_configuration_is_told() -> None:
    empty = models.SearchSpace((models.Float("x", 0.0, 1.0),), ("x > 2",))
    (path,) = paths(Ask(models.Problem(empty, LOSS)))
    assert path[:2] == ("space", "constraints")


def test_a_fault_says_what_was_expected_and_what_was_got() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        ask(Ask(PROBLEM, fixed={"x": 3.0}), draw_seed=int)
    assert caught.value.faults == (
        Fault(("fixed", "x"), "expected a number from 0.0 to 1.0, got 3.0"),
    )


def test_the_optimiser_is_ready() -> None:
    warm_up()
