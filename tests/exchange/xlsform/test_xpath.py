"""Expressions are read, within limits; what cannot be read says why."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registration.exchange.xlsform.xpath import (
    Call,
    Column,
    Literal,
    NotUnderstood,
    Reference,
    read_expression,
)

A, B, C, ONE, TWO = Reference("a"), Reference("b"), Reference("c"), Literal(1), Literal(2)


def refusal(raw: str) -> str:
    with pytest.raises(NotUnderstood) as refused:
        read_expression(raw)
    return refused.value.reason


@pytest.mark.parametrize(
    ("raw", "tree"),
    [
        ("${a}", A),
        ("${ a }", A),
        (".", Reference(".")),
        ("'x'", Literal("x")),
        ('"it\'s"', Literal("it's")),
        ("12", Literal(12)),
        ("1.50", Literal(1.5)),
        (".5", Literal(0.5)),
        ("-1", Literal(-1)),
        ("country", Column("country")),
        ("${a} = 1", Call("=", (A, ONE))),
        ("${a}!=1", Call("!=", (A, ONE))),
        ("${a} or ${b} and ${c}", Call("or", (A, Call("and", (B, C))))),
        ("(${a} or ${b}) and ${c}", Call("and", (Call("or", (A, B)), C))),
        ("${a} and ${b} and ${c}", Call("and", (A, B, C))),
        ("1 + 2 * ${a}", Call("+", (ONE, Call("*", (TWO, A))))),
        ("1 - 2 - ${a}", Call("-", (Call("-", (ONE, TWO)), A))),
        ("1 - 2 + ${a}", Call("+", (Call("-", (ONE, TWO)), A))),
        ("${a} div 2", Call("div", (A, TWO))),
        ("-${a}", Call("*", (Literal(-1), A))),
        ("count-selected(${a}) >= 2", Call(">=", (Call("count-selected", (A,)), TWO))),
        ("if(${a} = 1, ${b}, ${c})", Call("if", (Call("=", (A, ONE)), B, C))),
        ("today()", Call("today", ())),
        ("${rep}/${a}", A),
        ("${rep}/a", A),
        ("not(true())", Call("not", (Call("true", ()),))),
    ],
)
def test_an_expression_becomes_a_tree(raw, tree):
    assert read_expression(raw) == tree


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "it ends too early"),
        ("${a} =", "it ends too early"),
        ("(1", "')' is missing"),
        ("f(1, ", "it ends too early"),
        ("1)", "')' is not expected there"),
        ("'x", '"\'" is not known'),
        ("${a", "'$' is not known"),
        ("..", "'..' is not known"),
        ("../a", "'..' is not known"),
        ("${a}[1]", "'[' is not expected there"),
        ("//a", "'//' is not known"),
        ("1 / 2", "a path can only lead from a repeat to a question in it"),
        ("1; 2", "';' is not expected there"),
        ("9" * 30, "a number has too many digits"),
        ("1 + " * 501 + "1", "the expression has more than 2000 characters"),
        ("(" * 21 + "1" + ")" * 21, "the expression is nested more than 20 deep"),
        ("not(" * 21 + "1" + ")" * 21, "the expression is nested more than 20 deep"),
        ("-" * 100 + "1", "the expression is nested more than 20 deep"),
        ("1-" * 22 + "1", "the expression is nested more than 20 deep"),
    ],
)
def test_what_cannot_be_read_says_why(raw, reason):
    assert refusal(raw) == reason


def test_a_long_chain_is_not_deep():
    assert len(read_expression("1+" * 900 + "1").parts) == 901


@given(st.text("${}ab.'\"()<>=!+-*/,| orandiv12", max_size=200) | st.text(max_size=100))
@example("(" * 2000)
@example("${" * 900)
@example("'" + "a" * 1990)
@example("a-" * 990)
def test_no_text_whatever_does_more_than_be_refused_and_it_is_quick(raw):
    began = time.perf_counter()
    try:
        read_expression(raw)
    except NotUnderstood as refused:
        said = refused.reason
    else:
        said = "read"
    assert said
    assert time.perf_counter() - began < 1
