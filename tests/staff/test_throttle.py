"""Failures slow the next attempts down, for a while."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.staff import throttle
from registration.staff.errors import TooManyAttempts
from registration.staff.models import SignInAttempt
from tests.staff.cast import NOW


def wait_of(*subjects, now=NOW):
    try:
        throttle.check(subjects, now=now)
    except TooManyAttempts as refusal:
        return refusal.retry_after
    return 0


def fail(subject, times, now=NOW):
    for _ in range(times):
        throttle.count_failure([subject], now=now)


def test_five_failures_are_free_and_then_the_wait_grows_to_fifteen_minutes():
    berta = throttle.account("berta@stadt.example")
    waits = []
    for _ in range(12):
        waits.append(wait_of(berta))
        fail(berta, 1)
    assert waits == [0, 0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900]


def test_after_the_wait_the_owner_gets_another_try():
    berta = throttle.account("berta@stadt.example")
    fail(berta, 50)
    assert wait_of(berta, now=NOW + timedelta(minutes=14, seconds=59)) == 1
    assert wait_of(berta, now=NOW + timedelta(minutes=15)) == 0


def test_success_clears_only_this_account():
    berta, bo = throttle.account("berta@stadt.example"), throttle.account("bo@stadt.example")
    fail(berta, 9)
    fail(bo, 9)
    throttle.clear(berta)
    assert wait_of(berta) == 0
    assert wait_of(bo) == 900


def test_an_address_has_more_tries_than_an_account_because_an_office_shares_it():
    office = throttle.address("192.0.2.7")
    fail(office, throttle.FREE_FOR_ADDRESS - 1)
    assert wait_of(office) == 0
    fail(office, 1)
    assert wait_of(office) == 60


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        (None, "", True),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(one, other, same):
    assert (throttle.address(one) == throttle.address(other)) is same


def test_failures_of_one_kind_do_not_count_for_another():
    fail(throttle.second_step(7), 9)
    assert wait_of(throttle.own_password(7)) == 0
    assert wait_of(throttle.known_browser("7")) == 0
    assert wait_of(throttle.address("7", purpose="reset")) == 0


def test_of_several_subjects_the_longest_wait_counts():
    berta, office = throttle.account("berta@stadt.example"), throttle.address("192.0.2.7")
    fail(berta, 6)
    fail(office, 25)
    assert wait_of(berta, office) == 120


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_rule():
    berta = throttle.account("berta@stadt.example")
    fail(berta, 50, now=NOW + timedelta(days=300))
    assert wait_of(berta) == 900


def test_the_table_tells_no_address():
    throttle.count_failure([throttle.account("berta@stadt.example")], now=NOW)
    (kept,) = db.session.scalars(select(SignInAttempt.subject))
    assert len(kept) == 64
    assert "berta" not in kept


def test_after_a_day_failures_are_forgotten():
    berta = throttle.account("berta@stadt.example")
    fail(berta, 50)
    later = NOW + timedelta(hours=24)
    assert wait_of(berta, now=later) == 0
    throttle.forget_old(now=later + timedelta(seconds=1))
    assert db.session.scalars(select(SignInAttempt)).all() == []
