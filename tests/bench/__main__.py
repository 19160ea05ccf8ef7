"""``make bench``: measure everything, print a table with the aims, write ``bench.json``.

``python -m tests.bench [web] [desk] [decisions] [forms] [exports] [mail] [process]`` only
prints what is named. With BENCH_DATABASE_URL, an empty PostgreSQL database, web, decisions and
process are measured there.
"""

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench import decisions, desk, exports, forms, mail_throughput, process, web

RESULT = Path("bench.json")
PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "web": web.measure,
    "desk": desk.measure,
    "decisions": decisions.measure,
    "forms": forms.measure,
    "exports": exports.measure,
    "mail": mail_throughput.measure,
    "process": process.measure,
}
AT_LEAST = {
    "whole_percent_of_bare": 4,
    "sending_percent_of_bare": 15,
    "mails_percent_of_smtplib": 70,
}
AT_MOST = {
    "queue_times_slower_at_worst": 1.5,
    "search_times_slower_at_worst": 1.5,
    "export_memory_times_larger": 1.2,
    "form_kilobytes": 100,
    "milliseconds_page_of_150_fields": 30,
    "milliseconds_page_of_300_fields": 30,
    "milliseconds_validation_of_150_fields": 50,
    "milliseconds_validation_of_300_fields": 50,
}


def main(names: list[str]) -> int:
    """Measure the parts with these names, or all."""
    if unknown := set(names) - set(PARTS):
        _say(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
        return 2
    results: dict[str, Any] = {"machine": _machine()}
    for name in names or PARTS:
        _say(f"\n{name}")
        results[name] = PARTS[name]()
        for line in table(results[name]):
            _say(line)
    if names:
        return 0  # the file holds whole runs only
    RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    _say(f"\nWritten to {RESULT}.")
    return 0


def table(figures: Mapping[str, Any], indent: str = "  ") -> Iterator[str]:
    """A line for each figure, with its aim where it has one."""
    for name, value in figures.items():
        words = name if name.startswith("/") else name.replace("_", " ")
        if isinstance(value, Mapping):
            yield f"{indent}{words}"
            yield from table(value, indent + "  ")
        else:
            yield f"{indent}{words:<{50 - len(indent)}}{value:>12}{_aim(name, value)}"


def _aim(name: str, value: float) -> str:
    if name in AT_LEAST:
        return _verdict(f"at least {AT_LEAST[name]}", reached=value >= AT_LEAST[name])
    if name in AT_MOST:
        return _verdict(f"at most {AT_MOST[name]}", reached=value <= AT_MOST[name])
    return ""


def _verdict(aim: str, *, reached: bool) -> str:
    return f"   aim: {aim}, {'reached' if reached else 'MISSED'}"


def _machine() -> dict[str, Any]:
    kind = (os.environ.get("BENCH_DATABASE_URL") or "sqlite").partition(":")[0]
    return {"cores": os.cpu_count(), "python": platform.python_version(), "database": kind}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
