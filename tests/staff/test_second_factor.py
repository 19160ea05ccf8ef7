"""Codes of an app and recovery codes."""

from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest
from sqlalchemy import select

from registration.core.crypto import Undecryptable
from registration.core.db import db, unit_of_work
from registration.core.settings import settings
from registration.staff import members, second_factor
from registration.staff.errors import SecondFactorIsOn, TooManyAttempts, WrongCode
from registration.staff.models import RecoveryCode, StaffMember
from tests.staff.cast import NOW, at_once, hire

LATER = NOW + timedelta(minutes=2)


def code_at(secret, now):
    return pyotp.TOTP(secret).at(now)


def with_second_factor(name="Berta"):
    person, secret = hire(name), second_factor.new_secret()
    codes = second_factor.turn_on(person, secret=secret, code=code_at(secret, NOW), now=NOW)
    return person, secret, codes


def test_it_is_on_after_the_first_right_code():
    berta, secret = hire(), second_factor.new_secret()
    assert not second_factor.is_on(berta)
    with pytest.raises(WrongCode):
        second_factor.turn_on(berta, secret=secret, code="000000", now=NOW)
    assert not second_factor.is_on(berta)
    codes = second_factor.turn_on(berta, secret=secret, code=code_at(secret, NOW), now=NOW)
    assert second_factor.is_on(berta)
    assert len(set(codes)) == 10
    with pytest.raises(SecondFactorIsOn):
        second_factor.turn_on(berta, secret=secret, code=code_at(secret, LATER), now=LATER)


def test_a_code_is_good_in_its_own_thirty_seconds_and_once():
    berta, secret, _ = with_second_factor()
    code = code_at(secret, LATER)
    assert not second_factor.check(berta, code, now=LATER - timedelta(seconds=1))
    assert not second_factor.check(berta, code, now=LATER + timedelta(seconds=30))
    assert second_factor.check(berta, f" {code[:3]} {code[3:]} ", now=LATER)
    assert not second_factor.check(berta, code, now=LATER)


def test_the_code_that_turned_it_on_signs_nobody_in():
    berta, secret, _ = with_second_factor()
    assert not second_factor.check(berta, code_at(secret, NOW), now=NOW)


def test_after_the_clock_was_set_back_old_codes_stay_used():
    berta, secret, _ = with_second_factor()
    assert second_factor.check(berta, code_at(secret, LATER), now=LATER)
    earlier = LATER - timedelta(minutes=1)
    assert not second_factor.check(berta, code_at(secret, earlier), now=earlier)


def test_of_twenty_at_once_with_one_code_one_gets_in(app):
    with unit_of_work():
        _, secret, _ = with_second_factor()
    code = code_at(secret, LATER)

    def act():
        person = members.find_by_email("berta@stadt.example")
        return second_factor.check(person, code, now=LATER)

    answers = at_once(app, 20, act)
    assert answers.count(True) == 1


def test_of_twenty_at_once_with_one_recovery_code_one_gets_in(app):
    with unit_of_work():
        _, _, codes = with_second_factor()

    def act():
        person = members.find_by_email("berta@stadt.example")
        return second_factor.check(person, codes[0], now=LATER)

    answers = at_once(app, 20, act)
    assert answers.count(True) == 1


def test_a_recovery_code_is_good_once_however_it_is_typed():
    berta, _, codes = with_second_factor()
    assert second_factor.check(berta, codes[3].replace("-", " ").upper(), now=LATER)
    assert not second_factor.check(berta, codes[3], now=LATER)
    assert second_factor.recovery_codes_left(berta) == 9


def test_recovery_codes_of_others_open_nothing():
    berta, _, _ = with_second_factor("Berta")
    _, _, bos_codes = with_second_factor("Bo")
    assert not second_factor.check(berta, bos_codes[0], now=LATER)


def test_new_recovery_codes_replace_the_old_ones():
    berta, _, old = with_second_factor()
    new = second_factor.renew_recovery_codes(berta, now=LATER)
    assert not second_factor.check(berta, old[0], now=LATER)
    assert second_factor.check(berta, new[0], now=LATER)


def test_guessing_codes_is_slowed_down_and_a_right_one_clears_it():
    berta, secret, _ = with_second_factor()
    for number in range(5):
        assert not second_factor.check(berta, f"{number:06}", now=LATER)
    with pytest.raises(TooManyAttempts):
        second_factor.check(berta, code_at(secret, LATER), now=LATER)
    after = LATER + timedelta(minutes=1)
    assert second_factor.check(berta, code_at(secret, after), now=after)
    assert not second_factor.check(berta, "000000", now=after)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "１２３４５６", "٣٣٣٣٣٣", "ab\0def", "x" * 9999]
)
def test_nonsense_is_no_code(code):
    berta, _, _ = with_second_factor()
    assert not second_factor.check(berta, code, now=LATER)


def test_turned_off_nothing_is_left():
    berta, secret, codes = with_second_factor()
    second_factor.turn_off(berta, by="staff:1", now=LATER)
    assert not second_factor.is_on(berta)
    assert not second_factor.check(berta, code_at(secret, LATER), now=LATER)
    assert not second_factor.check(berta, codes[0], now=LATER)
    assert db.session.scalars(select(RecoveryCode)).all() == []


def test_the_database_shows_neither_secret_nor_codes():
    berta, secret, codes = with_second_factor()
    db.session.flush()
    rows = [
        *db.session.scalars(select(StaffMember.totp_secret)),
        *db.session.scalars(select(RecoveryCode.code_hash)),
    ]
    assert secret not in str(rows)
    assert not any(code in str(rows) or code.replace("-", "") in str(rows) for code in codes)
    assert berta.totp_secret != secret


def test_a_secret_moved_to_another_person_is_refused():
    berta, _, _ = with_second_factor("Berta")
    bo, _, _ = with_second_factor("Bo")
    bo.totp_secret = berta.totp_secret
    with pytest.raises(Undecryptable):
        second_factor.check(bo, "123456", now=LATER)


def test_after_a_change_of_keys_the_secret_is_sealed_anew_at_the_next_sign_in():
    berta, secret, _ = with_second_factor()
    old = settings.secret_keys
    settings.secret_keys = ("a newer key", *old)
    assert second_factor.check(berta, code_at(secret, LATER), now=LATER)
    settings.secret_keys = ("a newer key",)
    assert second_factor.unseal(berta.totp_secret, berta) == secret


def test_the_qr_code_is_an_image_without_any_style():
    berta = hire()
    image = second_factor.qr_code(second_factor.new_secret(), berta, issuer="Städte 北京")
    assert image.startswith("data:image/svg+xml")
    assert "style" not in unquote(image)
