"""What a module of the business brings along: objects, fields for others, rights, texts, verbs, first records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guanxi.kernel.access import Grant
from guanxi.kernel.fields import Field, Reference
from guanxi.kernel.objects import Extension, Object
from guanxi.kernel.specs import FieldSpec

Run = Callable[..., Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that a module does on demand, beyond writing records: `run` gets a unit of work and the typed values.

    All that it writes is one change set. `about` is the object on whose records it is offered; it takes one of them
    under that object's name. It is not offered for records that have one of the values of `unless`.
    """

    run: Run
    about: str
    takes: Mapping[str, FieldSpec]
    unless: Mapping[str, str] = field(default_factory=dict[str, str])


def verb(run: Run, about: str, *, unless: Mapping[str, str] | None = None, **takes: Field[Any]) -> Verb:
    """A verb with what it takes, declared as the fields of an object are."""
    given = {about: Reference(about, required=True), **takes}
    for name, each in given.items():
        each.__set_name__(Verb, name)
    return Verb(run, about, {name: each.spec() for name, each in given.items()}, unless or {})


@dataclass(frozen=True, slots=True)
class Module:
    """A module as plain facts; the doors walk these and never name a module.

    `translations` is a folder with one JSON file for each language. `roles` are the grants of the default roles by
    object ("*" stands for every object that no grant names). `areas` are the lines of business that it opens in the
    navigation, in their order. `actions` are its verbs by name. `seeds` writes what every company starts with;
    `arrives` what a company that was there before the module gets, at its next start and once.
    """

    name: str
    objects: tuple[type[Object], ...]
    extensions: tuple[Extension, ...] = ()
    translations: Path | None = None
    roles: Mapping[str, Mapping[str, Grant]] = field(default_factory=dict[str, Mapping[str, Grant]])
    areas: tuple[str, ...] = ()
    actions: Mapping[str, Verb] = field(default_factory=dict[str, Verb])
    seeds: Callable[..., Any] | None = None
    arrives: Callable[..., Any] | None = None
