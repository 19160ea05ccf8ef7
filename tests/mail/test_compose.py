"""What a mail looks like on the wire, whatever is put into it (ASVS v5.0.0-1.3.11)."""

import re
from email import message_from_bytes, policy

import pytest

from registration.core.settings import settings
from registration.mail.compose import Attachment, compose, new_message_id, readdressed, sendable
from registration.mail.errors import Unsendable
from tests.mail.ground import NOW, deliver, queue_many

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\r\n\r\n"]
LONG_WORD = "Städtepartnerschaftsbewerbungsverfahrensordnung"


@pytest.fixture(autouse=True)
def sender():
    settings.mail_sender = "office@berlin.example"
    settings.mail_sender_name = "Büro für Städtepartnerschaften, Berlin"


def composed(**changes):
    values = {
        "recipient": "anna@example.org",
        "recipient_name": "Anna Weiß",
        "subject": "Ihre Bewerbung",
        "text": "Guten Tag,\nIhre Bewerbung ist da.\n",
        "html": "<p>Guten Tag</p>",
        "attachments": (),
        "message_id": "<1@berlin.example>",
        "language": "zh",
        "now": NOW,
    }
    return compose(**{**values, **changes})


def parsed(raw):
    return message_from_bytes(raw, policy=policy.default)


def test_a_mail_has_exactly_these_headers():
    mail = parsed(composed())
    assert mail.keys() == HEADERS
    assert str(mail["From"].addresses[0]) == (
        '"Büro für Städtepartnerschaften, Berlin" <office@berlin.example>'
    )
    assert str(mail["To"]) == "Anna Weiß <anna@example.org>"
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == "<1@berlin.example>"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "zh-Hans")


def test_text_comes_before_html_and_attachments_after_both():
    calendar = Attachment("calendar.ics", 'text/calendar; method="PUBLISH"', b"BEGIN:VCALENDAR\r\n")
    paper = Attachment("邀请函.pdf", "application/pdf", bytes(range(256)))
    mail = parsed(composed(attachments=[calendar, paper]))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/pdf",
    ]
    one, two = mail.iter_attachments()
    assert dict(one["Content-Type"].params) == {"method": "PUBLISH", "charset": "utf-8"}
    assert one.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n"
    assert (two.get_filename(), two.get_payload(decode=True)) == ("邀请函.pdf", bytes(range(256)))


@pytest.mark.parametrize(
    "text",
    [
        "plain\n",
        "ä ö ü\n",
        "王小明,您好。\n" * 50,
        "." + "\n.\n..\n",
        "x" * 5000 + "\n",
        "From x\n",
        "",
    ],
)
def test_every_text_comes_back_as_it_was(text):
    raw = composed(text=text, html=None)
    assert parsed(raw).get_content().replace("\r\n", "\n") == text
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Short",
        "A long one without any umlaut that would not fit into one line of seventy-eight",
        "王" * 80,
        f"{LONG_WORD} {LONG_WORD} – {LONG_WORD}",
        "=?utf-8?q?not_ours?=",
        ".c中a_?,文 ;.c\\:==ßb)<>文@;中b;<. b<[b?\\_文)cü>::>(",
    ],
)
def test_every_subject_comes_back_as_it_was(subject):
    assert str(parsed(composed(subject=subject))["Subject"]) == subject


@pytest.mark.parametrize(
    "name",
    [
        "City, Office",
        'A "quoted" one',
        "x@evil.example",
        "<x@evil.example>",
        "x@evil.example>, <y@evil.example",
        "Group: a, b;",
        "back\\slash (comment)",
        "=?utf-8?q?x=40evil=2Eexample=3E?=",
        "王小明, 李" * 20 + "<x@evil.example>,",
        "ü" * 30 + ' "<x@evil.example>", ' + "ü" * 30,
    ],
)
def test_a_name_never_becomes_an_address(name):
    settings.mail_sender_name = name
    mail = parsed(composed(recipient_name=name))
    assert mail.keys() == HEADERS
    for header, address in (("From", "office@berlin.example"), ("To", "anna@example.org")):
        assert [one.addr_spec for one in mail[header].addresses] == [address]
        # Python's parser keeps the space between two encoded words, which is part of no word.
        shown = mail[header].addresses[0].display_name.replace(" ", "")
        assert shown[:20] == name.replace(" ", "")[:20]


