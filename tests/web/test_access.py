"""Who may use which address: every route is walked as everybody, and nobody changes anything.

The expectations stand here once more, apart from the declarations on the views; a new route fails
until it is listed.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from registration import create_app
from registration.applications import saved_views
from registration.applications.models import Application, Document
from registration.core import clock
from registration.core.db import db
from registration.files import storage
from registration.inbox import receiving
from registration.inbox.models import ReceivedMail
from registration.mail.models import Message
from registration.notices import mailings
from registration.parties import links
from registration.parties.contributions import Person, name_somebody
from registration.review import assignment, stages
from registration.review.stages import Plan, Wanted
from registration.staff.models import RoleName
from registration.web.shared import access
from registration.workflow import deciding
from registration.workflow.actors import APPLICANT
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from tests.databases import KEY
from tests.factories import PASSWORD, make_application, make_programme, make_staff
from tests.forms.documents import shared_form, words
from tests.records import applications, look, mails, taken
from tests.web.apply.records import link_in_last_mail

SEE, SIGN_IN, FOREIGN, UNKNOWN = 200, 303, 404, 404
NO_RIGHT = 403
# (method, endpoint): the status that everybody gets
PUBLIC = {
    ("GET", "root"): 302,
    ("GET", "health"): 200,
    ("GET", "form_schema"): 200,
    ("GET", "static"): 200,
    ("GET", "picture"): UNKNOWN,  # no programme shows any
    ("GET", "public.start"): 200,
    ("GET", "public.retrospective"): 200,
    ("GET", "public.programme"): 200,
    ("GET", "public.page"): 200,
    ("GET", "public.draw"): UNKNOWN,  # it is no lottery
    ("GET", "public.draw_file"): UNKNOWN,
    ("GET", "public.news"): UNKNOWN,  # there is no such token
    ("POST", "public.refuse_news"): UNKNOWN,
    ("POST", "public.allow_news"): UNKNOWN,
    ("GET", "apply.first_section"): 200,
    ("POST", "apply.begin"): 400,
    ("GET", "apply.open_link"): 200,
    ("POST", "apply.use_link"): UNKNOWN,
    ("GET", "apply.new_link"): 200,
    ("POST", "apply.send_new_link"): 422,
    ("GET", "party.open_invitation"): 200,
    ("POST", "party.use_invitation"): UNKNOWN,
    ("GET", "party.new_invitation"): 200,
    ("POST", "party.send_new_invitation"): 422,
    ("GET", "account.reset_request"): 200,
    ("POST", "account.reset_request"): 422,
    ("GET", "account.reset_requested"): 200,
    ("GET", "account.reset_link"): 303,
    ("GET", "account.reset"): 404,
    ("POST", "account.reset"): 404,
}
# The status that the applicant gets; for all others the application is not there.
APPLICANT_ONLY = {
    ("GET", "apply.section"): 200,
    ("POST", "apply.save"): 422,
    ("GET", "apply.document"): 200,
    ("GET", "apply.later"): 200,
    ("POST", "apply.send_later"): 422,
    ("GET", "apply.status"): 200,
    ("GET", "apply.own_consents"): UNKNOWN,  # the form asks for none
    ("GET", "apply.ask"): 200,
    ("GET", "apply.summary"): 303,
    ("POST", "apply.send"): 303,
    ("POST", "apply.do"): 303,
    ("POST", "apply.forget"): 303,
    ("GET", "apply.others"): 200,
    ("POST", "apply.name_others"): 303,
    ("POST", "apply.send_again"): 303,
    ("GET", "apply.supplement_section"): UNKNOWN,  # the form asks for nothing after acceptance
    ("POST", "apply.save_supplement"): UNKNOWN,
    ("GET", "apply.supplement_summary"): 303,
    ("POST", "apply.send_supplement"): 303,
}
# The same for whoever fills in a part; the document there is the applicant's.
CONTRIBUTOR_ONLY = {
    ("GET", "party.part"): 200,
    ("GET", "party.section"): 200,
    ("POST", "party.save"): 422,
    ("GET", "party.document"): FOREIGN,
    ("GET", "party.own_consents"): UNKNOWN,  # the part was not sent
    ("GET", "party.summary"): 200,
    ("POST", "party.send"): 422,
    ("POST", "party.forget"): 303,
}
# For staff, whoever they are; all others are led to the sign-in.
ANY_STAFF = {
    ("GET", "account.show"): 200,
    ("POST", "account.change_language"): 422,
    ("GET", "account.change_password"): 200,
    ("POST", "account.change_password"): 422,
    ("POST", "account.end_sign_in"): 303,
    ("POST", "account.end_other_sign_ins"): 303,
    ("GET", "account.turn_on_second_factor"): 200,
    ("POST", "account.turn_on_second_factor"): 422,
    ("GET", "account.turn_off_second_factor"): 303,
    ("POST", "account.turn_off_second_factor"): 303,
    ("GET", "account.new_recovery_codes"): 303,
    ("POST", "account.new_recovery_codes"): 303,
    ("POST", "account.sign_out"): 303,
    ("GET", "desk.queue"): 200,
    ("GET", "desk.messages"): 200,
    ("GET", "desk.programmes"): 200,
    ("GET", "desk.my_reviews"): 200,
}
# (reviewer, foreign coordinator, coordinator)
DESK = {
    ("GET", "desk.application"): (SEE, FOREIGN, SEE),
    ("GET", "desk.hide_sensitive"): (303, FOREIGN, 303),
    ("POST", "desk.show_sensitive"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.document"): (SEE, FOREIGN, SEE),
    ("GET", "desk.consents_of"): (UNKNOWN, FOREIGN, UNKNOWN),  # the form asks for none
    ("POST", "desk.open_document"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.comment"): (422, FOREIGN, 422),
    ("GET", "desk.own_comment"): (UNKNOWN, FOREIGN, UNKNOWN),  # nobody has written one
    ("POST", "desk.change_comment"): (UNKNOWN, FOREIGN, UNKNOWN),
    ("POST", "desk.tag"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.tell_apart"): (NO_RIGHT, FOREIGN, UNKNOWN),  # there is no such other one
    ("GET", "desk.my_tasks"): (NO_RIGHT, SEE, SEE),
    ("POST", "desk.task"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.change_task"): (NO_RIGHT, FOREIGN, UNKNOWN),  # nobody has given one
    ("GET", "desk.message"): (SEE, FOREIGN, SEE),
    ("GET", "desk.received"): (NO_RIGHT, SEE, SEE),
    ("GET", "desk.received_without"): (NO_RIGHT, NO_RIGHT, NO_RIGHT),  # for the whole office only
    ("GET", "desk.received_mail"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.received_file"): (NO_RIGHT, FOREIGN, UNKNOWN),  # nothing is enclosed
    ("POST", "desk.change_received"): (NO_RIGHT, FOREIGN, 303),
    ("POST", "desk.give_received"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.programme"): (SEE, FOREIGN, SEE),
    ("GET", "desk.line_up"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_line_up"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.draw"): (UNKNOWN, FOREIGN, UNKNOWN),  # it is no lottery
    ("POST", "desk.make_draw"): (NO_RIGHT, FOREIGN, UNKNOWN),
    ("POST", "desk.commit_to_draw"): (NO_RIGHT, FOREIGN, UNKNOWN),
    ("GET", "desk.export"): (SEE, FOREIGN, SEE),
    ("GET", "desk.choose_export"): (303, FOREIGN, 303),
    ("POST", "desk.answers"): (SEE, FOREIGN, SEE),
    ("GET", "desk.exports"): (SEE, SEE, SEE),
    ("POST", "desk.take_export"): (UNKNOWN, FOREIGN, UNKNOWN),  # nobody has asked for one
    ("POST", "desk.delete_export"): (UNKNOWN, FOREIGN, UNKNOWN),
    ("POST", "desk.keep_layout"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.forms"): (NO_RIGHT, SEE, SEE),
    ("GET", "desk.new_form"): (NO_RIGHT, SEE, SEE),
    ("POST", "desk.begin_form"): (NO_RIGHT, 422, 422),
    ("GET", "desk.form"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_form"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.add_part"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.make_part"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.part"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.save_part"): (NO_RIGHT, FOREIGN, 409),
    ("GET", "desk.rule"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_rule"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.take_form"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.formula"): (NO_RIGHT, FOREIGN, UNKNOWN),  # nothing is worked out there
    ("POST", "desk.change_formula"): (NO_RIGHT, FOREIGN, UNKNOWN),
    ("GET", "desk.try_form"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.try_section"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.answer_section"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.preview_part"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.publish_form"): (NO_RIGHT, FOREIGN, 303),
    ("POST", "desk.do_publish"): (NO_RIGHT, FOREIGN, 409),
    ("GET", "desk.form_versions"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.consider"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.decide"): (NO_RIGHT, FOREIGN, 409),
    ("GET", "desk.office"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.save_office"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.ask_back"): (NO_RIGHT, FOREIGN, UNKNOWN),  # the part was not sent yet
    ("POST", "desk.return_part"): (NO_RIGHT, FOREIGN, UNKNOWN),
    ("POST", "desk.change_message"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.edit_message"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_words"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.change_programme"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.new_view"): (SEE, SEE, SEE),
    ("POST", "desk.save_view"): (422, 422, 422),
    ("GET", "desk.view"): (303, FOREIGN, 303),
    ("GET", "desk.edit_view"): (FOREIGN, FOREIGN, SEE),
    ("POST", "desk.change_view"): (FOREIGN, FOREIGN, 422),
    ("POST", "desk.look_ahead"): (NO_RIGHT, 422, 422),
    ("GET", "desk.batch"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.decide_batch"): (NO_RIGHT, FOREIGN, 303),
    ("POST", "desk.undo_batch"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.decisions"): (NO_RIGHT, SEE, SEE),
    ("GET", "desk.programme_decisions"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_decisions"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.figures"): (NO_RIGHT, SEE, SEE),
    ("GET", "desk.programme_figures"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.rules"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.letter"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.write_letter"): (NO_RIGHT, FOREIGN, 409),  # nobody has proved the address
    ("GET", "desk.mailings"): (NO_RIGHT, SEE, SEE),
    ("POST", "desk.begin_mailing"): (NO_RIGHT, 303, 303),
    ("GET", "desk.mailing"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.send_mailing"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.mailing_words"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.write_mailing"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.mail_texts"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.mail_text"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_mail_text"): (NO_RIGHT, FOREIGN, 303),
    ("POST", "desk.change_rules"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.review_stages"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.new_stage"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.make_stage"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.stage_settings"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_stage"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.delete_stage"): (NO_RIGHT, FOREIGN, 409),
    ("GET", "desk.review_stage"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.assign_reviews"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.assign_chosen"): (NO_RIGHT, FOREIGN, 422),
    ("POST", "desk.remind_reviewers"): (NO_RIGHT, FOREIGN, 303),
    ("POST", "desk.give_back_review"): (NO_RIGHT, FOREIGN, UNKNOWN),  # none is named
    ("GET", "desk.ranking"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.reviewers"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.change_reviewers"): (NO_RIGHT, FOREIGN, 422),
    # The review there is Rita's.
    ("GET", "desk.review"): (SEE, FOREIGN, FOREIGN),
    ("POST", "desk.save_review"): (303, FOREIGN, FOREIGN),
    ("GET", "desk.choose_sections"): (SEE, FOREIGN, FOREIGN),
    ("POST", "desk.give_back"): (422, FOREIGN, FOREIGN),
    ("GET", "desk.conflict"): (SEE, FOREIGN, FOREIGN),
    ("POST", "desk.declare_conflict"): (303, FOREIGN, FOREIGN),
    ("GET", "desk.review_document"): (UNKNOWN, FOREIGN, FOREIGN),  # of another application
    ("GET", "desk.new_programme"): (NO_RIGHT, SEE, SEE),
    ("POST", "desk.begin_programme"): (NO_RIGHT, 422, 422),
    ("GET", "desk.prepare"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.save_step"): (NO_RIGHT, FOREIGN, 409),
    ("GET", "desk.check_programme"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.open_programme"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.preview_programme"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.programme_dates"): (NO_RIGHT, FOREIGN, SEE),
    ("GET", "desk.programme_date"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.save_date"): (NO_RIGHT, FOREIGN, 409),
    ("POST", "desk.delete_date"): (NO_RIGHT, FOREIGN, UNKNOWN),  # it has none yet
    ("GET", "desk.retrospectives"): (NO_RIGHT, SEE, SEE),
    ("GET", "desk.edit_retrospective"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.save_retrospective"): (NO_RIGHT, FOREIGN, 409),
    ("POST", "desk.take_back_retrospective"): (NO_RIGHT, FOREIGN, 303),
    ("GET", "desk.new_picture"): (NO_RIGHT, FOREIGN, SEE),
    ("POST", "desk.add_picture"): (NO_RIGHT, FOREIGN, 422),
    ("GET", "desk.edit_picture"): (NO_RIGHT, FOREIGN, UNKNOWN),  # it has none yet
    ("POST", "desk.change_picture"): (NO_RIGHT, FOREIGN, UNKNOWN),
    ("POST", "desk.delete_picture"): (NO_RIGHT, FOREIGN, UNKNOWN),
    ("GET", "desk.retrospective_file"): (NO_RIGHT, FOREIGN, UNKNOWN),
}
STAGE = {
    "desk.review_stages", "desk.new_stage", "desk.make_stage", "desk.stage_settings",
    "desk.change_stage", "desk.delete_stage", "desk.review_stage", "desk.assign_reviews",
    "desk.assign_chosen", "desk.remind_reviewers", "desk.give_back_review", "desk.ranking",
}  # fmt: skip
OVER = {
    "desk.edit_retrospective", "desk.save_retrospective", "desk.take_back_retrospective",
    "desk.new_picture", "desk.add_picture", "desk.edit_picture", "desk.change_picture",
    "desk.delete_picture", "desk.retrospective_file",
}  # fmt: skip
OWN_REVIEW = {
    "desk.review", "desk.save_review", "desk.conflict", "desk.declare_conflict",
    "desk.review_document", "desk.choose_sections", "desk.give_back",
}  # fmt: skip
SIGNED_OUT_ONLY = {  # who is signed in is led on
    ("GET", "account.sign_in"): (200, 303),
    ("POST", "account.sign_in"): (422, 422),
    ("GET", "account.sign_in_code"): (303, 303),
    ("POST", "account.sign_in_code"): (303, 303),
}
LAST = (
    "apply.do", "apply.forget", "party.forget", "desk.declare_conflict", "account.end_sign_in",
    "account.sign_out",
)  # fmt: skip
PEOPLE = (
    "nobody",
    "applicant",
    "foreign applicant",
    "guardian",
    "reviewer",
    "foreign coordinator",
    "coordinator",
)
STAFF = {"reviewer": "Rita", "foreign coordinator": "Bo", "coordinator": "Berta"}


def expected(who: str) -> dict[tuple[str, str], int]:
    """The status that somebody gets at each address."""
    staff = who in STAFF
    place = list(STAFF).index(who) if staff else 0
    return {
        **PUBLIC,
        **{
            one: status if who == "applicant" else FOREIGN for one, status in APPLICANT_ONLY.items()
        },
        **{
            one: status if who == "guardian" else FOREIGN
            for one, status in CONTRIBUTOR_ONLY.items()
        },
        **{one: status if staff else SIGN_IN for one, status in ANY_STAFF.items()},
        **{one: statuses[place] if staff else SIGN_IN for one, statuses in DESK.items()},
        **{one: statuses[staff] for one, statuses in SIGNED_OUT_ONLY.items()},
    }


def _turn(rule):
    endpoint = rule.endpoint
    return LAST.index(endpoint) if endpoint in LAST else -1, endpoint


class World:
    """One application of Anna's in a programme of Berlin's, with a document, a guardian, a mail.

    Beside it another programme of Berlin's, in which Rita reviews an application.
    """

    def __init__(self, app) -> None:
        self.app = app
        self.values = look(app, self._fill, writes=True)

    def _fill(self):
        form = shared_form("guardian", "coordinator")
        programme = make_programme("berlin-only", partners=("berlin",), form=form)
        make_programme("beijing-only", partners=("beijing",))
        make_programme("berlin-over", partners=("berlin",), past=True)
        annas = make_application(programme, state="draft")
        stored = storage.store(b"%PDF-1.4 x %%EOF", name="x.pdf", kind="pdf", now=clock.now())
        document = Document(field="passport", file=stored)
        annas.documents.append(document)
        eves = make_application(programme, state="draft", email="eve@stadt.example")
        gerda = Person("Gerda", "gerda@familie.example", "en")
        for application in (eves, annas):
            part = name_somebody(application, "guardian", gerda, now=clock.now())
            transition(application, Act.SUBMIT, by=APPLICANT, now=clock.now())
        berta = make_staff("Berta", RoleName.COORDINATOR, partner="berlin")
        batch = deciding.consider(Act.REJECT, [annas], by=berta, now=clock.now())
        view = saved_views.save(
            None, "Mine", pairs=[], programme=programme, shared=True, by=berta, now=clock.now()
        )
        self.view = view.id
        own = Application.id == annas.id
        mailing = mailings.begin(select(Application).where(own), by=berta, now=clock.now())
        make_staff("Bo", RoleName.COORDINATOR, partner="beijing")
        rita = make_staff("Rita", RoleName.REVIEWER)
        db.session.flush()
        self.stage, self.review = self._review(rita)
        receipt = select(Message).where(Message.about == annas.about, Message.notice == "receipt")
        message = db.session.scalars(receipt).one()
        receiving.receive(b"From: anna@elsewhere.example\n\nHello", now=clock.now())
        received = db.session.scalars(select(ReceivedMail)).one()
        received.application = annas
        db.session.flush()
        self.received = received.id
        _, self.link_of_guardian = links.issue(annas, to=part, now=clock.now())
        _, self.link_of_eve = links.issue(eves, emailed_to=eves.email, now=clock.now())
        return {
            "language": "en", "slug": "berlin-only", "reference": annas.reference,
            "document_id": document.id, "token": "no-such-token", "number": part.id,
            "message_id": message.id, "step": "hold", "kind": "csv", "page": "privacy",
            "filename": "css/site.css", "form_key": "berlin-only", "file_type": "yaml",
            "path": "person", "name": "when", "batch_id": batch.id, "notice": "offer",
            "mailing_id": mailing.id, "export_id": 1, "date_key": "new", "sha256": "0" * 64,
        }  # fmt: skip

    def _review(self, rita):
        programme = make_programme("berlin-reviewed", partners=("berlin",))
        criterion = Wanted(None, words("Fit"), None, weight=1, lowest=1, highest=5)
        plan = Plan(None, None, 1, blind_names=True, blind_scores=True, criteria=[criterion])
        stage = stages.create(programme, plan, by="system", now=clock.now())
        pairs = [(make_application(programme), rita)]
        [review] = assignment.assign(stage, pairs, by="system", now=clock.now())
        db.session.flush()
        return stage.id, review.id

    def visitor(self, who, visit):
        """Somebody with a browser, who is signed in or has opened their own application."""
        visitor = visit()
        if who in STAFF:
            visitor.open("/en/account/sign-in")
            visitor.send(email=f"{STAFF[who].lower()}@stadt.example", password=PASSWORD)
        elif who == "guardian":
            visitor.open(f"/en/invited/{self.link_of_guardian}")
            visitor.send()
        elif who != "nobody":
            own = who == "applicant"
            visitor.open(link_in_last_mail(self.app) if own else f"/en/open/{self.link_of_eve}")
            visitor.send()
        return visitor

    def routes(self) -> Iterator[tuple[str, str, str]]:
        """(method, endpoint, address) of everything that can be asked for, parting acts last."""
        rules = self.app.url_map.iter_rules()
        for rule in sorted(rules, key=_turn):
            audience = rule.endpoint.partition(".")[0]
            act = "withdraw" if audience == "apply" else "reject"
            section = "custody" if audience == "party" else "person"
            values = {name: value for name, value in self.values.items() if name in rule.arguments}
            values |= {"act": act} if "act" in rule.arguments else {}
            values |= {"other": "ZZZZ-ZZZZ"} if "other" in rule.arguments else {}
            values |= {"verdict": "apart"} if "verdict" in rule.arguments else {}
            values |= {"state": "done"} if "state" in rule.arguments else {}
            values |= {"number": 1} if rule.endpoint == "account.end_sign_in" else {}
            values |= {"number": self.received, "place": 0} if "received" in rule.endpoint else {}
            values |= {"number": self.view} if rule.endpoint.endswith("view") else {}
            section = "office" if rule.endpoint.endswith("office") else section
            values |= (
                {"step": "words"} if rule.endpoint in {"desk.prepare", "desk.save_step"} else {}
            )
            values |= {"section_key": section} if "section_key" in rule.arguments else {}
            values |= {"slug": "berlin-over"} if rule.endpoint in OVER else {}
            if rule.endpoint in STAGE:
                values |= {"slug": "berlin-reviewed"}
                values |= {"number": self.stage} if "number" in rule.arguments else {}
            values |= {"number": self.review} if rule.endpoint in OWN_REVIEW else {}
            values |= {"step": "assign"} if rule.endpoint == "desk.change_reviewers" else {}
            address = self.app.url_map.bind("localhost").build(rule.endpoint, values)
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, rule.endpoint, address

    def kept(self):
        """All that a wrong person must not change."""
        return applications(self.app), mails(self.app), taken(self.app, "berlin-only")


def walk(world, visitor):
    """The status of every address, with a valid form token and nothing else."""
    found = {}
    for method, endpoint, address in world.routes():
        data = {"csrf_token": form_token(visitor)} if method == "POST" else None
        with visitor.client.open(address, method=method, data=data) as answer:
            found[method, endpoint] = answer.status_code
    return found


def form_token(visitor):
    visitor.open("/en/new-link")
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")


@pytest.fixture
def world(app) -> World:
    return World(app)


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_exactly_what_is_theirs(world, visit, who):
    visitor = world.visitor(who, visit)
    before = world.kept()
    assert walk(world, visitor) == expected(who)
    if who not in {"applicant", "coordinator"}:
        assert world.kept() == before


@pytest.mark.parametrize("who", ["nobody", "foreign applicant", "foreign coordinator"])
def test_a_foreign_application_is_answered_like_one_that_is_not_there(world, visit, who):
    visitor = world.visitor(who, visit)
    for address in ("/en/apply/{}", "/en/desk/applications/{}"):
        answers = [
            visitor.client.get(address.format(reference))
            for reference in (world.values["reference"], "AAAA-AAAA")
        ]
        assert answers[0].status_code == answers[1].status_code
        if answers[0].status_code == FOREIGN:
            own = str(world.values["reference"])
            assert answers[0].text.replace(own, "AAAA-AAAA") == answers[1].text


def test_no_post_is_taken_without_its_form_token(world, visit):
    visitor = world.visitor("coordinator", visit)
    before = world.kept()
    for method, endpoint, address in world.routes():
        if method == "POST":
            answer = visitor.client.post(address, data={"go": "decide"})
            assert answer.status_code in {400, 404, 422}, endpoint
    assert world.kept() == before


def test_a_view_that_forgot_its_rule_stops_the_start():
    app = create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": KEY})
    app.add_url_rule("/en/desk/leak", "desk.leak", lambda: "all names")
    with pytest.raises(LookupError, match=r"desk\.leak"):
        access.refuse_views_without_rule(app)


def test_the_walker_finds_a_view_that_is_too_open(app, visit):
    app.add_url_rule("/en/desk/leak", "desk.leak", access.public(lambda: "all names"))
    world = World(app)
    found = walk(world, world.visitor("nobody", visit))
    assert found != expected("nobody")
    assert found.keys() - expected("nobody").keys() == {("GET", "desk.leak")}
