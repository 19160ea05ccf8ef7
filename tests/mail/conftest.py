import pytest

from tests.mail.ground import close_connections, make_app
from tests.mail.sink import Sink


@pytest.fixture
def sink():
    one = Sink().start()
    yield one
    one.stop()


@pytest.fixture
def app(database_url, sink):
    yield make_app(database_url, sink.port)
    close_connections()
