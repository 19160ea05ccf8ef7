"""Workers in processes of their own: killed in the worst moment, and several at once."""

import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from registration.core import clock
from registration.core.db import db, locking, unit_of_work
from registration.mail.claims import DIED, LEASE
from registration.mail.models import Message
from tests.mail.ground import deliver, message, queue_many, states

ROOT = Path(__file__).parents[2]


@contextmanager
def worker(database_url, port, limit=1000, *how):
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.mail.worker_process",
            database_url,
            str(port),
            str(limit),
            *how,
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def die_at(app, sink, database_url, number):
    """Let a worker die after the sink took mail ``number`` and before it heard of it."""
    with worker(database_url, sink.port) as process:

        def kill(_taken):
            if len(sink.taken) == number:
                process.kill()
                process.wait()

        sink.after_dot = kill
        go(process)
        process.wait(timeout=30)
    sink.after_dot = None


def test_a_worker_killed_before_the_answer_repeats_that_one_mail(app, sink, database_url):
    queue_many(app, 10, now=clock.now())
    die_at(app, sink, database_url, 4)
    assert states(app) == ["sent"] * 3 + ["queued"] * 7
    assert deliver(app, clock.now()) == 0  # its lease still runs
    assert deliver(app, clock.now() + LEASE + timedelta(seconds=5)) == 7
    counts = Counter(one.mail["Message-ID"] for one in sink.taken)
    assert sorted(counts.values()) == [1] * 9 + [2]
    assert counts[message(app, 4).message_id] == 2
    assert len({one.raw for one in sink.taken}) == 10
    repeated = message(app, 4)
    assert (repeated.state, repeated.may_repeat, repeated.deaths) == ("sent", True, 1)
    assert [message(app, number).may_repeat for number in (3, 5)] == [False, False]
    assert states(app) == ["sent"] * 10


def test_a_worker_killed_after_the_answer_and_before_its_commit_repeats_that_one_mail(
    app, sink, database_url
):
    queue_many(app, 2, now=clock.now())
    taken, locked = threading.Event(), threading.Event()

    def wait_for_the_lock(_taken):
        taken.set()
        locked.wait(10)

    sink.after_dot = wait_for_the_lock
    with worker(database_url, sink.port) as process:
        go(process)
        assert taken.wait(20)
        with app.app_context(), unit_of_work():  # now the worker cannot write that it is sent
            db.session.scalars(locking(db.select(Message))).all()
            locked.set()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.7)
            process.kill()
            process.wait()
    sink.after_dot = None
    assert states(app) == ["queued", "queued"]
    deliver(app, clock.now() + LEASE + timedelta(seconds=5))
    assert states(app) == ["sent", "sent"]
    assert sink.subjects == ["Bewerbung 1", "Bewerbung 1", "Bewerbung 2"]
    assert sink.taken[0].raw == sink.taken[1].raw


def test_a_mail_that_kills_three_workers_has_failed_and_the_others_go_on(app, sink, database_url):
    queue_many(app, 3, now=clock.now())
    for death in range(1, 4):
        die_at(app, sink, database_url, death)
        with app.app_context(), unit_of_work():
            past = clock.now() - timedelta(seconds=1)
            db.session.execute(
                db.update(Message).where(Message.lease_owner.is_not(None)).values(lease_until=past)
            )
    assert deliver(app, clock.now()) == 2
    assert states(app) == ["failed", "sent", "sent"]
    poison = message(app, 1)
    assert (poison.deaths, poison.last_error, poison.may_repeat) == (3, DIED, True)


@pytest.mark.parametrize("same_person", [False, True])
def test_two_workers_at_once_deliver_each_mail_once(app, sink, database_url, same_person):
    about = {"about": "application:7", "recipient": "anna@example.org"} if same_person else {}
    queue_many(app, 150, now=clock.now(), **about)
    with worker(database_url, sink.port) as one, worker(database_url, sink.port) as two:
        go(one)
        go(two)
        assert (one.wait(timeout=60), two.wait(timeout=60)) == (0, 0)
    deliver(app, clock.now())
    assert states(app) == ["sent"] * 150
    assert Counter(sink.subjects) == Counter(f"Bewerbung {number}" for number in range(1, 151))
    if same_person:
        assert sink.subjects == [f"Bewerbung {number}" for number in range(1, 151)]


def test_without_the_lease_two_workers_deliver_twice(app, sink, database_url):
    queue_many(app, 60, now=clock.now())
    both = threading.Barrier(2)

    def meet(_taken):
        sink.after_dot = None if len(sink.taken) > 1 else meet
        both.wait(10)

    sink.after_dot = meet
    how = (database_url, sink.port, 1000, "careless")
    with worker(*how) as one, worker(*how) as two:
        go(one)
        go(two)
        one.wait(timeout=60)
        two.wait(timeout=60)
    assert len(sink.taken) > len(set(sink.subjects))
