"""Sealing, marks and derived keys against the published vectors of Wycheproof, through our own functions: ACC-6."""

import json
from pathlib import Path
from typing import Any

import pytest

from guanxi.engine.crypto.primitives import Unreadable, derive, mark, seal, unseal

VECTORS = ("aes_gcm", "hmac_sha256", "hkdf_sha256")


def cases(published_data: Path, name: str) -> list[dict[str, Any]]:
    found = json.loads((published_data / "vectors" / "wycheproof" / f"{name}_test.json").read_text())
    return [{**group, **test} for group in found["testGroups"] for test in group["tests"]]


def raw(case: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(case[name]) for name in names]


def as_we_use_it(published_data: Path) -> list[dict[str, Any]]:
    every = cases(published_data, "aes_gcm")
    return [each for each in every if (each["keySize"], each["ivSize"], each["tagSize"]) == (256, 96, 128)]


def test_valid_vectors_of_aes_gcm_are_sealed_and_opened_exactly(published_data: Path) -> None:
    valid = [each for each in as_we_use_it(published_data) if each["result"] == "valid"]
    for each in valid:
        key, nonce, about, clear, sealed, tag = raw(each, "key", "iv", "aad", "msg", "ct", "tag")
        assert seal(key, clear, about, nonce) == nonce + sealed + tag, each["tcId"]
        assert unseal(key, nonce + sealed + tag, about) == clear, each["tcId"]
    assert len(valid) > 30


def test_invalid_vectors_of_aes_gcm_are_not_opened(published_data: Path) -> None:
    invalid = [each for each in as_we_use_it(published_data) if each["result"] == "invalid"]
    for each in invalid:
        key, nonce, about, sealed, tag = raw(each, "key", "iv", "aad", "ct", "tag")
        with pytest.raises(Unreadable):
            unseal(key, nonce + sealed + tag, about)
    assert len(invalid) > 15


def test_vectors_of_hmac_are_marked_exactly(published_data: Path) -> None:
    every = cases(published_data, "hmac_sha256")
    agrees = [
        (mark(key, text)[: each["tagSize"] // 8] == tag) == (each["result"] == "valid")
        for each in every
        for key, text, tag in [raw(each, "key", "msg", "tag")]
    ]
    assert agrees == [True] * len(every)
    assert len(every) == 174


def test_vectors_of_hkdf_are_derived_exactly(published_data: Path) -> None:
    valid = [each for each in cases(published_data, "hkdf_sha256") if each["result"] == "valid"]
    for each in valid:
        secret, salt, purpose, key = raw(each, "ikm", "salt", "info", "okm")
        assert derive(secret, purpose, salt, each["size"]) == key, each["tcId"]
    assert len(valid) > 70
