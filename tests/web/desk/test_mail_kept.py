"""Mail that comes in is kept once, sealed, told of once, and deleted in time."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings as known
from registration.files.models import StoredFile
from registration.inbox import desk, forgetting, receiving, telling
from registration.inbox.models import ReceivedMail
from tests.records import last_mail, look, mails
from tests.web.desk.replies import QUESTION, kept, number, reply


def stored(app) -> list[bytes]:
    """The bytes of every file that is stored."""
    folder = Path(app.config["STORAGE_FOLDER"])
    return [one.read_bytes() for one in folder.rglob("*") if one.is_file()]


def test_a_mail_that_comes_twice_is_kept_once(app, juergen, receive):
    assert [receive(reply()), receive(reply())] == [0, 0]
    assert len(kept(app)) == 1
    assert len(stored(app)) == 1


def test_our_own_mail_that_comes_back_round_is_not_kept(app, sent, receive):
    assert receive(reply(Message_ID=sent)) == 0
    assert kept(app) == []


def test_what_was_written_is_encrypted_where_it_lies(app, juergen, receive):
    receive(reply())
    [content] = stored(app)
    assert b"4711" not in content
    assert len(content) > len(QUESTION)


@pytest.mark.parametrize("raw", [b"\x00\xff\xfe", b"\r\n", b"Content-Type: multipart/x\r\n\r\n"])
def test_what_cannot_be_read_is_kept_all_the_same(app, ground, sign_in, receive, raw):
    assert receive(raw) == 0
    assert kept(app) == [(None, "")]
    ada = sign_in("Ada")
    ada.open(f"/en/desk/received/{number(app)}")
    assert (ada.status, ada.heading) == (200, "No subject")


def test_nothing_and_too_much_go_back(app, ground, receive, settings):
    assert receive(b"") == 65
    assert receive(b"x" * (1024 * 1024 + 1)) == 65
    assert kept(app) == []


@pytest.fixture
def settings():
    return {"MAIL_LARGEST_MEGABYTES": "1"}


def test_without_the_database_the_mail_server_keeps_it(app, ground, receive):
    with app.app_context():
        ReceivedMail.__table__.drop(db.engine)
        db.engine.dispose()
    assert receive(reply()) == 75


def test_nothing_is_ever_answered_by_itself(app, juergen, receive):
    before = mails(app)
    receive(reply())
    receive(reply(Message_ID="<2@x>", Auto_Submitted="auto-replied"))
    assert mails(app) == before


def test_two_deliveries_at_once_are_one(app, juergen):
    raw = bytes(reply())

    def both():
        return [receiving.receive(raw, now=clock.now()) for _ in range(2)]

    assert look(app, both, writes=True) == ["kept", "known"]
    assert len(kept(app)) == 1


def tell(app, minutes) -> int:
    with app.app_context():
        return telling.run(clock.now() + timedelta(minutes=minutes))


def told(app):
    return [(notice, recipient) for notice, recipient, _ in mails(app) if notice == "mail_arrived"]


def test_ten_replies_make_one_mail_that_names_nobody(app, juergen, receive):
    for one in range(10):
        receive(reply(Message_ID=f"<{one}@x>"))
    assert tell(app, 9) == 0
    assert tell(app, 11) == 1
    assert tell(app, 60) == 0
    assert told(app) == [("mail_arrived", "berta@stadt.example")]
    text = last_mail(app)
    assert text.count(juergen) == 1
    assert "/desk/received" in text
    assert [one for one in ("Müller", "mueller", "4711") if one in text] == []


def test_of_what_a_machine_wrote_nobody_is_told(app, juergen, receive, sign_in):
    receive(reply(Auto_Submitted="auto-replied"))
    assert tell(app, 60) == 0
    berta = sign_in("Berta")
    assert "New mail" not in berta.main
    berta.open(f"/en/desk/applications/{juergen}")
    assert "Sent automatically" in berta.main


def test_of_mail_without_application_they_are_told_who_see_all(app, juergen, receive):
    receive(reply(From="stranger@elsewhere.example"))
    tell(app, 11)
    assert told(app) == [("mail_arrived", "ada@stadt.example")]
    assert "nicht feststeht, zu welcher Bewerbung sie gehören" in last_mail(app)


def test_of_what_is_done_nobody_is_told(app, juergen, receive, sign_in):
    receive(reply())
    berta = sign_in("Berta")
    berta.open(f"/en/desk/received/{number(app)}")
    berta.send(to="/done")
    assert tell(app, 60) == 0


def over(app, days):
    with app.app_context():
        return forgetting.run(clock.now() + timedelta(days=days))


def test_mails_go_with_the_data_of_their_programme(app, juergen, receive):
    receive(reply())
    receive(reply(Message_ID="<2@x>", From="stranger@elsewhere.example"))
    assert over(app, 179) == 0
    assert over(app, 181) == 1
    assert kept(app) == [(juergen, "mueller@stadt.example")]
    assert over(app, 70 + 364) == 0
    assert over(app, 70 + 366) == 1
    assert kept(app) == []
    assert look(app, lambda: db.session.scalars(select(StoredFile)).all()) == []


def test_no_bytes_stay_behind(app, juergen, receive, tmp_path):
    receive(reply())
    over(app, 500)
    assert [one for one in (tmp_path / "files").rglob("*") if one.is_file()] == []


def test_an_erased_application_takes_its_mails_along(app, juergen, receive):
    receive(reply())

    def erase():
        found = db.session.scalars(select(Application).filter_by(reference=juergen)).one()
        return forgetting.forget(found, now=clock.now())

    [path] = look(app, erase, writes=True)
    assert path.is_file()
    assert kept(app) == []


class TestAnotherKey:
    @pytest.fixture
    def renewed(self, app, receive):
        """A mail that was sealed with a key which only the fallbacks know by now."""
        receive(reply())
        old = known.secret_keys
        known.secret_keys = ("a newer key, which nobody had before", *old)
        yield app
        known.secret_keys = old

    def test_mails_are_encrypted_with_the_newest_key_too(self, renewed):
        with renewed.app_context():
            done = renewed.test_cli_runner().invoke(args=["reencrypt"])
        assert done.exit_code == 0
        assert "1 files" in done.output
        known.secret_keys = known.secret_keys[:1]
        assert look(renewed, _text_of_the_first) == QUESTION
        assert len(stored(renewed)) == 1

    def test_where_the_key_is_lost_the_desk_says_so(self, renewed):
        known.secret_keys = known.secret_keys[:1]
        assert look(renewed, _text_of_the_first) is None


def _text_of_the_first():
    words = desk.words(db.session.scalars(select(ReceivedMail)).one())
    return None if words.lost else words.text
