import pytest

from registration.core.db import db
from tests.mail.ground import make_app
from tests.mail.sink import Sink


@pytest.fixture
def sink():
    one = Sink().start()
    yield one
    one.stop()


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path}/outbox.sqlite"


@pytest.fixture
def app(database, sink):
    app = make_app(database, sink.port)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.drop_all()
        db.engine.dispose()
