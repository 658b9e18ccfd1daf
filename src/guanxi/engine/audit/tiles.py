"""The tree as tiles of 256 hashes: tile 0/n holds leaves, tile 1/n the roots of 256 tiles below, and so on.

Height and layout are those of c2sp.org/tlog-tiles. The last tile of a level grows until it is full.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from guanxi.engine.audit.merkle import EMPTY, HASH_BYTES, Range, complete_nodes, joined, root_of

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
Place = tuple[int, int]  # level and number of a tile
Tiles = Mapping[Place, bytes]


class Growth:
    """A tree that grows: the unfinished tile of every level, and the tiles that have changed."""

    def __init__(self, size: int = 0, tails: Sequence[bytes] = ()) -> None:
        self.size = size
        self._tails = [_hashes(tail) for tail in tails]
        self.changed: dict[Place, bytes] = {}

    def add(self, leaves: Iterable[bytes]) -> None:
        """Takes the hashes of further leaves."""
        for leaf in leaves:
            self._push(0, self.size, leaf)
            self.size += 1

    def add_full(self, tiles: Iterable[bytes]) -> None:
        """Takes the roots of full tiles, where no tile is unfinished at the lowest level."""
        for root in tiles:
            self.size += WIDTH
            self._push(1, self.size // WIDTH - 1, root)

    def root_with(self, rest: bytes) -> bytes:
        """The root of the tree and an unfinished tile behind it, of which the root is given; empty: there is none."""
        return root_over([[rest] if rest else [], *self._tails[1:]]) if self.size % WIDTH == 0 else self.root

    def _push(self, level: int, number: int, found: bytes) -> None:
        while level >= len(self._tails):
            self._tails.append([])
        tail = self._tails[level]
        tail.append(found)
        if len(tail) == WIDTH:
            self.changed[level, number // WIDTH] = b"".join(tail)
            self._tails[level] = []
            self._push(level + 1, number // WIDTH, root_of(tail))

    @property
    def tails(self) -> list[bytes]:
        """The unfinished tiles by level."""
        return [b"".join(tail) for tail in self._tails]

    def take_changed(self) -> dict[Place, bytes]:
        """What has changed since the last time, unfinished tiles too."""
        tails = {(level, self.size >> HEIGHT * (level + 1)): tail for level, tail in enumerate(self.tails) if tail}
        found, self.changed = {**self.changed, **tails}, {}
        return found

    @property
    def root(self) -> bytes:
        return root_over(self._tails)


def root_over(tails: Iterable[Sequence[bytes]]) -> bytes:
    """The root of a tree from the unfinished tiles of its levels, the lowest first."""
    lower: bytes | None = None
    for tail in tails:
        row = [*tail, *([lower] if lower is not None else [])]
        lower = root_of(row) if row else None
    return EMPTY if lower is None else lower


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[start : start + HASH_BYTES] for start in range(0, len(tile), HASH_BYTES)]


def tails_of(size: int) -> list[Place]:
    """The unfinished tiles of a tree of this size, one for each of its levels."""
    levels = max(1, -(-max(1, size.bit_length()) // HEIGHT))
    return [(level, size >> HEIGHT * (level + 1)) for level in range(levels)]


def _place_of(height: int, number: int) -> tuple[Place, Range]:
    """The tile that holds what a complete subtree is made of, and from where to where in it."""
    level, above = divmod(height, HEIGHT)
    first = number << above
    return (level, first // WIDTH), (first % WIDTH, first % WIDTH + (1 << above))


def tiles_for(ranges: Iterable[Range]) -> set[Place]:
    """The tiles that the roots of these parts are made of."""
    return {_place_of(*node)[0] for part in ranges for node in complete_nodes(*part)}


def root_in(tiles: Tiles, part: Range) -> bytes:
    """The root of a part of the tree. Raises KeyError where a tile is wanting."""
    return joined([_node(tiles, *node) for node in complete_nodes(*part)])


def _node(tiles: Tiles, height: int, number: int) -> bytes:
    place, (start, end) = _place_of(height, number)
    hashes = _hashes(tiles[place][start * HASH_BYTES : end * HASH_BYTES])
    if len(hashes) != end - start:
        raise KeyError(place)
    return root_of(hashes)
