"""Email and password."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from registration.audit.models import AuditEntry
from registration.core.db import db, unit_of_work
from registration.staff import credentials, members
from registration.staff.credentials import Visitor
from registration.staff.errors import TooManyAttempts
from registration.staff.models import SignInAttempt
from tests.staff.cast import NOW, PASSWORD, at_once, hire

EVE = Visitor("192.0.2.66")


def check(email="berta@stadt.example", password=PASSWORD, visitor=EVE, now=NOW):
    return credentials.check(email, password, visitor=visitor, now=now)


def refused_after(attempt, limit=1000):
    for number in range(limit):
        try:
            assert attempt(number) is None
        except TooManyAttempts:
            return number
    return limit


@pytest.mark.parametrize("email", ["berta@stadt.example", " Berta@Stadt.Example "])
def test_the_right_password_finds_the_person(email):
    berta = hire()
    assert check(email) is berta


def test_unknown_wrong_and_deactivated_are_answered_alike():
    hire()
    members.deactivate(hire("Bo"), by="system", now=NOW)
    hire("Neu", password=None)
    assert check("nobody@stadt.example") is None
    assert check(password="something else entirely") is None
    assert check("bo@stadt.example") is None
    assert check("neu@stadt.example") is None
    assert check("no address\0", "x") is None


def test_of_a_thousand_guesses_at_one_account_five_are_compared():
    hire()
    assert refused_after(lambda number: check(password=f"guess {number}")) == 5


def test_guesses_from_fifty_addresses_at_one_account_count_together():
    hire()

    def attempt(number):
        return check(password=f"guess {number}", visitor=Visitor(f"192.0.2.{number % 50}"))

    assert refused_after(attempt) == 5


def test_spellings_of_one_address_count_together():
    hire()
    spellings = ["berta@stadt.example", "BERTA@stadt.example", "berta@STADT.example "]
    assert refused_after(lambda number: check(spellings[number % 3], "wrong password")) == 5


def test_one_address_that_tries_many_accounts_is_slowed_down():
    assert refused_after(lambda number: check(f"person{number}@stadt.example")) == 25


def test_even_the_right_password_is_not_compared_during_the_wait():
    berta = hire()
    refused_after(lambda _number: check(password="wrong password"))
    with pytest.raises(TooManyAttempts):
        check()
    assert check(now=NOW + timedelta(seconds=61)) is berta


def test_the_owner_signs_in_from_a_known_browser_while_strangers_guess():
    berta = hire()
    refused_after(lambda _number: check(password="wrong password"))
    assert check(visitor=Visitor("198.51.100.1", browser_mark="marked")) is berta


def test_a_known_browser_has_no_more_guesses_than_a_stranger():
    hire()
    stolen = Visitor("192.0.2.66", browser_mark="stolen")
    assert refused_after(lambda _number: check(password="wrong", visitor=stolen)) == 5


def test_guesses_at_once_are_counted_one_by_one(app):
    with unit_of_work():
        hire()
    answers = at_once(app, 12, lambda: check(password="wrong password"))
    assert answers.count(None) == 5
    assert sum(isinstance(answer, TooManyAttempts) for answer in answers) == 7


def test_an_old_hash_is_renewed_at_sign_in():
    berta = hire()
    berta.password_hash = old = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    assert check(password="wrong password") is None
    assert berta.password_hash == old
    assert check() is berta
    assert "m=65536,t=3" in berta.password_hash


def test_failures_are_on_record_without_what_was_typed():
    berta = hire()
    check(password="wrong password")
    check("stranger@elsewhere.example")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "sign_in_failed")).all()
    assert [entry.about for entry in entries] == [f"staff:{berta.id}", "staff:unknown"]
    assert [entry.details for entry in entries] == [{}, {}]


def test_asking_again_is_throttled_and_does_not_count_for_signing_in():
    berta = hire()
    for _ in range(5):
        assert not credentials.check_again(berta, "wrong password", now=NOW)
    with pytest.raises(TooManyAttempts):
        credentials.check_again(berta, PASSWORD, now=NOW)
    assert check() is berta
    assert credentials.check_again(berta, PASSWORD, now=NOW + timedelta(minutes=1))
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 0
