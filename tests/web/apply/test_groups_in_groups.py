"""A group in a group that is there from the start, and one that is added."""

from tests.factories import make_programme
from tests.forms.documents import field, section, words
from tests.records import look


def test_an_entry_with_a_group_in_it_is_there_from_the_start_and_another_is_added(app, visit):
    inner = field("group", "years", min=0, item=words("Year"), fields=[field("text", "school")])
    who = field("text", "who")
    outer = field("group", "pupils", min=1, item=words("Pupil"), fields=[who, inner])
    person = [field("name", "name", role="name"), field("email", "email", role="email")]
    form = {"key": "nested", "sections": [section("only", *person, outer)]}
    look(app, lambda: make_programme("nested", form=form), writes=True)
    visitor = visit()
    visitor.open("/en/programmes/nested/apply")
    assert visitor.status == 200
    visitor.send(button=("add", "pupils"), pupils__0__who="Li")
    visitor.send(button=("add", "pupils-1-years"), pupils__1__who="Ben")
    typed = {one["name"]: one["value"] for one in visitor.page.all("input")}
    assert (typed["pupils-0-who"], typed["pupils-1-who"]) == ("Li", "Ben")
    assert typed["pupils-1-years-0-school"] == ""
