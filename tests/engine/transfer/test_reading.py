"""Text files: encodings, delimiters, headers and every way in which a table can be broken (REC-9)."""

import gzip
import json
import random
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import opencc
import pytest

from guanxi.engine.transfer.encodings import detect
from guanxi.engine.transfer.limits import LONGEST_CELL
from guanxi.engine.transfer.sources import Reading, Source, rows, sniff, source_of
from guanxi.kernel.errors import Invalid

Write = Callable[[bytes], Path]
SIMPLIFIED = "客户名称,手机,城市\n杭州西湖贸易有限公司,13800138000,杭州\n"
UNTOLD = Reading()
TRADITIONAL = "客戶名稱,手機,城市\n臺北松山貿易有限公司,0912345678,臺北\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: bytes) -> Path:
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        return path

    return make


def every_row(source: Source) -> list[list[str]]:
    return list(rows(source))


def refusal(path: Path, name: str = "table.csv", wanted: Reading = UNTOLD) -> str:
    with pytest.raises(Invalid) as caught:
        sniff(path, name, wanted)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "gbk", "gbk"),
        (SIMPLIFIED + "𠮷野,1,东京\n", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        ("name,city\nMüller,Köln\nJosé,Málaga\n", "cp1252", "windows-1252"),
        ("Имя,Город\nИван,Москва\n", "utf-8", "utf-8"),
        ("name\nplain\n", "ascii", "utf-8"),
        ("姓名,电话\n", "gbk", "gbk"),
        ("姓名,電話\n", "big5", "big5"),
    ],
)
def test_the_encoding_is_found_and_the_text_comes_out_whole(write: Write, text: str, codec: str, found: str) -> None:
    source = sniff(write(text.encode(codec)), "table.csv")
    assert source.encoding == found
    assert not source.is_damaged
    assert [list(source.headers), *every_row(source)] == [line.split(",") for line in text.splitlines()]


def company_names(published_data: Path) -> list[str]:
    path = published_data / "zh_names_companies" / "Company-Shorter-Form_28W.txt.gz"
    names = [name for line in gzip.decompress(path.read_bytes()).decode().splitlines() if (name := line.strip())]
    return random.Random(7).sample([name for name in names if not name.isascii()], 3_000)


def share_found(texts: Sequence[str], codec: str, found: str, path: Path) -> float:
    encoded = [content for text in texts if (content := text.encode(codec, errors="ignore")).decode(codec) == text]
    right = 0
    for content in encoded:
        path.write_bytes(content)
        right += detect(path).name == found
    return right / len(encoded)


def test_three_short_names_are_enough_to_tell_the_chinese_encodings(published_data: Path, tmp_path: Path) -> None:
    names = company_names(published_data)
    simplified = ["\n".join(names[start : start + 3]) for start in range(0, 3_000, 3)]
    converter: Any = opencc.OpenCC("s2t")
    traditional = [str(converter.convert(text)) for text in simplified]
    path = tmp_path / "names.csv"
    assert share_found(simplified, "gbk", "gbk", path) > 0.99
    assert share_found(traditional, "cp950", "big5", path) > 0.99
    assert share_found(simplified, "utf-8", "utf-8", path) == 1
    assert share_found(traditional, "utf-8", "utf-8", path) == 1


def test_an_encoding_that_shows_late_in_the_file_is_found(write: Write) -> None:
    source = sniff(write(b"name,city\n" + b"plain,ascii\n" * 40_000 + "杭州某公司,宁波\n".encode("gbk")), "t.csv")
    assert (source.encoding, source.is_damaged) == ("gbk", False)


def test_bytes_that_do_not_fit_are_marked_not_hidden(write: Write) -> None:
    source = sniff(write(("名称,城市\n" + "公司,杭州\n" * 50).encode() + b"bad\xff,x\n"), "t.csv")
    assert (source.encoding, source.is_damaged) == ("utf-8", True)
    assert every_row(source)[-1] == ["bad\ufffd", "x"]


def test_a_chosen_encoding_is_used(write: Write) -> None:
    source = sniff(write("é\n".encode("cp1252")), "t.csv", Reading(encoding="big5"))
    assert source.encoding == "big5"
    assert refusal(source.path, wanted=Reading(encoding="klingon")) == "unknown_encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_spite_of_the_others_in_texts(write: Write, delimiter: str) -> None:
    lines = [["name", "note"], ["A", '"one, two; three | four"'], ["B", '"x\ty, z"'], ["C", '"5,50"']]
    content = "\n".join(delimiter.join(line) for line in lines)
    source = sniff(write(content.encode()), "table.csv")
    assert source.delimiter == delimiter
    assert [row[0] for row in every_row(source)] == ["A", "B", "C"]


def test_decimal_commas_do_not_pass_for_delimiters(write: Write) -> None:
    assert sniff(write(b"a;b\n1,5;2,5\n3,5;4,5\n"), "table.csv").delimiter == ";"


