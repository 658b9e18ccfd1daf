"""What a browser calls itself, in the words that people use for it, and where it asks from."""

from dataclasses import dataclass
from typing import Final

LONGEST: Final = 400
# the first that is found; many call themselves by the name of others too
BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: its address and what the program there calls itself."""

    address: str = ""
    agent: str = ""


def browser_of(agent: str) -> str:
    """The name of the browser, or of the program by its own word; empty where it says nothing."""
    known = next((name for mark, name in BROWSERS if mark in agent), None)
    return known or agent.partition("/")[0].partition(" ")[0][:40]


def system_of(agent: str) -> str:
    return next((name for mark, name in SYSTEMS if mark in agent), "")
