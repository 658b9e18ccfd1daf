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
    elsewhere,
    events,
    externals,
    files,
    health,
    keys,
    layouts,
    mail,
    marks,
    meta,
    oauth,
    openapi,
    outgoing,
    own_security,
    papers,
    privacy,
    provisioning,
    records,
    revealing,
    search,
    session,
    shape,
    sharing,
    sign_on,
    signing_in,
    static,
    tokens,
    transfer,
    user_security,
    views,
)
from guanxi.api.door import Door, State
from guanxi.api.pace import UNLIMITED, Pace, Paces
from guanxi.engine.company import Company
from guanxi.engine.customs.shaping import reload_shape
from guanxi.engine.live import Notifier
from guanxi.kernel.specs import Registry

Application = Starlette
Opener = Callable[[AsyncExitStack], Awaitable[Company]]
ROOMS = (
    session,
    signing_in,
    elsewhere,
    sign_on,
    own_security,
    user_security,
    tokens,
    oauth,
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
    outgoing,
    views,
    bookmarks,
    comments,
    files,
    events,
    transfer,
    shape,
    sharing,
    keys,
    privacy,
    papers,
    marks,
    health,
    openapi,
)


def build(opener: Opener, standard: Registry, pace: Pace | None = None) -> Application:
    """The application; `opener` gives the company when the server starts."""
    state = State(standard, paces=Paces(pace or UNLIMITED))

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
    return Starlette(
        routes=[*routes, *provisioning.routes(door), *oauth.routes(door), *static.routes(door)],
        lifespan=lifespan,
        exception_handlers=door.fallbacks(),
    )
