from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from models import Direction, Source, Trial, TrialState, prepare, suggest
from models.errors import SurrogateError
from models.fitting import Outcome
from models.history import History
from models.learning import Learned, learn
from models.observations import Observations
from models.space import Region
from models.strategies.bayesian import Belief, without_surrogate
from tests.models.problems import BOWL, SIX, SQUARE, asked, problem, tried


def bowl_trials(n: int) -> list[Trial]:
    suggestions = asked(SQUARE, [], "sobol", n).suggestions
    return tried(BOWL, (each.parameters for each in suggestions))


def sources(trials: list[Trial], count: int, **options: int) -> list[Source]:
    answer = suggest(
        problem(SQUARE, "gp", **options), trials, count=count, rng=np.random.default_rng(0)
    )
    return [each.reason.source for each in answer.suggestions]


def belief(trials: list[Trial]) -> Belief:
    return Belief.after(Region(SQUARE), History.of(SQUARE, trials, Direction.MINIMIZE))


def test_the_initial_design_is_completed_first_within_one_ask() -> None:
    expected = [Source.INITIAL_DESIGN] * 2 + [Source.SURROGATE] * 3
    assert sources(bowl_trials(2), 5) == expected


def test_running_and_failed_trials_count_for_the_initial_design() -> None:
    trials = bowl_trials(6)
    others = [
        Trial(trials[0].parameters, TrialState.RUNNING),
        Trial(trials[1].parameters, TrialState.FAILED),
    ]
    assert sources([*others, *trials[2:]], 1) == [Source.SURROGATE]


def test_the_size_of_the_design_is_an_option() -> None:
    assert sources(bowl_trials(7), 2, initial_trials=9) == [Source.INITIAL_DESIGN] * 2


@pytest.mark.parametrize("state", [TrialState.FAILED, TrialState.RUNNING])
def test_without_a_value_there_is_no_surrogate(state: TrialState) -> None:
    trials = [Trial(each.parameters, state) for each in bowl_trials(20)]
    assert sources(trials, 3) == [Source.INITIAL_DESIGN] * 3


def test_suggestions_of_one_ask_lie_apart() -> None:
    answer = asked(SQUARE, bowl_trials(8), "gp", 8)
    X = SQUARE.encode_all([each.parameters for each in answer.suggestions]).X
    distances = np.linalg.norm(X[:, np.newaxis] - X, axis=2)[np.triu_indices(8, 1)]
    assert distances.min() > 0.01


def test_a_running_trial_keeps_its_neighbourhood_to_itself() -> None:
    trials = bowl_trials(8)
    first = asked(SQUARE, trials, "gp").suggestions[0].parameters
    second = asked(SQUARE, [*trials, Trial(first, TrialState.RUNNING)], "gp").suggestions[0]
    X = SQUARE.encode_all([first, second.parameters]).X
    assert np.linalg.norm(X[0] - X[1]) > 0.01


def test_many_suggestions_of_one_ask_are_distinct() -> None:
    answer = asked(SQUARE, bowl_trials(8), "gp", 60)
    assert len({tuple(each.parameters.values()) for each in answer.suggestions}) == 60


def test_failures_keep_away_from_their_neighbourhood() -> None:
    trials = bowl_trials(8)
    failures = [
        Trial({"x": 0.3 + 0.05 * i, "y": 0.6 + 0.05 * j}, TrialState.FAILED)
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
    ]
    near = np.array([[0.31, 0.62]])
    assert belief([*trials, *failures]).surrogate.predict(near)[0] > (
        belief(trials).surrogate.predict(near)[0] + 0.5
    )


def test_the_reason_agrees_with_the_prediction() -> None:
    believed = belief(bowl_trials(10))
    proposal = believed.proposal(np.array([0.4, 0.5]))
    best = believed.best_observed
    mean, std = believed.surrogate.predict(np.array([[0.4, 0.5]]))
    chance = norm.cdf((best - mean[0]) / std[0])
    assert proposal.probability_of_improvement == pytest.approx(chance)
    assert proposal.predicted is not None
    assert f"{proposal.predicted.mean:.4g}" in proposal.summary


@pytest.mark.parametrize(
    ("outcome", "said"), [(Outcome.FAILED, "could not be fitted"), (Outcome.LATE, "no time to fit")]
)
def test_hyperparameters_that_stand_in_for_others_are_told_of(outcome: Outcome, said: str) -> None:
    believed = belief(bowl_trials(10))
    learned = believed.surrogate.learned
    learned = replace(learned, fit=replace(learned.fit, outcome=outcome))
    stood_in = replace(believed, surrogate=replace(believed.surrogate, learned=learned))
    x = np.array([0.4, 0.5])
    assert said in stood_in.proposal(x).summary
    assert "hyperparameters" not in believed.proposal(x).summary


def learned_by_preparing(trials: list[Trial]) -> list[str]:
    """The digests of what is learned ahead."""
    digests = list[str]()

    def told(observations: Observations) -> Learned:
        digests.append(observations.digest)
        return learn(observations)

    prepare(problem(SQUARE, "gp"), trials, told)
    return digests


def test_what_is_learned_ahead_is_what_the_next_suggestion_needs() -> None:
    trials, digests = bowl_trials(10), list[str]()

    def told(observations: Observations) -> Learned:
        digests.append(observations.digest)
        return learn(observations)

    suggest(problem(SQUARE, "gp"), trials, count=3, rng=np.random.default_rng(0), learn=told)
    assert learned_by_preparing(trials) == digests
    assert len(digests) == 1


def test_nothing_is_learned_ahead_of_a_design() -> None:
    assert learned_by_preparing(bowl_trials(3)) == []
    failed = [Trial(each.parameters, TrialState.FAILED) for each in bowl_trials(20)]
    assert learned_by_preparing(failed) == []


def test_a_surrogate_that_cannot_be_computed_ahead_is_no_error() -> None:
    def failing(observations: Observations) -> Learned:
        raise SurrogateError(len(observations.y), 0.0)

    prepare(problem(SQUARE, "gp"), bowl_trials(10), failing)


def test_the_recommended_trial_has_the_best_expected_value() -> None:
    believed = belief(bowl_trials(10))
    mean, _ = believed.surrogate.predict(believed.X)
    assert believed.recommended().row == int(np.argmin(mean))


def test_the_weight_of_the_prior_falls_with_the_trials() -> None:
    weights = [belief(bowl_trials(n)).utility().prior_weight for n in (5, 20)]
    assert weights == [2.0, 0.5]


def test_the_rest_of_a_finite_space_is_suggested_however_bad_it_looks() -> None:
    trials = [Trial({"a": a, "b": b}, value=float(a)) for a in (1, 2) for b in (False, True)]
    answer = asked(SIX, trials, "gp", 5)
    assert {each.parameters["a"] for each in answer.suggestions} == {3}
    assert answer.space_exhausted


def test_without_a_surrogate_the_space_is_filled_evenly_and_the_summary_says_so(
    rng: np.random.Generator,
) -> None:
    history = History.of(SQUARE, bowl_trials(8), Direction.MINIMIZE)
    proposals = without_surrogate(Region(SQUARE), history, 3, rng)
    assert [each.source for each in proposals] == [Source.SOBOL] * 3
    assert {"surrogate could not be fitted" in each.summary for each in proposals} == {True}
