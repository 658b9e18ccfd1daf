"""Errors as RFC 9457 problem details, in the caller's language."""

import logging
from collections.abc import Mapping
from typing import Any

import orjson
import psycopg
from starlette.responses import Response

from guanxi.engine.changes.checking import ALWAYS_UNIQUE
from guanxi.engine.company import Company
from guanxi.engine.company.sentences import sentence
from guanxi.engine.crypto.tables import REFUSED
from guanxi.engine.watch import WHERE
from guanxi.kernel.errors import FieldError, GuanxiError, Invalid, Malformed, Outdated, Unavailable

log = logging.getLogger("guanxi.api")


def message_of(company: Company, language: str, error: FieldError) -> str:
    """The sentence for one field's error, with the labels of what it names."""
    return sentence(company, language, error.code, error.values)


def problem(company: Company, error: GuanxiError, language: str, status: int | None = None) -> Response:
    """The response for an error."""
    code = status or error.status
    facts: dict[str, Any] = {
        "type": f"https://guanxi.invalid/problems/{error.code}",
        "title": company.translate(language, f"problems.{error.status}"),
        "status": code,
        "code": error.code,
        "detail": sentence(company, language, error.code, error.values),
        "errors": [_error(company, each, language) for each in error.errors],
        **({"request_id": request_id} if (request_id := WHERE.get().get("request_id")) else {}),
        **error.extra,
    }
    headers = {"Retry-After": str(error.extra["retry_after"])} if "retry_after" in error.extra else None
    return Response(orjson.dumps(facts, default=str), code, headers, media_type="application/problem+json")


def _error(company: Company, each: FieldError, language: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {"field": each.field, "code": each.code, "message": message_of(company, language, each)}
    if each.row is not None:
        found["row"] = each.row
    return found


TRANSIENT = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
WRONG_INPUT = (
    psycopg.errors.DataError,
    psycopg.errors.UndefinedColumn,
    UnicodeError,
    RecursionError,
    orjson.JSONEncodeError,  # nested deeper than can be written again
)


def problem_of(error: Exception) -> GuanxiError:
    """The error of our tree that an error from below stands for."""
    if isinstance(error, psycopg.Error) and error.sqlstate == REFUSED:
        return Outdated(extra={"retry_after": 1})
    if isinstance(error, TRANSIENT):
        return Unavailable("try_again", extra={"retry_after": 1})
    if isinstance(error, WRONG_INPUT):
        log.warning("input that the database refused: %s", type(error).__name__)
        return Malformed("malformed")
    if isinstance(error, psycopg.errors.ProgramLimitExceeded):
        field = (error.diag.constraint_name or "").partition("_unique_")[2]
        return Invalid("invalid", errors=[FieldError(field, "too_long_for_unique", {"limit": ALWAYS_UNIQUE})])
    log.error("the database does not answer: %s %s", type(error).__name__, getattr(error, "sqlstate", None) or "")
    return Unavailable("database_unavailable")
