"""When a programme gets another version of its form, the limits of its choices follow."""

import pytest
from sqlalchemy import select

from registration.core.db import db, unit_of_work
from registration.forms.versions import publish
from registration.programmes.models import Programme, Quota
from registration.workflow.acts import Act
from registration.workflow.errors import ChoiceFull, LimitTooLow
from registration.workflow.limits import use_form
from tests.forms.documents import limited_form, short_form, words


def use(office, form):
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        key = programme.form_version.form.key
        use_form(programme, publish(key, {**form, "key": key}, now=office.now))


def limits(office):
    """The limits of choices: key and places."""
    with unit_of_work(writes=False):
        query = select(Quota.key, Quota.places).where(Quota.key.like("choice:%"))
        return [tuple(row) for row in db.session.execute(query)]


def test_a_choice_that_becomes_limited_counts_who_chose_it_before(office):
    office.announce(places=9, form=short_form())
    for state in ("submitted", "waitlisted", "confirmed", "rejected", "draft"):
        office.add(state, state)
    use(office, limited_form(4))
    assert limits(office) == [("choice:diet:none", 4)]
    assert office.taken() == [1, 3]


def test_a_draft_of_an_older_version_keeps_the_new_limit(office):
    office.announce(places=9, form=short_form())
    drafts = [office.add(name, "draft") for name in ("First", "Second")]
    use(office, limited_form(1))
    office.do(Act.SUBMIT, drafts[0], "applicant")
    with pytest.raises(ChoiceFull):
        office.do(Act.SUBMIT, drafts[1], "applicant")
    assert office.taken() == [0, 1]


def test_another_limit_keeps_what_is_taken(office):
    office.announce(places=9, form=limited_form(2))
    office.add("Holder", "submitted")
    use(office, limited_form(7))
    assert limits(office) == [("choice:diet:none", 7)]
    assert office.taken() == [0, 1]


def test_a_choice_that_is_no_longer_limited_counts_nobody(office):
    office.announce(places=9, form=limited_form(1))
    office.add("Holder", "confirmed")
    use(office, short_form())
    assert limits(office) == []
    assert office.taken() == [1]


@pytest.mark.parametrize("before", [short_form(), limited_form(5)])
def test_a_limit_below_what_is_taken_is_refused_and_changes_nothing(office, before):
    office.announce(places=9, form=before)
    for name in ("First", "Second"):
        office.add(name, "submitted")
    kept = limits(office)
    with pytest.raises(LimitTooLow) as refused:
        use(office, limited_form(1))
    assert (refused.value.option, refused.value.taken) == (words("None"), 2)
    assert limits(office) == kept
