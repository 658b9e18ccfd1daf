"""What columns can be mapped to: the writable fields of an object, their parts and its lines, with all their names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Company
from guanxi.engine.company.words import LANGUAGES
from guanxi.engine.search.folding import fold
from guanxi.engine.transfer.settings import IDENTITY, PARTS
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import FieldSpec, ObjectSpec

LABEL, PART, SYNONYM, COMPOSED = 1.0, 0.98, 0.95, 0.93
# What the parts of a value are called in the headers of files, whatever the field.
PART_NAMES: Mapping[str, tuple[str, ...]] = {
    "family": ("family name", "last name", "surname", "姓", "姓氏"),
    "given": ("given name", "first name", "forename", "名"),
    "full": ("full name", "姓名"),
    "country": ("country", "国家", "国家地区", "国别"),
    "province": ("province", "state", "region", "省", "省份", "州"),
    "city": ("city", "town", "城市", "市", "所在城市"),
    "district": ("district", "county", "区", "区县", "县"),
    "street": ("street", "street address", "address line", "address line 1", "街道", "详细地址", "街道地址"),
    "postcode": ("postcode", "postal code", "zip", "zip code", "邮编", "邮政编码", "邮递区号"),
    "currency": ("currency", "currency code", "币种", "货币", "币别"),
    "latitude": ("latitude", "lat", "纬度"),
    "longitude": ("longitude", "lng", "lon", "经度"),
}
HIDDEN_PARTS = ("amount",)
TITLE_WORDS = ("name", "名称", "姓名", "名字")
PARENTHESIS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]|[*＊:：]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Target:
    """A field or part that a column can fill; `names` are its folded names, each with how sure it is."""

    field: str
    part: str | None
    label: str
    kind: str
    names: Mapping[str, float]
    required: bool = False
    target: str | None = None


def squeezed(text: str) -> str:
    """A header or label without case, spaces, signs and remarks in parentheses; traditional characters simplified."""
    plain = PARENTHESIS.sub(" ", text)
    return NOT_WORD.sub("", fold(CAMEL.sub(" ", plain if plain.strip() else text)))


def targets_of(company: Company, principal: Principal, object_name: str) -> list[Target]:
    """Everything that the principal may fill by an import, in the order of the declaration."""
    rights = company.rights(principal, object_name)
    language = principal.language or "en"
    found = [*_of_object(company, rights, language, ""), _identity(company, language)]
    for each in rights.spec.fields.values():
        if each.lines and rights.edits(each.name):
            found += _of_object(company, company.rights(principal, each.lines), language, each.name + ".")
    return found


def _of_object(company: Company, rights: Rights, language: str, prefix: str) -> Iterator[Target]:
    spec = rights.spec
    for each in spec.fields.values():
        is_written = not each.is_computed and not each.is_readonly and each.kind != "lines" and each.name != spec.parent
        if not is_written or not rights.edits(each.name):
            continue
        names = field_names(company, spec, each)
        label = label_of(company, language, spec, each)
        yield Target(prefix + each.name, None, label, each.kind, names, each.required, each.target)
        for part in PARTS.get(each.kind, ()):
            if part not in HIDDEN_PARTS:
                yield _part(company, language, Target(prefix + each.name, part, label, each.kind, names))


def _identity(company: Company, language: str) -> Target:
    """The record's own id, by which a file that was exported finds its records again."""
    names = {squeezed(company.translate(each, "system.fields.id")): PART for each in LANGUAGES}
    return Target(IDENTITY, None, company.translate(language, "system.fields.id"), "id", names)


def _part(company: Company, language: str, whole: Target) -> Target:
    part = whole.part or ""
    names: dict[str, float] = {}
    for name in PART_NAMES[part]:
        names[squeezed(name)] = PART
        names |= {other + squeezed(name): COMPOSED for other in whole.names}
    label = f"{whole.label}: {part_label(company, language, part)}"
    names[squeezed(label)] = LABEL
    return Target(whole.field, part, label, whole.kind, names)


def part_label(company: Company, language: str, part: str) -> str:
    return company.translate(language, f"transfer.parts.{part}")


def label_of(company: Company, language: str, spec: ObjectSpec, each: FieldSpec) -> str:
    return company.words.label(language, f"{spec.name}.fields.{each.name}", each.labels)


def field_names(company: Company, spec: ObjectSpec, each: FieldSpec) -> dict[str, float]:
    """The folded names of a field in all languages."""
    names: dict[str, float] = {}
    for language in reversed(LANGUAGES):
        for word in _synonyms(company, language, spec, each):
            names[squeezed(word)] = SYNONYM
    if each.target:
        names |= _names_of_reference(company, spec, each, names)
    for language in LANGUAGES:
        names[squeezed(label_of(company, language, spec, each))] = LABEL
    names[squeezed(each.name)] = LABEL
    names.pop("", None)
    return names


def _synonyms(company: Company, language: str, spec: ObjectSpec, each: FieldSpec) -> Iterable[str]:
    found = company.words.texts.get(language, {}).get(f"{spec.name}.synonyms.{each.name}")
    return cast(list[str], found) if isinstance(found, list) else ()


def _names_of_reference(
    company: Company, spec: ObjectSpec, each: FieldSpec, names: Mapping[str, float]
) -> dict[str, float]:
    """A reference also goes by the name of its target's title: `product name` for `product`."""
    plain = {squeezed(label_of(company, language, spec, each)) for language in LANGUAGES} | {squeezed(each.name)}
    return {word + squeezed(ending): COMPOSED for word in plain for ending in TITLE_WORDS if word} | dict(names)
