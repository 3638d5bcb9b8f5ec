"""What the service does with stored studies, in the words of the contract.

`asking` hands trials out, `telling` takes results back, `editing` makes and changes studies,
`reading` looks at them, `fitting` learns from them between asks. `stateless` makes of a study the
stateless ask to which its next suggestion is the answer; `context` is what all of them need from
outside.
"""

from service.studies.asking import Batch, TrialRequest, ask
from service.studies.context import Ahead, Context, MakeReceipt, NotAhead
from service.studies.editing import Change, Draft, change, create, delete
from service.studies.fitting import Fitter
from service.studies.reading import (
    Export,
    Predictions,
    Recommendation,
    StudyOverview,
    export,
    overview,
    overviews,
    predict,
    recommend,
    trial,
    trials,
)
from service.studies.stateless import StatelessAsk
from service.studies.stopping import StopDecision
from service.studies.telling import Heard, Result, enqueue, heartbeat, report, tell

__all__ = [
    "Ahead",
    "Batch",
    "Change",
    "Context",
    "Draft",
    "Export",
    "Fitter",
    "Heard",
    "MakeReceipt",
    "NotAhead",
    "Predictions",
    "Recommendation",
    "Result",
    "StatelessAsk",
    "StopDecision",
    "StudyOverview",
    "TrialRequest",
    "ask",
    "change",
    "create",
    "delete",
    "enqueue",
    "export",
    "heartbeat",
    "overview",
    "overviews",
    "predict",
    "recommend",
    "report",
    "tell",
    "trial",
    "trials",
]
