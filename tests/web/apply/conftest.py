from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registration import Registration, create_app
from registration.core.db import db, unit_of_work
from tests.page import Visitor
from tests.web.apply import ground


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Registration]:
    made = create_app(
        {
            "DATABASE_URL": database_url,
            "SECRET_KEY": "a key that only these tests know, long enough",
            "STORAGE_FOLDER": str(tmp_path),
        }
    )
    with made.app_context(), unit_of_work():
        ground.lay()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(app: Registration) -> Callable[[], Visitor]:
    """Another person with another browser."""
    return lambda: Visitor(app.test_client())


@pytest.fixture
def anna(visit: Callable[[], Visitor]) -> Visitor:
    return visit()
