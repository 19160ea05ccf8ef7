"""What the parts of a form are called where coordinators write it."""

from typing import Any

from registration.core.languages import N_, SELF_NAMES, say
from registration.forms import document, entry
from registration.forms.entry import Problem
from registration.parties.words import WHO

# Kinds of questions as one looks for them; all of ``forms.register.TYPES`` stand here once.
GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        N_("Words and numbers"),
        {
            "text": N_("Short text"),
            "long_text": N_("Long text"),
            "number": N_("Number"),
            "date": N_("Date"),
            "time": N_("Time of day"),
            "date_range": N_("Period (first and last day)"),
        },
    ),
    (
        N_("Choices"),
        {
            "choice": N_("One choice"),
            "choices": N_("Several choices"),
            "yes_no": N_("Yes or no"),
            "rating": N_("Rating on a scale"),
            "grid": N_("The same choice for several things"),
            "ranking": N_("Order of preference"),
            "dates": N_("Dates of the programme"),
        },
    ),
    (
        N_("The person"),
        {
            "name": N_("Name"),
            "email": N_("Email address"),
            "telephone": N_("Telephone number"),
            "address": N_("Postal address"),
            "country": N_("Country"),
            "language": N_("Language"),
            "nationality": N_("Nationality"),
            "passport_name": N_("Name as in the passport"),
            "passport": N_("Passport"),
            "institution": N_("School, court or office"),
        },
    ),
    (
        N_("Files and declarations"),
        {
            "file": N_("File"),
            "picture": N_("Picture"),
            "declaration": N_("Declaration to tick"),
            "consent": N_("Consent with its wording"),
            "signature": N_("Signature"),
        },
    ),
    (
        N_("Structure"),
        {
            "group": N_("Group that repeats (companions, siblings)"),
            "note": N_("Note without an answer"),
            "calculated": N_("Value that is worked out"),
            "hidden": N_("Value that is kept but not shown"),
        },
    ),
)
TYPE_WORDS = {name: words for _, types in GROUPS for name, words in types.items()}
# By setting, or by type and setting where the same name means something else.
SETTING_WORDS = {
    "title": N_("Title"),
    "intro": N_("Introduction"),
    "by": N_("Who fills in this section"),
    "label": N_("Question"),
    "declaration.label": N_("Wording at the box"),
    "consent.label": N_("Sentence at the box"),
    "hint": N_("Hint below the question"),
    "why": N_("Why do we ask this?"),
    "key": N_("Short name in tables and rules"),
    "purpose": N_("What the answer is used for"),
    "visible_to": N_("Who may see the answer"),
    "keep": N_("Days to keep the answer after the programme"),
    "countries": N_("Countries to choose from (two-letter codes)"),
    "own": N_("It is the applicant’s own address"),
    "value": N_("What the value follows from"),
    "choices": N_("Choices"),
    "rows": N_("Rows"),
    "long_text.rows": N_("Height in lines"),
    "columns": N_("Columns"),
    "several": N_("Several answers are possible in a row"),
    "min": N_("At least"),
    "max": N_("At most"),
    "text.max": N_("Characters at most"),
    "long_text.max": N_("Characters at most"),
    "time.min": N_("Not before"),
    "time.max": N_("Not after"),
    "rating.min": N_("Lowest point"),
    "rating.max": N_("Highest point"),
    "group.min": N_("Entries at least"),
    "group.max": N_("Entries at most"),
    "wording": N_("What is agreed to"),
    "may_refuse": N_("Refusing is an answer, too"),
    "past": N_("Only days in the past"),
    "future": N_("Only days in the future"),
    "max_days": N_("Days at most (0 for no limit)"),
    "within_programme": N_("Only days within the programme"),
    "kinds": N_("Kinds"),
    "max_mb": N_("Megabytes at most for each file"),
    "max_files": N_("Files at most"),
    "item": N_("What one entry is called"),
    "fields": N_("Questions"),
    "other": N_("Another name may be typed"),
    "codes": N_("Languages to choose from (two-letter codes)"),
    "parts": N_("Parts"),
    "text": N_("Text"),
    "integer": N_("Only whole numbers"),
    "months_after": N_("Months that the passport must be valid after the programme"),
    "mrz": N_("Ask for the machine-readable lines"),
    "min_width": N_("Pixels in width at least"),
    "min_height": N_("Pixels in height at least"),
    "ratio": N_("Width to height, for example 35:45"),
    "low": N_("What the lowest point means"),
    "high": N_("What the highest point means"),
    "drawn": N_("May be drawn as well"),
    "autocomplete": N_("What the browser may fill in (HTML autocomplete)"),
    "message": N_("What is said if it does not hold"),
    "sections": N_("Sections"),
}
OPTION_WORDS = {
    "family": N_("Family name"), "given": N_("Given name"),
    "native": N_("Name in Chinese characters"),
    "latin": N_("Name in Latin letters"), "surname": N_("Surname"),
    "given_names": N_("Given names"), "pinyin": N_("Pinyin with tone marks"),
    "school": N_("Schools"), "university": N_("Universities"), "court": N_("Courts"),
    "authority": N_("Authorities"), "company": N_("Companies"), "association": N_("Associations"),
    **WHO, "coordinator": N_("For office use only"),
    "pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "docx": "DOCX",
}  # fmt: skip
ROLE_WORDS = {
    "name": N_("the applicant’s name"),
    "email": N_("the applicant’s email address"),
    "telephone": N_("the applicant’s telephone number"),
    "birth_date": N_("the applicant’s date of birth"),
    "institution": N_("the applicant’s institution"),
    "companions": N_("the people who come along and need a place"),
    "dates": N_("the dates for which a place is needed"),
    "partner": N_("the partner city that the application belongs to"),
}
ROLES_OF = {
    "name": ("name",),
    "email": ("email",),
    "telephone": ("telephone",),
    "date": ("birth_date",),
    "institution": ("institution",),
    "text": ("institution",),
    "group": ("companions",),
    "dates": ("dates",),
    "choice": ("partner",),
}
PROBLEM_WORDS = {
    entry.NO_TEXT: N_("“%(name)s” has no text in: %(languages)s."),
    entry.NO_TEXTS: N_("“%(name)s” has no text yet."),
    entry.NO_ENTRIES: N_("“%(name)s” is empty. Add at least one entry."),
    entry.NOT_OUT_OF: N_("Nothing is chosen in “%(name)s”. Choose at least one."),
    entry.MISSING: N_("“%(name)s” is missing."),
    entry.NO_KEY: N_(
        "The short name must begin with a small letter (a–z) and have only small letters, digits "
        "and underscores."
    ),
    entry.NOT_WHOLE: N_("“%(name)s” must be a whole number from %(least)s to %(most)s."),
    entry.NOT_A_NUMBER: N_("“%(name)s” must be a number."),
    document.KEY_TAKEN: N_(
        "The short name %(key)s is used by the page itself. Choose another one."
    ),
    document.KEY_REPEATED: N_("The short name %(key)s stands several times. Change one of them."),
    document.LOOKS_AHEAD: N_(
        "A rule looks at the question %(name)s, which does not stand before it. "
        "Move that question up or change the rule."
    ),
    document.NOT_IN_GROUP: N_(
        "A rule looks at the question %(name)s, which does not stand in the group %(group)s. "
        "Change the rule."
    ),
    document.NO_PLACES_IN_GROUP: N_(
        "Places of a choice can be limited only outside of groups. Delete the numbers of places."
    ),
    document.PLACES_OF_OTHERS: N_(
        "Places of a choice can be limited only in what the applicant fills in. Delete the "
        "numbers of places."
    ),
    document.LONG_FOR_PLACES: N_(
        "For a choice with places, its short name and that of the question are too long together. "
        "Give one of them a shorter one."
    ),
    document.LOOKS_AT_OTHERS: N_(
        "A rule looks at the question %(name)s, which somebody else answers (%(party)s). "
        "Change the rule or who fills in the section."
    ),
    document.LOOKS_AT_SENSITIVE: N_(
        "A rule looks at the question %(name)s, whose answer is sensitive and not meant for "
        "whoever fills in this section. Change the rule."
    ),
    document.ROLE_OF_OTHERS: N_(
        "Only an answer of the applicant can be used as %(role)s. Choose nothing under “Used as”."
    ),
    document.ROLE_REPEATED: N_("Two questions are used as %(role)s. Only one can be."),
    document.IN_PLAIN_VIEW: N_(
        "A question that is used as %(role)s can neither be sensitive, nor only for some, nor be "
        "deleted by itself, nor depend on one that is: the desk searches and counts by it."
    ),
    "min is more than max": N_("The least number is higher than the highest one."),
    "min is later than max": N_("The earliest time is later than the latest one."),
    "min is not less than max": N_("The lowest point must lie below the highest one."),
    "parts lack surname": N_("The surname must be among the parts."),
    document.NO_ROLE: N_("No question is used as %(role)s. Choose one under “Used as”."),
}  # fmt: skip
NAME_QUESTIONS = {
    document.LOOKS_AHEAD, document.NOT_IN_GROUP, document.LOOKS_AT_OTHERS,
    document.LOOKS_AT_SENSITIVE,
}  # fmt: skip
OTHER_PROBLEM = N_("This cannot stay as it is: %(told)s")


