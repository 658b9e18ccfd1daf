"""What an administrator is told of a directory before anybody signs in through it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from guanxi.engine.company import Company
from guanxi.engine.company.sentences import sentence
from guanxi.engine.signon.directories import Directory
from guanxi.engine.signon.discovery import Provider, fetch_provider
from guanxi.engine.signon.ldap.entries import filter_for_all
from guanxi.engine.signon.ldap.line import Line, over_line
from guanxi.engine.signon.ldap.looking import TRIAL_SECONDS, Sighted, count_people, sight, warnings_of
from guanxi.kernel.errors import GuanxiError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a directory: fine, worth a look ("mind") or wrong."""

    weight: str
    text: str

    def shown(self) -> dict[str, str]:
        return {"weight": self.weight, "text": self.text}


@dataclass(slots=True)
class Trial:
    """The findings in order, and the person who was asked for where he was found."""

    company: Company
    language: str
    findings: list[Finding] = field(default_factory=list[Finding])
    person: Sighted | None = None

    def say(self, weight: str, name: str, **values: Any) -> None:
        self.findings.append(
            Finding(weight, self.company.translate(self.language, f"sign_on.finding.{name}", **values))
        )

    @property
    def is_fine(self) -> bool:
        return all(each.weight != "wrong" for each in self.findings)


async def try_directory(company: Company, directory: Directory, language: str, login: str = "") -> Trial:
    """What it answers now, in clear words; of a directory that looks people up also who signs in by a name."""
    trial = Trial(company, language)
    try:
        if directory.kind == "ldap":
            await _try_ldap(trial, directory, login)
        else:
            await _try_oidc(trial, directory)
    except GuanxiError as error:
        trial.findings.append(Finding("wrong", sentence(company, language, error.code, error.values)))
    return trial


async def _try_ldap(trial: Trial, directory: Directory, login: str) -> None:
    for finding in warnings_of(directory):
        trial.say("mind", finding)

    def look(line: Line) -> None:
        trial.say("fine", "ldap_open", host=line.host)
        count = count_people(line)
        many = {"count": count, "filter": filter_for_all(line.facts)}
        trial.say("fine" if count else "wrong", "ldap_people" if count else "ldap_nobody", **many)
        if login:
            trial.person, number = sight(line, login)
            if trial.person is None:
                trial.say("wrong", "ldap_several" if number > 1 else "ldap_no_person", login=login)
            elif trial.person.is_off:
                trial.say("mind", "ldap_off", login=login)

    await over_line(trial.company, directory, look, TRIAL_SECONDS)


async def _try_oidc(trial: Trial, directory: Directory) -> None:
    provider = await fetch_provider(trial.company, directory.facts["issuer"])
    trial.say("fine", "fine", issuer=provider.issuer)
    trial.say("fine", "keys", count=len(provider.keys.keys))
    unknown = _unknown_scopes(provider, directory.facts["scopes"].split())
    if unknown:
        trial.say("mind", "scopes", scopes=", ".join(unknown))
    if "S256" not in provider.says.get("code_challenge_methods_supported", ()):
        trial.say("mind", "pkce")
    if "code" not in provider.says.get("response_types_supported", ("code",)):
        trial.say("wrong", "code")
    if not directory.secret:
        trial.say("mind", "secret")


def _unknown_scopes(provider: Provider, wanted: Iterable[str]) -> list[str]:
    known = provider.says.get("scopes_supported")
    return [scope for scope in wanted if scope not in known] if isinstance(known, list) else []
