"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes.

A code counts in its own 30 seconds and once: the step it belongs to is kept, and taken by a
compare-and-swap. The secret is encrypted and tied to its row. Recovery codes carry 120 random
bits, so a plain SHA-256 keeps them safe (ASVS v5.0.0-6.5.2).
"""

import base64
import hmac
import re
import secrets
from collections import Counter
from datetime import datetime

import pyotp
import segno
from sqlalchemy import delete, func, or_, select, update

from registration.audit import trail
from registration.core import crypto
from registration.core.db import db, locking
from registration.core.settings import settings
from registration.core.tokens import token_hash
from registration.staff import throttle
from registration.staff.errors import SecondFactorIsOn, WrongCode
from registration.staff.models import RecoveryCode, StaffMember

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_BYTES = 15
_DIGITS = re.compile("[0-9]{6}")


def is_on(person: StaffMember) -> bool:
    """Whether this person signs in with two steps."""
    return person.totp_secret is not None


def new_secret() -> str:
    """A secret for an authenticator app, in base32."""
    return pyotp.random_base32()


def seal(secret: str, person: StaffMember, *, place: str = "totp") -> str:
    """The secret encrypted for one place of this person."""
    row = f"staff_member:{person.id}:{place}"
    return crypto.encrypt(secret, secrets=settings.secret_keys, row=row)


def unseal(sealed: str, person: StaffMember, *, place: str = "totp") -> str:
    """The secret that ``seal`` encrypted.

    Raises:
        Undecryptable: it was altered or belongs to another person or place.
    """
    row = f"staff_member:{person.id}:{place}"
    return crypto.decrypt(sealed, secrets=settings.secret_keys, row=row)


def renew_all() -> Counter[bool]:
    """Encrypt the secrets of all people with the newest key.

    Returns:
        How many were (True), and how many cannot be read and stay as they are (False).
    """
    done: Counter[bool] = Counter()
    query = select(StaffMember).where(StaffMember.totp_secret.is_not(None))
    for person in db.session.scalars(locking(query.order_by(StaffMember.id))):
        sealed, row = person.totp_secret or "", f"staff_member:{person.id}:totp"
        if crypto.is_newest(sealed, secrets=settings.secret_keys, row=row):
            continue
        try:
            person.totp_secret = seal(unseal(sealed, person), person)
            done[True] += 1
        except crypto.Undecryptable:
            done[False] += 1
    return done


def qr_code(secret: str, person: StaffMember, *, issuer: str) -> str:
    """The QR code for the authenticator app, as the address of an image (``data:``)."""
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=issuer)
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=5, border=4, light="#fff", dark="#000")


def turn_on(person: StaffMember, *, secret: str, code: str, now: datetime) -> list[str]:
    """Begin to ask for codes of this secret; returns recovery codes, to be shown once.

    Raises:
        SecondFactorIsOn: it is on already.
        WrongCode: the app does not show this code now.
    """
    step = _matching_step(secret, code, now)
    if step is None:
        raise WrongCode
    taken = db.session.scalar(
        update(StaffMember)
        .where(StaffMember.id == person.id, StaffMember.totp_secret.is_(None))
        .values(totp_secret=seal(secret, person), totp_last_step=step)
        .returning(StaffMember.id)
    )
    if taken is None:
        raise SecondFactorIsOn
    _read_anew(person)
    label = f"staff:{person.id}"
    trail.record("second_factor_on", about=label, by=label, now=now)
    return _make_recovery_codes(person, now)


def turn_off(person: StaffMember, *, by: str, now: datetime) -> None:
    """Ask for no second step any more; secret and recovery codes are deleted."""
    person.totp_secret = None
    person.totp_last_step = None
    _delete_recovery_codes(person)
    trail.record("second_factor_off", about=f"staff:{person.id}", by=by, now=now)


def renew_recovery_codes(person: StaffMember, *, now: datetime) -> list[str]:
    """Ten new recovery codes, to be shown once; the old ones are worth nothing from now on."""
    _delete_recovery_codes(person)
    label = f"staff:{person.id}"
    trail.record("recovery_codes_renewed", about=label, by=label, now=now)
    return _make_recovery_codes(person, now)


def recovery_codes_left(person: StaffMember) -> int:
    """How many recovery codes were not used yet."""
    query = select(func.count()).where(
        RecoveryCode.staff_member_id == person.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def check(person: StaffMember, code: str, *, now: datetime) -> bool:
    """Whether this is the app's code of now or a recovery code; a right one is used up by this.

    Raises:
        TooManyAttempts: too many wrong codes; nothing was compared.
    """
    subject = throttle.second_step(person.id)
    throttle.check([subject], now=now)
    label = f"staff:{person.id}"
    if _use_app_code(person, code, now):
        throttle.clear(subject)
        return True
    if _use_recovery_code(person, code, now):
        throttle.clear(subject)
        trail.record("recovery_code_used", about=label, by=label, now=now)
        return True
    throttle.count_failure([subject], now=now)
    trail.record("second_factor_failed", about=label, by="visitor", now=now)
    return False


def _use_app_code(person: StaffMember, code: str, now: datetime) -> bool:
    if person.totp_secret is None:
        return False
    secret = unseal(person.totp_secret, person)
    step = _matching_step(secret, code, now)
    if step is None:
        return False
    fresh = or_(StaffMember.totp_last_step.is_(None), StaffMember.totp_last_step < step)
    taken = db.session.scalar(
        update(StaffMember)
        .where(StaffMember.id == person.id, StaffMember.totp_secret.is_not(None), fresh)
        .values(totp_last_step=step, totp_secret=seal(secret, person))  # with the newest key
        .returning(StaffMember.id)
    )
    _read_anew(person)
    return taken is not None


def _read_anew(person: StaffMember) -> None:
    """Bring the object in memory to what the compare-and-swap left in its row."""
    db.session.refresh(person, ["totp_secret", "totp_last_step"])


def _use_recovery_code(person: StaffMember, code: str, now: datetime) -> bool:
    taken = db.session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_member_id == person.id,
            RecoveryCode.code_hash == token_hash(_compact(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return taken is not None


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    typed = _compact(code)
    expected = pyotp.TOTP(secret, interval=STEP_SECONDS).at(now)
    if not _DIGITS.fullmatch(typed) or not hmac.compare_digest(typed, expected):
        return None
    return int(now.timestamp()) // STEP_SECONDS


def _make_recovery_codes(person: StaffMember, now: datetime) -> list[str]:
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(
            staff_member_id=person.id, code_hash=token_hash(_compact(code)), created_at=now
        )
        for code in codes
    )
    return codes


def _new_recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _compact(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def _delete_recovery_codes(person: StaffMember) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_member_id == person.id))
