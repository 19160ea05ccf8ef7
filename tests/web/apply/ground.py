"""Two programmes: ``talks`` is decided by review (long form), ``party`` goes by order (short)."""

from datetime import timedelta
from typing import Any

from registration.core import clock
from registration.core.db import db
from registration.forms.models import Form, FormVersion
from registration.programmes.models import Partner, Partnership, Programme, ProgrammeDate, Quota
from tests.forms.documents import long_form, short_form, words

PERSON = {"name__family": "Beispiel", "name__given": "Anna", "email": "anna@stadt.example"}
REST = {"diet": "vegan", "data_read": "yes"}


def lay() -> None:
    berlin = Partner(
        key="berlin", name=words("Berlin"), time_zone="Europe/Berlin", country="DE", language="de"
    )
    beijing = Partner(
        key="beijing", name=words("Beijing"), time_zone="Asia/Shanghai", country="CN", language="zh"
    )
    page = words("Words of the office.")
    db.session.add_all(
        [
            Partnership(
                name=words("Cities"), office=words("Office"), intro=words("Welcome"),
                pages={"privacy": page, "accessibility": page, "imprint": page}, sample_notice=None,
            ),
            _programme("talks", long_form(), [berlin, beijing], selection="review"),
            _programme("party", short_form(), [berlin, beijing], selection="first_come"),
        ]
    )  # fmt: skip


def _programme(slug: str, form: dict[str, Any], partners: list[Partner], **more: Any) -> Programme:
    now = clock.now()
    version = FormVersion(number=1, document=form, published_at=now, form=Form(key=slug))
    evening = ProgrammeDate(
        key="opening", title=words("Opening"), venue=words("Town hall"),
        starts_at=now + timedelta(days=20), ends_at=now + timedelta(days=20, hours=2),
    )  # fmt: skip
    return Programme(
        slug=slug, kind="seminar", title=words(slug.title()), summary=words("Summary"),
        body=words("Body"), venue=words("Town hall"), time_zone="Europe/Berlin",
        contact="office@stadt.example", opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5), starts_at=now + timedelta(days=20),
        ends_at=now + timedelta(days=21), party_max=4, partners=partners, form_version=version,
        dates=[evening] if slug == "talks" else [], quotas=[Quota(key="total", places=2)], **more,
    )  # fmt: skip
