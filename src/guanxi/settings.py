"""What an administrator decides outside the program, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

LOG_LEVELS = ("debug", "info", "warning", "error")
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True)
class Settings:
    """The settings of one running program; an absent address means the embedded part."""

    database_url: str | None = None
    data: Path = Path("var/data")
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 1
    demo: bool = False
    log_level: str = "info"
    log_folder: Path | None = None
    traces_url: str | None = None
    master_key: str | None = field(default=None, repr=False)
    kms_command: str | None = None
    application_url: str | None = field(default=None, repr=False)
    public_url: str = ""
    passkey_id: str = ""
    passkey_origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    breached_passwords: Path | None = None
    pace: tuple[int, ...] = (3_000, 6_000, 12_000)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings that the variables named GUANXI_... give; what they leave out keeps its default."""
        return cls(
            database_url=environment.get("GUANXI_DATABASE_URL") or None,
            data=Path(environment.get("GUANXI_DATA") or cls.data),
            host=environment.get("GUANXI_HOST") or cls.host,
            port=_whole_number(environment, "GUANXI_PORT", cls.port),
            web_workers=_whole_number(environment, "GUANXI_WEB_WORKERS", cls.web_workers),
            demo=environment.get("GUANXI_DEMO", "").strip().lower() in TRUE_WORDS,
            log_level=_level(environment),
            log_folder=Path(given) if (given := environment.get("GUANXI_LOG_FOLDER")) else None,
            traces_url=environment.get("GUANXI_TRACES_URL") or None,
            master_key=environment.get("GUANXI_MASTER_KEY") or None,
            kms_command=environment.get("GUANXI_KMS_COMMAND") or None,
            application_url=environment.get("GUANXI_APPLICATION_DATABASE_URL") or None,
            public_url=_address(environment),
            passkey_id=environment.get("GUANXI_PASSKEY_ID", "").strip(),
            passkey_origins=_several(environment, "GUANXI_PASSKEY_ORIGINS"),
            proxies=_networks(environment),
            breached_passwords=Path(given) if (given := environment.get("GUANXI_BREACHED_PASSWORDS")) else None,
            pace=_pace(environment),
        )

    def as_environment(self) -> dict[str, str]:
        """The variables from which a child process reads the same settings."""
        return {
            "GUANXI_DATABASE_URL": self.database_url or "",
            "GUANXI_DATA": str(self.data),
            "GUANXI_HOST": self.host,
            "GUANXI_PORT": str(self.port),
            "GUANXI_WEB_WORKERS": str(self.web_workers),
            "GUANXI_DEMO": "on" if self.demo else "off",
            "GUANXI_LOG_LEVEL": self.log_level,
            "GUANXI_LOG_FOLDER": str(self.log_folder or ""),
            "GUANXI_TRACES_URL": self.traces_url or "",
            "GUANXI_MASTER_KEY": self.master_key or "",
            "GUANXI_KMS_COMMAND": self.kms_command or "",
            "GUANXI_APPLICATION_DATABASE_URL": self.application_url or "",
            "GUANXI_PUBLIC_URL": self.public_url,
            "GUANXI_PASSKEY_ID": self.passkey_id,
            "GUANXI_PASSKEY_ORIGINS": ",".join(self.passkey_origins),
            "GUANXI_PROXIES": ",".join(self.proxies),
            "GUANXI_BREACHED_PASSWORDS": str(self.breached_passwords or ""),
            "GUANXI_RATE_LIMITS": ",".join(map(str, self.pace)),
        }


def _several(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for each in environment.get(name, "").split(",") if (part := each.strip()))


def _pace(environment: Mapping[str, str]) -> tuple[int, ...]:
    given = _several(environment, "GUANXI_RATE_LIMITS")
    if given and not (len(given) == 3 and all(each.isdecimal() and len(each) < 8 for each in given)):
        raise SystemExit(
            "GUANXI_RATE_LIMITS takes three whole numbers: requests a minute of a person, a program, an address."
        )
    return tuple(map(int, given)) or Settings.pace


def _address(environment: Mapping[str, str]) -> str:
    given = environment.get("GUANXI_PUBLIC_URL", "").strip().rstrip("/")
    if given and (urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).hostname):
        raise SystemExit(f"GUANXI_PUBLIC_URL is {given!r}; it must be an address such as https://crm.example.com.")
    return given


def _networks(environment: Mapping[str, str]) -> tuple[str, ...]:
    given = _several(environment, "GUANXI_PROXIES")
    for each in given:
        try:
            ip_network(each)
        except ValueError:
            raise SystemExit(f"GUANXI_PROXIES has {each!r}; it takes addresses or networks like 10.0.0.0/8.") from None
    return given


def _level(environment: Mapping[str, str]) -> str:
    given = (environment.get("GUANXI_LOG_LEVEL") or Settings.log_level).strip().lower()
    if given not in LOG_LEVELS:
        raise SystemExit(f"GUANXI_LOG_LEVEL is {given!r}; it must be one of {', '.join(LOG_LEVELS)}.")
    return given


def _whole_number(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name) or str(default)
    if not given.isdecimal() or int(given) > 65535:
        raise SystemExit(f"{name} is {given!r}; it must be a whole number up to 65535.")
    return int(given)
