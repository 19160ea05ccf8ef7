"""The name of a browser as its owner would say it."""

from registration.core.languages import say

_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe(user_agent: str, language: str) -> str:
    """E.g. ``Firefox, Windows``; what it does not know it calls an unknown browser."""
    unknown = say(language, "Unknown browser")
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), unknown)
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), None)
    return f"{browser}, {system}" if system else browser