@pytest.mark.parametrize("line_break", BREAKS)
def test_line_breaks_in_subject_names_and_texts_add_no_header(app, sink, line_break):
    evil = f"Hello{line_break}Bcc: eve@evil.example{line_break}{line_break}X: y"
    settings.mail_sender_name = evil
    attachment = Attachment(evil, "text/plain", b"x")
    queue_many(
        app,
        1,
        subject=evil,
        recipient_name=evil,
        text=evil,
        html=evil,
        attachments=[attachment],
    )
    deliver(app)
    [taken] = sink.taken
    assert (taken.sender, taken.recipients) == ("office@berlin.example", ["anna1@example.org"])
    assert taken.mail.keys() == HEADERS
    assert taken.subject == "Hello Bcc: eve@evil.example X: y"
    [caught] = taken.mail.iter_attachments()
    assert caught.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    assert caught.get_filename() == "Hello Bcc_ eve@evil.example X_ y"


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize(
    "address",
    ["anna@example.org{}Bcc: eve@evil.example", "{}anna@example.org", "anna{}@example.org"],
)
def test_an_address_with_a_line_break_is_refused(line_break, address):
    with pytest.raises(Unsendable):
        composed(recipient=address.format(line_break))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a@b@c.example",
        "alice@example.org]<bob@evil.test>",
        "a b@example.org",
        "a@-.org",
        "Anna <anna@example.org>",
        "a@example.org, b@example.org",
        "a" * 65 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Unsendable):
        sendable(address)


@pytest.mark.parametrize("line_break", BREAKS)
def test_line_breaks_in_other_parts_are_refused(line_break):
    with pytest.raises(Unsendable):
        composed(message_id=f"<1@a.example>{line_break}Bcc: eve@evil.example")
    with pytest.raises(Unsendable):
        composed(language=f"de{line_break}Bcc: eve@evil.example")
    with pytest.raises(Unsendable):
        composed(attachments=[Attachment("a", f"text/plain{line_break}Bcc: eve@evil.example", b"")])


def test_lone_surrogates_do_not_stop_a_mail():
    mail = parsed(composed(subject="a\ud800b", text="a\udfffb", html=None, recipient_name="\ud800"))
    assert (str(mail["Subject"]), mail.get_content()) == ("a b", "ab")


def test_message_ids_differ_and_are_in_the_name_of_the_senders_domain():
    one, two = new_message_id(), new_message_id()
    assert one != two
    assert one.endswith("@berlin.example>")


@pytest.mark.parametrize("name", [None, "Bob", "Bärbel Müller-" + "x" * 70])
def test_a_readdressed_mail_differs_in_three_headers(name):
    raw = composed(subject="ü" * 100, recipient_name="ü" * 70)
    other = readdressed(
        raw,
        recipient="bob@example.org",
        recipient_name=name,
        message_id="<2@berlin.example>",
        now=NOW.replace(year=2027),
    )
    before, after = parsed(raw), parsed(other)
    assert after.keys() == HEADERS
    assert [key for key in HEADERS if str(before[key]) != str(after[key])] == [
        "To",
        "Date",
        "Message-ID",
    ]
    assert [one.addr_spec for one in after["To"].addresses] == ["bob@example.org"]
    assert raw.partition(b"\r\n\r\n")[2] == other.partition(b"\r\n\r\n")[2]


def test_a_mail_to_nobody_can_be_addressed_later():
    raw = composed(recipient="")
    assert str(parsed(raw)["To"]) == "undisclosed-recipients:;"
    other = readdressed(
        raw, recipient="bob@example.org", recipient_name=None, message_id="<2@a.example>", now=NOW
    )
    assert str(parsed(other)["To"]) == "bob@example.org"
