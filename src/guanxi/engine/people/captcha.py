"""Pictures of letters that a program reads badly, made here; each is good for one answer within five minutes."""

import asyncio
import base64
import hashlib
import secrets
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from psycopg import AsyncConnection

from guanxi.engine.people import once

if TYPE_CHECKING:
    from captcha.image import ImageCaptcha

LETTERS: Final = "ACDEFHJKLMNPRTUVWXY34679"  # nothing that is taken for something else
LENGTH: Final = 5
LASTS: Final = timedelta(minutes=5)
KIND: Final = "captcha"


@cache
def _painter() -> "ImageCaptcha":
    from captcha.image import ImageCaptcha  # a tenth of a second that most starts never need

    return ImageCaptcha(width=200, height=72)


def _paint(text: str) -> str:
    picture = _painter().generate(text, format="png").getvalue()
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt} {text.strip().upper()}".encode()).hexdigest()


async def new_captcha(connection: AsyncConnection) -> dict[str, str]:
    """A picture as a data URL with the id by which it is answered."""
    text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    salt = secrets.token_hex(8)
    captcha_id = await once.issue(connection, KIND, LASTS, salt=salt, digest=_digest(salt, text))
    return {"id": captcha_id, "picture": await asyncio.to_thread(_paint, text)}


async def is_solved(connection: AsyncConnection, given: Any) -> bool:
    """True for the right answer to a picture that was not answered before; it is used up in any case."""
    facts = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    captcha_id, text = facts.get("id"), facts.get("answer")
    if not isinstance(captcha_id, str) or not isinstance(text, str):
        return False
    found = await once.take(connection, KIND, captcha_id)
    return found is not None and secrets.compare_digest(_digest(found.facts["salt"], text), found.facts["digest"])