def test_the_line_that_names_the_delimiter_is_obeyed_and_skipped(write: Write) -> None:
    source = sniff(write(b"sep=|\r\na|b,c\r\n1|2,3\r\n"), "table.csv")
    assert (source.headers, every_row(source)) == (("a", "b,c"), [["1", "2,3"]])


def test_a_table_under_csv_with_tabs(published_data: Path) -> None:
    source = sniff(published_data / "marketing_campaign" / "marketing_campaign.csv", "marketing_campaign.csv")
    assert (source.format, source.rows, len(source.headers)) == ("tsv", 2_240, 29)


def spectrum(published_data: Path) -> list[tuple[str, list[list[str]], list[dict[str, str]]]]:
    folder = published_data / "messy_import" / "csv-spectrum"
    found: list[tuple[str, list[list[str]], list[dict[str, str]]]] = []
    for path in sorted((folder / "csvs").glob("[!l]*.csv")):  # the two forms of location_coordinates differ
        source = sniff(path, path.name)
        wanted: Any = json.loads((folder / "json" / f"{path.stem}.json").read_text())
        found.append((path.stem, [list(source.headers), *every_row(source)], wanted))
    return found


def test_csv_spectrum_is_read_as_its_authors_mean_it(published_data: Path) -> None:
    for name, (headers, *body), wanted in spectrum(published_data):
        read = [dict(zip(headers, row, strict=True)) for row in body]
        plain = [{" ".join(key.split()): value.replace("\r\n", "\n") for key, value in row.items()} for row in wanted]
        assert [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in read] == plain, name


@pytest.mark.parametrize(
    ("name", "headers", "count"),
    [
        ("csvkit/examples/mac_newlines.csv", ("a", "b", "c"), 2),
        ("csvkit/examples/no_header_row.csv", ("A", "B", "C"), 1),
        ("csvkit/examples/test_utf16_big.csv", ("a", "b", "c"), 2),
        ("csvkit/examples/test_skip_lines.csv", ("a", "b", "c"), 1),
        ("csvkit/examples/test_header_newline.csv", ("start end", "b", "c"), 1),
        ("csvkit/examples/null_byte.csv", ("a", "b", "c"), 1),
        ("csvkit/examples/realdata/event-notification-rpt-lastmonth.txt", ("Event Desc", "En No", "Site Name"), 72),
        ("tabulator/data/special/skip-rows-before-headers.csv", ("id", "name"), 2),
        ("tabulator/data/special/latin1.csv", ("id", "name"), 2),
    ],
)
def test_messy_files_are_read(published_data: Path, name: str, headers: tuple[str, ...], count: int) -> None:
    path = published_data / "messy_import" / name
    source = sniff(path, path.name)
    assert source.headers[: len(headers)] == headers
    assert source.rows == count == sum(1 for row in rows(source) if row)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n \n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"%PDF-1.7 ...", "unknown_format"),
        (b"\x1f\x8b\x08\x00", "unknown_format"),
        (b"<html><table><tr><td>1</td></tr></table>", "unknown_format"),
        (b"<?xml version='1.0'?>", "unknown_format"),
        (bytes(range(256)) * 40, "unknown_format"),
        (b"a,b\n1," + b"x" * (LONGEST_CELL + 1) + b"\n", "cell_too_long"),
        (b'a,b\n1,"open\n2,x\n3,y\n', "quote_not_closed"),
        (b",".join(b"c%d" % number for number in range(5_000)) + b"\n", "too_many_columns"),
        (b"PK\x03\x04broken", "broken_spreadsheet"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(write: Write, content: bytes, code: str) -> None:
    assert refusal(write(content)) == code


def test_json_is_told_to_be_json(write: Write) -> None:
    assert refusal(write(b'[{"a": 1}]'), "table.json") == "unknown_format"


def test_emoji_and_marks_of_direction_come_through(write: Write) -> None:
    source = sniff(write("name\n🦀 crab\n\u200fעברית\n".encode()), "table.csv")
    assert every_row(source) == [["🦀 crab"], ["\u200fעברית"]]


def test_titles_above_the_table_are_passed_over(write: Write) -> None:
    source = sniff(write("客户清单,,\n\n姓名,手机,城市\n张三,13800138000,杭州\n".encode()), "table.csv")
    assert (source.header_row, source.headers, source.rows) == (2, ("姓名", "手机", "城市"), 1)


def test_a_person_decides_where_the_headers_are(write: Write) -> None:
    path = write(b"one,two\nthree,four\nfive,six\n")
    assert sniff(path, "t.csv", Reading(header_row=1)).headers == ("three", "four")
    assert sniff(path, "t.csv", Reading(has_header=False)).rows == 3


def test_the_facts_of_a_source_can_be_kept(write: Write) -> None:
    source = sniff(write(SIMPLIFIED.encode("gbk")), "table.csv")
    assert source_of(source.path, json.loads(json.dumps(source.facts()))) == source


def test_a_large_table_is_read_in_little_memory(write: Write) -> None:
    source = sniff(write(b"name,city\n" + b"somebody,somewhere\n" * 200_000), "table.csv")
    tracemalloc.start()
    count = sum(1 for _ in rows(source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 2_000_000) == (200_000, True)
