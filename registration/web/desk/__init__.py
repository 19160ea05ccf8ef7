"""What coordinators and reviewers use: the queue, an application, decisions, mail, programmes."""

from registration.web.desk import (
    application,
    builder,
    bulk,
    contributions,
    decisions,
    export,
    messages,
    office,
    programmes,
    queue,
    review,
)
from registration.web.desk.blueprint import blueprint

__all__ = [
    "application",
    "blueprint",
    "builder",
    "bulk",
    "contributions",
    "decisions",
    "export",
    "messages",
    "office",
    "programmes",
    "queue",
    "review",
]
