"""Structured logs: a static event and key words, one JSON line each, never a person's data."""

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, WrappedLogger

_TRACEBACK = ExceptionDictTransformer(show_locals=False)


def set_up_logging(level: str) -> None:
    """Write JSON lines of ``level`` and above to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_TRACEBACK),
            _without_values,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An error's own words may quote what a person typed; its kind and place are enough."""
    for error in event.get("exception", ()):
        error.pop("exc_value", None)
        error.pop("exc_notes", None)
    return event
