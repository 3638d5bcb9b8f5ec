"""What the service does with stored studies, in the words of the contract.

`asking` hands trials out, `telling` takes results back, `editing` makes and changes studies,
`reading` looks at them. `questions` makes of a study the stateless ask to which its next suggestion
is the answer; `workshop` is what all of them need from outside.
"""

from service.studies.asking import Handed, Order, ask
from service.studies.editing import Change, change, create, delete
from service.studies.questions import Question
from service.studies.reading import Best, Seen, asked, predict, recommend, see, see_all
from service.studies.stopping import Verdict
from service.studies.telling import Result, enqueue, heartbeat, report, tell
from service.studies.workshop import Sign, Workshop

__all__ = [
    "Best",
    "Change",
    "Handed",
    "Order",
    "Question",
    "Result",
    "Seen",
    "Sign",
    "Verdict",
    "Workshop",
    "ask",
    "asked",
    "change",
    "create",
    "delete",
    "enqueue",
    "heartbeat",
    "predict",
    "recommend",
    "report",
    "see",
    "see_all",
    "tell",
]
