"""How Chinese characters sound: syllables without tones, ü written v, with the readings that surnames have."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from guanxi.kernel.fields.composites import COMPOUND_SURNAMES

FIRST, LAST = 0x3400, 0x9FFF
ENTRY: Final = re.compile(r'"(\d+)": "([^,"]+)')
SPOKEN: Final = re.compile(r"^[a-z]*[aeiouv][a-z]*$")

# Characters of names, places and trades that are read in two ways; the first is the more usual.
TWO_READINGS: Final = (
    "长chang,zhang 重zhong,chong 行xing,hang 乐le,yue 朝chao,zhao 都du,dou 调diao,tiao 传chuan,zhuan 藏cang,zang"
    " 会hui,kuai 石shi,dan 省sheng,xing 校xiao,jiao 降jiang,xiang 弹tan,dan 提ti,di 参can,shen 给gei,ji 还hai,huan"
    " 觉jue,jiao 强qiang,jiang 薄bo,bao 宿su,xiu 盛sheng,cheng 曾zeng,ceng 单dan,shan 解jie,xie 查cha,zha 区qu,ou"
    " 盖gai,ge 朴pu,piao 翟zhai,di 仇chou,qiu 尉wei,yu 乘cheng,sheng 卜bu,bo 柏bai,bo 堡bao,pu 埔pu,bu 沈shen,chen"
    " 蚌beng,bang 厦xia,sha 莞guan,wan 莘xin,shen 茜qian,xi 露lu,lou 车che,ju 角jiao,jue 率lv,shuai 模mo,mu"
    " 奇qi,ji 秘mi,bi 圈quan,juan 贾jia,gu 晟sheng,cheng 俞yu,shu 六liu,lu 蔚wei,yu 炔que,gui 番fan,pan"
    " 荥xing,ying 浒hu,xu 着zhe,zhu 干gan,qian 的de,di 了le,liao 大da,dai 种zhong,chong 没mei,mo 称cheng,chen"
    " 佛fo,fu 茄qie,jia 伽jia,ga 靓liang,jing 陆lu,liu 卡ka,qia 便bian,pian 勒le,lei 般ban,bo 若ruo,re"
    " 裳shang,chang 壳ke,qiao 纤xian,qian 差cha,chai"
)
SURNAMES: Final = (
    "单shan 曾zeng 解xie 仇qiu 查zha 盖ge,gai 朴piao 区ou 乐yue,le 员yun 缪miao 覃qin,tan 召shao 折she 秘bi 黑he"
    " 种chong 重chong 繁po 谌chen,shen 郇xun,huan 郗xi,chi 隗wei,kui 阚kan 能nai 车che 牟mu,mou 卜bu 炅gui 句gou"
    " 角jue 适kuo 祭zhai 洗xian,xi 莘shen,xin 盛sheng 石shi 沈shen 宓mi,fu 乜nie 尉wei 俞yu 薄bo 都du 强qiang"
    " 行xing 长chang 贾jia 么yao 术zhu 万俟mo,qi 尉迟yu,chi 长孙zhang,sun 澹台tan,tai 令狐ling,hu 单于chan,yu"
    " 宰父zai,fu 乐正yue,zheng 宿su"
)


@dataclass(frozen=True, slots=True)
class Sounds:
    """The syllable of every character from U+3400 to U+9FFF as a number into `syllables`; 0 is none."""

    numbers: array[int]
    syllables: tuple[str, ...]


def _toneless(written: str) -> str:
    apart = unicodedata.normalize("NFD", written).replace("u\u0308", "v").replace("v\u0304", "v")
    plain = "".join(each for each in apart if "a" <= each <= "z")
    return plain.replace("ve", "ue")


@cache
def _sounds() -> Sounds:
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin")
    written = (Path(package.origin).parent / "pinyin_dict.json").read_text("utf-8")
    numbers, known = array("H", bytes(2 * (LAST - FIRST + 1))), {"": 0}
    spelt: dict[str, str] = {}
    for entry in ENTRY.finditer(written):
        code = int(entry[1])
        if FIRST <= code <= LAST:
            syllable = spelt.get(entry[2]) or spelt.setdefault(entry[2], _toneless(entry[2]))
            numbers[code - FIRST] = known.setdefault(syllable, len(known))
    return Sounds(numbers, tuple(known))


def _pairs(written: str) -> dict[str, tuple[str, ...]]:
    """The table that a text of characters, each with its readings, stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for word in written.split():
        characters = re.sub(r"[a-z,]", "", word)
        found[characters] = tuple(word[len(characters) :].split(","))
    return found


_SURNAMES: Final = _pairs(SURNAMES)


class _Readings(dict[str, tuple[str, ...]]):
    """The readings of every character met so far, the usual one first, at most three; none for what is not Chinese."""

    def __missing__(self, character: str) -> tuple[str, ...]:
        code = ord(character)
        sounds = _sounds()
        syllable = sounds.syllables[sounds.numbers[code - FIRST]] if FIRST <= code <= LAST else ""
        both = (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)
        self[character] = found = both if syllable else ()
        return found


READINGS: Final = _Readings(_pairs(TWO_READINGS))
READINGS["率"] = ("lv", "lu", "shuai")


@cache
def syllables() -> frozenset[str]:
    """All syllables that a character can have."""
    usual = {each for each in _sounds().syllables if SPOKEN.match(each)}
    return frozenset(usual | {each.replace("v", "u") for each in usual})


@lru_cache(maxsize=4096)
def beginning_with(start: str) -> tuple[str, ...]:
    """The syllables that begin so, in alphabetical order."""
    return tuple(sorted(each for each in syllables() if each.startswith(start)))


def sounds_of(characters: str) -> list[tuple[str, ...]]:
    """The readings of each character that has any."""
    return [found for found in map(READINGS.__getitem__, characters) if found]


def surname_length(full: str) -> int:
    """How many characters of a Chinese name are the surname."""
    return 2 if len(full) > 2 and (full[:2] in _SURNAMES or full[:2] in COMPOUND_SURNAMES) else 1


def sounds_of_name(full: str) -> list[tuple[str, ...]]:
    """The readings of each character of a Chinese person's name, the surname as surnames are read."""
    length = surname_length(full)
    family = _SURNAMES.get(full[:length])
    if family is None:
        return sounds_of(full)
    first = [family] if length == 1 else [(each,) for each in family]
    return [*first, *sounds_of(full[length:])]


@lru_cache(maxsize=4096)
def spoken(text: str) -> str:
    """What a Chinese text is found by in a short list: its pinyin and its initials, in each usual reading."""
    sounds = sounds_of(text)
    heard = [[readings[place] for readings in sounds] for place in (0, -1)]
    found = (part for syllables in heard for part in ("".join(syllables), "".join(each[0] for each in syllables)))
    return " ".join(dict.fromkeys(found)) if sounds else ""
