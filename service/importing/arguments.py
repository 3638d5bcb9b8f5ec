"""What `trialwise import` is told on the command line; nothing numerical is imported for it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Import trials that ran elsewhere into a study, new or old: all of them or none. "
    "Trials that the study has already are not imported again."
)
EPILOG = "TRIALWISE_API_KEY is the API key or the bearer token, where the service needs one."
ADDRESS = "http://127.0.0.1:8000"


def add_to(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: object
) -> None:
    """Let a parser know `import`; the command is to call `run`."""
    parser = commands.add_parser(
        "import", help="import trials into a study", description=DESCRIPTION, epilog=EPILOG
    )
    parser.set_defaults(command=command)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", type=Path, help="trials in a .csv or .jsonl file")
    source.add_argument(
        "--optuna", metavar="STORAGE", help="a storage of Optuna: its URL, or its journal file"
    )
    parser.add_argument(
        "--optuna-study", metavar="NAME", help="which study of the storage, if it has several"
    )
    parser.add_argument(
        "--study", required=True, metavar="NAME", help="the study; made if there is none"
    )
    parser.add_argument(
        "--definition",
        type=Path,
        metavar="FILE",
        help="what a new study optimises: JSON with space and objectives, as POST /v1/studies "
        "takes it; from Optuna it may be left out",
    )
    parser.add_argument(
        "--ignore-others",
        action="store_true",
        help="leave columns or fields alone that are nothing of a trial",
    )
    parser.add_argument(
        "--without-measurements",
        action="store_true",
        help="import what became of trials, and not what was measured on the way",
    )
    parser.add_argument("--url", help=f"the service; TRIALWISE_URL, or else {ADDRESS}")
