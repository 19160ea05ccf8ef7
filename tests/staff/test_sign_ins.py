"""Sign-ins are rows that can be seen and ended."""

from datetime import timedelta

from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.staff import members, sign_ins
from registration.staff.models import SignIn
from tests.staff.cast import NOW, hire


def test_the_token_finds_the_sign_in_and_is_stored_only_as_a_hash():
    berta = hire()
    token = sign_ins.begin(berta, browser="Firefox", now=NOW)
    row = db.session.scalars(select(SignIn)).one()
    assert sign_ins.find(token, now=NOW) is row
    assert token not in str(vars(row))
    assert sign_ins.find(row.token_hash, now=NOW) is None
    assert sign_ins.find("", now=NOW) is None


def test_an_ended_sign_in_is_not_found():
    token = sign_ins.begin(hire(), browser="", now=NOW)
    found = sign_ins.find(token, now=NOW)
    sign_ins.end(found, by="staff:1", now=NOW)
    assert sign_ins.find(token, now=NOW) is None


def test_after_twelve_hours_a_sign_in_is_over():
    token = sign_ins.begin(hire(), browser="", now=NOW)
    assert sign_ins.find(token, now=NOW + timedelta(hours=11, minutes=59))
    assert sign_ins.find(token, now=NOW + timedelta(hours=12)) is None


def test_who_is_deactivated_is_out_at_once():
    berta = hire()
    token = sign_ins.begin(berta, browser="", now=NOW)
    berta.active = False
    assert sign_ins.find(token, now=NOW) is None
    berta.active = True
    members.deactivate(berta, by="staff:9", now=NOW)
    berta.active = True
    assert sign_ins.find(token, now=NOW) is None


def test_all_others_end_and_other_people_stay():
    berta, bo = hire("Berta"), hire("Bo")
    here = sign_ins.begin(berta, browser="here", now=NOW)
    there = sign_ins.begin(berta, browser="there", now=NOW)
    bos = sign_ins.begin(bo, browser="bo", now=NOW)
    own = sign_ins.find(here, now=NOW)
    sign_ins.end_all_others(berta, keep=own, by="staff:1", now=NOW)
    assert sign_ins.find(here, now=NOW) is own
    assert sign_ins.find(there, now=NOW) is None
    assert sign_ins.find(bos, now=NOW)
    assert [row.browser for row in sign_ins.open_sign_ins(berta, now=NOW)] == ["here"]


def test_every_sign_in_and_out_is_on_record():
    berta = hire()
    token = sign_ins.begin(berta, browser="", now=NOW)
    sign_in = sign_ins.find(token, now=NOW)
    sign_ins.end(sign_in, by=f"staff:{berta.id}", now=NOW)
    sign_ins.end(sign_in, by=f"staff:{berta.id}", now=NOW)
    acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["create_staff_member", "sign_in", "sign_out"]


def test_old_rows_are_forgotten_and_open_ones_kept():
    berta = hire()
    sign_ins.begin(berta, browser="old", now=NOW - timedelta(days=32))
    sign_ins.begin(berta, browser="new", now=NOW)
    sign_ins.forget_old(now=NOW)
    assert db.session.scalars(select(SignIn.browser)).all() == ["new"]
