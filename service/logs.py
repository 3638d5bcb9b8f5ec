"""Logs: one JSON object a line on standard error, from us, gunicorn and the libraries alike."""

import logging
import re
import sys
from typing import Final, TextIO

import structlog

from service import limits

SANE_ID: Final = re.compile(rf"[\x21-\x7e]{{1,{limits.REQUEST_ID_LENGTH}}}")

# Tracebacks as text: those of structlog's dictionaries would hold local variables, the payload too.
SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def configure(level: str, stream: TextIO = sys.stderr) -> None:
    """Send every log of the process to a stream as JSON.

    Args:
        level: The least level that is logged.
        stream: Where the lines go.
    """
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    logging.basicConfig(handlers=[_handler(stream)], level=level.upper(), force=True)


def warn(message: str) -> None:
    """Log a warning."""
    structlog.get_logger().warning(message)


def request_id(sent: str | None, made: str) -> str:
    """Return the id of a request: the one it came with if that is sane, else the one made."""
    return sent if sent is not None and SANE_ID.fullmatch(sent) else made


def _handler(stream: TextIO) -> logging.Handler:
    """Return what writes records to a stream as JSON."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler
