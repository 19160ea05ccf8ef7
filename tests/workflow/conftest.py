from collections.abc import Iterator

import pytest

from registration import Registration
from tests.workflow.office import Office


@pytest.fixture
def office(app: Registration) -> Iterator[Office]:
    with app.app_context():
        yield Office()
