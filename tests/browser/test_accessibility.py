"""axe finds nothing on any page, in three languages, light and dark; none is wider than a phone."""

import io
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pyotp
import pytest
from PIL import Image
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.core.settings import settings as known
from registration.inbox import receiving
from registration.mail import catcher, outbox, refusals
from registration.programmes.models import Programme
from registration.review import assignment, conflicts, scoring
from registration.review.models import ReviewStage
from registration.staff.models import RoleName
from tests.browser.conftest import DESK
from tests.browser.people import Applicant, Coordinator, invites, link_in, press
from tests.browser.tour import Tour
from tests.factories import PASSWORD, make_application, make_programme, make_staff
from tests.forms.documents import city_form, shared_form
from tests.records import look
from tests.web.desk.replies import PDF, reply

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages
PUBLIC = {
    "public.start", "public.retrospective", "public.programme", "public.page", "public.news",
}  # fmt: skip
PLACES = {
    "desk.programme", "desk.line_up", "desk.application", "desk.batch", "desk.draw", "public.draw",
}  # fmt: skip
APPLY = {
    "apply.first_section", "apply.section", "apply.summary", "apply.later", "apply.status",
    "apply.ask", "apply.open_link", "apply.new_link",
}  # fmt: skip
PARTY = {
    "apply.others", "party.open_invitation", "party.new_invitation", "party.part", "party.section",
    "party.summary", "desk.ask_back", "desk.office",
}  # fmt: skip
FURTHER = {"apply.supplement_section", "apply.supplement_summary"}
ACCOUNT = {
    "account.sign_in", "account.sign_in_code", "account.show", "account.change_password",
    "account.reset_request", "account.reset_requested", "account.reset",
    "account.turn_on_second_factor", "account.turn_off_second_factor",
    "account.new_recovery_codes",
}  # fmt: skip
DESK_PAGES = {
    "desk.queue", "desk.application", "desk.consider", "desk.messages", "desk.message",
    "desk.programmes", "desk.programme", "desk.batch", "desk.decisions",
    "desk.programme_decisions", "desk.rules", "desk.mail_texts", "desk.mail_text",
    "desk.mailings", "desk.mailing", "desk.mailing_words", "desk.letter", "desk.edit_message",
    "desk.figures", "desk.programme_figures",
    "desk.export", "desk.choose_export", "desk.exports", "desk.hide_sensitive",
    "desk.new_view", "desk.edit_view",
    "desk.my_tasks", "desk.own_comment",
    "desk.received", "desk.received_without", "desk.received_mail",
}  # fmt: skip
DESK_ANSWERS = {
    "desk.comment",
    "desk.tag",
    "desk.task",
    "desk.give_received",
}  # to what was typed wrongly
BUILDER = {
    "desk.forms", "desk.new_form", "desk.form", "desk.add_part", "desk.part", "desk.rule",
    "desk.try_form", "desk.try_section", "desk.publish_form", "desk.form_versions", "desk.formula",
}  # fmt: skip
REVIEW = {
    "desk.review_stages", "desk.new_stage", "desk.stage_settings", "desk.review_stage",
    "desk.ranking", "desk.reviewers", "desk.my_reviews", "desk.review", "desk.conflict",
    "desk.choose_sections",
}  # fmt: skip
REVIEWERS = ("Rita", "Rolf")
WIZARD = {
    "desk.new_programme", "desk.prepare", "desk.check_programme", "desk.preview_programme",
    "desk.programme_dates", "desk.programme_date",
}  # fmt: skip
RETROSPECTIVE = {
    "desk.retrospectives", "desk.edit_retrospective", "desk.new_picture", "desk.edit_picture",
    "public.retrospective", "public.programme",
}  # fmt: skip
MAILBOX = {"mailbox.mails", "mailbox.mail"}
NO_PAGES = {  # files, redirects, answers for machines
    "static", "root", "health", "form_schema", "apply.document", "desk.document",
    "party.document",
    "account.reset_link", "mailbox.html", "mailbox.attached",
    "desk.take_form", "desk.view", "public.draw_file", "desk.review_document", "desk.received_file",
    "desk.retrospective_file", "picture",
    "apply.own_consents", "party.own_consents", "desk.consents_of",
}  # fmt: skip

