"""ACC-9: the audit of what others have made finds a package without a hash and a licence that is not on the list."""

import pytest

from scripts import audit

GOOD = ("MIT", "Apache-2.0 OR GPL-3.0", "BSD-3-Clause AND MIT", "LGPL-3.0-only", "(MIT OR CC0-1.0)", "PSF-2.0")
BAD = ("GPL-3.0-only", "AGPL-3.0", "SSPL-1.0", "", "UNLICENSED", "Business Source License 1.1", "MIT AND GPL-2.0")


@pytest.mark.parametrize("licence", GOOD)
def test_licence_that_lets_us_use_it_is_on_the_list(licence: str) -> None:
    assert audit.is_allowed(licence)


@pytest.mark.parametrize("licence", BAD)
def test_licence_that_does_not_is_refused(licence: str) -> None:
    assert not audit.is_allowed(licence)


def test_package_without_a_hash_is_found() -> None:
    hashed = "one==1.0 \\\n    --hash=sha256:abc\n    # via x\n"
    locked = hashed + "two[extra]==2.0\n    # via y\nthree==3 ; python_version > '3' \\\n"
    assert audit.bare_packages(locked) == ["two[extra]==2.0", "three==3"]


def test_every_locked_package_has_a_hash() -> None:
    assert list(audit.unhashed()) == []
    assert len(audit.locked_packages()) > 100


def test_service_that_does_not_answer_is_silent_and_a_finding_is_one() -> None:
    assert audit.ask(["sh", "-c", "echo no route; exit 1"], audit.ROOT)[0] == "silent"
    assert audit.ask(["no-such-program"], audit.ROOT)[0] == "silent"
    assert audit.ask(["sh", "-c", "echo Found 1 known vulnerability; exit 1"], audit.ROOT)[0] == "found"
    assert audit.ask(["true"], audit.ROOT)[0] == "ok"
