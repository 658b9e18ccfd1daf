"""The Merkle tree of RFC 6962: hashes of leaves and nodes, which parts a proof is made of, and whether one holds."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256(b"").digest()
HASH_BYTES: Final = 32
Range = tuple[int, int]  # leaves from the first number up to, without, the second


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry), RFC 6962 section 2.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over nodes of one height, of which the last may stand for an incomplete part; an odd one goes up as it
    is, which is the same as splitting at the largest power of two."""
    if not hashes:
        return EMPTY
    row = list(hashes)
    while len(row) > 1:
        ends = iter(row)
        paired = [sha256(b"\x01" + left + right).digest() for left, right in zip(ends, ends, strict=False)]
        row = [*paired, row[-1]] if len(row) % 2 else paired
    return row[0]


def split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The parts of a tree of this size whose roots prove that it holds the leaf, the nearest first (PATH)."""
    start, end = 0, size
    found: list[Range] = []
    while end - start > 1:
        middle = start + split(end - start)
        found.append((middle, end) if index < middle else (start, middle))
        start, end = (start, middle) if index < middle else (middle, end)
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The parts whose roots prove that the tree of the new size begins with that of the old one (PROOF)."""
    start, end = 0, new
    found: list[Range] = []
    while old != end:
        middle = start + split(end - start)
        found.append((middle, end) if old <= middle else (start, middle))
        start, end = (start, middle) if old <= middle else (middle, end)
    return [*([(start, end)] if start else []), *found[::-1]]


def complete_nodes(start: int, end: int) -> list[tuple[int, int]]:
    """The complete subtrees that a part consists of, as height and number at that height, from left to right."""
    found: list[tuple[int, int]] = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return found


def joined(hashes: Sequence[bytes]) -> bytes:
    """The root of a part from its complete subtrees, from left to right."""
    if not hashes:
        return EMPTY
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that the tree with this root holds the leaf at this place (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    place, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def continues(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether a proof shows that a tree (its size and root) begins with an older one (RFC 9162, 2.1.4.2).

    Of an empty tree nothing can be shown.
    """
    (size, root), (new_size, new_root) = old, new
    if size == new_size:
        return size > 0 and not path and root == new_root
    if not 0 < size < new_size or not path:
        return False
    steps = [root, *path] if size & (size - 1) == 0 else list(path)
    place, last = size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, each)
        place, last = place >> 1, last >> 1
    return last == 0 and before == root and after == new_root
