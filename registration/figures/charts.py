"""Where the parts of a picture lie; templates draw it and put a table beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640.0, 160.0
FLOW_HEIGHT, NODE, GAP = 300.0, 14.0, 14.0
SPACE_FOR_WORDS = 150.0
# The states in the order in which applications pass them, from left to right.
COLUMNS: Sequence[Sequence[str]] = (
    ("draft",),
    ("submitted", "returned"),
    ("in_review",),
    ("offered", "waitlisted", "rejected"),
    ("confirmed", "declined", "lapsed", "withdrawn"),
    ("attended", "absent"),
)


@dataclass(frozen=True)
class Bar:
    """A bar of a chart over time."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Node:
    """A state in the flow; its height stands for the applications that passed it."""

    state: str
    number: int
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Link:
    """A stream from one state to a later one, as the path of its middle line and its width."""

    was: str
    now_is: str
    number: int
    path: str
    width: float


def bars(numbers: Sequence[int]) -> list[Bar]:
    """A bar for each number, side by side, the highest as high as the picture."""
    if not numbers:
        return []
    highest, step = max(*numbers, 1), WIDTH / len(numbers)
    gap = min(2.0, step / 4)
    return [
        Bar(
            x=round(place * step, 2),
            y=round(HEIGHT - HEIGHT * number / highest, 2),
            width=round(step - gap, 2),
            height=round(HEIGHT * number / highest, 2),
        )
        for place, number in enumerate(numbers)
    ]


def flow(steps: Mapping[tuple[str, str], int]) -> tuple[list[Node], list[Link]]:
    """The states with the streams between them; ways back are in the table only."""
    column = {state: place for place, states in enumerate(COLUMNS) for state in states}
    forward = {
        (was, now_is): number
        for (was, now_is), number in steps.items()
        if was in column and now_is in column and column[was] < column[now_is]
    }
    nodes = _nodes(forward)
    by_state = {node.state: node for node in nodes}
    unit = _unit(forward)
    left_at = {node.state: node.y for node in nodes}
    came_at = dict(left_at)
    links = []
    for was, now_is in sorted(forward, key=lambda one: (column[one[0]], _rank(one[1]))):
        number = forward[was, now_is]
        width = number * unit
        start, end = by_state[was], by_state[now_is]
        y1, y2 = left_at[was] + width / 2, came_at[now_is] + width / 2
        left_at[was] += width
        came_at[now_is] += width
        links.append(Link(was, now_is, number, _curve(start.x + NODE, y1, end.x, y2), width))
    return nodes, links


def _rank(state: str) -> int:
    return [one for states in COLUMNS for one in states].index(state)


def _nodes(forward: Mapping[tuple[str, str], int]) -> list[Node]:
    unit, found = _unit(forward), []
    used = [[state for state in states if _passed(state, forward)] for states in COLUMNS]
    used = [states for states in used if states]
    step = (WIDTH - SPACE_FOR_WORDS - NODE) / max(len(used) - 1, 1)
    for place, states in enumerate(used):
        y = 0.0
        for state in states:
            number = _passed(state, forward)
            height = round(max(number * unit, 1.0), 2)
            found.append(Node(state, number, round(place * step, 2), round(y, 2), height))
            y += height + GAP
    return found


def _passed(state: str, forward: Mapping[tuple[str, str], int]) -> int:
    came = sum(number for (_, now_is), number in forward.items() if now_is == state)
    left = sum(number for (was, _), number in forward.items() if was == state)
    return max(came, left)


def _unit(forward: Mapping[tuple[str, str], int]) -> float:
    """How high one application is, so that the fullest column fits."""
    fullest = [
        (sum(_passed(state, forward) for state in states), len(states)) for states in COLUMNS
    ]
    return min(
        ((FLOW_HEIGHT - GAP * (count - 1)) / number for number, count in fullest if number),
        default=0.0,
    )


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