every_language = pytest.mark.parametrize("language", ["de", "en", "zh"])


@pytest.fixture
def settings(tmp_path) -> dict[str, str]:
    return {"MAIL_CATCHER_FOLDER": str(tmp_path / "mailbox")}


@pytest.fixture
def tour(app, new_page, language) -> Tour:
    return Tour(app, new_page(language=language), language)


def test_the_tours_leave_no_page_out(app):
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    toured = PUBLIC | APPLY | PARTY | ACCOUNT | DESK_PAGES | BUILDER | REVIEW | MAILBOX | PLACES
    toured |= WIZARD | FURTHER | RETROSPECTIVE
    assert shown - NO_PAGES == toured


@every_language
def test_public_pages(tour):
    tour.see("start", "/")
    tour.see("retrospective", "/retrospective")
    for slug in ("judges-seminar", "film-and-art-days", "anniversary-2019"):
        tour.see(f"programme {slug}", f"/programmes/{slug}")
    for page in ("privacy", "accessibility", "imprint"):
        tour.see(page, f"/{page}")
    tour.see("news by mail", f"/news/{refusals.token_for('anna@stadt.example')}")
    tour.press("main form button")
    tour.see("news by mail refused")
    assert tour.seen == PUBLIC
    tour.see("not found", "/programmes/nowhere", status=404)
    assert tour.wrong == []


@every_language
def test_pages_of_applying(site, smtp, new_page, tour, language):
    xiaoming = Applicant(tour.page, language)
    xiaoming.find("school-exchange")
    tour.see("first section")
    xiaoming.go_on()
    tour.see("first section with errors", status=422)
    xiaoming.fill_in()
    xiaoming.go_on()
    reference = re.search(r"/apply/([^/]+)/", tour.page.url)[1]
    tour.see("second section")
    tour.see("section with a group", f"/apply/{reference}/sections/home")
    xiaoming.fill_in()
    tour.see("section with a group filled in")
    tour.see("incomplete summary", f"/apply/{reference}/summary")
    tour.see("later", f"/apply/{reference}/later")
    tour.press("main form button")
    tour.see("later sent")
    tour.see("new link", "/new-link")
    tour.fill(email="somebody@stadt.example")
    tour.press("main form button")
    tour.see("new link sent")
    _see_a_whole_application(site, smtp, tour, xiaoming, Coordinator(new_page(), "en"))
    tour.page.goto(f"/{language}/open/no-such-link-no-such-link-no-such-link")
    tour.press("main form button")
    tour.see("link gone", status=404)
    assert tour.seen == APPLY
    assert tour.wrong == []


def _see_a_whole_application(site, smtp, tour, xiaoming, ada):
    reference = xiaoming.apply("film-and-art-days")
    site.deliver()
    tour.see("status", f"/apply/{reference}")
    tour.page.goto(link_in(smtp.messages[-1]))
    tour.see("open link")
    tour.see("withdraw", f"/apply/{reference}/withdraw")
    reference = xiaoming.apply("vocational-exchange")
    tour.see("status submitted", f"/apply/{reference}")
    ada.sign_in()
    ada.approve(reference)
    tour.see("status offered", f"/apply/{reference}")
    tour.see("decline", f"/apply/{reference}/decline")


@every_language
def test_pages_of_parts_that_others_fill_in(app, site, smtp, new_page, tour, language):
    xiaoming = Applicant(new_page(language=language), language)
    own = Tour(app, xiaoming.page, language)
    reference = xiaoming.apply("school-exchange")
    own.see("status that waits for others", f"/apply/{reference}")
    own.see("who fills in their part", f"/apply/{reference}/others")
    own.fill(**{"guardian-email": "nonsense"})
    own.press("main form button")
    own.see("who fills in their part with errors", status=422)
    site.deliver()
    gerda = Applicant(tour.page, language)
    [mail] = [one for one in smtp.messages if invites(one)]
    tour.page.goto(link_in(mail))
    tour.see("open invitation")
    tour.press("main form button")
    tour.see("part")
    tour.press('main a.button[href*="/part/"]')
    gerda.go_on()
    tour.see("section of a part with errors", status=422)
    tour.see(
        "incomplete summary of a part",
        re.search(r"/part/\w+-\w+/\d+", tour.page.url)[0] + "/summary",
    )
    gerda.contribute(mail)
    tour.see("part sent")
    tour.see("new link to a part", "/invited/new-link")
    tour.fill(email="somebody@familie.example")
    tour.press("main form button")
    tour.see("new link to a part sent")
    tour.page.goto(f"/{language}/invited/no-such-link")
    tour.press("main form button")
    tour.see("link to a part gone", status=404)
    desk = _see_parts_at_the_desk(app, new_page(language=language, size=DESK), language, reference)
    assert (own.seen | tour.seen | desk.seen) & PARTY == PARTY
    assert own.wrong + tour.wrong + desk.wrong == []


