"""The key that signs checkpoints: made once, kept sealed with the master key, its public half for everyone."""

import secrets
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection
from psycopg.rows import TupleRow

from guanxi.engine.audit.notes import Signer, Verifier
from guanxi.engine.crypto import Vault

Database = Connection[TupleRow]
ABOUT = "audit key"
NEWEST = "SELECT verifier, sealed FROM audit.key ORDER BY number DESC LIMIT 1"


def signer_of(connection: Database, vault: Vault) -> Signer:
    """The company's signer, made where there is none. Raises Unavailable where the master key is another one."""
    row = connection.execute(NEWEST).fetchone()
    if row is None:
        return _make(connection, vault)
    verifier = Verifier.read(row[0])
    kept = b64decode(vault.open(row[1], f"{ABOUT} {verifier.name}"))
    return Signer(verifier.name, Ed25519PrivateKey.from_private_bytes(kept))


def _make(connection: Database, vault: Vault) -> Signer:
    made = Signer(f"guanxi/{secrets.token_hex(6)}/audit", Ed25519PrivateKey.generate())
    sealed = vault.seal(b64encode(made.key.private_bytes_raw()).decode(), f"{ABOUT} {made.name}")
    connection.execute("INSERT INTO audit.key VALUES (1, %s, %s, now())", [made.verifier.text, sealed])
    return made


def verifier_of(connection: Database) -> Verifier | None:
    """The public key, None before the first sealing."""
    row = connection.execute("SELECT verifier FROM audit.key ORDER BY number DESC LIMIT 1").fetchone()
    return Verifier.read(row[0]) if row else None
