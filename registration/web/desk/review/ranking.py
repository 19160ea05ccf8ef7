"""The ranking of a stage, beside it how the places and quotas are filled."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from registration.core.languages import say
from registration.programmes.catalogue import places_left
from registration.programmes.models import Programme
from registration.review import ranking as rules
from registration.review import scoring, stages
from registration.staff import members
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.quotas import titles as titles_of
from registration.web.desk.words import ACTS
from registration.web.shared import access
from registration.workflow.acts import Act

OFFERED = (Act.OFFER, Act.WAITLIST, Act.REJECT)


@blueprint.get("/desk/programmes/<slug>/review/<int(max=2147483647):number>/ranking")
@access.staff(Right.DECIDE)
def ranking(slug: str, number: int) -> ResponseReturnValue:
    """The ranking; not before this person has sent the reviews that are theirs."""
    stage = scope.stage(slug, number)
    programme = stage.programme
    facts = {
        "stage": stage,
        "programme": programme,
        "title": stages.title_of(stage, g.language),
        "raw": request.args.get("by") == "raw",
    }
    if not scoring.sees_scores(stage, access.person_or_404()):
        return render_template("desk/review/closed.html", **facts)
    left = places_left(programme)
    table = rules.table(stage, left=left, raw=bool(facts["raw"]))
    return render_template(
        "desk/review/ranking.html",
        **facts,
        table=table,
        left=left,
        fill=fill_of(programme),
        names=members.names_of(table.reviewers),
        acts=[(act, say(g.language, ACTS[act].button)) for act in OFFERED],
    )


def fill_of(programme: Programme) -> list[tuple[str, int, int]]:
    """(what is limited, places taken, places) of each quota, the programme's own first."""
    titles = titles_of(programme)
    return [
        (titles.get(quota.key) or say(g.language, "All places"), quota.taken, quota.places)
        for quota in sorted(programme.quotas, key=lambda quota: (quota.key in titles, quota.id))
    ]