def _see_parts_at_the_desk(app, page, language, reference):
    desk = Tour(app, page, language)
    Coordinator(page, language).sign_in()
    desk.see("application with a part", f"/desk/applications/{reference}")
    desk.press('a[href$="/return"]')
    desk.see("return a part")
    desk.press("main form button")
    desk.see("return a part with errors", status=422)
    desk.fill(note="?")
    desk.press("main form button")
    desk.see("application with a part returned")
    desk.see("part is missing", f"/desk/applications/{reference}/decide/offer", status=409)
    desk.see("office section", f"/desk/applications/{reference}/office/office")
    desk.see("queue with missing parts", "/desk")
    return desk


@every_language
def test_pages_of_further_information(app, site, smtp, new_page, tour, language):
    def lay():
        make_programme("trip", form=shared_form("accepted"))

    look(app, lay, writes=True)
    anna = Applicant(tour.page, language)
    anna.find("trip")
    tour.see("first section that tells of more")
    reference = anna.apply("trip")
    desk = Tour(app, new_page(language=language, size=DESK), language)
    ada = Coordinator(desk.page, language)
    ada.sign_in()
    ada.approve(reference)
    _ask_for_more(desk, reference)
    site.deliver()
    anna.open_link(smtp.messages[-1])
    tour.see("status with further information")
    tour.press('main a.button[href*="/further/"]')
    anna.go_on()
    tour.see("further section with errors", status=422)
    anna.fill_in()
    anna.go_on()
    tour.see("further section that is sensitive")
    tour.see("further summary that is incomplete", f"/apply/{reference}/further")
    tour.press('a[href$="/further/health"]')
    anna.go_on()
    tour.see("further summary")
    tour.press("main form:not([action]) button")
    tour.see("status with further information sent")
    desk.see("application with further information", f"/desk/applications/{reference}")
    assert tour.seen & FURTHER == FURTHER
    assert tour.wrong + desk.wrong == []


def _ask_for_more(desk, reference):
    decide = f"/desk/applications/{reference}/decide"
    desk.see("ask for more", f"{decide}/ask_more")
    desk.fill(until="")
    desk.press('button[value="decide"]')
    desk.see("ask for more with errors", status=422)
    desk.page.goto(f"/{desk.language}/desk?programme=trip")
    desk.page.locator("#act").select_option("ask_more")
    desk.press('button[name="everything"]')
    desk.see("ask many for more")
    desk.press('button[value="decide"]')
    desk.see("many asked for more")
    desk.see("queue of those who owe more", "/desk?programme=trip&further=owed")
    desk.see("programme with further information", "/desk/programmes/trip")
    desk.see("application asked for more", f"/desk/applications/{reference}")


@every_language
def test_pages_of_the_account(site, smtp, tour, new_page, language):
    tour.see("sign in", "/account/sign-in")
    tour.press("main form button")
    tour.see("sign in with errors", status=422)
    ada = Coordinator(tour.page, language)
    ada.sign_in()
    tour.see("profile", "/account")
    tour.see("password", "/account/password")
    tour.see("second factor", "/account/second-factor")
    secret = tour.page.locator("dd code").inner_text().replace(" ", "")
    tour.fill(code=pyotp.TOTP(secret).now(), password=PASSWORD)
    tour.press("main form button[type=submit]")
    tour.see("recovery codes")
    tour.see("new recovery codes", "/account/second-factor/recovery-codes")
    tour.see("second factor off", "/account/second-factor/off")
    other = Tour(tour.app, new_page(language=language), language)
    Coordinator(other.page, language).sign_in()
    other.see("sign in code")
    other.see("reset request", "/account/forgotten")
    other.fill(email="ada@stadt.example")
    other.press("main form button")
    other.see("reset requested")
    site.deliver()
    text = smtp.messages[-1].get_body(("plain",)).get_content()
    other.page.goto(re.search(r"https?://\S+/account/reset/\S+", text)[0])
    other.see("reset")
    assert tour.seen | other.seen == ACCOUNT
    assert tour.wrong + other.wrong == []


