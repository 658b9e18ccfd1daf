"""What an administrator decides outside the program, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

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
        }


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
