"""Subjects and bodies that coordinators type in each language, and what is wrong with them."""

from flask import g, request

from registration.core.languages import LANGUAGES, N_, say
from registration.mail.compose import SUBJECT_LENGTH, clean_line, clean_text
from registration.notices.own_words import Words
from registration.notices.placeholders import Problem, Wrong, problems

MOST_SIGNS = 10_000
WRONG = {
    Wrong.UNKNOWN: N_("There is no placeholder {%(name)s} in this mail. Take one from the list."),
    Wrong.BRACKET: N_("A curly bracket stands alone. A placeholder looks like {name}."),
}
MEANT = N_("There is no placeholder {%(name)s} in this mail. Did you mean {%(nearest)s}?")
TOO_LONG = N_("Please use at most 10,000 characters.")
WHY = {
    "offer_ends": N_(
        "The placeholder {offer_ends} is missing: without it nobody knows until when the place is "
        "kept."
    ),
    "answer_by": N_(
        "The placeholder {answer_by} is missing: without it nobody knows until when to answer."
    ),
    "question": N_("The placeholder {question} is missing: without it nobody learns what you ask."),
}


def typed() -> dict[str, Words]:
    """What was typed, by language."""
    return {
        one: Words(
            clean_text(request.form.get(f"subject-{one}", "")).strip(),
            clean_text(request.form.get(f"body-{one}", "")).strip(),
        )
        for one in LANGUAGES
    }


def errors_in(notice: str, words: dict[str, Words]) -> dict[str, list[str]]:
    """What is wrong, in words, by the id of the field."""
    found: dict[str, list[str]] = {}
    for language, one in words.items():
        in_subject, in_body = problems(notice, subject=one.subject, body=one.body)
        found[f"subject-{language}"] = [_words_for(problem) for problem in in_subject]
        found[f"body-{language}"] = [_words_for(problem) for problem in in_body]
        if clean_line(one.subject, SUBJECT_LENGTH) != " ".join(one.subject.split()):
            text = say(g.language, "Please use at most 250 characters in one line.")
            found[f"subject-{language}"].append(text)
        if len(one.body) > MOST_SIGNS:
            found[f"body-{language}"].append(say(g.language, TOO_LONG))
    return {name: errors for name, errors in found.items() if errors}


def _words_for(problem: Problem) -> str:
    if problem.wrong is Wrong.NEEDED:
        return say(g.language, WHY[problem.name])
    words = MEANT if problem.nearest else WRONG[problem.wrong]
    return say(g.language, words, name=problem.name, nearest=problem.nearest)
