"""Where a request comes from, and the cookies that are given back."""

from starlette.responses import Response

from guanxi.api.addresses import address_of
from guanxi.api.door import COOKIE, Call
from guanxi.engine.people import Caller, Entered
from guanxi.engine.people.agents import LONGEST
from guanxi.kernel.errors import Forbidden

DEVICE = "guanxi_device"
TWO_WEEKS = 14 * 86_400
THIRTY_DAYS = 30 * 86_400


def caller_of(call: Call) -> Caller:
    """The address that asks, behind proxies of ours what they say, and the program's own name."""
    agent = call.request.headers.get("user-agent", "")
    shown = "".join(each for each in agent if each.isprintable())[:LONGEST]
    return Caller(address_of(call.request, call.company.surroundings), shown)


def refuse_other_sites(call: Call) -> None:
    """Raises Forbidden for a page of another site: nobody is signed in by it as somebody else."""
    if call.request.headers.get("sec-fetch-site") == "cross-site":
        raise Forbidden("csrf")


def set_cookies(call: Call, response: Response, entered: Entered) -> None:
    """Gives the keys of the session and of the device, which no script can read."""
    is_secure = call.request.url.scheme == "https" or call.company.surroundings.is_secure
    for name, key, age in ((COOKIE, entered.key, TWO_WEEKS), (DEVICE, entered.device, THIRTY_DAYS)):
        if key:
            response.set_cookie(name, key, max_age=age, httponly=True, samesite="lax", secure=is_secure, path="/")
