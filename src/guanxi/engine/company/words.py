"""The company's words: every label and message by its key, in three languages."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from guanxi.kernel.specs import ChoiceSpec, FieldSpec

LANGUAGES = ("en", "zh-CN", "zh-TW")


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Words:
    """Catalogues of texts by dotted keys (`order.fields.total`); a missing one falls back to English."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.texts: dict[str, dict[str, Any]] = {language: {} for language in LANGUAGES}
        for folder in folders:
            for language in LANGUAGES:
                tree = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
                self.texts[language] |= dict(_flat("", tree))

    def find(self, language: str, key: str) -> Any:
        """The text or list of words under a key, or None."""
        return self.texts.get(language, {}).get(key) or self.texts["en"].get(key)

    def text(self, language: str, key: str, values: Mapping[str, Any] | None = None) -> str:
        found = self.find(language, key)
        return str(found).format_map(_Lenient(values or {})) if found else key

    def all_of(self, key: str) -> list[str]:
        """The different texts of a key in all languages."""
        found = (self.texts[language].get(key) for language in LANGUAGES)
        return list(dict.fromkeys(text for text in found if text))

    def below(self, path: str) -> list[str]:
        """The names that stand directly below a path."""
        inner = (key.removeprefix(path + ".") for key in self.texts["en"] if key.startswith(path + "."))
        return list(dict.fromkeys(name.partition(".")[0] for name in inner))

    def label(self, language: str, key: str, labels: Mapping[str, str]) -> str:
        """An administrator's label in this language, else the catalogue's, else his label in another language."""
        given = labels.get(language) or self.texts.get(language, {}).get(key)
        return given or labels.get("en") or next(iter(labels.values()), "") or self.text(language, key)

    def choice(self, language: str, object_name: str, field: FieldSpec, choice: ChoiceSpec) -> str:
        """The label of a choice of a field; one without any is called by its key."""
        key = f"{object_name}.choices.{field.name}.{choice.key}"
        return self.label(language, key, choice.labels) if choice.labels or self.find(language, key) else choice.key


def _flat(prefix: str, tree: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from _flat(path, cast(Mapping[str, Any], value))
        else:
            yield path, value
