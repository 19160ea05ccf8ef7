"""Mail of strangers: whatever it looks like, something can be said of it, and nothing is raised."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.mail.plain import words_of
from registration.mail.reading import contents, read

PDF = b"%PDF-1.4 x %%EOF"


def written(**changes: str) -> EmailMessage:
    mail = EmailMessage()
    values = {
        "From": "Anna Weiß <anna@stadt.example>", "Subject": "Frage zur Anreise",
        "Message-ID": "<1@stadt.example>",
    }  # fmt: skip
    for name, value in {
        **values,
        **{key.replace("_", "-"): one for key, one in changes.items()},
    }.items():
        mail[name] = value
    mail.set_content("Wann beginnt es?\n")
    return mail


def test_the_head_of_an_ordinary_reply():
    found = read(bytes(written(In_Reply_To="<b@x>", References="<a@x> <b@x>")))
    assert (found.sender_name, found.sender) == ("Anna Weiß", "anna@stadt.example")
    assert (found.subject, found.message_id) == ("Frage zur Anreise", "<1@stadt.example>")
    assert found.answers == ["<b@x>", "<a@x>"]
    assert not found.automatic


def test_a_mail_that_is_enclosed_leads_to_what_it_answers():
    inner = written(Message_ID="<2@stadt.example>", In_Reply_To="<ours@x>")
    outer = written(Subject="WG: Frage")
    outer.add_attachment(inner)
    found = read(bytes(outer))
    assert found.answers == ["<2@stadt.example>", "<ours@x>"]
    text = contents(bytes(outer)).text
    assert "Subject: Frage zur Anreise" in text
    assert text.count("Wann beginnt es?") == 2


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x@y.example"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.stadt.example>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_wrote_is_known_as_such(head):
    assert read(bytes(written(**head))).automatic


@pytest.mark.parametrize("head", [{"Auto_Submitted": "no"}, {"Precedence": "first-class"}, {}])
def test_what_a_person_wrote_is_not(head):
    assert not read(bytes(written(**head))).automatic


@pytest.mark.parametrize(
    ("head", "subject"),
    [
        (b"=?gb2312?B?udjT2sewzfmxsb6p?=", "关于前往北京"),
        (b"=?GBK?Q?=B9=D8=D3=DA?= =?gbk?q?=C7=B0=CD=F9?=", "关于前往"),
        ("关于前往".encode(), "关于前往"),
        ("关于前往".encode("gb18030"), "关于前往"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?utf-8?b?R3LDvMOfZQ=?=", "Grüße"),
        (b"=?nonsense?q?Hello?=", "Hello"),
        (b"=?punycode?q?Hello?=", "Hello"),
        (b"=?utf-8?x?Hello?=", "=?utf-8?x?Hello?="),
        (b"a\r\n b\r\n\tc", "a b c"),
        ("\u202eabc\u2066".encode(), "abc"),
    ],
)
def test_subjects_in_every_disguise(head, subject):
    raw = b"From: anna@stadt.example\r\nSubject: " + head + b"\r\n\r\nHello"
    found = read(raw)
    assert found.sender == "anna@stadt.example"
    assert found.subject == subject


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("gb2312", "您好，镕".encode("gb18030")),
        ("gb18030", "您好，镕".encode("gb18030")),
        ("big5", "您好".encode("big5")),
        ("x-unknown", "您好".encode()),
        ("", "您好".encode()),
        ("us-ascii", "您好".encode("gb18030")),
        ("utf-8", "您好".encode("gb18030")),
    ],
)
def test_texts_in_chinese_character_sets(charset, body):
    kind = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    raw = f"{kind}Content-Transfer-Encoding: 8bit\r\n\r\n".encode() + body
    assert contents(raw).text.startswith("您好")


def test_an_umlaut_without_a_character_set_is_no_hanzi():
    assert contents(b"\r\n" + "Grüße aus Köln".encode("latin-1")).text == "Grüße aus Köln"


def test_of_two_alternatives_the_plain_one_is_read():
    mail = written()
    mail.add_alternative("<p>Not this</p>", subtype="html")
    assert contents(bytes(mail)).text == "Wann beginnt es?"


def test_html_alone_is_read_as_its_words():
    mail = written()
    mail.set_content(
        "<html><head><title>No</title><style>p {}</style></head><body><p>Guten&nbsp;Tag,<br>"
        "wann?</p><script>alert(1)</script><div>Anna</div></body></html>",
        subtype="html",
    )
    assert contents(bytes(mail)).text == "Guten Tag,\nwann?\n\nAnna"


def test_broken_html_loses_no_words():
    assert words_of("<p>One<td><b>two</p> < three &am; <!-- four") == (
        "One two\n< three &am; <!-- four"
    )


def test_files_are_named_and_their_bytes_are_whole():
    mail = written()
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="Visum 签证.pdf")
    mail.add_attachment("x", filename="../../etc/passwd")
    found = contents(bytes(mail))
    assert [one.name for one in found.files] == ["Visum 签证.pdf", "../../etc/passwd"]
    assert found.files[0].content == PDF
    assert found.text == "Wann beginnt es?"


def test_a_very_long_text_is_cut():
    mail = written()
    mail.set_content("x" * 60_000)
    found = contents(bytes(mail))
    assert (len(found.text), found.is_cut) == (50_000, True)


def test_a_mail_without_an_id_gets_the_same_one_whichever_way_it_came():
    raw = b"From: a@b.example\r\nDate: today\r\n\r\nHello"
    other = b"Received: from mx\nX-Spam: no\nFrom: a@b.example\nDate: today\n\nHello"
    assert read(raw).message_id == read(other).message_id
    assert read(raw).message_id != read(raw + b"!").message_id


DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(2000)
)
NESTED = b"Content-Type: message/rfc822\r\n\r\n" * 2000


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"\r\n\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nHello",
        b'Content-Type: text/plain; charset="\x00"\r\n\r\nHello',
        b"Content-Type: text/plain; charset*=x'y'%ff\r\n\r\nHello",
        b"Content-Type: text/plain; name*0*=x\x00''%ff; name*2=y\r\n\r\nHello",
        b"Content-Transfer-Encoding: base64\r\n\r\nno base64 at all!",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin",
        b"From: \r\nFrom: x\r\nSubject:\r\n\r\n",
        b"From: =?utf-8?q?=00?= <@>\r\nMessage-ID: <>\r\nReferences: <<<>>>\r\n\r\n",
        b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx",
        DEEP,
        NESTED,
    ],
)
def test_whatever_comes_is_read_as_far_as_it_goes(raw):
    found, inside = read(raw), contents(raw)
    assert found.message_id
    assert len(found.message_id) <= 320
    assert len(found.answers) <= 50
    assert len(inside.text) <= 50_000


@given(st.binary(max_size=400))
def test_bytes_that_nobody_thought_of(raw):
    read(raw)
    contents(raw)


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: ", b"Subject: ", b"Content-Type: multipart/mixed; boundary=a\r\n",
                b"--a\r\n",
                b"Content-Type: message/rfc822\r\n", b"\r\n", b"=?gb2312?b?", b"?=", b"\xb9\xd8",
                b"\0", b"Content-Type: text/html; charset=hz\r\n", b"<p>", b"<1@x>",
                b"Content-Disposition: attachment;", b" filename*=utf-8''%E5",
                b"Content-Transfer-Encoding: base64\r\n",
            ]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_pieces_of_mails_in_any_order(pieces):
    raw = b"".join(pieces)
    read(raw)
    contents(raw)
