"""More trials in a study: there must be room in it, and in what whoever makes them may have."""

from service.stores import Edit
from service.studies.context import Context


def grow(edit: Edit, count: int, context: Context) -> None:
    """Let a study have so many more trials.

    Raises:
        StudyFullError: A study has no room for so many.
        QuotaExceededError: Its tenant may not have so many more.
    """
    if context.quota.trials is not None:
        context.quota.check(edit.holdings(), trials=count)
    edit.save(edit.study.grown(count))
