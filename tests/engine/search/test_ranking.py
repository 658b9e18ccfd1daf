"""REC-8: what fits best comes first."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.search.tokens import score

BEST_FIRST = [
    ("张伟", ["张伟", "张伟明", "王张伟", "李四"]),
    ("zhangwei", ["张伟", "张伟明", "王张伟", "李四"]),
    ("zw", ["张伟", "张伟明", "李张伟"]),
    ("zhangw", ["张伟", "张伟明", "章文斌绪", "李张伟"]),
    ("zeng", ["曾国藩", "王曾"]),
    ("smith", ["Smith", "Smith Ltd", "John Smith", "Blacksmith", "Jones"]),
    ("gtx pro", ["GTX Pro", "GTX Pro Max", "New GTX Promise", "GTX"]),
    ("上海 科技", ["上海科技", "上海贝尔科技有限公司", "北京科技"]),
    ("beier", ["贝尔", "贝尔科技", "上海贝尔科技"]),
]


@pytest.mark.parametrize(("query", "titles"), BEST_FIRST)
def test_titles_come_in_the_order_in_which_they_fit(query: str, titles: list[str]) -> None:
    scores = [score(query, title) for title in titles]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


def test_each_way_to_fit_is_better_than_the_next() -> None:
    ways = [
        score("zhang", "Zhang"),
        score("zhang", "Zhang Wei"),
        score("zhang", "Wei Zhang"),
        score("zhang", "张伟"),
        score("zhang", "王小张"),
        score("zhang", "Wei"),
    ]
    assert all(better > worse for better, worse in pairwise(ways))


def test_syllables_in_another_order_do_not_fit() -> None:
    assert score("weizhang", "张伟") == 0


@pytest.mark.parametrize("written", ["138-1234-5678", "+86 138 1234 5678", "5678", "8613812345678"])
def test_a_number_fits_in_any_writing(written: str) -> None:
    assert score(written, "张伟") == 0 < score(written, "+8613812345678")


def test_every_word_must_fit() -> None:
    assert score("张伟 上海", "张伟") == 0
    assert score("张伟 上海", "上海 张伟") > 0


def test_nothing_fits_nothing() -> None:
    assert score("", "张伟") == 0
    assert score("!?", "张伟") == 0
    assert score("!?", "!?") == 1


@given(st.text(max_size=12), st.text(max_size=20))
def test_a_score_lies_between_none_and_exact(query: str, title: str) -> None:
    assert 0 <= score(query, title) <= 1
