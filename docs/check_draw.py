"""Check a draw from what is published about it: python3 check_draw.py draw.json

Needs Python 3.9 or newer and nothing else. The rules stand in lottery.md. Prints what was checked;
exits with 1 where something is not as the rules say.
"""

import hashlib
import json
import sys
from pathlib import Path


def ticket(seed: bytes, reference: str) -> str:
    return hashlib.sha256(seed + reference.encode()).hexdigest()


def served(party: list, free: dict, nested: set) -> bool:
    """Rule 4: whether the whole party gets its places; else whom it keeps back."""
    wanted: dict = {}
    for one in party:
        for limit in one["limits"]:
            wanted[limit] = wanted.get(limit, 0) + one["places"]
    lacking = {limit for limit, places in wanted.items() if free[limit] < places}
    if not lacking:
        for limit, places in wanted.items():
            free[limit] -= places
    else:
        kept = lacking if lacking <= nested else (lacking | set(wanted)) - nested
        for limit in kept:
            free[limit] = 0
    return not lacking


def problems(draw: dict) -> list:
    """Everything that is not as the rules say."""
    found = []
    seed, entries = bytes.fromhex(draw["seed"]), draw["entries"]
    if hashlib.sha256(seed).hexdigest() != draw["commitment"]:
        found.append("The seed is not the one that was committed to.")
    if len({one["reference"] for one in entries}) != len(entries):
        found.append("A reference stands in the draw twice.")
    parties: dict = {}
    for one in sorted(entries, key=lambda entry: entry["reference"]):
        parties.setdefault(one["party"], []).append(one)
    order = sorted(parties.values(), key=lambda party: ticket(seed, party[0]["reference"]))
    drawn = [one["reference"] for party in order for one in party]
    published = sorted(entries, key=lambda entry: entry["position"])
    if drawn != [one["reference"] for one in published]:
        found.append("The order is not the one that the seed gives.")
    free = {limit: facts["free"] for limit, facts in draw["limits"].items()}
    nested = {limit for limit, facts in draw["limits"].items() if facts["nested"]}
    for party in order:
        outcome = "place" if served(party, free, nested) else "waiting"
        found += [
            f"{one['reference']} should be: {outcome}" for one in party if one["outcome"] != outcome
        ]
    return found


def main() -> int:
    draw = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = problems(draw)
    right = f"Right: seed, order and outcome of {len(draw['entries'])} applications."
    sys.stdout.write("\n".join(found or [right]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
