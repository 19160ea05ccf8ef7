"""A mail to many never delays one that somebody waits for."""

from datetime import timedelta

from sqlalchemy import event, insert

from registration.core.db import db, table_of, unit_of_work
from registration.mail import claims
from registration.mail.delivery import BATCH
from registration.mail.models import Lane, Message
from tests.mail.ground import MINUTE, NOW, deliver, message, queue, queue_many, queue_only

MANY = 10_000


def queue_ten_thousand(app):
    """A mailing to ten thousand, copied from one row."""
    with app.app_context(), unit_of_work():
        first = queue(1, key="mailing:1", lane=Lane.MANY)
        row = {
            column.name: getattr(first, column.name)
            for column in table_of(Message).columns
            if column.name != "id"
        }
        rows = [
            {**row, "key": f"mailing:{number}", "about": f"application:{number}"}
            for number in range(2, MANY + 1)
        ]
        db.session.execute(insert(table_of(Message)), rows)


def subjects(sink):
    return [str(one.mail["Subject"]) for one in sink.taken]


def test_a_receipt_behind_ten_thousand_leaves_in_the_next_batch(app, sink):
    queue_ten_thousand(app)
    deliver(app, limit=BATCH)
    assert len(sink.taken) == BATCH
    with app.app_context(), unit_of_work():
        queue(MANY + 1, subject="Receipt", now=NOW + MINUTE)
    deliver(app, NOW + MINUTE, limit=1)
    assert subjects(sink)[BATCH:] == ["Receipt"]


def test_within_one_round_a_receipt_overtakes_what_is_not_claimed_yet(app, sink):
    queue_many(app, 2 * BATCH, lane=Lane.MANY)

    def receipt(_taken):
        sink.after_dot = None
        with app.app_context(), unit_of_work():
            queue(1000, subject="Receipt")

    sink.after_dot = receipt
    deliver(app)
    assert subjects(sink).index("Receipt") == BATCH


def test_a_receipt_does_not_wait_for_a_mailing_to_the_same_person(app, sink):
    with app.app_context(), unit_of_work():
        queue(1, key="mailing", subject="Mailing", lane=Lane.MANY)
        queue(1, subject="Receipt", now=NOW + MINUTE)
    deliver(app, NOW + MINUTE)
    assert subjects(sink) == ["Receipt", "Mailing"]
    assert message(app).state == "sent"


def test_within_a_lane_what_fell_due_first_goes_first(app, sink):
    with app.app_context(), unit_of_work():
        for lane in (Lane.MANY, Lane.PROMPT):
            for number in (3, 1, 2):
                queue(
                    10 * lane + number,
                    lane=lane,
                    subject=f"{lane.name} {number}",
                    now=NOW + timedelta(seconds=number),
                )
    deliver(app, NOW + MINUTE)
    assert subjects(sink) == ["PROMPT 1", "PROMPT 2", "PROMPT 3", "MANY 1", "MANY 2", "MANY 3"]


def test_the_claim_goes_by_the_index_however_many_wait(app, database):
    queue_ten_thousand(app)
    with app.app_context(), unit_of_work():
        queue_only(MANY + 1)
        if db.engine.dialect.name == "postgresql":
            db.session.execute(db.text("ANALYZE messages"))
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2:4]))
        claims.claim("test", limit=BATCH, now=NOW)
        [(statement, values)] = [one for one in seen if "picked" in one[0]]
        explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
        rows = db.session.connection().exec_driver_sql(f"{explain} {statement}", values)
        plan = " ".join(str(row) for row in rows)
    assert "ix_messages_due" in plan
