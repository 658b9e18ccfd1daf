"""Routes that are no cells of the matrix."""

from collections.abc import Mapping
from typing import Final

# What is let in by other means than rights, and where its own tests stand.
APART: Final[Mapping[str, str]] = {
    "GET /events": "test_apart.py: a stream that never ends",
    "POST /auth/login": "tests/attacks/test_signing_in.py: it asks for a password",
    "POST /auth/login/second": "tests/attacks/test_signing_in.py: it asks for a ticket",
    "POST /auth/login/captcha": "tests/attacks/test_signing_in.py: anybody may ask, so many times an hour",
    "POST /auth/login/passkey": "tests/attacks/test_signing_in.py: anybody may ask",
    "GET /auth/directories/{id}/start": "tests/attacks/test_sign_on.py: anybody may begin, and is led away",
    "GET /auth/directories/{id}/callback": "tests/attacks/test_sign_on.py: it asks for state, cookie and token",
    "POST /auth/login/handed": "tests/attacks/test_sign_on.py: it asks for the cookie of the step",
    "POST /auth/reset": "tests/api/test_reset.py: anybody may ask",
    "POST /auth/reset/password": "tests/api/test_reset.py: it asks for the link",
    "POST /sharing/view-as": "test_apart.py: it makes another of the session that asks",
    "DELETE /sharing/view-as": "test_apart.py: it ends that",
    "GET /oauth/asked": "tests/attacks/test_oauth.py: what a registered program asks for",
    "POST /oauth/decision": "tests/attacks/test_oauth.py: anybody lets programs in for himself",
    "DELETE /oauth/grants/{id}": "tests/attacks/test_oauth.py: it asks for a grant of one's own",
    "DELETE /oauth/programs/{id}": "tests/attacks/test_oauth.py: it asks for a program",
    "POST /oauth/token": "tests/attacks/test_oauth.py: it asks for a code",
    "POST /oauth/revoke": "tests/attacks/test_oauth.py: it asks for a program's proof",
    "POST /oauth/introspect": "tests/attacks/test_oauth.py: it asks for a program's proof",
    "POST /auth/logout": "test_apart.py: it ends the key that asks",
    "POST /actions/sales/convert_lead": "tests/modules/test_converting.py and test_apart.py",
}
