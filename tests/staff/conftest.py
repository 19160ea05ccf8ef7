"""A real database for the rules about staff."""

from collections.abc import Iterator

import pytest
from flask import Flask

from registration.core.db import db
from registration.core.settings import settings


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    made = Flask(__name__)
    made.config["SQLALCHEMY_DATABASE_URI"] = database_url
    kept, settings.secret_keys = settings.secret_keys, ("a key that only this test knows",)
    db.init_app(made)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
    settings.secret_keys = kept


@pytest.fixture(autouse=True)
def ground(app: Flask) -> Flask:
    return app
