"""Form documents for the tests: one with a question of every type, and a short one."""

from typing import Any

SECOND_PAGE = "more"


def words(english: str) -> dict[str, str]:
    return {"de": f"{english} (de)", "en": english, "zh": f"{english} (zh)"}


def field(kind: str, key: str, **settings: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "key": key,
        "label": words(key.replace("_", " ").capitalize()),
        **settings,
    }


def choices(*keys: str) -> list[dict[str, Any]]:
    return [{"key": key, "label": words(key.capitalize())} for key in keys]


def section(key: str, *fields: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {"key": key, "title": words(key.capitalize()), "fields": list(fields), **settings}


def short_form() -> dict[str, Any]:
    return {
        "key": "short",
        "sections": [
            section(
                "person",
                field("name", "name", role="name"),
                field("email", "email", role="email"),
                field(
                    "group", "companions", role="companions", max=3, item=words("Companion"),
                    required=False,
                    fields=[field("name", "name"), field("yes_no", "child", required=False)],
                ),
            ),
            section(
                SECOND_PAGE,
                field("choice", "diet", choices=choices("none", "vegan", "other")),
                field("text", "diet_other", when={"field": "diet", "is": "other"}),
                field("declaration", "data_read"),
            ),
        ],
    }  # fmt: skip


def limited_form(places: int) -> dict[str, Any]:
    """The short form; so many people can have the diet ``none``."""
    form = short_form()
    form["sections"][1]["fields"][0]["choices"][0]["places"] = places
    return form


def city_form() -> dict[str, Any]:
    """The short form that asks for the partner and for the institution."""
    form = short_form()
    form["sections"][0]["fields"] += [
        field("choice", "city", role="partner", choices=choices("berlin", "beijing"),
              required=False),
        field("institution", "school", role="institution", required=False),
    ]  # fmt: skip
    return form


def shared_form(*parties: str) -> dict[str, Any]:
    """The short form with a part for each of ``parties``, and two for guardian and accepted."""
    parts = {
        "guardian": [
            section("custody", field("text", "phone"), field("file", "proof", kinds=["pdf"],
                    required=False), by="guardian"),
            section("agrees", field("choice", "alone", choices=choices("yes", "no")),
                    by="guardian"),
        ],
        "institution": [section("nominates", field("text", "grade"), by="institution")],
        "referee": [section("recommends", field("long_text", "letter"), by="referee")],
        "accepted": [
            section("travel", field("text", "flight"), field("file", "ticket", kinds=["pdf"],
                    required=False), by="accepted"),
            section("health", field("text", "allergy", required=False, sensitive=True),
                    by="accepted"),
        ],
        "coordinator": [section("office", field("text", "room"), by="coordinator")],
    }  # fmt: skip
    form = short_form()
    form["sections"] += [part for party in parties for part in parts[party]]
    return form


def long_form() -> dict[str, Any]:
    return {
        "key": "long",
        "sections": [
            section(
                "person",
                field("name", "name", role="name", parts=["family", "given", "native", "latin"]),
                field("email", "email", role="email"),
                field("telephone", "telephone", role="telephone", required=False),
                field("date", "birth_date", role="birth_date", past=True),
                field("text", "court", role="institution", max=20),
                field("choice", "city", role="partner", choices=choices("berlin", "beijing")),
                field("country", "nationality"),
                field("language", "mother_tongue"),
            ),
            section(
                "about",
                field("note", "welcome", text=words("Please take your time.")),
                field("long_text", "motivation", max=100),
                field("number", "years", integer=True, min=0, max=60),
                field("choices", "topics", choices=choices("a", "b", "c"), min=1, max=2),
                field("choice", "workshop", required=False, choices=[
                    {**one, "places": 20} for one in choices("talk", "walk")
                ]),
                field("yes_no", "needs_visa"),
                field("file", "cv", kinds=["pdf", "png"], max_mb=1, max_files=2),
                field("dates", "dates", role="dates", required=False),
                field(
                    "group", "siblings", min=0, max=2, item=words("Sibling"), required=False,
                    fields=[field("text", "first"), field("number", "age", integer=True)],
                ),
            ),
            section(
                "travel",
                field("date", "passport_until", future=True, sensitive=True, purpose="travel",
                      keep=90, visible_to=["coordinator", "administrator"]),
                when={"field": "needs_visa", "is": True},
            ),
            section(
                "kinds",
                field("calculated", "nights", value={"days": [{"day": "starts"}, "2099-01-01"]}),
                field("hidden", "source", value="form"),
                field("rating", "interest", low=words("Little"), high=words("Much")),
                field("grid", "skills", rows=choices("talk", "read"), columns=choices("no", "yes")),
                field("ranking", "wishes", choices=choices("law", "art", "food"), max=2),
                field("date_range", "stay", max_days=10, within_programme=True),
                field("time", "arrival", min="08:00", max="22:00"),
                field("address", "home", own=True, sensitive=True),
                field("nationality", "citizenship"),
            ),
            section(
                "papers",
                field("passport_name", "passport_name", required=False,
                      parts=["surname", "given_names", "native", "pinyin"]),
                field("passport", "passport", required=False, mrz=True),
                field("institution", "host", required=False),
                field("consent", "photos", required=False, may_refuse=True,
                      wording=words("You may **print** my picture.")),
                field("signature", "signature", required=False),
                field("picture", "portrait", required=False, ratio="35:45", min_width=70),
            ),
            section("declarations", field("declaration", "data_read")),
        ],
    }  # fmt: skip
