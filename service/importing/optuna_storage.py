"""Trials from a storage of Optuna, read by Optuna itself.

complete -> completed; pruned -> stopped, with its measurements; fail -> failed; running and waiting
trials have no outcome and are left out. What Optuna knows beside that is named in the notes.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from models import Direction, Problem
from service.importing.optuna_space import described
from service.importing.sources import Source, SourceError, SourceTrial, check_count
from service.wire.text import Json

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

# How a file of SQLite begins.
SQLITE: Final = b"SQLite format 3\x00"
STATES: Final = {"COMPLETE": "completed", "PRUNED": "stopped", "FAIL": "failed"}
SHOWN_NAMES: Final = 10


def opened(storage: str, name: str | None) -> "optuna.Study":
    """Return a study of a storage.

    Args:
        storage: A URL of a database, or the path of a journal.
        name: Which study; None if there is but one.

    Raises:
        SourceError: There is no such study, or no Optuna to read it with.
    """
    try:
        import optuna  # noqa: PLC0415 # An extra.
    except ImportError as error:
        raise SourceError(
            "--optuna needs Optuna beside this command: pip install 'trialwise[optuna]', or a "
            "checkout with requirements-optuna.lock"
        ) from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    _check_file(storage)
    try:
        backend = _backend(storage)
        names = optuna.get_all_study_names(backend)
        chosen = _chosen(names, name)
        return optuna.load_study(study_name=chosen, storage=backend)
    except SourceError:
        raise
    except Exception as error:
        # Optuna raises what its databases raise, of which there are many.
        reason = str(error.__cause__ or error).partition("\n")[0]
        raise SourceError(f"--optuna: Optuna cannot read the storage: {reason}") from error


def _check_file(storage: str) -> None:
    """Raise SourceError if a storage in a file is not there, which Optuna would make."""
    kind, separator, rest = storage.partition("://")
    if separator and kind.partition("+")[0] != "sqlite":
        return
    file = Path(unquote(rest.removeprefix("/").partition("?")[0]) if separator else storage)
    if not file.is_file():
        raise SourceError(f"--optuna: there is no file {str(file)!r}")


def _backend(storage: str) -> "optuna.storages.BaseStorage":
    """Return what reads a storage."""
    from optuna.storages import JournalStorage, RDBStorage  # noqa: PLC0415 # An extra.
    from optuna.storages.journal import JournalFileBackend  # noqa: PLC0415 # As above.

    if "://" not in storage:
        with Path(storage).open("rb") as file:
            if file.read(len(SQLITE)) != SQLITE:
                return JournalStorage(JournalFileBackend(storage))
        storage = f"sqlite:///{storage}"
    # Reading makes no tables.
    return RDBStorage(storage, skip_table_creation=True)


def _chosen(names: Sequence[str], wanted: str | None) -> str:
    """Return the name of the study that is wanted."""
    known = ", ".join(map(repr, sorted(names)[:SHOWN_NAMES]))
    if not names:
        raise SourceError("--optuna: the storage has no study")
    if wanted is None and len(names) > 1:
        raise SourceError(f"--optuna-study: which of {len(names)} studies? {known}")
    if wanted is not None and wanted not in names:
        raise SourceError(f"--optuna-study: there is no study {wanted!r}, but {known}")
    return names[0] if wanted is None else wanted


def definition_of(study: "optuna.Study") -> Json:
    """Return what a study of Optuna optimises, as far as its trials tell.

    Raises:
        SourceError: They do not tell, or it is not one objective.
    """
    from optuna.study import StudyDirection  # noqa: PLC0415 # An extra.

    direction = _direction(study)
    names = study.metric_names or ["value"]
    trials = [each for each in study.get_trials(deepcopy=False) if each.state.name in STATES]
    return {
        "space": described(trials),
        "objectives": [
            {
                "name": names[0],
                "direction": "maximize" if direction is StudyDirection.MAXIMIZE else "minimize",
            }
        ],
    }


def _direction(study: "optuna.Study") -> "optuna.study.StudyDirection":
    """Return the one direction of a study."""
    if len(study.directions) > 1:
        raise SourceError(
            f"the study {study.study_name!r} has {len(study.directions)} objectives; this version "
            "takes studies of one"
        )
    return study.directions[0]


def read(study: "optuna.Study", problem: Problem) -> Source:
    """Return the trials of a study of Optuna.

    Args:
        study: The study.
        problem: Of the study that takes them.

    Raises:
        SourceError: It is optimised in another direction, or has too many trials.
    """
    from optuna.study import StudyDirection  # noqa: PLC0415 # An extra.

    is_maximised = _direction(study) is StudyDirection.MAXIMIZE
    if is_maximised is not (problem.objective.direction is Direction.MAXIMIZE):
        other = problem.objective.direction.value
        raise SourceError(f"the study {study.study_name!r} does not {other}, as this one does")
    kept: list[SourceTrial] = []
    notes: Counter[str] = Counter()
    for each in study.get_trials(deepcopy=False):
        state = each.state.name
        if state not in STATES:
            notes[f"{state.lower()} left out"] += 1
        else:
            kept.append(_trial(each, problem.objective.name, notes))
            check_count(len(kept), f"the study {study.study_name!r}")
    kept = _complete(kept, problem, notes)
    said = [f"{count} {what}" for what, count in notes.items()]
    return Source(kept, (*said, *_attributes(study)))


def _complete(
    trials: Sequence[SourceTrial], problem: Problem, notes: Counter[str]
) -> list[SourceTrial]:
    """Return trials without those that failed before they had all of their parameters."""
    if not trials:
        return []
    sound = problem.space.encode_all([each.fields["parameters"] for each in trials]).is_sound
    kept = [
        each
        for each, is_sound in zip(trials, sound.tolist(), strict=True)
        if is_sound or each.fields["state"] != "failed"
    ]
    if len(kept) < len(trials):
        notes["failed left out that have not all parameters"] += len(trials) - len(kept)
    return kept


def _trial(trial: "FrozenTrial", metric: str, notes: Counter[str]) -> SourceTrial:
    """Return a trial, and note what of it there is no place for."""
    state = STATES[trial.state.name]
    values = [] if trial.values is None or state == "failed" else trial.values
    if not all(map(math.isfinite, values)):
        notes["with an infinite value: failed if they were complete"] += 1
        values = []
        state = "failed" if state == "completed" else state
    fields: Json = {"parameters": dict(trial.params), "state": state}
    if values:
        fields["values"] = {metric: values[0]}
    measured = trial.intermediate_values
    sound = {step: each for step, each in measured.items() if step >= 0 and math.isfinite(each)}
    if len(sound) < len(measured):
        notes["measurements left out that are not finite"] += len(measured) - len(sound)
    if sound:
        steps = [{"step": step, "values": {metric: sound[step]}} for step in sorted(sound)]
        fields["measurements"] = steps
    return SourceTrial(f"trial {trial.number} of Optuna", fields, {})


def _attributes(study: "optuna.Study") -> Iterator[str]:
    """Yield what Optuna knows of a study and its trials that has no place in ours."""
    trials = study.get_trials(deepcopy=False)
    groups: Mapping[str, Mapping[str, object]] = {
        "attributes of the study left out": study.user_attrs,
        "attributes of trials left out": {
            name: None for each in trials for name in each.user_attrs
        },
    }
    for what, attributes in groups.items():
        names = sorted(attributes)
        if names:
            more = ", ..." if len(names) > SHOWN_NAMES else ""
            yield f"{what}: {', '.join(names[:SHOWN_NAMES])}{more}"
    if any("constraints" in each.system_attrs for each in trials):
        yield "values of constraints left out"
