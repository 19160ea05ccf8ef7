"""Mail fetched over IMAP from a real server: each taken in once, and put away after the commit."""

import threading

import pytest
from sqlalchemy import select

from registration import worker
from registration.core.db import db
from registration.inbox.models import ReceivedMail
from registration.mail.imap import MailboxAway
from tests import system_packages
from tests.conftest import skip_without
from tests.inbox import dovecot
from tests.records import look
from tests.web.desk.replies import reply


@pytest.fixture(scope="module")
def program() -> str:
    found = system_packages.dovecot()
    if found is None:
        skip_without("dovecot-imapd")
    return found


@pytest.fixture
def mailbox(program):
    with dovecot.served(program) as server:
        yield server


@pytest.fixture
def settings(mailbox) -> dict[str, str]:
    return {**mailbox.settings(), "MAIL_LARGEST_MEGABYTES": "1"}


def mail(number: int) -> bytes:
    return bytes(reply(Message_ID=f"<{number}@x>", Subject=f"Mail {number}"))


def fetch(app):
    """(exit code, output) of ``flask mail fetch``."""
    done = app.test_cli_runner().invoke(args=["mail", "fetch"])
    return done.exit_code, done.output


def subjects(app):
    query = select(ReceivedMail.subject).order_by(ReceivedMail.id)
    return look(app, lambda: list(db.session.scalars(query)))


def folders(mailbox):
    return [mailbox.count(one) for one in ("INBOX", "Done", "Failed")]


def test_what_lies_in_the_mailbox_is_taken_in_and_put_away(app, mailbox):
    mailbox.deliver(mail(1), mail(2))
    assert fetch(app) == (0, "Taken in: 2, not taken in: 0\n")
    assert subjects(app) == ["Mail 1", "Mail 2"]
    assert folders(mailbox) == [0, 2, 0]
    assert fetch(app) == (0, "Taken in: 0, not taken in: 0\n")


def test_what_a_pipe_brought_already_is_put_away_only(app, mailbox):
    app.test_cli_runner().invoke(args=["mail", "receive"], input=mail(1))
    mailbox.deliver(mail(1))
    assert fetch(app)[0] == 0
    assert subjects(app) == ["Mail 1"]
    assert folders(mailbox) == [0, 1, 0]


def test_a_mail_that_cannot_be_taken_in_keeps_no_other_back(app, mailbox):
    mailbox.deliver(mail(1), b"Subject: Large\r\n\r\n" + b"x" * 1024 * 1024, mail(2))
    assert fetch(app) == (0, "Taken in: 2, not taken in: 1\n")
    assert subjects(app) == ["Mail 1", "Mail 2"]
    assert folders(mailbox) == [0, 2, 1]


def test_without_the_database_the_mail_stays_in_the_mailbox(app, mailbox):
    mailbox.deliver(mail(1))
    with app.app_context():
        ReceivedMail.__table__.drop(db.engine)
        db.engine.dispose()
    assert fetch(app)[0] == 1
    assert folders(mailbox) == [1, 0, 0]


def test_two_workers_at_once_take_each_mail_in_once(app, mailbox):
    mailbox.deliver(*map(mail, range(8)))
    begin, failures = threading.Barrier(2), []

    def work():
        begin.wait()
        try:
            worker.fetch_mail(app)
        except MailboxAway as away:
            failures.append(away.reason)

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failures == []
    assert subjects(app) == [f"Mail {number}" for number in range(8)]
    assert folders(mailbox)[::2] == [0, 0]


class TestAnOlderServer:
    @pytest.fixture(params=["IMAP4rev1", "IMAP4rev1 UIDPLUS"])
    def mailbox(self, program, request):
        with dovecot.served(program, capability=request.param) as server:
            yield server

    def test_mail_is_copied_and_deleted_where_it_cannot_be_moved(self, app, mailbox):
        mailbox.deliver(mail(1))
        assert fetch(app) == (0, "Taken in: 1, not taken in: 0\n")
        assert fetch(app) == (0, "Taken in: 0, not taken in: 0\n")
        assert mailbox.count("Done") == 1


class TestAWrongPassword:
    @pytest.fixture
    def settings(self, mailbox):
        return {**mailbox.settings(), "MAIL_IMAP_PASSWORD": "wrong"}

    def test_it_is_said(self, app):
        code, said = fetch(app)
        assert code == 75
        assert said.startswith("The mailbox is away: error: ")


class TestAServerWithoutTls:
    @pytest.fixture
    def settings(self, mailbox):
        return {**mailbox.settings(), "MAIL_IMAP_HOST": "localhost"}

    def test_it_gets_no_password_from_elsewhere_than_this_machine(self, app):
        code, said = fetch(app)
        assert code == 75
        assert said.startswith("The mailbox is away: SSLError")


class TestTheWorker:
    def test_it_fetches_by_itself_and_ends_when_it_is_told(self, app, mailbox):
        mailbox.deliver(mail(1))
        stop = threading.Event()
        running = threading.Thread(target=worker.run, args=(app, stop))
        running.start()
        try:
            for _ in range(200):
                if mailbox.count("Done"):
                    break
                stop.wait(0.05)
        finally:
            stop.set()
            running.join()
        assert subjects(app) == ["Mail 1"]
