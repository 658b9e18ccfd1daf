"""Whose word for a thing a reader sees: the administrator's in his language, the catalogue's, then any other."""

import pytest

from guanxi import main

WORDS = main.all_words()


@pytest.mark.parametrize(
    ("language", "key", "labels", "shown"),
    [
        ("en", "account.label", {"en": "Client"}, "Client"),
        ("zh-CN", "account.label", {"en": "Client"}, WORDS.text("zh-CN", "account.label")),
        ("en", "account.label", {"zh-CN": "客户公司"}, WORDS.text("en", "account.label")),
        ("zh-TW", "x_vehicle.label", {"zh-CN": "车辆"}, "车辆"),
        ("zh-TW", "x_vehicle.label", {"en": "Vehicle", "zh-CN": "车辆"}, "Vehicle"),
        ("en", "x_vehicle.label", {}, "x_vehicle.label"),
    ],
)
def test_a_reader_sees_the_nearest_word(language: str, key: str, labels: dict[str, str], shown: str) -> None:
    assert WORDS.label(language, key, labels) == shown
