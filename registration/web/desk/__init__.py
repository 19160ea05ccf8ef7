"""What coordinators and reviewers use: the queue, an application, decisions, mail, programmes."""

from registration.web.desk import (
    application,
    builder,
    bulk,
    decisions,
    export,
    messages,
    office,
    parts,
    programmes,
    queue,
)
from registration.web.desk.blueprint import blueprint

__all__ = [
    "application",
    "blueprint",
    "builder",
    "bulk",
    "decisions",
    "export",
    "messages",
    "office",
    "parts",
    "programmes",
    "queue",
]
