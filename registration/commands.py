"""The flask commands."""

from flask import Flask


def register_commands(app: Flask) -> None:
    """Add the commands to ``app``."""
    app.cli.commands.clear()
