"""Helping somebody in from the machine itself: an administrator who has nobody left to help him."""

from guanxi.engine.company import Work
from guanxi.engine.people.devices import forget_devices
from guanxi.engine.people.factors import reset_factors
from guanxi.engine.people.networks import change_networks
from guanxi.engine.people.passwords import new_password, set_password
from guanxi.engine.people.sessions import end_sessions, user_id_of


async def let_in(work: Work, login: str, *, lifts_networks: bool) -> str:
    """A first password for this person, which the next sign-in changes.

    His lock, second factors, remembered devices and sessions go, and on demand the networks that all have to come from.

    Raises Unauthenticated where there is no such user.
    """
    user_id = await user_id_of(work.connection, login)
    password = new_password()
    await set_password(work, user_id, password, must_change=True)
    await reset_factors(work, user_id)
    await forget_devices(work, user_id)
    await end_sessions(work, user_id)
    if lifts_networks:
        await change_networks(work, {}, "")
    return password