def _see_views(tour):
    filters = "?programme=vocational-exchange&state=submitted&state=in_review&sort=name"
    tour.see("queue with filters", f"/desk{filters}&from=1.1.")
    tour.see("new view", f"/desk/views/new{filters}")
    tour.page.locator("#name").fill("Mine")
    tour.press('button[value="save"]')
    tour.see("queue with a view")
    tour.see("change a view", "/desk/views/1/change")
    tour.page.locator("#name").fill("")
    tour.press('button[value="save"]')
    tour.see("view with errors", status=422)


@every_language
def test_pages_of_the_desk(app, site, smtp, new_page, tour, settings, language):
    tour.page.set_viewport_size(DESK)
    ada = Coordinator(tour.page, language)
    ada.sign_in()
    tour.see("queue without applications", "/desk")
    xiaoming = Applicant(new_page(language=language), language)
    sealed = xiaoming.apply("film-and-art-days")
    reference = xiaoming.apply("vocational-exchange")
    xiaoming.apply("vocational-exchange")
    site.deliver()
    tour.see("queue", "/desk")
    tour.see("queue with nothing found", "/desk?text=nobody")
    _see_views(tour)
    tour.see("application", f"/desk/applications/{reference}")
    tour.see("application with hidden answers", f"/desk/applications/{sealed}")
    tour.press('form[action$="/sensitive"] button')
    tour.see("application with sensitive answers")
    _see_casework(tour, reference)
    for act in ("offer", "send_back"):
        tour.see(f"decide {act}", f"/desk/applications/{reference}/decide/{act}")
    tour.press('button[value="decide"]')
    tour.see("decide with errors", status=422)
    tour.see("programmes", "/desk/programmes")
    tour.see("programme", "/desk/programmes/vocational-exchange")
    tour.fill(confirm_within_days="many", opens_at="")
    tour.press("main form button")
    tour.see("programme with errors", status=422)
    tour.see("export", "/desk/programmes/vocational-exchange/export")
    tour.page.locator("#sensitive").check()
    tour.press('button[formaction$=".csv"]')
    tour.see("export without a reason", status=422)
    _see_exports(tour, site)
    tour.page.goto(f"/{language}/desk")
    tour.page.locator("#act").select_option("waitlist")
    tour.press('button[name="everything"]')
    tour.see("bulk")
    press(xiaoming.page.locator('main a[href$="/withdraw"]'))
    press(xiaoming.page.locator("main form button"))
    tour.press('button[value="decide"]')
    tour.see("bulk decided")
    _see_decisions(tour)
    _see_words_of_mails(tour)
    _see_mails_to_many(tour)
    _see_a_mail_to_one(tour, xiaoming, smtp, reference)
    site.deliver()
    _see_received_mail(tour, reference)
    tour.see("messages", "/desk/messages")
    tour.press("tbody a")
    tour.see("message")
    assert tour.seen - DESK_ANSWERS == DESK_PAGES
    _see_the_mailbox(tour, Path(settings["MAIL_CATCHER_FOLDER"]), smtp)
    assert tour.wrong == []


def _a_message_id(reference):
    """That of the newest mail about an application."""
    found = db.session.scalars(select(Application).filter_by(reference=reference)).one()
    return outbox.messages_about(found.about)[0].message_id


