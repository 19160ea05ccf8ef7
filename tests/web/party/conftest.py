"""Anna applies, Gerda is her guardian, Rolf her referee; Ada coordinates."""

from collections.abc import Callable

import pytest

from registration import Registration
from registration.core.db import unit_of_work
from registration.staff.models import RoleName
from tests.factories import make_programme, make_staff
from tests.forms.documents import shared_form
from tests.page import Visitor
from tests.web.party.people import open_invitation, send_everything


@pytest.fixture
def ground(app: Registration) -> Registration:
    """``trip`` asks a guardian, ``grant`` a guardian and a referee; ``walk`` goes by order."""
    with app.app_context(), unit_of_work():
        make_programme("plain")
        make_programme("trip", form=shared_form("guardian", "coordinator"))
        make_programme("grant", form=shared_form("guardian", "referee"))
        make_programme("walk", form=shared_form("guardian"), selection="first_come", places=1)
        make_staff("Ada", RoleName.ADMINISTRATOR)
    return app


@pytest.fixture
def anna(ground: Registration, visit: Callable[[], Visitor]) -> Visitor:
    return visit()


@pytest.fixture
def gerda(ground: Registration, anna: Visitor, visit: Callable[[], Visitor]) -> Visitor:
    """The guardian of Anna, who has sent her application for the trip, in front of her part."""
    send_everything(anna, "trip")
    return open_invitation(ground, visit(), "gerda@familie.example")
