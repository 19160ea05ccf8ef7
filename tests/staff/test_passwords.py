"""Which passwords are taken, how they are compared and kept."""

import statistics
import time
import unicodedata
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from registration.staff import passwords
from registration.staff.errors import PasswordRefused, Weakness

GOOD = "sieben leise Kraniche am Ufer"
CITIES = ["Berlin", "Peking", "Städtepartnerschaft Berlin–Peking", "北京", "judges-seminar"]


def weakness_of(password: str) -> Weakness | None:
    try:
        passwords.check_strength(password, own_words=CITIES)
    except PasswordRefused as refusal:
        return refusal.weakness
    return None


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple zephyr",
        "839175026481",
        "ALLESGROSSGESCHRIEBENOHNEZIFFERN",
        "我们每天早上在公园里散步喝茶聊天",
        "密" * 6 + "一二三四五六七八九十",
        "            x y z q v w",
        "a1!" + "zephyr" * 30,
    ],
)
def test_long_passwords_of_any_composition_are_taken(password):
    assert weakness_of(password) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elf Zeichen", Weakness.TOO_SHORT),
        ("x" * 201, Weakness.TOO_LONG),
        ("password1234", Weakness.PREDICTABLE),
        ("P@ssw0rd2026!!", Weakness.PREDICTABLE),
        ("passwordpassword", Weakness.PREDICTABLE),
        ("Qwertzuiop123456", Weakness.PREDICTABLE),
        ("123456789012", Weakness.PREDICTABLE),
        ("aaaaaaaaaaaa", Weakness.PREDICTABLE),
        ("abcabcabcabc", Weakness.PREDICTABLE),
        ("!!!!!!!!!!!!!!", Weakness.PREDICTABLE),
        ("BerlinPeking2026", Weakness.PREDICTABLE),
        ("Staedtepartnerschaft", Weakness.PREDICTABLE),
        ("Städtepartnerschaft!", Weakness.PREDICTABLE),
        ("judges seminar 2027", Weakness.PREDICTABLE),
        ("北京北京北京北京北京北京2026", Weakness.PREDICTABLE),
    ],
)
def test_short_common_and_our_own_words_are_refused(password, reason):
    assert weakness_of(password) == reason


def test_no_word_of_the_shipped_list_makes_a_password_even_with_a_year():
    folder = Path(passwords.__file__).parent
    words = (folder / "common_passwords.txt").read_text("utf-8").split()
    assert len(words) > 700
    long_enough = [word for word in words if len(f"{word}{word}2026") >= passwords.SHORTEST]
    assert [w for w in long_enough if weakness_of(f"{w}{w}2026") is None] == []


@pytest.mark.parametrize("other", [GOOD + " ", GOOD.upper(), GOOD[:-1], " " + GOOD])
def test_a_password_is_compared_exactly(other):
    kept = passwords.hash_password(GOOD)
    assert passwords.verify(kept, GOOD)
    assert not passwords.verify(kept, other)


def test_what_comes_after_72_bytes_counts():
    kept = passwords.hash_password("长" * 64 + "甲")
    assert not passwords.verify(kept, "长" * 64 + "乙")


def test_composed_and_decomposed_umlauts_are_the_same_key():
    typed = "fünf große Türme über Köln"
    kept = passwords.hash_password(unicodedata.normalize("NFD", typed))
    assert passwords.verify(kept, unicodedata.normalize("NFC", typed))


def test_the_hash_is_argon2id_and_an_old_one_is_noticed():
    kept = passwords.hash_password(GOOD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not passwords.needs_rehash(kept)
    assert passwords.needs_rehash(PasswordHasher(time_cost=1, memory_cost=8192).hash(GOOD))


def test_an_account_without_a_password_takes_as_long_and_never_matches():
    kept = passwords.hash_password(GOOD)
    passwords.verify(None, GOOD)
    known, unknown = [], []
    for _ in range(15):
        for times, stored in ((known, kept), (unknown, None)):
            start = time.perf_counter()
            assert not passwords.verify(stored, "a wrong password")
            times.append(time.perf_counter() - start)
    assert statistics.median(unknown) == pytest.approx(statistics.median(known), rel=0.25)


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$v=19$m=65536,t=3,p=4$broken"])
def test_a_broken_hash_matches_nothing(stored):
    assert not passwords.verify(stored, GOOD)


def test_the_word_for_nobody_opens_nothing():
    assert not passwords.verify(None, "nobody has this password")
