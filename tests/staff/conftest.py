"""A real database for the rules about staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from registration.core.db import db
from registration.core.settings import settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = Flask(__name__)
    made.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/test.db"
    kept, settings.secret_keys = settings.secret_keys, ("a key that only this test knows",)
    db.init_app(made)
    with made.app_context():
        db.create_all()
        yield made
        db.session.remove()
        db.engine.dispose()
    settings.secret_keys = kept


@pytest.fixture(autouse=True)
def database(app: Flask) -> Flask:
    return app
