"""Texts stand in one order on every PostgreSQL: Chinese by its sound, numbers by their size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.search.tokens import sort_key

IN_ORDER = [
    ["9", "10", "2026"],
    ["Item 2", "item 10", "Item 100"],
    ["阿里", "Alice", "百度", "Bob", "腾讯", "Zoe"],
    ["西安", "先锋"],
    ["张伟", "张伟明", "张小明", "章子"],
    ["Éclair", "Eclipse", "eddy"],
    ["007", "8"],
    ["9" * 8, "9" * 9, "9" * 10, "9" * 18, "9" * 19, "9" * 40],
]


@pytest.mark.parametrize("texts", IN_ORDER)
def test_texts_stand_in_the_order_in_which_people_look_for_them(texts: list[str]) -> None:
    mixed = texts[::-1]
    assert sorted(mixed, key=lambda text: sort_key(text).encode()) == texts


def test_a_surname_stands_where_it_sounds_as_one() -> None:
    names = ["仇和", "单田芳", "王小明", "尉迟恭", "曾国藩"]
    mixed = names[::-1]
    assert sorted(mixed, key=lambda name: sort_key(name, is_name=True)) == names
    assert sort_key("单田芳", is_name=True) > sort_key("单田芳")


def test_writing_makes_no_difference_to_the_order() -> None:
    assert sort_key("張偉") == sort_key("张伟")
    assert sort_key("ＡＢＣ") == sort_key("abc") == sort_key("Abc")
    assert sort_key("  x") == sort_key("x")


@given(st.integers(0, 10**40), st.integers(0, 10**40))
def test_numbers_stand_by_their_size(one: int, other: int) -> None:
    assert (sort_key(str(one)) < sort_key(str(other))) == (one < other)


@given(st.text())
def test_a_key_is_short_and_can_be_stored(text: str) -> None:
    assert len(sort_key(text)) <= 400
    assert "\x00" not in sort_key(text)
    sort_key(text.encode("utf-8", "ignore").decode()).encode()