def _see_received_mail(tour, reference):
    tour.see("no received mail", "/desk/received")
    tour.see("no mail without application", "/desk/received/without-application")
    answers = look(tour.app, partial(_a_message_id, reference))
    mails = [
        reply(In_Reply_To=answers, From="王晓明 <xiaoming@elsewhere.example>"),
        reply(Message_ID="<2@x>", From="stranger@elsewhere.example", Auto_Submitted="auto-replied"),
    ]
    mails[0].add_attachment(PDF, maintype="application", subtype="pdf", filename="Visum 签证.pdf")
    mails[0].add_attachment("x", filename="Reiseplan.xyz")
    for mail in mails:
        look(tour.app, partial(receiving.receive, bytes(mail), now=clock.now()), writes=True)
    tour.see("application with received mail", f"/desk/applications/{reference}")
    tour.see("received mail", "/desk/received")
    tour.press("tbody th a")
    tour.see("one received mail")
    tour.see("mail without application", "/desk/received/without-application")
    tour.press("tbody th a")
    tour.see("one mail without application")
    tour.fill(reference="ABCD")
    tour.press('form[action$="/application"] button')
    tour.see("mail with a wrong reference", status=422)


def _see_casework(tour, reference):
    address = f"/desk/applications/{reference}"
    tour.see("no tasks", "/desk/tasks")
    for form in ("tags", "tasks", "comments"):
        _send(tour, address, form)
        tour.see(f"application with wrong {form}", status=422)
    typed = {
        "tags": {"tag-words": "Visa"},
        "tasks": {"task-words": "Call the court", "task-due": "2026-01-01"},
        "comments": {"comment-words": "Called back."},
    }
    for form, filled in typed.items():
        _send(tour, address, form, **filled)
    tour.see("application with comment, tag and task")
    tour.press('a[href*="/comments/"]')
    tour.see("own comment")
    tour.see("my tasks", "/desk/tasks")


def _send(tour, address, form, **filled):
    tour.page.goto(f"/{tour.language}{address}")
    tour.page.locator("details:has(#task-words) summary").click()
    for control, typed in filled.items():
        tour.page.locator(f"#{control}").fill(typed)
    tour.press(f'form[action*="/{form}"] button:not([tabindex]):not([name])')


@every_language
def test_pages_of_places(app, site, tour, language):
    tour.page.set_viewport_size(DESK)
    with app.app_context(), unit_of_work():
        programme = make_programme("tombola", selection="lottery", places=2, form=city_form())
        for city, group in (("berlin", None), ("beijing", "pair"), ("beijing", "pair")):
            make_application(programme, city=city, group_key=group)
    Coordinator(tour.page, language).sign_in()
    here = "/desk/programmes/tombola"
    tour.see("limits", here)
    tour.page.locator("main details summary").click()
    tour.page.locator("#key-new").select_option("partner:beijing")
    tour.press("main form button")
    tour.see("limits with errors", status=422)
    tour.page.locator("#places-new").fill("1")
    tour.press("main form button")
    tour.see("limits of partners")
    tour.see("groups and order", f"{here}/line-up")
    tour.press('button[value="together"]')
    tour.see("groups and order with errors", status=422)
    tour.see("one of a group", f"/desk/applications/{_one_of_a_group(app)}")
    tour.press('section[aria-labelledby="group"] button')
    tour.see("the whole group looked at")
    tour.see("draw without a seed", f"{here}/draw")
    tour.press("main form button")
    tour.see("draw with a seed")
    tour.see("public draw", "/programmes/tombola/draw")
    with app.app_context(), unit_of_work():
        programme = db.session.scalars(select(Programme).filter_by(slug="tombola")).one()
        programme.closes_at = clock.now() - timedelta(hours=2)
    tour.see("draw in time", f"{here}/draw")
    tour.press("main form button")
    tour.see("drawn")
    tour.see("public draw afterwards", "/programmes/tombola/draw")
    assert tour.seen == PLACES
    assert tour.wrong == []


def _one_of_a_group(app):
    query = select(Application.reference).where(Application.group_key == "pair").limit(1)
    with app.app_context(), unit_of_work(writes=False):
        return db.session.scalar(query)


