"""The steps of the progress bar."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step: what it is called, where it is (empty where nobody can go yet), whether done."""

    key: str
    title: str
    url: str
    done: bool
