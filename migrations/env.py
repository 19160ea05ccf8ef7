"""How Alembic reaches the database: over the application that runs it."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from registration.core.db import Base, UTCDateTime, db

config = context.config


def render_type(kind: str, item: object, _autogenerate: object) -> str | bool:
    """Our own types as plain ones: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.JSON):
        return "JSON"
    return False


def run_migrations() -> None:
    """Migrate in one transaction on the application's own engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_type,
            transactional_ddl=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database; offline mode is not supported.")
run_migrations()