@every_language
def test_pages_of_the_builder(site, tour, language):
    tour.page.set_viewport_size(DESK)
    Coordinator(tour.page, language).sign_in()
    form = "/desk/forms/judges-seminar"
    tour.see("forms", "/desk/forms")
    tour.see("new form", "/desk/forms/new")
    tour.press("main form button")
    tour.see("new form with errors", status=422)
    tour.see("outline", form)
    tour.see("add a section", f"{form}/add")
    tour.see("add a question", f"{form}/add/person")
    tour.press("main form button")
    tour.see("add a question with errors", status=422)
    for path in ("stay", "stay/diet", "office/years", "office/cv"):
        tour.see(f"part {path}", f"{form}/parts/{path}")
    tour.page.locator("details:has(#key) summary").click()
    tour.fill(key="A key")
    tour.press('button[value="outline"]')
    tour.see("part with errors", status=422)
    tour.see("rule", f"{form}/rules/when/stay/diet_other?subject=field:diet")
    tour.press('button[value="add"]')
    tour.see("rule with errors", status=422)
    _see_a_formula(tour, form)
    tour.see("trial", f"{form}/try")
    tour.page.goto(f"/{language}{form}")
    tour.press('button[value="delete person/birth_place"]')
    tour.see("outline of a draft")
    tour.press('button[value="delete person/email"]')
    tour.see("outline of a draft that lacks something")
    tour.see("publish what is not ready", f"{form}/publish")
    tour.page.goto(f"/{language}{form}")
    tour.press('button[value="undo"]')
    tour.see("publish", f"{form}/publish")
    tour.press("main form button")
    tour.see("versions", f"{form}/versions")
    assert tour.seen == BUILDER - {"desk.try_form"}
    assert tour.wrong == []


def _see_words_of_mails(tour):
    tour.see("words of the mails", "/desk/programmes/vocational-exchange/mails")
    tour.see("words of a mail", "/desk/programmes/vocational-exchange/mails/offer")
    tour.fill(**{"subject-de": "{nmae}"})
    tour.press('button[value="preview"]')
    tour.see("words of a mail with errors", status=422)


def _see_exports(tour, site):
    tour.see("exports without any", "/desk/exports")
    known.export_rows_at_once = 0
    for prepared in (True, False):
        tour.page.goto(f"/{tour.language}/desk/programmes/vocational-exchange/export")
        tour.press('button[formaction$=".csv"]')
        if prepared:
            site.deliver()
    tour.see("exports")


def _see_mails_to_many(tour):
    tour.see("mails to many without any", "/desk/mailings")
    tour.page.goto(f"/{tour.language}/desk")
    tour.press('button[formaction$="/mailings"]')
    tour.see("words of a mail to many")
    tour.press("main form button")
    tour.see("words of a mail to many with errors", status=422)
    tour.fill(**{"subject-en": "News", "body-en": "Hello {name}."})
    tour.press("main form button")
    tour.see("mail to many")
    tour.see("mails to many", "/desk/mailings")


def _see_a_mail_to_one(tour, applicant, smtp, reference):
    letter = f"/desk/applications/{reference}/letter"
    tour.see("mail to an address that is not confirmed", letter)
    texts = [(one, one.get_body(("plain",)).get_content()) for one in smtp.messages]
    applicant.open_link(next(one for one, text in texts if reference in text and "/open/" in text))
    tour.see("mail to one applicant", letter)
    tour.press('button[value="preview"]')
    tour.see("mail to one applicant with errors", status=422)
    tour.fill(
        **{f"{part}-{tour.language}": "Hello {name}, please bring both forms."
           for part in ("subject", "body")}
    )  # fmt: skip
    tour.press('button[value="preview"]')
    tour.see("mail to one applicant with its preview")
    tour.press('button[value="test"]')
    tour.see("mail to one applicant after a test")
    tour.press('button[value="send"]')
    _see_a_message_changed(tour)


def _see_a_message_changed(tour):
    tour.page.goto(f"/{tour.language}/desk/messages?state=queued")
    tour.press("tbody a")
    tour.press('a[href$="/edit"]')
    tour.see("message to be changed")
    tour.fill(subject="", not_before="2026-01-01T10:00")
    tour.press("main form button")
    tour.see("message to be changed with errors", status=422)
    tour.fill(subject="News", not_before="")
    tour.press("main form button")
    tour.press('form[action$="/cancel"] button')
    tour.page.goto(f"{tour.page.url}/edit")
    tour.see("message that cannot be changed any more", status=409)


