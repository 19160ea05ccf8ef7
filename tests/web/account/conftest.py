"""Browsers in front of the whole application, with Berta on the staff."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registration import Registration, create_app
from registration.core.db import db, unit_of_work
from registration.staff.models import RoleName
from tests.staff.cast import hire, role
from tests.web.account.browser import Browser


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
        hire("Berta", role(RoleName.COORDINATOR))
        hire("Bo", role(RoleName.COORDINATOR))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def open_browser(app: Registration) -> Callable[..., Browser]:
    """Open another visitor, perhaps at another internet address."""

    def opened(address: str = "192.0.2.1", agent: str = "Firefox/128.0 (Windows)") -> Browser:
        return Browser(app, address, agent)

    return opened


@pytest.fixture
def visitor(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser()
