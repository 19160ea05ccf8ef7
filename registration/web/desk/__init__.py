"""What coordinators and reviewers use: the queue, an application, decisions, mail, programmes."""

from registration.web.desk import (
    application,
    batches,
    builder,
    bulk,
    contributions,
    decision_rules,
    decisions,
    export,
    figures,
    line_up,
    lottery,
    messages,
    office,
    programmes,
    queue,
    views,
    waiting,
)
from registration.web.desk.blueprint import blueprint

__all__ = [
    "application",
    "batches",
    "blueprint",
    "builder",
    "bulk",
    "contributions",
    "decision_rules",
    "decisions",
    "export",
    "figures",
    "line_up",
    "lottery",
    "messages",
    "office",
    "programmes",
    "queue",
    "views",
    "waiting",
]
