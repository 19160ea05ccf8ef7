"""The yardstick: a bare Flask view that inserts one row into a database of the same kind."""

import os

import sqlalchemy as sa
from flask import Flask

from registration.core.db import db

rows = sa.Table(
    "bare_rows", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200)),
)  # fmt: skip


def make_table(url: str) -> None:
    """Make the table before the servers start, as two that do it at once meet a locked database."""
    engine = sa.create_engine(url)
    rows.metadata.create_all(engine)
    engine.dispose()


def create_app() -> Flask:
    """The application; BARE_DATABASE_URL names a database with the table."""
    application = Flask(__name__)
    application.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BARE_DATABASE_URL"]
    db.init_app(application)
    application.add_url_rule("/", view_func=insert, methods=["POST"])
    application.add_url_rule("/health", view_func=health)
    return application


def insert() -> str:
    """Insert one row and commit."""
    with db.engine.begin() as connection:
        connection.execute(rows.insert().values(name="Anna Beispiel"))
    return "ok"


def health() -> str:
    """Answer when the server is up."""
    return "ok"
