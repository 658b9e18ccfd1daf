"""Bring a clone to where it can run: packages, Node, the built client. What is already in place is left alone.

Plain Python without any package, since it runs before there are any.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
REQUIREMENTS = ROOT / "requirements"
CLIENT = ROOT / "client"
BUILT = CLIENT / "dist" / "index.html"
OLDEST_NODE = (20, 19)
SystemPackages = Mapping[str, Sequence[str]]  # a Debian package, and a command that answers once it is there
BROWSER_PACKAGES: SystemPackages = {"chromium": ["chromium"], "fonts-noto-cjk": ["fc-list", ":lang=zh", "family"]}
DIRECTORY_PACKAGES: SystemPackages = {"slapd": ["/usr/sbin/slapd"]}
LOAD_PACKAGES: SystemPackages = {"wrk": ["wrk"]}


class Step(NamedTuple):
    """One thing to bring into place, what it depends on, and how long it may take on a slow machine."""

    title: str
    seconds: int
    is_done: Callable[[], bool]
    carry_out: Callable[[], None]


def main(goal: str) -> None:
    """Bring everything for this goal into place."""
    os.chdir(ROOT)
    os.umask(0o022)  # the embedded database runs as another user when we are root, and has to read its programs
    carry_out(GOALS[goal])


def carry_out(steps: Sequence[Step]) -> None:
    """Carry out the steps that are not done yet, saying how far it is; nothing is said where all are done."""
    untold: list[str] = []
    for number, step in enumerate(steps, 1):
        place = f"[{number}/{len(steps)}] {step.title}"
        if step.is_done():
            untold.append(f"{place}: in place already")
            continue
        print(*untold, f"{place} (about {step.seconds} s) ...", sep="\n", flush=True)
        untold.clear()
        step.carry_out()


def stop(reason: str) -> NoReturn:
    """End with a sentence that says what to do."""
    raise SystemExit(reason)


def command(words: Sequence[str | Path], folder: Path = ROOT) -> None:
    """Run a command quietly; when it fails show all that it said."""
    result = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if result.returncode != 0:
        sys.stderr.buffer.write(result.stdout)
        stop(f"This failed: {' '.join(str(word) for word in words)}")


def environment() -> dict[str, str]:
    """Our variables, with the environment's programs found before the system's."""
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}", "VIRTUAL_ENV": str(VENV)}


def use_index_of_pip() -> None:
    """Let uv use the package index that pip is set to, which it would not look up by itself."""
    words = [str(VENV / "bin" / "python"), "-m", "pip", "config", "get", "global.index-url"]
    configured = os.environ.get("PIP_INDEX_URL") or subprocess.run(words, capture_output=True, text=True).stdout.strip()
    if configured:
        os.environ.setdefault("UV_DEFAULT_INDEX", configured)


# Stamps: a step is done when the contents that it depends on are those of its last success.


def digest(files: Iterable[Path], *words: str) -> str:
    """A fingerprint of these files and words."""
    made = hashlib.sha256("\n".join((sys.version, *words)).encode())
    for file in sorted(files):
        made.update(f"\n{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return made.hexdigest()


def is_stamped(name: str, fingerprint: str) -> bool:
    """True when this step last succeeded with this fingerprint."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == fingerprint


def put_stamp(name: str, fingerprint: str) -> None:
    """Remember that this step succeeded."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(fingerprint)


# Python


def venv_is_there() -> bool:
    """True when the environment's own Python runs."""
    python = VENV / "bin" / "python"
    return python.exists() and subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode == 0


def make_venv() -> None:
    """Make the environment, with Debian's venv module where it is missing and we may install it."""
    if subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode != 0:
        install_with_apt(["python3-venv"], "Python's venv module is missing")
    command([sys.executable, "-m", "venv", "--clear", VENV])


def installed(*names: str) -> Callable[[], bool]:
    """Tells whether the packages of these lock files are installed."""
    return lambda: is_stamped("-".join(names), lock_digest(names))


