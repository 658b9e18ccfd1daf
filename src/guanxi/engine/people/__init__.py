"""Who comes in: passwords, second factors, sessions, tokens, and the principal that they stand for."""

from guanxi.engine.people.agents import Caller
from guanxi.engine.people.factors import Proof
from guanxi.engine.people.logins import fault_in_login, plain_login
from guanxi.engine.people.passwords import hash_password, new_password, set_password
from guanxi.engine.people.principals import is_time_zone, load_grants, principal_of, renew_grants, roles_mark
from guanxi.engine.people.sessions import (
    Known,
    end_session,
    end_sessions,
    known_by_key,
    principal_of_key,
    principal_of_login,
)
from guanxi.engine.people.signing_in import Attempt, Entered, Step, sign_in
from guanxi.engine.people.standing import refuse_promotion
from guanxi.engine.people.tokens import TokenFacts, new_token, read_facts

__all__ = [
    "Attempt",
    "Caller",
    "Entered",
    "Known",
    "Proof",
    "Step",
    "TokenFacts",
    "end_session",
    "end_sessions",
    "fault_in_login",
    "hash_password",
    "is_time_zone",
    "known_by_key",
    "load_grants",
    "new_password",
    "new_token",
    "plain_login",
    "principal_of",
    "principal_of_key",
    "principal_of_login",
    "read_facts",
    "refuse_promotion",
    "renew_grants",
    "roles_mark",
    "set_password",
    "sign_in",
]
