"""Look at what others have made and we use: hashes of all packages, their licences, and what is known to be wrong.

Hashes and licences are looked at offline and fail. Known faults are asked of the services that collect them: a fault
fails, a service that does not answer is said and does not. `--offline` leaves the asking out.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds for each service
# words that a licence is made of, and each of which lets everybody use, change and pass on what we use as we use it
ALLOWED = re.compile(
    r"0?BSD|Apache|MIT|ISC|PSF|Python|MPL|Mozilla|Zlib|Unlicense|CC0|CC-BY-(3|4)|BlueOak|HPND|Public Domain|WTFPL|LGPL"
    r"|Lesser General Public|OFL|Artistic|PostgreSQL|Zope|Unicode|Academic Free|Boost|BSL-1",
    re.IGNORECASE,
)
REFUSED = re.compile(r"(?<!L)GPL|Affero|SSPL|Commons Clause|Business Source|Elastic", re.IGNORECASE)
# what says nothing of its licence where it should; each was looked up by hand
KNOWN = {"cel-python": "Apache-2.0"}


def unhashed() -> Iterator[str]:
    """Packages of the lock files without a hash."""
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        yield from (f"{file.name}: {name}" for name in bare_packages(file.read_text()))
    for name, facts in locked_packages().items():
        if name and not facts.get("link") and not facts.get("inBundle") and not facts.get("integrity"):
            yield f"package-lock.json: {name}"


def bare_packages(locked: str) -> list[str]:
    """The packages of a lock file's text that have no hash."""
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", locked)
    named = [block for block in blocks if re.match(r"[\w.-]+(\[[\w,]+\])?==", block)]
    return [block.split()[0] for block in named if "--hash=sha256:" not in block]


def locked_packages() -> dict[str, dict[str, Any]]:
    """What the client's lock file names, by its folder."""
    text = (ROOT / "client" / "package-lock.json").read_text()
    return cast("dict[str, dict[str, Any]]", json.loads(text)["packages"])


def licences() -> Iterator[tuple[str, str]]:
    """Every installed package with its licence as it tells it."""
    for each in distributions():
        name = str(each.metadata["Name"])
        if name.lower() != "guanxi":
            yield f"python {name}", KNOWN.get(name.lower()) or told_by(each)
    for place, facts in locked_packages().items():
        folder = ROOT / "client" / place / "package.json"
        if place and folder.is_file():
            found = cast("dict[str, Any]", json.loads(folder.read_text())).get("license") or facts.get("license")
            yield f"npm {place.rpartition('node_modules/')[2]}", str(found or "")


def told_by(package: Distribution) -> str:
    """The licence by the expression, else by the classifiers, else by the first words of the text."""
    told = cast("Any", package.metadata)  # a message, whose type says less than it can
    named = cast("list[str]", told.get_all("Classifier") or [])
    classes = [each for each in named if each.startswith("License ::")]
    return str(told.get("License-Expression") or " ".join(classes) or str(told.get("License") or "")[:200])


def is_allowed(licence: str) -> bool:
    """True where one of the choices that a licence leaves is on the list."""
    choices = re.split(r"\s+OR\s+", licence.strip("() "), flags=re.IGNORECASE)
    return any(ALLOWED.search(each) and not REFUSED.search(each) for each in choices if each != "UNLICENSED")


def ask(words: list[str | Path], folder: Path) -> tuple[str, str]:
    """What a service says: the verdict `ok`, `found` or `silent`, and its words."""
    try:
        said = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        return "silent", type(error).__name__
    if said.returncode == 0:
        return "ok", ""
    text = (said.stdout + said.stderr)[-3_000:]
    has_found = "Found " in text or re.search(r"\d+ (low|moderate|high|critical)", text)
    return ("found" if has_found else "silent"), text


def known_faults() -> Iterator[str]:
    """What the services know to be wrong with the locked packages; a silent service is said aloud."""
    tool = ROOT / ".venv" / "bin" / "pip-audit"
    python = [
        tool,
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-r",
        ROOT / "requirements" / "runtime.txt",
    ]
    npm: list[str | Path] = ["npm", "audit", "--audit-level=low"]
    for title, words, folder in (("pip-audit", python, ROOT), ("npm audit", npm, ROOT / "client")):
        verdict, said = ask(words, folder)
        if verdict == "found":
            yield f"{title}:\n{said}"
        if verdict == "silent":
            print(f"NOT LOOKED AT: {title} got no answer; known faults were not asked for. {said[-200:]}", flush=True)


def main() -> int:
    """Say all that is wrong; 1 where something is."""
    wrong = [f"no hash: {each}" for each in unhashed()]
    wrong += [f"licence not on the list: {name}: {told!r}" for name, told in licences() if not is_allowed(told)]
    if "--offline" not in sys.argv:
        wrong += list(known_faults())
    for each in wrong:
        print(each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