def install(*names: str) -> Callable[[], None]:
    """Installs the packages of these lock files, and the program itself as it stands here."""

    def carry_out() -> None:
        use_index_of_pip()
        command([VENV / "bin" / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", lock_file("tools")])
        for name in names:
            words = ["pip", "install", "-q", "--compile-bytecode", "--require-hashes", "-r", lock_file(name)]
            command([VENV / "bin" / "uv", *words])
        command([VENV / "bin" / "uv", "pip", "install", "-q", "--offline", "--no-deps", "-e", ROOT])
        put_stamp("-".join(names), lock_digest(names))

    return carry_out


def lock_file(name: str) -> Path:
    """The lock file of this group of packages."""
    return REQUIREMENTS / f"{name}.txt"


def lock_digest(names: Sequence[str]) -> str:
    """The fingerprint of an installation of these lock files."""
    return digest([ROOT / "pyproject.toml", lock_file("tools"), *map(lock_file, names)])


# Node and the client


def node_version() -> tuple[int, ...]:
    """The version of the Node that is found, nothing when there is none."""
    path = environment()["PATH"]
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return ()
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in answer.strip().lstrip("v").split(".")[:2] if part.isdecimal())


def client_packages_digest() -> str:
    """The fingerprint of the client's installed packages."""
    return digest([CLIENT / "package.json", CLIENT / "package-lock.json"], str(node_version()))


def client_packages_are_there() -> bool:
    """True when the client's packages are those of its lock file."""
    return (CLIENT / "node_modules").is_dir() and is_stamped("client-packages", client_packages_digest())


def install_client_packages() -> None:
    """Install the client's packages exactly as locked."""
    command(["npm", "ci", "--no-audit", "--no-fund"], CLIENT)
    put_stamp("client-packages", client_packages_digest())


def client_digest() -> str:
    """The fingerprint of everything that the client is built from."""
    left_out = {"node_modules", "dist", "tests", "coverage"}
    entries = [entry for entry in CLIENT.iterdir() if entry.name not in left_out]
    files = [file for entry in entries for file in (entry.rglob("*") if entry.is_dir() else [entry])]
    return digest(file for file in files if file.is_file())


def client_is_built() -> bool:
    """True when the built client is that of its sources."""
    return BUILT.exists() and is_stamped("client", client_digest())


def build_client() -> None:
    """Build the client."""
    command(["npm", "run", "build"], CLIENT)
    put_stamp("client", client_digest())


# The system


def found(packages: SystemPackages) -> Callable[[], bool]:
    """Tells whether these Debian packages are there, by what they bring."""
    return lambda: not missing(packages)


def missing(packages: SystemPackages) -> list[str]:
    """Those of the Debian packages that are not there yet."""
    return [name for name, words in packages.items() if not says_something(words)]


def says_something(words: Sequence[str]) -> bool:
    """True when the program exists and, given words, answers."""
    if shutil.which(words[0]) is None:
        return False
    return len(words) == 1 or bool(subprocess.run(words, capture_output=True).stdout.strip())


def fetch(packages: SystemPackages, purpose: str) -> Callable[[], None]:
    """Installs the Debian packages, or says what has to be done without them."""

    def carry_out() -> None:
        wanted = missing(packages)
        if os.geteuid() == 0 and shutil.which("apt-get"):
            install_with_apt(wanted, purpose)
        else:
            print(f"      {purpose} Only root may install it: sudo apt-get install {' '.join(wanted)}", flush=True)

    return carry_out


def if_possible(carry_out: Callable[[], None]) -> Callable[[], None]:
    """The same, but it goes on where that fails."""

    def attempt() -> None:
        try:
            carry_out()
        except SystemExit as reason:
            print(f"      {reason}. Going on without it.", flush=True)

    return attempt


def install_with_apt(names: Sequence[str], reason: str) -> None:
    """Install Debian packages when we are root; else say what to install."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        stop(f"{reason}. Install it first, on Debian with: sudo apt-get install {' '.join(names)}")
    # no question is asked, and a server that comes along is not started
    os.environ.update(DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1", SYSTEMD_OFFLINE="1")
    command(["apt-get", "update", "-q"])
    command(["apt-get", "install", "-q", "-y", "--no-install-recommends", *names])


ENVIRONMENT = Step("Making the Python environment in .venv", 10, venv_is_there, make_venv)
RUNTIME = Step("Installing Python packages", 40, installed("runtime"), install("runtime"))
DEVELOPMENT = Step("Installing development packages", 30, installed("dev"), install("dev"))
AUDIT = Step("Installing what asks for known faults", 20, installed("audit"), install("audit"))
NODE = Step("Installing Node", 20, lambda: node_version() >= OLDEST_NODE, install("node"))
CLIENT_PACKAGES = Step("Installing the client's packages", 40, client_packages_are_there, install_client_packages)
CLIENT_BUILD = Step("Building the client", 20, client_is_built, build_client)
BROWSER = Step(
    "Installing the browser for tests", 60, found(BROWSER_PACKAGES),
    fetch(BROWSER_PACKAGES, "The browser tests are left out without Chromium and a Chinese font."),
)  # fmt: skip
DIRECTORY = Step(
    "Installing the directory for tests", 20, found(DIRECTORY_PACKAGES),
    if_possible(fetch(DIRECTORY_PACKAGES, "The tests of signing in over LDAP are left out without slapd.")),
)  # fmt: skip
LOAD = Step("Installing the load client", 20, found(LOAD_PACKAGES), fetch(LOAD_PACKAGES, "wrk makes the load."))
GOALS = {
    "python": [ENVIRONMENT, RUNTIME],
    "run": [ENVIRONMENT, RUNTIME, NODE, CLIENT_PACKAGES, CLIENT_BUILD],
    "check": [ENVIRONMENT, DEVELOPMENT, NODE, CLIENT_PACKAGES],
    "audit": [ENVIRONMENT, DEVELOPMENT, AUDIT, NODE, CLIENT_PACKAGES],
    "all": [ENVIRONMENT, DEVELOPMENT, NODE, CLIENT_PACKAGES, CLIENT_BUILD, BROWSER, DIRECTORY],
    "bench": [ENVIRONMENT, DEVELOPMENT, NODE, CLIENT_PACKAGES, CLIENT_BUILD, LOAD],
}

if __name__ == "__main__":
    if sys.version_info < (3, 11) or sys.version_info >= (3, 15):
        stop(f"Guanxi needs Python 3.11 to 3.14, this is {sys.version.split()[0]}. Try: make run PYTHON=python3.11")
    main(sys.argv[1])
