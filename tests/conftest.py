"""The ground that tests stand on: real databases, a real mail server, a real browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registration import Registration, create_app
from registration.core.db import db
from registration.programmes.catalogue import forget_site
from tests import databases, system_packages
from tests.databases import KEY
from tests.page import Visitor


def skip_without(package: str) -> None:
    """Skip for want of a system package; where CI=true, that is a failure."""
    reason = f"the system package {package} is missing"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory) -> databases.Sqlite:
    return databases.Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.Postgresql]:
    programs = system_packages.postgresql()
    if programs is None:
        skip_without("postgresql")
    with databases.cluster(programs) as port:
        yield databases.Postgresql(port)


@pytest.fixture
def database(request) -> databases.Sqlite | databases.Postgresql:
    """SQLite; tests that are marked ``on_both_databases`` run on PostgreSQL as well."""
    return request.getfixturevalue(getattr(request, "param", "sqlite"))


@pytest.fixture
def database_url(database, tmp_path) -> Iterator[str]:
    """A fresh, migrated database."""
    url = database.fresh(tmp_path)
    yield url
    database.drop(url)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Registration]:
    made = create_app(
        {"DATABASE_URL": database_url, "SECRET_KEY": KEY, "STORAGE_FOLDER": str(tmp_path / "files")}
    )
    forget_site()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Registration) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def visit(app: Registration) -> Callable[[], Visitor]:
    """Another person with another browser."""
    return lambda: Visitor(app.test_client())


def pytest_configure(config) -> None:
    config.addinivalue_line("markers", "on_both_databases: run on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("on_both_databases")
    if marked and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)
