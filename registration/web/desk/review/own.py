"""What a reviewer does: see what is theirs, read, score, declare a conflict of interest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, documents
from registration.applications.answers import Row, ShownSection
from registration.core import clock
from registration.core.errors import Forbidden
from registration.core.languages import N_, say, text
from registration.core.numbers import whole_number
from registration.forms.readers import Reader, telling
from registration.forms.rules.values import APPLICANT, PARTIES
from registration.parties import contributions
from registration.parties.models import CONTRIBUTORS
from registration.parties.words import WHO
from registration.review import conflicts, ranking, scoring, stages
from registration.review.errors import ConflictOfInterest, PointsMissing, ReviewOver
from registration.review.models import MOST_REASON, MOST_WORDS, Assignment
from registration.staff import members
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.possible import refusal
from registration.web.shared import access
from registration.web.shared.downloads import download
from registration.workflow.actors import staff_actor
from registration.workflow.acts import Act

PATH = "/desk/reviews/<int(max=2147483647):number>"


@dataclass(frozen=True)
class Sheet:
    """The reviewer's part of the page as it was saved or typed."""

    points: Mapping[int, str]
    comment: str
    problems: list[tuple[str, str]] = field(default_factory=list)


@blueprint.get("/desk/reviews")
@access.staff(Right.SEE)
def my_reviews() -> ResponseReturnValue:
    """What is assigned to this person, by stage: what waits, and what is done."""
    person = access.person_or_404()
    reviews: dict[int, list[Assignment]] = {}
    for one in scoring.of_reviewer(person):
        if scoring.is_open(one) or one.sent_at is not None or scoring.waits_for_applicant(one):
            reviews.setdefault(one.stage_id, []).append(one)
    groups = [
        (
            own[0].stage, stages.title_of(own[0].stage, g.language), own,
            sum(scoring.is_open(one) for one in own),
        )
        for own in reviews.values()
    ]  # fmt: skip
    return render_template("desk/review/mine.html", groups=groups)


@blueprint.get(PATH)
@access.staff(Right.SEE)
def review(number: int) -> ResponseReturnValue:
    """An application to read and to score."""
    found = _readable(number)
    kept = {score.criterion_id: str(score.points) for score in found.scores}
    return _page(found, Sheet(kept, found.comment))


@blueprint.post(PATH)
@access.staff(Right.SEE)
def save_review(number: int) -> ResponseReturnValue:
    """Keep a draft, or send; what was typed is kept also where something is missing to be sent."""
    stages.take_turn(scope.own_review(number).stage_id)
    found = scope.own_review(number)
    scoring.require_open(found)
    sheet, points = _typed(found)
    if sheet.problems:
        return _page(found, sheet), 422
    if request.form.get("go") != "send":
        scoring.keep(found, points, sheet.comment)
        flash(say(g.language, "The draft is saved. Only you see it."), "success")
        return redirect(url_for("desk.review", number=found.id), 303)
    by = staff_actor(access.person_or_404()).label
    try:
        scoring.send(found, points, sheet.comment, by=by, now=clock.now())
    except PointsMissing as error:
        scoring.keep(found, points, sheet.comment)
        missing = _missing(found, error.criteria)
        return _page(found, Sheet(sheet.points, sheet.comment, missing)), 422
    return _onward(found)


@blueprint.get(f"{PATH}/conflict")
@access.staff(Right.SEE)
def conflict(number: int) -> ResponseReturnValue:
    """Ask whether this is meant, and for a reason."""
    return render_template("desk/review/conflict.html", review=_readable(number), problem="")


@blueprint.post(f"{PATH}/conflict")
@access.staff(Right.SEE)
def declare_conflict(number: int) -> ResponseReturnValue:
    """Close the application to this reviewer."""
    found = _readable(number)
    reason = request.form.get("reason", "").replace("\0", "").strip()
    if len(reason) > MOST_REASON:
        told = say(g.language, "Please use at most 500 characters.")
        return render_template("desk/review/conflict.html", review=found, problem=told), 422
    person = access.person_or_404()
    by = staff_actor(person).label
    conflicts.declare(found.application, person, reason=reason, by=by, now=clock.now())
    flash(say(g.language, "Noted. You do not review this application any more."), "success")
    return redirect(url_for("desk.my_reviews"), 303)


