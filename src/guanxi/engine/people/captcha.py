"""Pictures of letters that a program reads badly, and digits spoken in noise, made here.

Each is good for one answer within five minutes.
"""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from psycopg import AsyncConnection

from guanxi.engine.company import Company
from guanxi.engine.people import once
from guanxi.engine.people.agents import Caller
from guanxi.engine.people.hurdles import limit, network_of
from guanxi.kernel.errors import FieldError, Invalid

if TYPE_CHECKING:
    from captcha.audio import AudioCaptcha
    from captcha.image import ImageCaptcha

LETTERS: Final = "ACDEFHJKLMNPRTUVWXY34679"  # nothing that is taken for something else
DIGITS: Final = "0123456789"
DARK: Final = range(20, 110)  # of 256, for each of the three colours
LASTS: Final = timedelta(minutes=5)
KIND: Final = "captcha"


@cache
def _painter() -> "ImageCaptcha":
    from captcha.image import ImageCaptcha  # a tenth of a second that most starts never need

    made = ImageCaptcha(width=200, height=72, font_sizes=(40, 44, 48))
    made.character_rotate, made.word_offset_dx = (-20, 20), 0.1  # no letter is cut, none lies upon another
    made.character_warp_dx = made.character_warp_dy = (0.05, 0.15)
    return made


@cache
def _speaker() -> "AudioCaptcha":
    from captcha.audio import AudioCaptcha

    return AudioCaptcha()


def _paint(text: str) -> str:
    red, green, blue = (secrets.choice(DARK) for _ in range(3))
    picture = _painter().generate(text, format="png", fg_color=(red, green, blue)).getvalue()
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _speak(text: str) -> str:
    return "data:audio/wav;base64," + base64.b64encode(bytes(_speaker().generate(text))).decode()


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt} {text.strip().upper()}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is shown, of which characters it is, and how often a place gets one within an hour."""

    show: Callable[[str], str]
    characters: str
    length: int
    most: int


FORMS: Final = {"picture": Form(_paint, LETTERS, 5, 120), "sound": Form(_speak, DIGITS, 6, 20)}


async def new_captcha(connection: AsyncConnection, form: str = "picture") -> dict[str, str]:
    """A picture, or a sound, as a data URL with the id by which it is answered."""
    made = FORMS[form]
    text = "".join(secrets.choice(made.characters) for _ in range(made.length))
    salt = secrets.token_hex(8)
    captcha_id = await once.issue(connection, KIND, LASTS, salt=salt, digest=_digest(salt, text))
    return {"id": captcha_id, form: await asyncio.to_thread(made.show, text)}


async def another_captcha(company: Company, caller: Caller, form: str) -> dict[str, str]:
    """A captcha for who cannot read the one he has. Raises TooMany, and Invalid for another form."""
    if form not in FORMS:
        raise Invalid("invalid", errors=[FieldError("form", "unknown_choice", {"choices": ", ".join(FORMS)})])
    async with company.pool.connection() as connection:
        await limit(connection, f"{form} for {network_of(caller.address)}", FORMS[form].most, timedelta(hours=1))
        return await new_captcha(connection, form)


async def is_solved(connection: AsyncConnection, given: Any) -> bool:
    """True for the right answer to a picture that was not answered before; it is used up in any case."""
    facts = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    captcha_id, text = facts.get("id"), facts.get("answer")
    if not isinstance(captcha_id, str) or not isinstance(text, str):
        return False
    found = await once.take(connection, KIND, captcha_id)
    return found is not None and secrets.compare_digest(_digest(found.facts["salt"], text), found.facts["digest"])
