"""REC-8: one box finds Chinese and English, pinyin, initials, parts of words and numbers in any writing."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guanxi.engine.search.folding import fold
from guanxi.engine.search.grams import SOUND
from guanxi.engine.search.marks import class_of, marks
from guanxi.engine.search.phones import digits_of
from guanxi.engine.search.readings import syllables
from guanxi.engine.search.tokens import contains_tokens, query_tokens, text_of, tokens_of
from tests.engine.search.finding import finds, passes

CHARACTERS = "张偉伟李小明王芳曾单解銀银行重庆廣广aAbBéßzZ019 -.,@/_()（）·ＡＢ１ıİſﬁㄅガｶﾞ한😀\u200f\u0301\t"
TEXTS = st.text(CHARACTERS, max_size=30) | st.text(max_size=20)
NAMES = st.text("王李张刘陈伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超", min_size=2, max_size=4)
ZHANG_WEI = {"family": "张", "given": "伟", "full": "张伟"}
FOUND = [
    ("张伟", "person_name", ZHANG_WEI),
    ("张", "person_name", ZHANG_WEI),
    ("張偉", "person_name", ZHANG_WEI),
    ("zhangwei", "person_name", ZHANG_WEI),
    ("ZhangWei", "person_name", ZHANG_WEI),
    ("zhang wei", "person_name", ZHANG_WEI),
    ("zhangw", "person_name", ZHANG_WEI),
    ("zhangwe", "person_name", ZHANG_WEI),
    ("zhan", "person_name", ZHANG_WEI),
    ("wei", "person_name", ZHANG_WEI),
    ("zw", "person_name", ZHANG_WEI),
    ("ZW", "person_name", ZHANG_WEI),
    ("zh", "person_name", ZHANG_WEI),
    ("z", "person_name", ZHANG_WEI),
    ("ｚｗ", "person_name", ZHANG_WEI),
    ("张wei", "person_name", ZHANG_WEI),
    ("zengguofan", "person_name", "曾国藩"),
    ("shantianfang", "person_name", "单田芳"),
    ("qiuhe", "person_name", "仇和"),
    ("xiexiaolong", "person_name", "解小龙"),
    ("liao hao yu", "person_name", "廖浩宇"),
    ("wu li", "person_name", "吴丽"),
    ("ouyangxiu", "person_name", "欧阳修"),
    ("oyx", "person_name", "歐陽修"),
    ("zhangsunwuji", "person_name", "长孙无忌"),
    ("lvbu", "person_name", "吕布"),
    ("lubu", "person_name", "吕布"),
    ("lyubu", "person_name", "吕布"),
    ("xm", "person_name", "王小明"),
    ("wangxm", "person_name", "王小明"),
    ("wxm", "person_name", "王小明"),
    ("xiaoming", "person_name", "王小明"),
    ("xiaom", "person_name", "王小明"),
    ("smith", "person_name", {"family": "Smith", "given": "John", "full": "John Smith"}),
    ("mit", "person_name", "John Smith"),
    ("jo sm", "person_name", "John Smith"),
    ("jose", "person_name", "José García"),
    ("chongqing", "text", "重庆银行"),
    ("yinhang", "text", "重庆银行"),
    ("上海 科技", "text", "上海贝尔科技有限公司"),
    ("shanghaibeier", "text", "上海贝尔科技有限公司"),
    ("shbe", "text", "上海贝尔科技有限公司"),
    ("shbekj", "text", "上海贝尔科技有限公司"),
    ("beierkejigufenyouxiangongsi", "text", "上海贝尔科技股份有限公司"),
    ("beierkeji", "text", "上海贝尔科技有限公司"),
    ("台積電", "text", "台积电"),
    ("taijidian", "text", "台積電"),
    ("ibm", "text", "IBM（中国）有限公司"),
    ("zhongguo", "text", "IBM（中国）有限公司"),
    ("xian", "text", "西安高新"),
    ("xian", "text", "先锋"),
    ("gtx pro", "text", "GTX-Pro 500"),
    ("tx5", "text", "GTX500"),
    ("straße", "text", "STRASSE 5"),
    ("zhang.wei@example.com", "email", "zhang.wei@example.com"),
    ("zhang.wei@exam", "email", "zhang.wei@example.com"),
    ("exampl", "email", "zhang.wei@example.com"),
    ("example.com", "url", "https://www.example.com/path"),
    ("2026-00012", "auto_number", "AC-2026-00012"),
    ("ac-2026", "auto_number", "AC-2026-00012"),
    ("vip", "tags", ["key", "VIP"]),
    ("杭州 文三", "address", {"city": "杭州", "street": "文三路 1"}),
    ("续约", "long_text", "客户同意在三月续约。"),
    ("renewal", "long_text", "They agreed to the renewal, in March."),
    ("renewal", "rich_text", "<p>They agreed to the <b>renewal</b></p>"),
    ("13812345678", "long_text", "打 13812345678 联系"),
]
MISSED = [
    ("伟张", "person_name", ZHANG_WEI),
    ("han", "person_name", ZHANG_WEI),
    ("cengguofan", "person_name", "曾国藩"),
    ("lisi", "person_name", ZHANG_WEI),
    ("beijing", "text", "上海贝尔科技有限公司"),
    ("youxian", "text", "上海贝尔科技有限公司"),
    ("strong", "rich_text", "<strong>x</strong>"),
]
MOBILE = ["13812345678", "138 1234 5678", "138-1234-5678", "+86 138 1234 5678", "0086-138-1234-5678", "（138）12345678",
          "１３８１２３４５６７８", "+86.138.1234.5678", "8613812345678", "5678", "2345", "138", "1381"]  # fmt: skip
LANDLINE = ["(021) 6888 1234", "021-68881234", "021-6888", "+86 21 6888 1234", "+86 (0)21 68881234", "68881234",
            "+86 021 68881234", "6888-1234", "1234", "86-21-6888-1234"]  # fmt: skip


@pytest.mark.parametrize(("query", "kind", "value"), FOUND)
def test_what_is_typed_finds_the_value(query: str, kind: str, value: Any) -> None:
    assert finds(query, kind, value)


@pytest.mark.parametrize(("query", "kind", "value"), MISSED)
def test_what_is_not_there_is_not_found(query: str, kind: str, value: Any) -> None:
    assert not finds(query, kind, value)


@pytest.mark.parametrize("query", MOBILE)
def test_a_mobile_number_is_found_in_any_writing(query: str) -> None:
    assert finds(query, "phone", "+8613812345678")


@pytest.mark.parametrize("query", LANDLINE)
def test_a_landline_is_found_in_any_writing(query: str) -> None:
    assert finds(query, "phone", "+862168881234")


def test_an_extension_is_part_of_the_number() -> None:
    assert finds("6888 1234-105", "phone", "+862168881234;ext=105")


def test_the_country_does_not_hide_how_a_number_begins() -> None:
    assert finds("415", "phone", "+14155550132")
    assert finds("(415) 555-0132", "phone", "+14155550132")
    assert finds("20 7946", "phone", "+442079460018")


def test_zeros_at_the_beginning_of_the_end_count() -> None:
    assert finds("0018", "phone", "+442079460018")
    assert finds("00018", "phone", "+442079400018")


def test_a_number_of_somebody_else_is_not_found() -> None:
    assert not finds("138 1234 5679", "phone", "+8613812345678")


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, TEXTS)
def test_a_part_folds_to_a_part(before: str, after: str) -> None:
    plain = fold(before) + " " + fold(after)
    assert fold(before + " " + after) == plain


@given(TEXTS, st.data())
def test_the_index_never_hides_what_contains_a_part(text: str, chosen: st.DataObject) -> None:
    folded = fold(text)
    start = chosen.draw(st.integers(0, len(folded)))
    end = chosen.draw(st.integers(start, len(folded)))
    kind = chosen.draw(st.sampled_from(("text", "person_name", "email", "url", "auto_number", "identity_number")))
    assert passes(folded[start:end], kind, text)


@given(st.from_regex(r"\A\+[1-9][0-9]{5,14}(;ext=[0-9]{1,5})?\Z"), st.data())
def test_the_index_never_hides_a_part_of_a_number(number: str, chosen: st.DataObject) -> None:
    digits = digits_of(number)
    start = chosen.draw(st.integers(0, len(digits) - 4))
    part = digits[start : chosen.draw(st.integers(start + 4, len(digits)))]
    assert contains_tokens(part, "phone") is None or passes(part, "phone", number)
    assert finds(digits[-4:], "phone", number)


def sound_of(character: str) -> str:
    return next(token.partition("~")[2] for token in tokens_of("text", character) if "~" in token)


@given(NAMES)
def test_a_name_is_found_by_its_characters_its_sound_and_its_initials(name: str) -> None:
    syllables = [sound_of(character) for character in name]
    assert finds(name, "person_name", name)
    assert finds("".join(syllables), "person_name", name)
    assert finds("".join(syllable[0] for syllable in syllables), "person_name", name)


@given(st.text(CHARACTERS, min_size=1, max_size=60))
def test_any_query_is_read_without_fault_and_asks_for_little(text: str) -> None:
    words = query_tokens(text * 5)
    assert len(words) <= 10
    assert all(word.alternatives and all(word.alternatives) for word in words)
    assert all(len(way) <= 24 for word in words for way in word.alternatives)
    assert all(sum(len(way) > 1 for way in word.alternatives) <= 9 for word in words)


def test_a_name_that_begins_with_what_is_searched_says_so() -> None:
    assert [(word.text, word.whole, word.is_broad) for word in query_tokens("张 zhang")] == [
        ("张", "=张", True),
        ("zhang", "=zhang", False),
    ]


@pytest.mark.parametrize("text", ["", "  ", "!?", "😀", "\u200f", "-.-"])
def test_what_has_no_word_asks_for_nothing(text: str) -> None:
    assert query_tokens(text) == []
    assert contains_tokens(text, "text") is None


@pytest.mark.parametrize(
    ("text", "kind"), [("ab", "text"), ("13", "phone"), ("http", "url"), ("https://", "url"), ("anything", "long_text")]
)
def test_a_filter_for_too_little_cannot_use_the_index(text: str, kind: str) -> None:
    assert contains_tokens(text, kind) is None


def test_two_letters_anywhere_in_a_word_of_a_title_are_found_by_the_index() -> None:
    assert passes("ck", "text", "Becker GmbH")
    assert contains_tokens("ck", "text", is_title=True) == ("&ck",)
    assert not passes("ck", "text", "Bicycle")


def test_every_token_stands_behind_the_class_of_its_field() -> None:
    tokens = list(tokens_of("text", "张伟 IBM"))
    assert set(marks(class_of("a", "b"), tokens)).isdisjoint(marks(class_of("a", "c"), tokens))
    assert list(tokens_of("text", None)) == []


@given(st.lists(st.text(), unique=True), st.integers(0, 99))
def test_the_marks_of_different_tokens_differ_and_fit_a_column(tokens: list[str], number: int) -> None:
    found = marks(class_of("thing", f"field_{number}"), tokens)
    assert len(set(found)) == len(tokens)
    assert all(0 <= each < 2**63 for each in found)


def test_a_typical_record_has_few_tokens() -> None:
    fields = [
        ("person_name", {"family": "王", "given": "小明", "full": "王小明"}),
        ("phone", "+8613812345678"),
        ("email", "wangxm@example.com"),
        ("text", "销售经理"),
    ]
    assert sum(len(list(tokens_of(kind, value, is_title=False))) for kind, value in fields) <= 45


def test_a_very_long_text_has_a_bounded_number_of_tokens() -> None:
    text = "".join(chr(0x4E00 + at * 7 % 20_000) for at in range(50_000))
    assert len(list(tokens_of("long_text", text))) == 300


def test_the_text_of_a_value_is_what_people_read() -> None:
    assert text_of("rich_text", "<p>A &amp; B</p>").strip() == "A & B"
    assert text_of("person_name", {"family": "Smith", "given": "John"}) == "John Smith"
    assert text_of("address", {"street": "文三路 1", "city": "杭州"}) == "杭州 文三路 1"
    assert text_of("number", 12) == "12"


@pytest.mark.parametrize("code", ["a15398eb", "152260fc", "A12345", "12345678x"])
def test_a_code_of_letters_and_digits_is_one_word(code: str) -> None:
    assert finds(code, "text", f"part {code.upper()} of many")
    assert finds(f"part {code}", "text", f"part {code} of many")


def test_a_number_beside_ideographs_is_still_a_telephone() -> None:
    assert finds("13812345678", "phone", "+8613812345678")
    assert [word.text for word in query_tokens("电话13812345678")] == ["电话", "13812345678"]


@settings(deadline=300)
@example(["an"] * 19 + ["aq"])
@example(["ao"] * 19 + ["oq"])
@given(st.lists(st.sampled_from([*sorted(syllables()), "q", "aq", "vv"]), min_size=8, max_size=20))
def test_letters_that_can_be_read_in_very_many_ways_are_read_at_once(parts: list[str]) -> None:
    assert len(query_tokens("".join(parts)[:40])[0].alternatives) < 40


def test_a_word_that_can_be_read_in_several_ways_keeps_them_all() -> None:
    [word] = query_tokens("xianan")
    assert {(SOUND + "xian", SOUND + "an"), (SOUND + "xi", SOUND + "an")} <= set(word.alternatives)
