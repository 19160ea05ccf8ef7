"""Links to set a password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.core.db import db, unit_of_work
from registration.staff import credentials, members, passwords, resets, second_factor, sign_ins
from registration.staff.credentials import Visitor
from registration.staff.errors import LinkUsedUp, PasswordRefused
from registration.staff.models import PasswordReset
from tests.staff.cast import NOW, PASSWORD, at_once, hire

NEW = "neun blaue Fahrräder ohne Klingel"
EMAIL = "berta@stadt.example"


def test_a_link_sets_the_password_once():
    berta = hire()
    _, token = resets.request(EMAIL, now=NOW)
    assert resets.use(token, password=NEW, now=NOW) is berta
    assert passwords.verify(berta.password_hash, NEW)
    assert not passwords.verify(berta.password_hash, PASSWORD)
    with pytest.raises(LinkUsedUp):
        resets.use(token, password="another good one, longer", now=NOW)


def test_of_twenty_at_once_with_one_link_one_sets_the_password(app):
    with unit_of_work():
        hire()
        _, token = resets.request(EMAIL, now=NOW)
    answers = at_once(app, 20, lambda: resets.use(token, password=NEW, now=NOW).id)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, LinkUsedUp) for answer in answers) == 19


def test_after_an_hour_a_link_is_over():
    hire()
    _, token = resets.request(EMAIL, now=NOW)
    assert resets.find(token, now=NOW + timedelta(minutes=59))
    late = NOW + timedelta(minutes=60)
    assert resets.find(token, now=late) is None
    with pytest.raises(LinkUsedUp):
        resets.use(token, password=NEW, now=late)


def test_a_newer_link_replaces_the_older():
    hire()
    _, first = resets.request(EMAIL, now=NOW)
    _, second = resets.request(EMAIL, now=NOW)
    assert resets.find(first, now=NOW) is None
    assert resets.find(second, now=NOW)


def test_a_weak_password_is_refused_and_the_link_stays_good():
    hire()
    _, token = resets.request(EMAIL, now=NOW)
    with pytest.raises(PasswordRefused):
        resets.use(token, password="Berta12345678", now=NOW)
    assert resets.find(token, now=NOW)


def test_strangers_and_deactivated_people_get_no_link():
    members.deactivate(hire(), by="system", now=NOW)
    assert resets.request(EMAIL, now=NOW) is None
    assert resets.request("nobody@stadt.example", now=NOW) is None
    assert resets.request("not an address", now=NOW) is None
    assert db.session.scalars(select(PasswordReset)).all() == []


def test_of_twenty_requests_in_an_hour_three_are_sent():
    hire()
    answers = [resets.request(EMAIL, now=NOW + timedelta(minutes=2 * n)) for n in range(20)]
    assert sum(answer is not None for answer in answers) == 3
    assert resets.request(EMAIL, now=NOW + timedelta(minutes=61)) is not None


def test_a_reset_ends_every_sign_in_begins_none_and_leaves_the_second_factor_on():
    berta = hire()
    berta.totp_secret = second_factor.seal(second_factor.new_secret(), berta)
    signed_in = sign_ins.begin(berta, browser="", now=NOW)
    _, token = resets.request(EMAIL, now=NOW)
    resets.use(token, password=NEW, now=NOW)
    assert sign_ins.find(signed_in, now=NOW) is None
    assert sign_ins.open_sign_ins(berta, now=NOW) == []
    assert second_factor.is_on(berta)
    assert credentials.check(EMAIL, NEW, visitor=Visitor(None), now=NOW) is berta


def test_the_token_is_stored_only_as_a_hash():
    hire()
    _, token = resets.request(EMAIL, now=NOW)
    (row,) = db.session.scalars(select(PasswordReset))
    assert token not in str(vars(row))
    assert resets.find(row.token_hash, now=NOW) is None


def test_who_was_deactivated_after_asking_cannot_use_the_link():
    berta = hire()
    _, token = resets.request(EMAIL, now=NOW)
    members.deactivate(berta, by="system", now=NOW)
    with pytest.raises(LinkUsedUp):
        resets.use(token, password=NEW, now=NOW)


def test_old_links_are_forgotten():
    hire()
    resets.request(EMAIL, now=NOW)
    resets.forget_old(now=NOW + timedelta(hours=26))
    assert db.session.scalars(select(PasswordReset)).all() == []
