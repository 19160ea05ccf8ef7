"""What coordinators and reviewers use: the queue, an application, decisions, mail, programmes."""

from registration.web.desk import application, bulk, decisions, export, messages, programmes, queue
from registration.web.desk.blueprint import blueprint

__all__ = [
    "application",
    "blueprint",
    "bulk",
    "decisions",
    "export",
    "messages",
    "programmes",
    "queue",
]
