"""What no request may contain: refused before any view runs."""

from flask import Flask, abort, request

CONTROL = "\0"


def init_app(app: Flask) -> None:
    """Refuse addresses that no page of ours has, before they reach the database."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    if CONTROL in request.path:
        abort(404)
    if any(CONTROL in value for value in request.args.values()):
        abort(400)
