"""Notes signed with Ed25519, and checkpoints in them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint)."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from guanxi.engine.audit.merkle import HASH_BYTES
from guanxi.kernel.errors import Invalid

ED25519: Final = b"\x01"
DASH: Final = "\u2014 "
ID_BYTES: Final = 4
CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
NAME: Final = re.compile(r"[^\s+]+")


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:ID_BYTES]


def from_base64(text: str) -> bytes:
    """The bytes of strict base64. Raises Invalid."""
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        raise Invalid("bad_checkpoint") from None


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under its name; its text form is `name+id+key`."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of a text. Raises Invalid where it is none."""
        name, _, rest = text.strip().partition("+")
        key_id, _, key = rest.partition("+")
        kept = from_base64(key)
        found = cls(name, kept[1:])
        is_sound = NAME.fullmatch(name) and kept[:1] == ED25519 and len(kept) == 1 + HASH_BYTES
        if not is_sound or key_id != _key_id(name, found.public).hex():
            raise Invalid("bad_verifier_key")
        return found

    @property
    def text(self) -> str:
        return f"{self.name}+{_key_id(self.name, self.public).hex()}+{b64encode(ED25519 + self.public).decode()}"

    def open(self, note: str) -> str:
        """The text that a note holds, which this key has signed. Raises Invalid where it has not.

        Signatures of other keys are passed over, as the standard wants it.
        """
        text, gap, signatures = note.rpartition("\n\n")
        if not gap or not signatures.endswith("\n") or CONTROL.search(note):
            raise Invalid("bad_checkpoint")
        lines = [_signature_of(line) for line in signatures[:-1].split("\n")]
        ours = [kept[ID_BYTES:] for name, kept in lines if (name, kept[:ID_BYTES]) == self._marks]
        try:
            [signature] = ours
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, f"{text}\n".encode())
        except (ValueError, InvalidSignature):
            raise Invalid("not_signed", key=self.name) from None
        return f"{text}\n"

    @property
    def _marks(self) -> tuple[str, bytes]:
        return self.name, _key_id(self.name, self.public)


def _signature_of(line: str) -> tuple[str, bytes]:
    name, _, kept = line.removeprefix(DASH).partition(" ")
    found = from_base64(kept)
    if not line.startswith(DASH) or not NAME.fullmatch(name) or len(found) <= ID_BYTES:
        raise Invalid("bad_checkpoint")
    return name, found


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under its name."""

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """A note that holds the text, which ends with a line break."""
        signature = _key_id(self.name, self.verifier.public) + self.key.sign(text.encode())
        return f"{text}\n{DASH}{self.name} {b64encode(signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: whose it is, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """The checkpoint in a note's text; lines behind the first three are allowed. Raises Invalid."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or not SIZE.fullmatch(lines[1]) or "" in lines[:-1]:
            raise Invalid("bad_checkpoint")
        root = from_base64(lines[2])
        if len(root) != HASH_BYTES:
            raise Invalid("bad_checkpoint")
        return cls(lines[0], int(lines[1]), root)


def checkpoint_in(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a note that this key has signed for its own log. Raises Invalid."""
    found = Checkpoint.read(verifier.open(note))
    if found.origin != verifier.name:
        raise Invalid("not_signed", key=verifier.name)
    return found
