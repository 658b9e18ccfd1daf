"""Documents to read and to print: pages with one style of their own, which their policy names by its hash."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from guanxi.engine.company import Company

STYLE: Final = (
    ":root{color-scheme:light}"
    'body{font:15px/1.55 Inter,"Noto Sans SC","Noto Sans TC","Noto Sans CJK SC",sans-serif;max-width:46rem;'
    "margin:2.5rem auto;padding:0 1.25rem;color:#1c2024;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.3;margin:0 0 .25rem}"
    "h2{font-size:1.0625rem;margin:2rem 0 .5rem;break-after:avoid}"
    "h3{font-size:.9375rem;margin:1.25rem 0 .25rem;break-after:avoid}.of{margin:0 0 1.5rem;color:#60646c}"
    "table{border-collapse:collapse;width:100%}tr{break-inside:avoid}"
    "th{text-align:start;font-weight:400;color:#60646c;width:38%;padding-inline-end:1rem}"
    "th,td{padding:.3rem 0;border-bottom:1px solid #e0e1e6;vertical-align:top;overflow-wrap:anywhere;"
    "white-space:pre-line}td{font-variant-numeric:tabular-nums}code{overflow-wrap:anywhere}"
    ".note{color:#60646c}@media print{body{margin:0;max-width:none;font-size:11pt}}@page{margin:18mm}"
)
POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)
Rows = Sequence[tuple[str, Any]]


def moment_text(instant: str | datetime | None, zone: str) -> str:
    """An instant as a document tells it, in the company's zone; a dash where there is none."""
    if not instant:
        return "–"
    found = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return found.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


class Document:
    """A page that is written from top to bottom; everything that goes in is escaped."""

    def __init__(self, company: Company, language: str, title: str) -> None:
        self.company, self.language = company, language
        self.title = self.say(f"{title}.title")
        self._parts: list[str] = []

    def say(self, key: str, **values: object) -> str:
        """A text of this room in the language of the page."""
        return self.company.translate(self.language, f"privacy.{key}", **values)

    def heading(self, text: str, level: int = 2) -> None:
        self._parts.append(f"<h{level}>{escape(text)}</h{level}>")

    def text(self, text: str) -> None:
        self._parts.append(f"<p>{escape(text)}</p>")

    def code(self, text: str) -> None:
        self._parts.append(f"<p><code>{escape(text)}</code></p>")

    def facts(self, rows: Rows) -> None:
        """Names with their values; what is empty is told by a dash."""
        pairs = ((escape(str(name)), escape(_shown(value))) for name, value in rows)
        lines = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in pairs)
        self._parts.append(f"<table>{lines}</table>")

    def section(self, title: str, rows: Rows, level: int = 2) -> None:
        """Facts under a heading, or nothing where there are none."""
        if rows:
            self.heading(title, level)
            self.facts(rows)

    def html(self) -> str:
        """The whole page."""
        title, name = escape(self.title), escape(self.company.name)
        head = (
            f'<!doctype html><html lang="{escape(self.language)}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
            f"<style>{STYLE}</style></head>"
        )
        body = "".join(self._parts)
        return f'{head}<body><h1>{title}</h1><p class="of">{name}</p>{body}</body></html>'


def _shown(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)
