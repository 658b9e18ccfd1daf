"""Where SCIM is, and its routes, which are made when somebody first asks for one: its models take a second to load."""

from typing import Final

from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from guanxi.api.door import Door

ROOT: Final = "/scim/v2"


class Late:
    """An application that is made at its first request."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._made: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._made is None:
            self._made = self._make()
        await self._made(scope, receive, send)

    def _make(self) -> ASGIApp:
        from guanxi.api.scim import ROUTES
        from guanxi.api.scim_facts import error_answer

        opened = [
            (method, path, self._door.open(endpoint, method, ROOT + path, error_answer))
            for method, path, endpoint in ROUTES
        ]
        return Router([Route(path, endpoint, methods=[method]) for method, path, endpoint in opened])


def routes(door: Door) -> list[Mount]:
    return [Mount(ROOT, Late(door))]
