"""Finding a text file's encoding: marks and zeroes first, then which reading gives the likelier characters.

The national encodings share most of their bytes, so that a file often decodes in several of them. What tells them
apart is how they are arranged: GB 2312 and Big5 both put the characters of daily use in a first level, and text that
is read in the wrong one falls outside it about every second time.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

CHUNK = 1 << 20
SAMPLE = 1 << 17

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What a person may choose, and the codec that reads it: a superset that also knows what vendors added.
CODECS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "windows-1252": "cp1252",
}
# Characters that head tables and fill them, in both scripts; they settle texts of two or three characters.
FREQUENT = frozenset(
    "的一是不了人我在有他这中大来上国个到说们为子和你地出会也时要就可以对生能而那得于着下自之年过发后作里公司姓名电话手机"
    "邮箱址客户称产品数量单价金额日期备注号码编部门职务联系省市区县城街道路先生女士男性别类型状态负责员工销售合同订付款开关"
    "北京上海广州深圳天津重庆南西东湖江浙苏山河四川福建安徽陕辽黑龙吉林云贵州宁夏新疆内蒙古藏青甘肃港澳台湾王李张刘陈杨"
    "赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "這個說們為時對過發裡電話機郵戶稱產數單價額備註號碼編門職務聯繫縣鄉鎮類狀態負責員銷訂開關廣東張劉陳楊"
    "趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鐘範統總經業專報發票"
)
PUNCTUATION = frozenset("，。、；：？！（）《》「」『』【】“”‘’…—·　￥％＋－＝０１２３４５６７８９")
WRONG = frozenset(map(chr, range(0xDC80, 0xDD00)))  # what "surrogateescape" makes of bytes that do not fit


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by its name in CODECS, and whether parts of the file do not fit it."""

    name: str
    is_damaged: bool = False


def codec_of(name: str) -> str:
    return CODECS[name]


def detect(path: Path) -> Encoding:
    """The likeliest encoding of a text file."""
    sample = _sample(path)
    name = _marked(path) or _without_mark(sample) or _likeliest(sample)
    if name == "gbk" and _has_long_characters(sample):
        name = "gb18030"
    return check(path, name)


def check(path: Path, name: str) -> Encoding:
    """This encoding, and whether the whole file fits it."""
    try:
        for _ in _decoded(path, name):
            pass
    except UnicodeError:
        return Encoding(name, is_damaged=True)
    return Encoding(name)


def _decoded(path: Path, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(CODECS[name])("strict")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _marked(path: Path) -> str | None:
    with path.open("rb") as file:
        start = file.read(4)
    return next((name for mark, name in MARKS if start.startswith(mark)), None)


def _sample(path: Path) -> bytes:
    """A part of the file that says something of its encoding: its beginning, or where the first foreign byte is."""
    before = b""
    with path.open("rb") as file:
        read = first = file.read(SAMPLE)
        while read.isascii() and len(read) == SAMPLE:
            before, read = read, file.read(SAMPLE)
    if read.isascii():
        return first
    whole_lines = before[before.rfind(b"\n") + 1 :] + read
    return whole_lines if len(read) < SAMPLE else whole_lines[: whole_lines.rfind(b"\n") + 1] or whole_lines


def _without_mark(sample: bytes) -> str | None:
    """UTF-16 that does not say so shows by its zeroes."""
    if b"\x00" not in sample:
        return None
    even = sample[: len(sample) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = even.decode(name, errors="replace")
        keeps_lines = text.count("\n") >= sample.count(b"\n") / 2 and any(mark in text for mark in "\r\n,;\t")
        if keeps_lines and sum(map(_is_plausible, text)) > 0.95 * len(text):
            return name
    return None


def _is_plausible(character: str) -> bool:
    return " " <= character < "\u0250" or "\u3000" <= character < "\ua000" or character in "\r\n\t，：；！？（）￥"


def _likeliest(sample: bytes) -> str:
    if sample.isascii():
        return "utf-8"
    scores = {
        "utf-8": _utf8_score(sample),
        "gbk": _level_score(sample, "gb18030", FIRST_LEVEL_GB),
        "big5": _level_score(sample, "cp950", FIRST_LEVEL_BIG5),
        "windows-1252": _western_score(sample),
    }
    return max(scores, key=lambda name: scores[name])


def _foreign(text: str) -> list[str]:
    return [character for character in text if character > "\x7f"]


def _utf8_score(sample: bytes) -> float:
    """Certain where it fits at all, but for a few letters that could as well be two Chinese characters."""
    foreign = _foreign(sample.decode("utf-8", errors="surrogateescape"))
    wrong = sum(character in WRONG for character in foreign)
    if wrong:
        return 0.9 - 3 * wrong / len(foreign)
    is_doubtful = len(foreign) < 12 and all("\u0250" <= character < "\u0800" for character in foreign)
    return 0.9 if is_doubtful else 2.0


def _first_level(codec: str, leads: range) -> frozenset[str]:
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)] if codec == "cp950" else [*range(0xA1, 0xFF)]
    read = (bytes((lead, trail)).decode(codec, errors="ignore") for lead in leads for trail in trails)
    return frozenset(character for character in read if character)


FIRST_LEVEL_GB = _first_level("gb18030", range(0xB0, 0xD8))
FIRST_LEVEL_BIG5 = _first_level("cp950", range(0xA4, 0xC7))


def _level_score(sample: bytes, codec: str, first_level: frozenset[str]) -> float:
    foreign = _foreign(sample.decode(codec, errors="surrogateescape"))
    return sum(_points(character, first_level) for character in foreign) / len(foreign)


def _points(character: str, first_level: frozenset[str]) -> float:
    if character in WRONG:
        return -3.0
    if character in FREQUENT:
        return 1.2
    if character in first_level or character in PUNCTUATION:
        return 0.8
    return 0.2


def _western_score(sample: bytes) -> float:
    """Accented letters stand between plain ones; bytes of Chinese come in pairs."""
    padded = b" " + sample + b" "
    neighbours = [(two[0] > 0x7F, two[1] > 0x7F) for two in pairwise(padded)]
    alone = sum(before == (False, True) and after == (True, False) for before, after in pairwise(neighbours))
    foreign = sum(second for _, second in neighbours)
    return (0.85 * alone + 0.1 * (foreign - alone)) / foreign


def _has_long_characters(sample: bytes) -> bool:
    """True where GB 18030 has characters that GBK lacks."""
    try:
        sample.decode("gbk")
    except UnicodeDecodeError:
        return True
    return False
