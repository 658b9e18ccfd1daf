"""Who comes in: passwords, second factors, sessions, tokens, and the principal that they stand for."""

from guanxi.engine.people.agents import Caller
from guanxi.engine.people.factors import Proof
from guanxi.engine.people.passwords import hash_password, new_password, set_password
from guanxi.engine.people.principals import is_time_zone, load_grants, principal_of
from guanxi.engine.people.sessions import (
    end_session,
    end_sessions,
    new_token,
    principal_of_key,
    principal_of_login,
)
from guanxi.engine.people.signing_in import Attempt, Entered, Step, sign_in

__all__ = [
    "Attempt",
    "Caller",
    "Entered",
    "Proof",
    "Step",
    "end_session",
    "end_sessions",
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
