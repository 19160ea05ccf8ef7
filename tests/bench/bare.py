"""The yardstick: a bare Flask view that inserts one row into a database of the same kind."""

import os

import sqlalchemy as sa
from flask import Flask

from registration.core.db import db

application = Flask(__name__)
application.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BARE_DATABASE_URL"]
db.init_app(application)
rows = sa.Table(
    "bare_rows", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(200)),
)  # fmt: skip

with application.app_context(), db.engine.begin() as connection:
    rows.metadata.create_all(connection, checkfirst=True)


@application.post("/")
def insert() -> str:
    """Insert one row and commit."""
    with db.engine.begin() as connection:
        connection.execute(rows.insert().values(name="Anna Beispiel"))
    return "ok"


@application.get("/health")
def health() -> str:
    """Answer when the server is up."""
    return "ok"
