"""The web application: its routes, its start and its end."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from guanxi.api import (
    actions,
    audit,
    bookmarks,
    changes,
    comments,
    company_facts,
    events,
    externals,
    files,
    health,
    layouts,
    mail,
    meta,
    openapi,
    own_security,
    records,
    revealing,
    search,
    session,
    shape,
    sharing,
    signing_in,
    static,
    transfer,
    user_security,
    views,
)
from guanxi.api.door import Door, State
from guanxi.engine.company import Company
from guanxi.engine.customs.shaping import reload_shape
from guanxi.engine.live import Notifier
from guanxi.kernel.specs import Registry

Application = Starlette
Opener = Callable[[AsyncExitStack], Awaitable[Company]]
ROOMS = (
    session,
    signing_in,
    own_security,
    user_security,
    layouts,
    meta,
    records,
    revealing,
    externals,
    actions,
    audit,
    search,
    changes,
    company_facts,
    mail,
    views,
    bookmarks,
    comments,
    files,
    events,
    transfer,
    shape,
    sharing,
    health,
    openapi,
)


def build(opener: Opener, standard: Registry) -> Application:
    """The application; `opener` gives the company when the server starts."""
    state = State(standard)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            state.company = await opener(stack)
            state.notifier = Notifier(state.company, lambda: reload_shape(state.company, standard))
            await state.notifier.start()
            stack.push_async_callback(state.notifier.stop)
            yield

    door = Door(state)
    routes = [
        Route("/api/v1" + path, door.open(endpoint, method, path), methods=[method])
        for room in ROOMS
        for method, path, endpoint in room.ROUTES
    ]
    return Starlette(routes=[*routes, *static.routes(door)], lifespan=lifespan, exception_handlers=door.fallbacks())
