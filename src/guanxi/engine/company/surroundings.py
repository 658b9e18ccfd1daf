"""Where a company stands in the world, as whoever runs the program has told it."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`public_url` is the address in people's browsers, without a slash at its end; letters lead there.

    `proxies` are those whose word is taken for where a request came from. `breached` is a sorted file of SHA-1 hashes
    of passwords that others have lost.
    """

    public_url: str = "http://localhost:8000"
    passkey_id: str = ""
    passkey_origins: tuple[str, ...] = ()
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    breached: Path | None = None

    @property
    def relying_party(self) -> str:
        """The name that passkeys belong to: a host name, never an address of numbers."""
        return self.passkey_id or urlsplit(self.public_url).hostname or "localhost"

    @property
    def origins(self) -> list[str]:
        """The addresses of pages that may ask for a passkey."""
        return list(self.passkey_origins) or [self.public_url]

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")
