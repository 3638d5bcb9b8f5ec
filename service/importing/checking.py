"""Whether trials belong to a study: what the service would say, with their places in a source."""

from collections.abc import Iterator, Sequence
from itertools import islice

from pydantic import ValidationError

from models import Problem
from service import limits
from service.errors import Fault, InvalidRequestError
from service.importing.sources import SHOWN, SourceError, SourceTrial
from service.wire.ask import Described, shaped, true_paths
from service.wire.catalogue import completed
from service.wire.faults import faults_of
from service.wire.studies import DESCRIBING
from service.wire.text import Json
from service.wire.trials import ImportedTrial


def problem_of(definition: Json, name: str) -> Problem:
    """Return the problem that a definition describes.

    Args:
        definition: The fields of a new study that describe its problem.
        name: Where it comes from.

    Raises:
        SourceError: It describes none.
    """
    try:
        with true_paths(definition):
            return shaped(Described, completed(definition)).problem()
    except InvalidRequestError as error:
        trial = SourceTrial(name, definition, {})
        raise SourceError(*map(trial.mistake, error.faults)) from error


def described(study: Json) -> Json:
    """Return the fields of a study that describe its problem."""
    return {name: study[name] for name in DESCRIBING if study.get(name) is not None}


def check(trials: Sequence[SourceTrial], problem: Problem) -> None:
    """Raise SourceError, with the place of every mistake, unless trials belong to a problem."""
    measured = sum(len(each.fields.get("measurements") or ()) for each in trials)
    if measured > limits.ALL_MEASUREMENTS:
        raise SourceError(
            f"expected at most {limits.ALL_MEASUREMENTS:,} measurements in all, got {measured:,}; "
            "--without-measurements leaves them out"
        )
    mistakes = list(islice(_mistakes(trials, problem), SHOWN + 1))
    if mistakes:
        raise SourceError(*mistakes)


def _mistakes(trials: Sequence[SourceTrial], problem: Problem) -> Iterator[str]:
    """Yield what is wrong with trials: their form first, and then their configurations."""
    is_sound = True
    for each in trials:
        for fault in _faults(each.fields, problem):
            is_sound = False
            yield each.mistake(fault)
    if is_sound and trials:
        configurations = [each.fields["parameters"] for each in trials]
        for error in problem.space.encode_all(configurations).errors:
            index, *path = error.path
            fault = Fault(("parameters", *path[1:]), str(error))
            yield trials[int(index)].mistake(fault)


def _faults(fields: Json, problem: Problem) -> Iterator[Fault]:
    """Yield what is wrong with the form of a trial."""
    try:
        trial = ImportedTrial.model_validate(fields)
    except ValidationError as error:
        yield from faults_of(error, fields)
    else:
        yield from trial.faults((), [problem.objective.name])
