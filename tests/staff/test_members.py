"""Staff members are made, get passwords, leave."""

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.programmes.models import Partnership
from registration.staff import members, passwords, sign_ins
from registration.staff.errors import EmailInvalid, EmailTaken, PasswordRefused
from registration.staff.models import StaffMember
from tests.staff.cast import NOW, PASSWORD, hire, make_partner, make_programme

NEW = "neun blaue Fahrräder ohne Klingel"


def test_a_fresh_installation_has_nobody():
    assert db.session.scalars(select(StaffMember)).all() == []


@pytest.mark.parametrize("email", ["berta@stadt.example", "BERTA@Stadt.example"])
def test_an_address_belongs_to_one_person(email):
    hire()
    with pytest.raises(EmailTaken):
        members.create(
            email=email, name="B", language="de", time_zone="Europe/Berlin", roles=[], now=NOW
        )


@pytest.mark.parametrize("email", ["", "berta", "a@b@c.example", "a\r\nBcc: x@y.example"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(EmailInvalid):
        members.create(
            email=email, name="B", language="de", time_zone="Europe/Berlin", roles=[], now=NOW
        )


def test_no_password_is_made_of_the_names_of_cities_office_programmes_or_the_person():
    db.session.add(
        Partnership(
            name={"en": "Lummerland partnership"}, office={"en": "Kummerland"}, intro={}, pages={}
        )
    )
    make_programme("violinenbauer", make_partner("mandala"))
    berta = hire()
    for password in ("Lummerland2026", "kummerland 2026", "Mandala Mandala", "violinenbauer1"):
        with pytest.raises(PasswordRefused):
            members.set_password(berta, password, by="system", now=NOW)
    with pytest.raises(PasswordRefused):
        members.set_password(berta, "berta@stadt.example", by="system", now=NOW)
    assert passwords.verify(berta.password_hash, PASSWORD)


def test_a_new_password_signs_out_all_browsers_but_this():
    berta = hire()
    here = sign_ins.begin(berta, browser="here", now=NOW)
    there = sign_ins.begin(berta, browser="there", now=NOW)
    members.set_password(berta, NEW, by="staff:1", now=NOW, keep=sign_ins.find(here, now=NOW))
    assert sign_ins.find(here, now=NOW)
    assert sign_ins.find(there, now=NOW) is None


def test_who_made_and_changed_an_account_is_on_record():
    berta = hire()
    members.set_password(berta, NEW, by="staff:7", now=NOW)
    members.deactivate(berta, by="staff:8", now=NOW)
    entries = db.session.execute(
        select(AuditEntry.act, AuditEntry.actor)
        .where(AuditEntry.about == f"staff:{berta.id}")
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(entry) for entry in entries] == [
        ("create_staff_member", "system"),
        ("set_password", "staff:7"),
        ("sign_out_elsewhere", "staff:7"),
        ("deactivate_staff_member", "staff:8"),
        ("sign_out_elsewhere", "staff:8"),
    ]
