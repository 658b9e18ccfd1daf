"""Business cards of many programs (REC-9)."""

from pathlib import Path

import pytest

from guanxi.engine.transfer.sources import rows, sniff
from guanxi.engine.transfer.vcards import HEADERS


def cards(path: Path) -> list[dict[str, str]]:
    source = sniff(path, path.name)
    assert (source.format, source.headers) == ("vcf", HEADERS)
    return [{name: cell for name, cell in zip(HEADERS, row, strict=True) if cell} for row in rows(source)]


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("John_Doe_GMAIL.vcf", ("Doe", "John", "john.doe@ibm.com", "IBM")),
        ("John_Doe_MAC_ADDRESS_BOOK.vcf", ("Doe", "John", "john.doe@ibm.com", "IBM")),
        ("John_Doe_MS_OUTLOOK.vcf", ("Doe", "John", "john.doe@ibm.cm", "IBM")),
        ("fullcontact.vcf", ("LastName", "FirstName", "home@example.com", "Organization1")),
        ("gmail-single2.vcf", ("Test", "VCard", "email@example.com", "TheCompany")),
        ("outlook-2003.vcf", ("Doe", "John", "jdoe@hotmail.com", "Company, The")),
        ("rfc6350-example.vcf", ("Perreault", "Simon", "simon.perreault@viagenie.ca", "Viagenie")),
    ],
)
def test_cards_of_many_programs(published_data: Path, name: str, facts: tuple[str, ...]) -> None:
    [card] = cards(published_data / "vcards" / name)
    assert tuple(card[header] for header in ("Family name", "Given name", "Email", "Company")) == facts


def test_a_card_becomes_one_row_with_what_a_contact_has(published_data: Path) -> None:
    [card] = cards(published_data / "vcards" / "outlook-2003.vcf")
    assert card["Note"] == "This is the note field!!\r\nSecond line\r\n\r\nThird line is empty"
    assert (card["Street"], card["City"], card["Province"]) == ("TheOffice, 123 Main St", "Austin", "TX")
    assert (card["Postcode"], card["Birthday"], card["Mobile"]) == ("12345", "19800321", "MobilePhone")


def test_telephones_go_by_their_kind(published_data: Path) -> None:
    [card] = cards(published_data / "vcards" / "gmail-single2.vcf")
    assert (card["Mobile"], card["Phone"], card["Fax"]) == ("5555551115", "5555551111", "5555551117")


def test_chinese_cards_in_old_encodings(tmp_path: Path) -> None:
    name = "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;"
    quoted = f"BEGIN:VCARD\r\nVERSION:2.1\r\n{name}\r\nEND:VCARD\r\n"
    plain = "BEGIN:VCARD\nVERSION:3.0\nFN:王小明\nORG:杭州公司;销售部\nEND:VCARD\n"
    path = tmp_path / "t.vcf"
    path.write_bytes(quoted.encode())
    assert cards(path) == [{"Full name": "伟 张", "Family name": "张", "Given name": "伟"}]
    path.write_bytes(plain.encode("gbk"))
    assert cards(path) == [{"Full name": "王小明", "Company": "杭州公司", "Department": "销售部"}]
