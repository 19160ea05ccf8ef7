"""Comments, tags and tasks on an application's page, and the page of one's own tasks."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.casework import comments, tags, tasks
from registration.core import clock
from registration.core.languages import say
from registration.core.numbers import whole_number
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.application import page
from registration.web.desk.beside import colleagues
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import CommentInput, TagInput, TaskInput
from registration.web.desk.way import came_from, to_application
from registration.web.shared import access

ON_PAGE = "/desk/applications/<reference>"


@blueprint.get("/desk/tasks")
@access.staff(Right.DECIDE)
def my_tasks() -> ResponseReturnValue:
    """What the signed-in person has to do, over all programmes, overdue first."""
    me, now = access.person_or_404(), clock.now()
    mine = [(task, tasks.is_overdue(task, now=now)) for task in tasks.open_of(me)]
    return render_template("desk/tasks.html", tasks=mine)


@blueprint.post(f"{ON_PAGE}/comments")
@access.staff(Right.SEE)
def comment(reference: str) -> ResponseReturnValue:
    """Write a comment; whoever is mentioned gets a mail."""
    found, form = scope.application(reference), CommentInput()
    if not form.validate():
        return page(found, comment_form=form), 422
    me = access.person_or_404()
    comments.write(found, form.said, mentioned=form.chosen, by=me, now=clock.now())
    flash(say(g.language, "The comment was added."), "success")
    return redirect(to_application(found, anchor="comments"), 303)


@blueprint.get(f"{ON_PAGE}/comments/<int(max=2147483647):number>")
@access.staff(Right.SEE)
def own_comment(reference: str, number: int) -> ResponseReturnValue:
    """One's own comment, to be corrected while it is fresh, or deleted."""
    found = scope.application(reference)
    return _comment_page(found, number, None)


@blueprint.post(f"{ON_PAGE}/comments/<int(max=2147483647):number>")
@access.staff(Right.SEE)
def change_comment(reference: str, number: int) -> ResponseReturnValue:
    """Correct or delete one's own comment."""
    found, form, me = scope.application(reference), CommentInput(), access.person_or_404()
    written = comments.by_id(found, number, by=me)
    if request.form.get("go") == "delete":
        comments.delete(written, by=me, now=clock.now())
        flash(say(g.language, "The comment was deleted."), "success")
    elif form.validate():
        comments.change(written, form.said, by=me, now=clock.now())
        flash(say(g.language, "The comment was changed."), "success")
    else:
        return _comment_page(found, number, form), 422
    return redirect(to_application(found, anchor="comments"), 303)


@blueprint.post(f"{ON_PAGE}/tags")
@access.staff(Right.DECIDE)
def tag(reference: str) -> ResponseReturnValue:
    """Give the application a tag, or take one away."""
    found, form, me = scope.application(reference, Right.DECIDE), TagInput(), access.person_or_404()
    unwanted = whole_number(request.form.get("remove", ""))
    if unwanted is not None:
        tags.remove(found, unwanted, by=me, now=clock.now())
    elif form.validate():
        tags.add(found, form.said, by=me, now=clock.now())
    else:
        return page(found, tag_form=form), 422
    return redirect(to_application(found, anchor="tags"), 303)


@blueprint.post(f"{ON_PAGE}/tasks")
@access.staff(Right.DECIDE)
def task(reference: str) -> ResponseReturnValue:
    """Give a task to a colleague or to oneself."""
    found, form = scope.application(reference, Right.DECIDE), TaskInput()
    form.assignee.choices = [(str(one.id), one.name) for one in colleagues(found)]
    if not form.validate():
        return page(found, task_form=form), 422
    tasks.give(
        found,
        form.said,
        to=int(form.assignee.data),
        due_on=form.due_on.data,
        by=access.person_or_404(),
        now=clock.now(),
    )
    flash(say(g.language, "The task was added."), "success")
    return redirect(to_application(found, anchor="tasks"), 303)


@blueprint.post(f"{ON_PAGE}/tasks/<int(max=2147483647):number>/<any(done,open):state>")
@access.staff(Right.DECIDE)
def change_task(reference: str, number: int, state: str) -> ResponseReturnValue:
    """Note that a task is done, or that it is not."""
    found = scope.application(reference, Right.DECIDE)
    wanted, me = tasks.by_id(found, number), access.person_or_404()
    act = tasks.finish if state == "done" else tasks.reopen
    act(wanted, by=me, now=clock.now())
    if request.args.get("back") == "tasks":
        return redirect(url_for("desk.my_tasks"), 303)
    return redirect(to_application(found, anchor="tasks"), 303)


def _comment_page(found: Application, number: int, form: CommentInput | None) -> str:
    me = access.person_or_404()
    written = comments.by_id(found, number, by=me)
    if written.author_id != me.id or written.deleted_at is not None:
        abort(404)
    return render_template(
        "desk/comment.html",
        application=found,
        comment=written,
        came_from=came_from(),
        may_change=comments.may_change(written, by=me, now=clock.now()),
        form=form or CommentInput(formdata=None, words=written.words),
    )
