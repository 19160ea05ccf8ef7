"""``flask forms``: documents in and out."""

from pathlib import Path

import pytest

from registration.core.db import db
from registration.exchange.documents import read, write
from registration.forms.models import FormVersion
from registration.sample.load import FOLDER
from tests.exchange.xlsform.books import EMAIL, NAME, book, row
from tests.factories import make_application, make_programme
from tests.forms.documents import field, limited_form, section, short_form
from tests.records import look, taken

pytestmark = pytest.mark.on_one_database


@pytest.fixture
def run(app):
    """What a command printed, and its exit code."""

    def ran(*arguments):
        result = app.test_cli_runner().invoke(args=["forms", *map(str, arguments)])
        return result.exit_code, result.output

    return ran


@pytest.fixture
def file(tmp_path):
    def written(document, name="form.yaml") -> Path:
        path = tmp_path / name
        kind = path.suffix.removeprefix(".")
        path.write_text(document if isinstance(document, str) else write(document, kind))
        return path

    return written


def versions(app):
    return look(app, lambda: db.session.query(FormVersion).count())


def test_a_document_is_published_once(app, run, file):
    path = file(short_form())
    assert run("import", path) == (0, "short is published as version 1\n")
    assert run("import", path) == (0, "short is unchanged: version 1\n")
    assert versions(app) == 1


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_what_is_taken_away_can_be_brought_again(run, file, kind):
    run("import", file(short_form()))
    code, text = run("export", "short", "--format", kind)
    assert code == 0
    assert read(text.encode(), kind) == short_form()
    assert run("import", file(text, f"again.{kind}")) == (0, "short is unchanged: version 1\n")
    assert run("export", "short", "--format", kind) == (0, text)


def test_an_older_version_can_be_taken_away(run, file):
    run("import", file(short_form()))
    newer = short_form()
    newer["sections"][1]["title"]["en"] = "Something else"
    run("import", file(newer))
    assert read(run("export", "short")[1].encode()) == newer
    assert read(run("export", "short", "--version", 1)[1].encode()) == short_form()


def test_what_is_not_there_cannot_be_taken_away(run, file):
    assert run("export", "short") == (1, "Error: There is no form short.\n")
    run("import", file(short_form()))
    assert run("export", "short", "--version", 2) == (
        1, "Error: There is no form short in version 2.\n",
    )  # fmt: skip


def test_every_problem_is_told_and_nothing_is_published(app, run, file):
    wrong = {"key": "short", "sections": [section("only", field("magic", "a"), field("text", "B"))]}
    path = file(wrong)
    told = (
        f"Error: {path} cannot be used as it is:\n"
        "  form/only/a: type 'magic' is not known\n"
        "  form/only/a: type is missing or unknown\n"
        "  form/only/B: key 'B' is not like a_name\n"
        "  form: no field has the role name\n"
        "  form: no field has the role email\n"
    )
    assert run("import", path) == (1, told)
    assert run("check", path) == (1, told)
    assert versions(app) == 0


def test_a_file_that_is_no_document_is_told_with_its_line(run, file):
    path = file("key: x\nkey: y\n")
    told = f"Error: {path} cannot be read: line 2: 'key' stands twice in the same mapping\n"
    assert run("import", path) == (1, told)


@pytest.mark.parametrize("text", ["[]", "form", "1"])
def test_a_file_with_something_else_is_refused(app, run, file, text):
    code, _ = run("import", file(text))
    assert code == 1
    assert versions(app) == 0


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "forms").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_forms_of_the_sample_come_back_as_they_were(app, run, file, path):
    code, said = run("check", path)
    assert (code, said.split(":")[0]) == (0, f"{path.stem} is all right")
    run("import", path)
    assert read(run("export", path.stem)[1].encode()) == read(path.read_bytes())


def test_a_workbook_is_imported_once(app, run, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(book(NAME, EMAIL, row("start", "start")))
    left_out = "Left out:\n  survey row 4: start is not asked for here\n"
    assert run("check", path) == (0, f"{left_out}trip is all right: 1 sections, 2 questions\n")
    assert run("import", path) == (0, f"{left_out}trip is published as version 1\n")
    assert run("import", path) == (0, f"{left_out}trip is unchanged: version 1\n")
    assert run("import", path, "--key", "other")[1].endswith("other is published as version 1\n")
    assert versions(app) == 2


def test_every_problem_of_a_workbook_is_told_and_nothing_is_published(app, run, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(book(NAME, row("geopoint", "a", "A"), row("text", "b", "B", relevant="(")))
    told = (
        f"Error: {path} cannot be used as it is:\n"
        "  survey row 3: questions of the type geopoint cannot be asked\n"
        "  survey row 4: relevant: it ends too early\n"
        "  survey: add a column role and write email in the row that asks for the email address\n"
    )
    assert run("import", path) == (1, told)
    path.write_bytes(
        book(NAME, EMAIL, row("text", "a", "A", relevant="${b} != ''"), row("text", "b", "B"))
    )
    told = "  survey row 4: form/details/a: a rule looks at b, which does not stand before it\n"
    assert run("import", path) == (1, f"Error: {path} cannot be used as it is:\n{told}")
    assert versions(app) == 0


def test_a_file_that_only_calls_itself_a_workbook_is_refused(run, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"type,name")
    assert run("import", path) == (
        1, f"Error: {path} cannot be read: it is no .xlsx workbook\n",
    )  # fmt: skip


class TestUse:
    @pytest.fixture(autouse=True)
    def programme(self, app):
        def make():
            make_application(make_programme("short", form=short_form()))

        look(app, make, writes=True)

    def test_a_programme_gets_the_latest_version_with_its_limits(self, app, run, file):
        run("import", file(limited_form(1)))
        assert run("use", "short", "short") == (0, "short uses short version 2\n")
        assert taken(app, "short") == [0, 1]

    def test_a_limit_below_what_is_taken_changes_nothing(self, app, run, file):
        run("import", file(limited_form(0)))
        told = run("use", "short", "short")
        assert told == (1, "Error: None has 0 places there; 1 are taken already.\n")
        assert taken(app, "short") == [0]

    def test_what_is_not_there_is_told(self, run):
        assert run("use", "nothing", "short") == (1, "Error: There is no programme nothing.\n")
        assert run("use", "short", "nothing") == (1, "Error: There is no form nothing.\n")
