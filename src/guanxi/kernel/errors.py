"""The closed tree of errors.

GuanxiError
├── Invalid            422  the input is wrong; `errors` names each field
├── Malformed          400  the request cannot be read at all
├── Unauthenticated    401
├── Forbidden          403
├── NotFound           404
├── Conflict           409  a unique value is taken, a duplicate exists, an undo is blocked
├── Stale              412  somebody changed the record since it was read
├── TooLarge           413
├── TooMany            429
└── Unavailable        503
    └── Outdated       503  others have shaped since: read the shape anew and try again
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong, where it is, and the values that its message names."""

    field: str
    code: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    row: int | None = None


class GuanxiError(Exception):
    """The root: `code` is a translation key, `values` fill its text, `extra` goes to the caller as it is."""

    status = 500
    code = "error"

    def __init__(
        self,
        code: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> None:
        self.code = code or type(self).code
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        self.values = values
        super().__init__(self.code, values, self.errors)


class Malformed(GuanxiError):
    status = 400
    code = "malformed"


class Unauthenticated(GuanxiError):
    status = 401
    code = "unauthenticated"


class Forbidden(GuanxiError):
    status = 403
    code = "forbidden"


class NotFound(GuanxiError):
    status = 404
    code = "not_found"


class Conflict(GuanxiError):
    status = 409
    code = "conflict"


class Stale(GuanxiError):
    status = 412
    code = "stale"


class TooLarge(GuanxiError):
    status = 413
    code = "too_large"


class Invalid(GuanxiError):
    status = 422
    code = "invalid"


class TooMany(GuanxiError):
    status = 429
    code = "too_many"


class Unavailable(GuanxiError):
    status = 503
    code = "unavailable"


class Outdated(Unavailable):
    """Whoever wrote did not know yet what others had shaped: read the shape anew and try again."""

    code = "schema_busy"