@blueprint.get(f"{PATH}/documents/<int(max=2147483647):document_id>")
@access.staff(Right.SEE)
def review_document(number: int, document_id: int) -> ResponseReturnValue:
    """A document, to be saved; none that is sensitive, and none where names are kept away."""
    found = _readable(number)
    wanted = documents.by_id(found.application, document_id, by=_parties(found))
    if answers.is_sensitive(wanted) or answers.is_hidden(wanted, _reader(found)):
        raise Forbidden
    return download(wanted.file)


def _readable(number: int) -> Assignment:
    """A review of this person's that is open, or was sent.

    Raises:
        ConflictOfInterest: the application is closed to them.
        ReviewOver: it was decided before they sent anything.
    """
    found = scope.own_review(number)
    if conflicts.between(found.application, found.reviewer) is not None:
        raise ConflictOfInterest
    if found.sent_at is None and not scoring.is_open(found):
        raise ReviewOver
    return found


def _reader(found: Assignment) -> Reader:
    programme = found.stage.programme
    if not found.stage.blind_names:
        return scope.reader(programme)
    fields = answers.document_of(found.application).fields()
    return scope.reader(programme, blind=telling(fields))


def _parties(found: Assignment) -> list[str]:
    """The parties whose answers a reviewer reads: never what the office notes for itself, nor what
    is asked only after the decision.
    """
    arrived = contributions.arrived(found.application) & {*CONTRIBUTORS} | {APPLICANT}
    return [party for party in PARTIES if party in arrived]


def sections(found: Assignment) -> list[tuple[str, ShownSection, list[Row]]]:
    """(whose it is, the section, its rows); what tells names goes where they are kept away."""
    today, blind, reader = clock.now().date().isoformat(), found.stage.blind_names, _reader(found)
    shown = [
        (say(g.language, WHO[party]) if party != APPLICANT else "", section)
        for party in _parties(found)
        for section in answers.shown(
            found.application, g.language, today=today, by=party, reader=reader
        )
    ]
    rows = [
        (who, one, [row for row in one.rows if row.text or not (blind and row.hidden)])
        for who, one in shown
    ]
    return [(who, one, left) for who, one, left in rows if left]


def _typed(found: Assignment) -> tuple[Sheet, dict[int, int]]:
    """What was typed, and the points that it means."""
    raw = {one.id: request.form.get(f"points-{one.id}", "").strip() for one in found.stage.criteria}
    comment = request.form.get("comment", "").replace("\0", "").replace("\r\n", "\n").strip()
    problems, points = [], {}
    for one in found.stage.criteria:
        typed = raw[one.id]
        value = whole_number(typed)
        if value is not None and one.lowest <= value <= one.highest:
            points[one.id] = value
        elif typed:
            told = say(
                g.language, "Please give a whole number from %(least)s to %(most)s.",
                least=one.lowest, most=one.highest,
            )  # fmt: skip
            problems.append((f"points-{one.id}", told))
    if len(comment) > MOST_WORDS:
        problems.append(("comment", say(g.language, "Please use at most 4,000 characters.")))
    return Sheet(raw, comment, problems), points


def _missing(found: Assignment, criteria: Collection[int]) -> list[tuple[str, str]]:
    told = N_("Please give points for “%(criterion)s”.")
    return [
        (f"points-{one.id}", say(g.language, told, criterion=text(one.title, g.language)))
        for one in found.stage.criteria
        if one.id in criteria
    ]


def _onward(found: Assignment) -> ResponseReturnValue:
    """To the next one in the stage, if there is one."""
    mine = scoring.of_reviewer(access.person_or_404())
    left = [one for one in mine if one.stage_id == found.stage_id and scoring.is_open(one)]
    if not left:
        flash(say(g.language, "Sent. You are done with this stage. Thank you!"), "success")
        return redirect(url_for("desk.my_reviews"), 303)
    flash(say(g.language, "Sent. Here is the next one."), "success")
    return redirect(url_for("desk.review", number=left[0].id), 303)


def _page(found: Assignment, sheet: Sheet) -> str:
    others = scoring.of_others(found)
    return render_template(
        "desk/review/review.html",
        review=found,
        application=found.application,
        stage=found.stage,
        stage_title=stages.title_of(found.stage, g.language),
        sections=sections(found),
        sheet=sheet,
        may_give_back=refusal(found.application, Act.SEND_BACK, now=clock.now()) is None,
        total=ranking.total_of(found.stage, found.scores) if found.sent_at else None,
        others=[(one, ranking.total_of(one.stage, one.scores)) for one in others],
        names=members.names_of(one.reviewer_id for one in others),
    )
