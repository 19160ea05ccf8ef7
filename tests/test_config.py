"""Nonsense in the settings stops the start and says what would make sense."""

import pytest

import config
from tests.databases import KEY

OFFICE = {"SECRET_KEY": KEY, "MAIL_SENDER": "office@Stadt.example"}


@pytest.mark.parametrize(
    "address", ["", "returns@stadt.example", "office@STADT.EXAMPLE", "a@returns.stadt.example"]
)
def test_failures_are_reported_within_the_domain_of_the_sender(address):
    found = config.load({**OFFICE, "MAIL_RETURN_PATH": address})
    assert found["MAIL_RETURN_PATH"] == address


@pytest.mark.parametrize(
    "address",
    ["a@elsewhere.example", "a@badstadt.example", "a@example", "stadt.example", "@stadt.example"],
)
def test_elsewhere_they_would_break_dmarc(address):
    with pytest.raises(config.Nonsense, match="MAIL_RETURN_PATH") as refused:
        config.load({**OFFICE, "MAIL_RETURN_PATH": address})
    assert "stadt.example" in str(refused.value)


MAILBOX = {"MAIL_IMAP_HOST": "imap.x", "MAIL_IMAP_USER": "office", "MAIL_IMAP_PASSWORD": "secret"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"MAIL_IMAP_USER": ""},
        {"MAIL_IMAP_PASSWORD": ""},
        {"MAIL_IMAP_DONE_FOLDER": "INBOX"},
        {"MAIL_IMAP_FAILED_FOLDER": "Done"},
        {"MAIL_IMAP_FOLDER": "Entwürfe"},
        {"MAIL_IMAP_FOLDER": "a\r\nb"},
        {"MAIL_IMAP_DONE_FOLDER": " "},
    ],
)
def test_half_a_mailbox_is_refused(wrong):
    assert config.load({**OFFICE, **MAILBOX})["MAIL_IMAP_PORT"] == 993
    with pytest.raises(config.Nonsense, match="MAIL_IMAP"):
        config.load({**OFFICE, **MAILBOX, **wrong})
