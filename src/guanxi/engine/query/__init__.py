"""The one read path: lists, single records and aggregates, always within the caller's rights."""

from guanxi.engine.query.aggregate import aggregate, titles_of
from guanxi.engine.query.listing import Query, find, find_json, find_page
from guanxi.engine.query.single import get, get_json, get_many, get_texts, ids_in_scope, require_scope

__all__ = [
    "Query",
    "aggregate",
    "find",
    "find_json",
    "find_page",
    "get",
    "get_json",
    "get_many",
    "get_texts",
    "ids_in_scope",
    "require_scope",
    "titles_of",
]
