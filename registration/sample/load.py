"""Load the sample partnership into an empty database."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select

from registration.core.db import db
from registration.exchange import documents
from registration.forms import versions
from registration.forms.models import FormVersion
from registration.programmes.catalogue import forget_site
from registration.programmes.models import (
    Institution,
    Partner,
    Partnership,
    Programme,
    ProgrammeDate,
    Quota,
)
from registration.workflow.limits import use_form

FOLDER = Path(__file__).parent
COPIED = (
    "slug", "kind", "title", "summary", "body", "who", "data", "venue", "period", "happened",
    "contact", "time_zone", "confirm_within_days",
)  # fmt: skip


def load_sample(now: datetime) -> bool:
    """Add the sample partnership, its forms and programmes, dated relative to ``now``.

    Returns:
        Whether it was loaded: False, and nothing changed, where there is a partnership already.

    Raises:
        registration.forms.document.InvalidDocument: a form document is wrong.
        registration.exchange.documents.UnreadableDocument: a file is none.
    """
    if db.session.scalar(select(Partnership.id).limit(1)) is not None:
        return False
    document = _read(FOLDER / "partnership.yaml")
    partners = _add_partnership(document)
    forms = dict(_forms(now))
    for path in sorted((FOLDER / "programmes").glob("*.yaml")):
        programme = _programme(_read(path), partners, forms, now)
        db.session.add(programme)
        if programme.form_version is not None:
            use_form(programme, programme.form_version)
    forget_site()
    return True


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _add_partnership(document: dict[str, Any]) -> dict[str, Partner]:
    partners = {entry["key"]: Partner(**entry) for entry in document["partners"]}
    institutions = [
        Institution(**{**entry, "partner": partners[entry["partner"]]})
        for entry in document["institutions"]
    ]
    names = ("name", "office", "intro", "pages", "sample_notice")
    partnership = Partnership(**{name: document[name] for name in names})
    db.session.add_all([partnership, *partners.values(), *institutions])
    return partners


def _forms(now: datetime) -> Iterator[tuple[str, FormVersion]]:
    for path in sorted((FOLDER / "forms").glob("*.yaml")):
        document = documents.read(path.read_bytes())
        yield document["key"], versions.publish(document["key"], document, now=now)


def _programme(
    entry: dict[str, Any],
    partners: dict[str, Partner],
    forms: dict[str, FormVersion],
    now: datetime,
) -> Programme:
    zone = ZoneInfo(entry["time_zone"])
    moments = {
        f"{name}_at": _moment(entry.get(name), zone, now)
        for name in ("opens", "closes", "starts", "ends")
    }
    dates, limits = [], {"total": entry.get("places")}
    for date in entry.get("dates", ()):
        dates.append(_date(date, zone, now))
        limits[f"date:{date['key']}"] = date.get("places")
    return Programme(
        **{name: entry.get(name) for name in COPIED},
        **moments,
        past=entry.get("past", False),
        selection=entry.get("selection", "review"),
        party_max=entry.get("party_max", 1),
        retention_days=entry.get("retention_days", 365),
        form_version=forms.get(entry.get("form", "")),
        partners=[partners[key] for key in entry["partners"]],
        dates=dates,
        quotas=[Quota(key=key, places=places) for key, places in limits.items() if places],
    )


def _date(entry: dict[str, Any], zone: ZoneInfo, now: datetime) -> ProgrammeDate:
    zone = ZoneInfo(entry["time_zone"]) if "time_zone" in entry else zone
    starts = _moment(entry["starts"], zone, now)
    if starts is None:
        raise ValueError(entry["key"])
    return ProgrammeDate(
        key=entry["key"],
        title=entry["title"],
        venue=entry["venue"],
        starts_at=starts,
        ends_at=starts + timedelta(hours=entry["hours"]),
    )


def _moment(entry: dict[str, Any] | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    if entry is None:
        return None
    day = (now.astimezone(zone) + timedelta(days=entry["in_days"])).date()
    return datetime.combine(day, time.fromisoformat(str(entry["at"])), zone)
