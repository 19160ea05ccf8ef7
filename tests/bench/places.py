"""A database for measuring: the sample partnership with room for everybody."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import update

from registration import create_app
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.programmes.models import Quota
from registration.sample.load import load_sample

ROOM = 1_000_000


def prepare(folder: Path, url: str = "") -> Mapping[str, str]:
    """Migrate and load; gives the environment for the server.

    The database is the one at ``url``, else the one to measure in, else a new SQLite file.
    """
    chosen = url or os.environ.get("BENCH_DATABASE_URL")
    environment = {
        "DATABASE_URL": chosen or f"sqlite:///{folder}/real.db",
        "SECRET_KEY": "a-secret-for-measuring-0123456789abcdef",
        "STORAGE_FOLDER": str(folder / "storage"),
        "LOG_LEVEL": "WARNING",
    }
    app = create_app(environment)
    with app.app_context():
        upgrade()
        with unit_of_work():
            load_sample(clock.now())
        with unit_of_work():
            db.session.execute(update(Quota).values(places=ROOM))
        db.engine.dispose()
    return environment