@every_language
def test_pages_of_review(app, site, new_page, tour, language):
    tour.page.set_viewport_size(DESK)
    ada = Coordinator(tour.page, language)
    ada.sign_in()
    xiaoming = Applicant(new_page(language=language), language)
    references = [xiaoming.apply("vocational-exchange") for _ in range(3)]
    review = "/desk/programmes/vocational-exchange/review"
    tour.see("review without stages", review)
    tour.see("new stage", f"{review}/new")
    tour.fill(**{"criterion-0-title-en": "Motivation", "criterion-0-highest": "0"})
    tour.press("main form button")
    tour.see("new stage with errors", status=422)
    tour.fill(
        **{
            "criterion-0-highest": "5",
            "criterion-0-hint-en": "Why here, why now?",
            "criterion-1-title-en": "Language",
            "criterion-1-lowest": "0",
            "criterion-1-highest": "20",
        }
    )
    tour.press("main form button")
    tour.see("stage that nobody can review")
    stage = tour.page.url.rpartition("/")[2]
    look(app, lambda: [make_staff(one, RoleName.REVIEWER) for one in REVIEWERS], writes=True)
    tour.see("stage with nothing assigned", f"{review}/{stage}")
    tour.press('form[action$="/assign"] button')
    tour.see("stage with an error", status=422)
    look(app, lambda: _give_reviewers(int(stage)), writes=True)
    tour.see("review", review)
    tour.see("stage", f"{review}/{stage}")
    tour.see("stage with points given", f"{review}/{stage}/settings")
    tour.see("ranking", f"{review}/{stage}/ranking")
    tour.see("who reviews", f"/desk/applications/{references[0]}/reviewers")
    rita = Tour(app, new_page(language=language, size=DESK), language)
    _see_own_reviews(rita)
    assert tour.seen | rita.seen >= REVIEW
    assert tour.wrong + rita.wrong == []


def _give_reviewers(number):
    """Rita has sent one of two reviews, Rolf all; Ada has a conflict of interest."""
    stage = db.session.get_one(ReviewStage, number)
    applications = assignment.to_review(stage.programme)
    now = clock.now()
    people = assignment.reviewers_of(stage.programme)
    for person, points in zip(people, ([4], [5, 3, 2]), strict=True):
        pairs = [(one, person) for one in applications]
        made = assignment.assign(stage, pairs, by="system", now=now)
        db.session.flush()
        for review, given in zip(made, points, strict=False):
            scores = {one.id: given for one in stage.criteria}
            scoring.send(review, scores, "Well prepared.", by="system", now=now)
    conflicts.declare(applications[0], person, reason="Cousins", by="system", now=now)


def _see_own_reviews(rita):
    Coordinator(rita.page, rita.language).sign_in("rita")
    rita.see("my reviews", "/desk/reviews")
    rita.press("tbody a")
    rita.see("review that was sent")
    rita.page.goto(f"/{rita.language}/desk/reviews")
    rita.page.locator("tbody tr").nth(1).locator("a").click()
    rita.see("review to fill in")
    rita.press('button[value="send"]')
    rita.see("review with errors", status=422)
    rita.press('main a[href$="/return"]')
    rita.see("sections to give back")
    rita.press("main form button")
    rita.see("sections to give back with errors", status=422)
    rita.press('.actions a[href*="/reviews/"]')
    rita.press('a[href$="/conflict"]')
    rita.see("conflict")
    rita.press("main form button")
    rita.see("my reviews after a conflict")


