"""Large exports: prepared by the worker, for one person, as long as they may have them."""

import csv
import io
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import func, select

from registration import worker
from registration.audit import trail
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings as known
from registration.exchange import building
from registration.exchange.job_models import ExportedApplication, ExportJob, ExportPiece
from registration.files.models import StoredFile
from registration.programmes.models import Programme
from registration.staff.models import Role, StaffMember
from tests.factories import make_application, make_programme
from tests.records import Statements, change, last_mail, look, mails
from tests.web.desk.test_export import FORM, SENT_AT, fill

LARGE = 2  # applications


@pytest.fixture
def settings() -> dict[str, str]:
    return {"EXPORT_ROWS_AT_ONCE": str(LARGE - 1), "EXPORT_DAYS": "3"}


@pytest.fixture
def trip(app, ground) -> str:
    """A programme of Berlin's with two applications."""

    def make():
        programme = make_programme("trip", partners=("berlin",), form=FORM)
        for _ in range(LARGE):
            fill(make_application(programme, now=SENT_AT))
        return programme.slug

    return look(app, make, writes=True)


@pytest.fixture
def berta(trip, sign_in):
    return sign_in("Berta")


def ask(visitor, kind="csv", **chosen):
    """Ask for an export; the visitor is then on the page to which that leads."""
    visitor.open("/en/desk/programmes/trip/export")
    token = next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")
    answer = visitor.client.post(
        f"/en/desk/programmes/trip/answers.{kind}", data={"csrf_token": token, **chosen}
    )
    visitor.open("/en/desk/exports")
    return answer


def post(visitor, job_id, what):
    visitor.open("/en/desk/exports")
    token = next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")
    return visitor.client.post(f"/en/desk/exports/{job_id}/{what}", data={"csrf_token": token})


def build(app, now=clock.now, *, owner="a", stopped=lambda: False) -> int:
    with app.app_context():
        return building.build_next(now, owner=owner, stopped=stopped)


def clear(app, days) -> int:
    with app.app_context():
        return building.clear(clock.now() + timedelta(days=days))


def jobs(app):
    query = select(ExportJob).order_by(ExportJob.id)
    return look(app, lambda: [(one.state, one.rows_done) for one in db.session.scalars(query)])


def left(app):
    """How many exports, chosen applications, pieces and files there are, and files on the disk."""
    tables = (ExportJob, ExportedApplication, ExportPiece, StoredFile)

    def find():
        return [db.session.scalar(select(func.count()).select_from(one)) for one in tables]

    files = [one for one in (known.storage_folder / "files").rglob("*") if one.is_file()]
    return [*look(app, find), len(files)]


def entries(app):
    def find():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        found = trail.entries_about(f"programme:{programme.id}")
        return [(one.act, one.details) for one in reversed(found)]

    return look(app, find)


def lose_roles(app, name="Berta"):
    def act():
        member = db.session.scalars(select(StaffMember).filter_by(name=name)).one()
        for role in list(member.roles):
            db.session.delete(role)

    look(app, act, writes=True)


def test_a_large_export_is_prepared_and_a_mail_says_so(app, berta):
    answer = ask(berta, shown="codes")
    assert (answer.status_code, answer.location) == (303, "/en/desk/exports")
    assert "Waits for its turn" in berta.page.text
    assert jobs(app) == [("waiting", 0)]
    assert build(app) == 1
    assert build(app) == 0
    assert jobs(app) == [("ready", 2)]
    assert mails(app) == [("export_ready", "berta@stadt.example", "de")]
    assert "/de/desk/exports" in last_mail(app)
    file = post(berta, 1, "file")
    assert file.content_type == "text/csv; charset=utf-8"
    assert file.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"), newline="")))
    assert [row[5] for row in rows] == ["name.family", "Müller", "Müller"]


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("xlsx", b"PK\x03\x04"), ("json", b"[\n{"), ("pdf", b"%PDF-"), ("stickers", b"%PDF-"),
        ("vcf", b"BEGIN:VCARD\r\nVERSION:4.0"),
    ],
)  # fmt: skip
def test_every_format_can_be_prepared(app, berta, kind, start):
    ask(berta, kind, chosen="yes", column="_reference")
    build(app)
    file = post(berta, 1, "file")
    assert file.data.startswith(start)
    ending = "pdf" if kind == "stickers" else kind
    assert file.headers["Content-Disposition"].endswith(f".{ending}")


def test_labels_that_are_prepared_begin_where_it_was_asked_for(app, berta):
    ask(berta, "stickers", sheet="2x7", first="14")
    build(app)
    assert len(pypdf.PdfReader(io.BytesIO(post(berta, 1, "file").data)).pages) == 2


def test_a_small_export_comes_at_once(app, berta):
    known.export_rows_at_once = LARGE
    assert ask(berta).status_code == 200
    assert jobs(app) == []


def test_asking_and_every_taking_are_in_the_trail(app, berta):
    reason = {"sensitive": "yes", "reason": "Kitchen"}
    ask(berta, **reason)
    build(app)
    post(berta, 1, "file")
    facts = {
        "format": "csv", "labels": True, "sensitive": True, "reason": "Kitchen", "rows": 2,
        "export": 1,
    }  # fmt: skip
    assert entries(app) == [("prepare_export", facts), ("export", facts)]


def test_what_was_sent_later_is_not_in_it(app, berta):
    ask(berta, shown="codes")

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        fill(make_application(programme, now=SENT_AT))

    look(app, add, writes=True)
    build(app)
    assert post(berta, 1, "file").data.count(b"juergen@stadt.example") == 2


