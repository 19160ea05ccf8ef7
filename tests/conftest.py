"""The ground that tests stand on: real databases, a real mail server, a real browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings as property_tests
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright

from registration import Registration, create_app
from registration.core.db import db
from registration.programmes.catalogue import forget_site
from tests import databases, system_packages
from tests.databases import KEY
from tests.live import HOST, Smtp
from tests.page import Visitor

# The same examples on every machine, however slow it is.
property_tests.register_profile("steady", deadline=None, derandomize=True)
property_tests.load_profile("steady")


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
    """SQLite and PostgreSQL, one after the other; see ``pytest_generate_tests``."""
    return request.getfixturevalue(getattr(request, "param", "sqlite"))


@pytest.fixture
def database_url(database, tmp_path) -> Iterator[str]:
    """A fresh, migrated database."""
    url = database.fresh(tmp_path)
    yield url
    database.drop(url)


@pytest.fixture(scope="session")
def smtp_server() -> Iterator[Smtp]:
    server = Smtp().start()
    yield server
    server.stop()


@pytest.fixture
def smtp(smtp_server: Smtp) -> Smtp:
    """A real mail server, empty; ``messages`` are the mails that it was given."""
    smtp_server.forget()
    return smtp_server


@pytest.fixture
def settings() -> dict[str, str]:
    """What some tests set differently."""
    return {}


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory) -> FileSystemBytecodeCache:
    """Each test has an application of its own; they need not compile the same templates again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    database_url: str,
    tmp_path: Path,
    smtp: Smtp,
    settings: dict[str, str],
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Registration]:
    made = create_app(
        {
            "DATABASE_URL": database_url,
            "SECRET_KEY": KEY,
            "STORAGE_FOLDER": str(tmp_path / "files"),
            "MAIL_SERVER": HOST,
            "MAIL_PORT": smtp.port,
            **settings,
        }
    )
    made.jinja_env.bytecode_cache = compiled_templates
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = system_packages.chromium()
    if program is None:
        skip_without("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def pytest_configure(config) -> None:
    config.addinivalue_line("markers", "on_one_database: what it tests does not depend on it")


def pytest_generate_tests(metafunc) -> None:
    one = metafunc.definition.get_closest_marker("on_one_database")
    if one is None and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)
