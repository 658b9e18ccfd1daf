"""What a module of the business brings along: objects, fields for others, rights, texts, verbs, first records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guanxi.kernel.access import Grant
from guanxi.kernel.objects import Extension, Object


@dataclass(frozen=True, slots=True)
class Module:
    """A module as plain facts; the doors walk these and never name a module.

    `translations` is a folder with one JSON file for each language. `roles` are the grants of the default roles by
    object ("*" stands for every object that no grant names). `areas` are the lines of business that it opens in the
    navigation, in their order. `actions` are its verbs by name. `seeds` writes what every company starts with.
    """

    name: str
    objects: tuple[type[Object], ...]
    extensions: tuple[Extension, ...] = ()
    translations: Path | None = None
    roles: Mapping[str, Mapping[str, Grant]] = field(default_factory=dict[str, Mapping[str, Grant]])
    areas: tuple[str, ...] = ()
    actions: Mapping[str, Callable[..., Any]] = field(default_factory=dict[str, Callable[..., Any]])
    seeds: Callable[..., Any] | None = None
