"""Migrations: up from empty, in step with the models, and all the way down."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade
from sqlalchemy import inspect

from registration import create_app
from registration.core.db import Base, db
from tests.databases import KEY, migrate


@pytest.fixture
def empty_url(database, tmp_path):
    url = database.empty(tmp_path)
    yield url
    database.drop(url)


@pytest.fixture
def migrated(empty_url):
    migrate(empty_url)
    app = create_app({"DATABASE_URL": empty_url, "SECRET_KEY": KEY})
    with app.app_context():
        yield app
        db.engine.dispose()


def test_an_empty_database_becomes_what_the_models_say(migrated):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_way_down_leaves_nothing_behind(migrated):
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_down_and_up_again_is_possible(migrated, empty_url):
    downgrade(revision="base")
    migrate(empty_url)
    assert set(inspect(db.engine).get_table_names()) - {"alembic_version"} == set(
        Base.metadata.tables
    )
