"""How Alembic reaches the database: over the application that runs it."""

from alembic import context
from flask import current_app

from registration.core.db import Base, db

config = context.config


def run_migrations() -> None:
    """Migrate in one transaction on the application's own engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database; offline mode is not supported.")
run_migrations()
