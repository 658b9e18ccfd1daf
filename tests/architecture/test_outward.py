"""Nothing but the guarded client opens a line to another machine, with the exceptions that stand here."""

import ast

from tests.architecture.source import SOURCE, python_files, tree_of
from tests.architecture.test_imports import imported_names

OUTWARD = (
    "aiohttp",
    "aiosmtplib",
    "ftplib",
    "http.client",
    "httpcore",
    "httpx",
    "ldap3",
    "requests",
    "smtplib",
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "xmlrpc",
)
OPENERS = ("create_connection", "open_connection", "open_unix_connection", "sock_connect", "urlopen")
MAY = {
    "engine/outgoing/client.py": {"httpcore", "httpx"},
    "engine/outgoing/connecting.py": {"httpcore", "socket"},
    "engine/signon/ldap/line.py": {"ldap3", "socket"},  # to addresses that the same rules have judged
    "engine/mail/sending.py": {"aiosmtplib"},
    "engine/traces/collector.py": {"urllib.request", "urlopen"},  # to the address that the environment names
    "cli/serve.py": {"socket", "create_connection"},  # looks whether its own port is free
}


def outward_words(file: ast.Module) -> set[str]:
    """What a file calls that opens lines."""
    called = [node.func for node in ast.walk(file) if isinstance(node, ast.Call)]
    names = {each.attr for each in called if isinstance(each, ast.Attribute)}
    names |= {each.id for each in called if isinstance(each, ast.Name)}
    return names & set(OPENERS)


def test_only_the_guarded_client_reaches_outward() -> None:
    wrong: list[str] = []
    for file in python_files(SOURCE):
        name = file.relative_to(SOURCE).as_posix()
        found = {each for _, module in imported_names(file) for each in OUTWARD if f"{module}.".startswith(f"{each}.")}
        found |= outward_words(tree_of(file))
        wrong += [f"{name} uses {each}; guanxi.engine.outgoing.client does" for each in found - MAY.get(name, set())]
    assert wrong == []