@every_language
def test_pages_of_a_new_programme(site, tour, language):
    tour.page.set_viewport_size(DESK)
    Coordinator(tour.page, language).sign_in()
    tour.see("new programme", "/desk/programmes/new")
    tour.press("main form button")
    tour.see("new programme with errors", status=422)
    tour.fill(**{"title-en": "Summer school"})
    tour.page.locator("#start-1").check()
    tour.page.locator("#form-1").check()
    for city in ("berlin", "beijing"):
        tour.page.locator(f"#partner-{city}").check()
    tour.press("main form button")
    draft = "/desk/programmes/summer-school"
    for step in ("words", "time", "places", "form"):
        tour.see(f"step {step}", f"{draft}/prepare/{step}")
    tour.see("places", f"{draft}/prepare/places")
    tour.fill(party_max="many")
    tour.press("main form button")
    tour.see("step with errors", status=422)
    tour.see("dates without any", f"{draft}/dates")
    tour.see("new date", f"{draft}/dates/new")
    tour.press("main form button")
    tour.see("date with errors", status=422)
    tour.fill(starts_at="2027-06-01T10:00", ends_at="2027-06-01T12:00", places="20")
    for name in ("title", "venue"):
        tour.fill(**{f"{name}-{code}": "Cinema" for code in ("de", "en", "zh")})
    tour.press("main form button")
    tour.see("dates")
    tour.see("date", f"{draft}/dates/cinema")
    tour.see("check of a draft", f"{draft}/check")
    tour.see("preview", f"{draft}/preview")
    tour.see("programmes with a draft", "/desk/programmes")
    tour.see("a draft", draft)
    tour.see("check of an open programme", "/desk/programmes/judges-seminar/check")
    assert tour.seen - {"desk.programmes", "desk.programme"} == WIZARD
    assert tour.wrong == []


@every_language
def test_pages_of_the_retrospective(site, tour, language):
    tour.page.set_viewport_size(DESK)
    Coordinator(tour.page, language).sign_in()
    tour.see("programmes that are over", "/desk/retrospective")
    told = "/desk/programmes/anniversary-2019/retrospective"
    tour.see("what came of a programme", told)
    tour.press('button[value="show"]')
    tour.see("what came of a programme with errors", status=422)
    tour.see("new picture", f"{told}/pictures/new")
    tour.press("main form button")
    tour.see("new picture with errors", status=422)
    _add_a_picture(tour)
    tour.press('main a[href$="/pictures/1"]')
    tour.see("picture")
    tour.fill(position="many")
    tour.press("main form button")
    tour.see("picture with errors", status=422)
    tour.page.goto(f"/{language}{told}")
    for code in ("de", "en", "zh"):
        tour.fill(**{f"results-{code}": "## 2019\n\n- **25**"})
    tour.press('button[value="show"]')
    tour.see("what came of a programme with a picture, shown to all")
    tour.see("retrospective with a picture", "/retrospective")
    tour.see("programme with results and a picture", "/programmes/anniversary-2019")
    assert tour.seen == RETROSPECTIVE
    assert tour.wrong == []


def _add_a_picture(tour):
    content = io.BytesIO()
    Image.new("RGB", (1200, 800), "firebrick").save(content, "JPEG")
    file = {"name": "2019.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}
    tour.page.locator("#file").set_input_files(file)
    tour.page.locator("#agreed").check()
    tour.fill(**{f"alt-{code}": "Twenty-five flags" for code in ("de", "en", "zh")})
    tour.press("main form button")


def _see_a_formula(tour, form):
    tour.page.goto(f"/{tour.language}{form}/add/stay")
    tour.page.locator("#type-calculated").check()
    for language in ("de", "en", "zh"):
        tour.fill(**{f"label-{language}": "Nights"})
    tour.press("main form button")
    tour.see("value that is worked out")
    tour.press('a[href*="/formula/"]')
    tour.see("formula")
    tour.press("main form button")
    tour.see("formula with errors", status=422)
    tour.page.goto(f"/{tour.language}{form}")
    tour.press('button[value="undo"]')


def _see_decisions(tour):
    tour.see("decisions", "/desk/decisions")
    tour.see("decisions that wait", "/desk/programmes/vocational-exchange/decisions")
    tour.press('button[value="approve"], button[value="undo"]')
    tour.see("decisions with none ticked")
    tour.see("rules", "/desk/programmes/vocational-exchange/rules")
    tour.see("figures", "/desk/programmes/vocational-exchange/figures")
    tour.see("figures by year", "/desk/figures")


def _see_the_mailbox(tour, folder, smtp):
    tour.see("mailbox without mails", "/mailbox")
    folder.mkdir(exist_ok=True)
    for one in smtp.taken:
        catcher.store(folder, one.sender, one.recipients, one.raw)
    tour.see("mailbox", "/mailbox")
    tour.press("main li a, tbody a")
    tour.see("mail")
    assert tour.seen > MAILBOX
