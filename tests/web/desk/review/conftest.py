"""Beside the two programmes of the desk one whose places go by order of arrival."""

import pytest

from tests.factories import make_programme
from tests.records import look


@pytest.fixture
def first_come(app, ground) -> str:
    """Its slug."""
    return look(app, lambda: make_programme("fair", selection="first_come").slug, writes=True)
