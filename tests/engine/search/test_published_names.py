"""REC-8 on published names: surnames sound as they should, and what a person would type finds them."""

import gzip
import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypinyin
import pytest
from python_calamine import CalamineWorkbook

from guanxi.engine.search.readings import sounds_of_name
from tests.engine.search.finding import finds

SAMPLE = 3_000
GIVEN = "一二三四"


@pytest.fixture(scope="session")
def names_folder(published_data: Path) -> Path:
    return published_data / "zh_names_companies"


@pytest.fixture(scope="session")
def surnames(names_folder: Path) -> list[str]:
    file = names_folder / "Chinese_Family_Name_1k.xlsx"
    sheet = CalamineWorkbook.from_filelike(BytesIO(file.read_bytes())).get_sheet_by_index(0)
    return [str(row[0]) for row in sheet.to_python()[1:]]


def lines_of(file: Path) -> list[str]:
    return gzip.decompress(file.read_bytes()).decode("utf-8-sig").split("\n")[3:]


def sample(lines: list[str]) -> list[str]:
    return random.Random(7).sample([line.strip() for line in lines if line.strip()], SAMPLE)


@pytest.fixture(scope="session")
def company_names(names_folder: Path) -> list[str]:
    return sample(lines_of(names_folder / "Company-Shorter-Form_28W.txt.gz"))


@pytest.fixture(scope="session")
def english_names(names_folder: Path) -> list[str]:
    return sample(lines_of(names_folder / "English_Names_2W.txt.gz"))


def spelt(text: str) -> str:
    return "".join(pypinyin.lazy_pinyin(text)).replace("ü", "v")


def share(texts: list[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts)


def test_there_is_a_sound_for_every_surname(surnames: list[str]) -> None:
    assert len(surnames) > 1_000
    assert [name for name in surnames if len(sounds_of_name(name + "一二")) != len(name) + 2] == []


def test_almost_all_surnames_sound_as_characters_do(surnames: list[str]) -> None:
    sounds = {name: sounds_of_name(name + GIVEN)[: len(name)] for name in surnames}
    unlike = {name for name, found in sounds.items() if "".join(each[0] for each in found) != spelt(name)}
    assert len(unlike) < len(surnames) * 0.06
    assert {"曾", "解", "仇", "查", "翟"} <= unlike


def test_every_surname_finds_its_people(surnames: list[str]) -> None:
    sounds = {name: sounds_of_name(name + GIVEN)[: len(name)] for name in surnames}
    typed = {name: "".join(each[0] for each in found) for name, found in sounds.items()}
    assert [name for name in surnames if not finds(typed[name], "person_name", name + GIVEN)] == []


def test_companies_are_found_by_what_they_sound_like(company_names: list[str]) -> None:
    assert share(company_names, lambda name: finds(spelt(name), "text", name)) > 0.999


def test_companies_are_found_by_a_part_of_their_name(company_names: list[str]) -> None:
    assert share(company_names, lambda name: finds(name[1:3] or name, "text", name)) == 1


def test_english_names_are_found_by_any_three_letters(english_names: list[str]) -> None:
    assert (
        share(english_names, lambda name: all(finds(name[at : at + 3], "text", name) for at in range(len(name) - 2)))
        == 1
    )
