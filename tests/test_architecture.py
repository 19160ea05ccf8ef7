"""The shape of the code: five smells, each with an example that its check must find."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted((ROOT / "registration").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TABLES = {"registration/workflow/table.py", "registration/web/shared/error_pages.py"}
SESSION_OWNERS = {"registration/core/db.py", "registration/mail/delivery.py"}
STATE_WRITER = "registration/workflow/engine.py"
DRAFT_MAKER = "registration/applications/drafts.py"
MOCKS = {"mock", "patch", "MagicMock", "Mock"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def body_lines(function: ast.FunctionDef) -> int:
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:] or body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def is_view(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr in {"get", "post", "route"}
        for mark in function.decorator_list
    )


def session_calls(tree: ast.AST, *names: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
        and "session" in ast.unparse(node.func.value)
    ]


def state_writes(tree: ast.AST) -> list[int]:
    lines = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        lines += [
            target.lineno
            for target in targets
            if isinstance(target, ast.Attribute)
            and target.attr == "state"
            and "application" in ast.unparse(target.value)
        ]
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Application"):
            lines += [key.value.lineno for key in node.keywords if key.arg == "state"]
        if isinstance(node, ast.Call) and "update(Application)" in ast.unparse(node.func):
            lines += [key.value.lineno for key in node.keywords if key.arg == "state"]
    return lines


def inner_imports(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def mocks(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in MOCKS)
        or (isinstance(node, ast.Attribute) and ast.unparse(node) == "monkeypatch.setattr")
    ]


def test_views_are_short():
    sizes = [
        body_lines(function)
        for path in CODE
        if "web" in path.parts
        for function in functions(parsed(path))
        if is_view(function)
    ]
    assert max(sizes) <= 40
    assert sum(size > 25 for size in sizes) <= 0.05 * len(sizes)
    assert median(sizes) <= 10


def test_only_the_unit_of_work_commits():
    found = {
        name_of(path): lines
        for path in CODE
        if name_of(path) not in SESSION_OWNERS
        and (lines := session_calls(parsed(path), "commit", "rollback"))
    }
    assert found == {}


def test_only_the_engine_writes_an_applications_state():
    found = {
        name_of(path): lines
        for path in CODE
        if name_of(path) not in {STATE_WRITER, DRAFT_MAKER}
        and (lines := state_writes(parsed(path)))
    }
    assert found == {}


def test_imports_stand_at_the_top():
    found = {name_of(path): lines for path in CODE if (lines := inner_imports(parsed(path)))}
    assert found == {}


def test_tests_use_real_things():
    count = sum(len(mocks(parsed(path))) for path in TESTS if path != Path(__file__))
    tests = sum(
        function.name.startswith("test_") for path in TESTS for function in functions(parsed(path))
    )
    assert count <= 0.03 * tests


def test_functions_are_at_most_forty_lines_and_files_four_hundred():
    long_functions = [
        f"{name_of(path)}:{function.name}"
        for path in CODE
        for function in functions(parsed(path))
        if body_lines(function) > 40
    ]
    long_files = [
        name_of(path)
        for path in CODE
        if name_of(path) not in TABLES and len(path.read_text(encoding="utf-8").splitlines()) > 400
    ]
    assert long_functions == []
    assert long_files == []


def test_no_module_is_a_junk_drawer():
    names = {"utils", "helpers", "common", "manager", "service", "misc", "util"}
    assert [name_of(path) for path in CODE if path.stem in names] == []


def test_nobody_left_a_note_to_do_something_later():
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    found = [
        name_of(path)
        for path in [*CODE, *TESTS]
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    assert found == []


def test_every_suppression_gives_its_reason():
    found = [
        f"{name_of(path)}:{number}"
        for path in CODE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ("# noqa" in line or "# type: ignore" in line) and line.count("#") < 2
    ]
    assert found == []


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (lambda tree: [f for f in functions(tree) if body_lines(f) > 1], "def f():\n    a\n    b"),
        (lambda tree: session_calls(tree, "commit"), "db.session.commit()"),
        (state_writes, "application.state = 'confirmed'"),
        (state_writes, "update(Application).where(x).values(state='confirmed')"),
        (state_writes, "Application(state='confirmed')"),
        (inner_imports, "def f():\n    import os"),
        (mocks, "patch('registration.mail')"),
        (mocks, "monkeypatch.setattr(places, 'lock', None)"),
    ],
)
def test_each_check_finds_its_bad_example(check, source):
    assert check(ast.parse(source))