def setting_name(name: str, kind: str, language: str) -> str:
    """What a setting of a type of question (or of a section, ``""``) is called."""
    words = SETTING_WORDS.get(f"{kind}.{name}") or SETTING_WORDS.get(name, name)
    return say(language, words)


def roles_of(kind: str) -> tuple[str, ...]:
    """What the system can use the answers of a type of question as."""
    return ROLES_OF.get(kind, ())


def type_name(kind: str, language: str) -> str:
    """What a type of question is called."""
    words = TYPE_WORDS.get(kind, kind)
    return say(language, words)


def problem_words(problem: Problem, kind: str, language: str) -> str:
    """What is wrong, and what to do; ``kind`` is the type of the question where it stands."""
    values: dict[str, Any] = dict(problem.values)
    words = PROBLEM_WORDS.get(problem.told)
    if words is None:
        told = problem.told % values if values else problem.told
        return say(language, OTHER_PROBLEM, told=told)
    if "languages" in values:
        codes = str(values["languages"]).split(", ")
        values["languages"] = ", ".join(SELF_NAMES[code] for code in codes)
    if "name" in values and problem.told not in NAME_QUESTIONS:
        values["name"] = setting_name(str(values["name"]), kind, language)
    if "party" in values:
        party = OPTION_WORDS[values["party"]]
        values["party"] = say(language, party)
    if "role" in values:
        role = ROLE_WORDS[values["role"]]
        values["role"] = say(language, role)
    return say(language, words, **values)