def test_sensitive_answers_are_only_in_it_when_they_were_asked_for(app, berta):
    ask(berta, shown="codes")
    ask(berta, shown="codes", sensitive="yes", reason="Kitchen")
    build(app)
    build(app)
    assert [b"vegan" in post(berta, number, "file").data for number in (1, 2)] == [False, True]


def test_the_file_is_encrypted_on_the_disk(app, berta):
    ask(berta)
    build(app)
    [file] = [one for one in (known.storage_folder / "files").rglob("*") if one.is_file()]
    assert b"juergen@stadt.example" not in file.read_bytes()


def test_a_file_of_several_pieces_comes_whole(app, berta):
    parts = [b"a" * building.PIECE, b"b" * 10, b"c" * building.PIECE]
    pieces = list(building.pieces_of(parts))
    assert [len(one) for one in pieces] == [building.PIECE, building.PIECE, 10]
    assert b"".join(pieces) == b"".join(parts)


def test_nobody_else_sees_or_takes_it(app, berta, sign_in):
    ask(berta)
    build(app)
    ada = sign_in("Ada")
    ada.open("/en/desk/exports")
    assert "You have none." in ada.page.text
    ask(ada)
    assert [post(ada, 1, what).status_code for what in ("file", "delete")] == [404, 404]


def test_who_lost_the_right_while_it_waited_is_refused(app, berta):
    ask(berta)
    lose_roles(app)
    build(app)
    assert jobs(app) == [("refused", 0)]
    assert mails(app) == [("export_failed", "berta@stadt.example", "de")]
    assert "Sie sind zum Abruf dieser Angaben nicht mehr berechtigt." in last_mail(app)


def test_who_has_left_gets_no_mail_about_it(app, berta):
    ask(berta)
    lose_roles(app)
    change(app, StaffMember, {"active": False}, name="Berta")
    build(app)
    assert jobs(app) == [("refused", 0)]
    assert mails(app) == []


def test_who_lost_the_right_afterwards_does_not_get_the_file(app, berta):
    ask(berta)
    build(app)
    change(app, Role, {"name": "reviewer"}, staff_member_id=look(app, owner))
    assert post(berta, 1, "file").status_code == 403
    assert [act for act, _ in entries(app)] == ["prepare_export"]


def owner() -> int:
    return db.session.scalars(select(ExportJob.owner_id)).one()


def test_an_expired_one_is_gone_with_its_file(app, berta):
    ask(berta)
    build(app)
    assert clear(app, 2.9) == 0
    assert left(app) == [1, 2, 1, 1, 1]
    assert clear(app, 3.1) == 1
    assert left(app) == [0, 0, 0, 0, 0]


def test_a_deleted_one_is_not_prepared_any_more(app, berta):
    ask(berta)
    assert post(berta, 1, "delete").status_code == 303
    berta.open("/en/desk/exports")
    assert "You have none." in berta.page.text
    assert build(app) == 0
    assert post(berta, 1, "file").status_code == 404
    assert clear(app, 0) == 1
    assert left(app) == [0, 0, 0, 0, 0]


def test_deleting_ends_a_try_that_has_begun(app, berta):
    ask(berta)

    def delete_it():
        return post(berta, 1, "delete").status_code != 303

    build(app, stopped=delete_it)
    assert mails(app) == []
    assert clear(app, 0) == 1
    assert left(app) == [0, 0, 0, 0, 0]


def test_the_export_of_a_dead_worker_is_taken_up_after_its_lease(app, berta):
    ask(berta)
    claim_and_die(app, clock.now())
    assert jobs(app) == [("building", 0)]
    assert build(app, owner="b") == 0
    later = clock.now() + building.LEASE
    assert build(app, lambda: later, owner="b") == 1
    assert jobs(app) == [("ready", 2)]
    assert left(app) == [1, 2, 1, 1, 1]


def claim_and_die(app, now):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(app, lambda: now, stopped=stop)


def test_after_three_deaths_it_is_given_up(app, berta):
    ask(berta)
    for number in range(building.MOST_TRIES):
        claim_and_die(app, clock.now() + number * building.LEASE)
    build(app, lambda: clock.now() + building.MOST_TRIES * building.LEASE)
    assert jobs(app) == [("broken", 0)]
    berta.open("/en/desk/exports")
    assert "That did not work." in berta.page.text


def test_a_worker_that_is_stopped_leaves_it_to_the_next(app, berta):
    ask(berta)
    build(app, stopped=lambda: True)
    assert jobs(app) == [("waiting", 0)]
    build(app)
    assert jobs(app) == [("ready", 2)]


def test_who_lost_the_lease_writes_nothing_more(app, berta):
    ask(berta)

    def another_comes():
        change(app, ExportJob, {"lease_owner": "b"}, id=1)
        return False

    build(app, stopped=another_comes)
    assert jobs(app) == [("building", 0)]
    assert mails(app) == []
    assert left(app) == [1, 2, 0, 0, 0]


def test_nobody_keeps_more_than_twenty(app, berta):
    for _ in range(20):
        ask(berta)
    assert ask(berta).status_code == 422
    assert len(jobs(app)) == 20


def test_one_round_of_the_worker_prepares_all(app, berta):
    ask(berta)
    ask(berta, "xlsx")
    worker.once(app)
    assert jobs(app) == [("ready", 2), ("ready", 2)]


def test_a_page_of_three_takes_as_many_statements_as_of_one(app, berta):
    taken = []
    for number in (1, 2):
        for _ in range(number):
            ask(berta)
        with Statements(app) as statements:
            berta.open("/en/desk/exports")
        taken.append(len(statements))
    assert taken[0] == taken[1]
