"""ACC-7: the tree of the audit log against the published proofs of RFC 6962, good and bad."""

import json
import random
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from guanxi.engine.audit.merkle import (
    EMPTY,
    Range,
    consistency_ranges,
    continues,
    includes,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root_of,
)
from guanxi.engine.audit.tiles import Growth, Tiles, root_in, tails_of, tiles_for

SIZES = [*range(1, 70), 255, 256, 257, 511, 513, 65_535, 65_536, 65_537, 70_001]


def vectors(folder: Path) -> list[dict[str, Any]]:
    found = [json.loads(file.read_text()) for file in sorted(folder.rglob("*.json"))]
    assert len(found) > 50
    return found


def decoded(texts: list[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or []]


def holds_inclusion(case: dict[str, Any]) -> bool:
    leaf, root = b64decode(case["leafHash"]), b64decode(case["root"])
    return includes(leaf, case["leafIdx"], case["treeSize"], decoded(case["proof"]), root)


def holds_consistency(case: dict[str, Any]) -> bool:
    old, new = (case["size1"], b64decode(case["root1"])), (case["size2"], b64decode(case["root2"]))
    return continues(old, new, decoded(case["proof"]))


def test_published_inclusion_proofs_are_judged_as_published(published_data: Path) -> None:
    cases = vectors(published_data / "vectors/merkle/testdata/inclusion")
    assert [case["desc"] for case in cases if holds_inclusion(case) == case["wantErr"]] == []


def test_published_consistency_proofs_are_judged_as_published(published_data: Path) -> None:
    cases = vectors(published_data / "vectors/merkle/testdata/consistency")
    assert [case["desc"] for case in cases if holds_consistency(case) == case["wantErr"]] == []


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(plain_root(leaves[:middle]), plain_root(leaves[middle:]))


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(max(SIZES) + 1)]


@pytest.mark.parametrize("size", [0, *SIZES])
def test_the_root_is_that_of_the_definition(leaves: list[bytes], size: int) -> None:
    expected = plain_root(leaves[:size])
    assert root_of(leaves[:size]) == expected
    growth = Growth()
    growth.add(leaves[:size])
    assert growth.root == expected


def grown(leaves: list[bytes], steps: list[int]) -> tuple[dict[tuple[int, int], bytes], bytes]:
    """The tiles after growing in these steps, each time from what is kept of the time before."""
    kept: dict[tuple[int, int], bytes] = {}
    size, root = 0, EMPTY
    for step in steps:
        growth = Growth(size, [kept.get(place, b"") for place in tails_of(size)])
        growth.add(leaves[size : size + step])
        kept |= growth.take_changed()
        size, root = growth.size, growth.root
    return kept, root


def test_a_tree_grown_in_any_steps_is_the_same(leaves: list[bytes]) -> None:
    dice = random.Random(7)
    for _ in range(20):
        steps = [dice.choice([1, 3, 200, 256, 5_000]) for _ in range(dice.randrange(1, 14))]
        tiles, root = grown(leaves, steps)
        assert root == root_of(leaves[: sum(steps)])
        assert tiles == grown(leaves, [sum(steps)])[0]


def roots(tiles: Tiles, ranges: list[Range]) -> list[bytes]:
    needed = tiles_for(ranges)
    return [root_in({place: tiles[place] for place in needed}, part) for part in ranges]


@pytest.mark.parametrize("size", SIZES)
def test_proofs_made_from_tiles_hold_and_their_neighbours_do_not(leaves: list[bytes], size: int) -> None:
    tiles, root = grown(leaves, [size])
    for index in {0, size // 3, size // 2, size - 1}:
        path = roots(tiles, inclusion_ranges(index, size))
        assert includes(leaves[index], index, size, path, root)
        assert not includes(leaves[index + 1], index, size, path, root)
        assert not includes(leaves[index], index + 1, size, path, root)
    for old in {1, max(1, size // 2), max(1, size - 1)} - {size}:
        path = roots(tiles, consistency_ranges(old, size))
        assert continues((old, root_of(leaves[:old])), (size, root), path)
        assert not continues((old, leaves[0] if old > 1 else leaves[1]), (size, root), path)
