"""OSS Vizier: its default designer, GP_UCB_PE, as its service sets it up.

The designer refuses conditional parameters, so it is asked for all of them. It knows no rules.
"""

from collections.abc import Callable, Mapping, Sequence

import jax
from vizier import algorithms as vza
from vizier import pyvizier
from vizier._src.algorithms.designers.gp_ucb_pe import VizierGPUCBPEBandit
from vizier.pyvizier.converters import padding

from benchmarks.peers.protocol import Candidate, Peer, Result, Start
from benchmarks.peers.spaces import Kind, Parameter

REVISION = 1

# As its service does.
jax.config.update("jax_enable_x64", True)  # noqa: FBT003


class Vizier:
    """A designer of Vizier, and the trials it is to know."""

    def __init__(self, start: Start) -> None:
        problem = pyvizier.ProblemStatement()
        problem.metric_information.append(
            pyvizier.MetricInformation("loss", goal=pyvizier.ObjectiveMetricGoal.MINIMIZE)
        )
        free = start.space.free
        for each in free:
            _add(problem.search_space.root, each)
        # Unpadded, every ask compiles for a new number of trials, which takes most of its time.
        schedule = padding.PaddingSchedule(num_trials=padding.PaddingType.MULTIPLES_OF_10)
        self._designer = VizierGPUCBPEBandit(
            problem, rng=jax.random.PRNGKey(start.seed), padding_schedule=schedule
        )
        self._active: dict[int, pyvizier.Trial] = {}
        self._count = 0
        default = start.space.default()
        first = {each.name: _typed(each, default[each.name]) for each in free} if default else None
        self._first = [] if first is None else [pyvizier.TrialSuggestion(first)]

    def ask(self, count: int) -> list[Candidate]:
        """Ask for a batch; the default comes first, without one the designer tries the centre."""
        first, self._first = self._first, []
        missing = count - len(first)
        suggestions = [*first, *(self._designer.suggest(missing) if missing else [])]
        return [self._begun(each) for each in suggestions]

    def tell(self, results: Sequence[Result]) -> None:
        """Tell losses and infeasible trials, and which trials are still running."""
        completed = []
        for each in results:
            trial: pyvizier.Trial = each.candidate.handle
            del self._active[trial.id]
            if each.loss is None:
                trial.complete(pyvizier.Measurement(), infeasibility_reason="failed")
            else:
                trial.complete(pyvizier.Measurement({"loss": each.loss}))
            completed.append(trial)
        self._designer.update(
            vza.CompletedTrials(completed), vza.ActiveTrials([*self._active.values()])
        )

    def _begun(self, suggestion: pyvizier.TrialSuggestion) -> Candidate:
        """Return a suggestion as a trial that is running."""
        self._count += 1
        trial = self._active[self._count] = suggestion.to_trial(self._count)
        numbers = {name: float(value) for name, value in trial.parameters.as_dict().items()}
        return Candidate(numbers, trial)


def _add(root: pyvizier.SearchSpaceSelector, parameter: Parameter) -> None:
    """Add a parameter to a search space of Vizier."""
    name = parameter.name
    bounds = (_typed(parameter, parameter.low), _typed(parameter, parameter.high))
    scale = pyvizier.ScaleType.LOG if parameter.log else pyvizier.ScaleType.LINEAR
    if parameter.kind is Kind.NOMINAL:
        root.add_categorical_param(name, [str(k) for k in range(parameter.count)])
    elif parameter.kind is Kind.WHOLE:
        root.add_int_param(name, *bounds, scale_type=scale)
    else:
        root.add_float_param(name, *bounds, scale_type=scale)


def _typed(parameter: Parameter, number: float) -> float | str:
    """Return a number as Vizier wants to have it."""
    if parameter.kind is Kind.NOMINAL:
        return str(int(number))
    return number if parameter.kind is Kind.REAL else int(number)


TUNERS: Mapping[str, Callable[[Start], Peer]] = {"vizier": Vizier}
