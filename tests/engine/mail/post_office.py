"""A mail server on this machine that keeps what it is given."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, WORD = "postmaster", "the word of the post office"


@dataclass
class PostOffice:
    """Where it listens, what has come, and what it answers instead of taking a letter."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list[EmailMessage])
    refusals: list[str] = field(default_factory=list[str])

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.letters.append(message_from_bytes(content, policy=default))
        return "250 taken as number 7"

    def settings(self, **more: Any) -> dict[str, Any]:
        """The facts by which the product reaches it."""
        return {"host": "localhost", "port": self.port, "security": "none", "sender": "guanxi@example.com", **more}


def knows(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    is_known = given == LoginPassword(USER.encode(), WORD.encode())
    return AuthResult(success=is_known, handled=False)


@asynccontextmanager
async def post_office(at_once: ssl.SSLContext | None = None, **manner: Any) -> AsyncGenerator[PostOffice]:
    """A server on a free port as long as the story lasts; `at_once` begins with TLS, `manner` is aiosmtpd's."""
    office = PostOffice()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, loop=loop, **manner), "127.0.0.1", 0, ssl=at_once)
    async with server:
        office.port = server.sockets[0].getsockname()[1]
        yield office


def certificate(folder: Path) -> Path:
    """A certificate for localhost that nobody else has signed, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def server_context(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
