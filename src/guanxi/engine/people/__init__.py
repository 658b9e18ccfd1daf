"""Who comes in: passwords, sessions, tokens, and the principal that they stand for."""

from guanxi.engine.people.passwords import hash_password, new_password, set_password
from guanxi.engine.people.principals import is_time_zone, load_grants, principal_of
from guanxi.engine.people.sessions import (
    end_other_sessions,
    end_session,
    new_token,
    principal_of_key,
    principal_of_login,
    sign_in,
)

__all__ = [
    "end_other_sessions",
    "end_session",
    "hash_password",
    "is_time_zone",
    "load_grants",
    "new_password",
    "new_token",
    "principal_of",
    "principal_of_key",
    "principal_of_login",
    "set_password",
    "sign_in",
]
