"""Back to the application's page, in the queue from which somebody came to it."""

from typing import Any

from flask import request, url_for

from registration.applications.models import Application

FROM = "from"


def to_application(application: Application, *, anchor: str | None = None) -> str:
    """The address of the page; it goes on knowing the queue's filters."""
    return url_for(
        "desk.application", reference=application.reference, _anchor=anchor, **came_from()
    )


def came_from() -> dict[str, Any]:
    """The part of an address that says which filters the queue had; empty without a queue."""
    return {FROM: request.args[FROM]} if FROM in request.args else {}
