"""Whether the index would find a value: some way to read each word of the query has all its tokens there."""

from typing import Any

from guanxi.engine.search.tokens import contains_tokens, query_tokens, tokens_of


def bare(kind: str, value: Any) -> set[str]:
    """The tokens of a value without the class of its field."""
    return set(tokens_of(kind, value))


def finds(query: str, kind: str, value: Any) -> bool:
    there = bare(kind, value)
    words = query_tokens(query)
    return bool(words) and all(any(there.issuperset(way) for way in word.alternatives) for word in words)


def passes(part: str, kind: str, value: Any) -> bool:
    """True where the index does not keep this value from a filter for values that contain the part."""
    return bare(kind, value).issuperset(contains_tokens(part, kind, is_title=True) or ())
