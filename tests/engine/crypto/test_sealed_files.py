"""What imports and exports leave on the disk is sealed where a company encrypts anything: ACC-6."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import httpx
import orjson
import pytest

from guanxi.engine.company import Company
from guanxi.engine.crypto import Vault
from guanxi.engine.crypto.sealed_files import MAGIC, PIECE, TAG, pieces_of, readable, seal_file
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.jobs import JOBS
from guanxi.engine.transfer.running import run_import
from guanxi.kernel.errors import Unavailable
from guanxi.kernel.principal import system

FIELD = {"object": "contact", "field": "department"}
WORD = "qzcanaryqz"
ROWS = f"name,department\nWang,{WORD}1\nLi,{WORD}2\n"
MAPPING = [{"column": 0, "field": "name"}, {"column": 1, "field": "department"}]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "master.key")


def sealed(vault: Vault, folder: Path, clear: bytes) -> Path:
    (folder / "clear").write_bytes(clear)
    seal_file(vault, folder / "clear", folder / "sealed")
    return folder / "sealed"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_says_what_it_said(vault: Vault, tmp_path: Path, size: int) -> None:
    clear = bytes(each % 251 for each in range(size))
    path = sealed(vault, tmp_path, clear)
    assert path.read_bytes().startswith(MAGIC)
    assert b"".join(pieces_of(vault, path)) == clear
    assert readable(vault, path).read_bytes() == clear
    assert readable(vault, tmp_path / "clear") == tmp_path / "clear"


def cut_off(pieces: list[bytes]) -> list[bytes]:
    return pieces[:-1]


def swapped(pieces: list[bytes]) -> list[bytes]:
    return [pieces[1], pieces[0], *pieces[2:]]


def flipped(pieces: list[bytes]) -> list[bytes]:
    return [bytes([pieces[0][0] ^ 1]) + pieces[0][1:], *pieces[1:]]


def longer(pieces: list[bytes]) -> list[bytes]:
    return [*pieces, pieces[-1]]


@pytest.mark.parametrize("attack", [cut_off, swapped, flipped, longer])
def test_what_was_changed_is_not_read(
    vault: Vault, tmp_path: Path, attack: Callable[[list[bytes]], list[bytes]]
) -> None:
    path = sealed(vault, tmp_path, bytes(4 * PIECE))
    head, _, body = path.read_bytes().removeprefix(MAGIC).partition(b"\n")
    pieces = [body[start : start + PIECE + TAG] for start in range(0, len(body), PIECE + TAG)]
    path.write_bytes(MAGIC + head + b"\n" + b"".join(attack(pieces)))
    with pytest.raises(Unavailable, match="sealed_file_broken"):
        list(pieces_of(vault, path))


def test_size_costs_no_memory(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "clear").write_bytes(bytes(300 * PIECE))
    tracemalloc.start()
    seal_file(vault, tmp_path / "clear", tmp_path / "sealed")
    total = sum(map(len, pieces_of(vault, tmp_path / "sealed")))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (total, most < 20 * PIECE) == (300 * PIECE, True)


def files_with(folder: Path, word: str) -> list[Path]:
    """The files of the data folder that hold a word."""
    return [each for each in folder.rglob("*") if each.is_file() and word.encode() in each.read_bytes()]


async def imported(company: Company, admin: httpx.AsyncClient) -> str:
    """An import from the upload to its end; its id."""
    made = await admin.post("/imports", content=ROWS.encode(), headers={"X-File-Name": "people.csv"})
    address = f"/imports/{made.json()['id']}"
    assert made.json()["sample"][0] == ["Wang", f"{WORD}1"]
    settings = {"object": "contact", "mode": "create", "mapping": MAPPING, "on_duplicate": "create"}
    assert (await admin.patch(address, json=settings)).status_code == 200
    assert (await admin.post(f"{address}/preview")).json()["counts"]["create"] == 2
    assert (await admin.post(f"{address}/run")).status_code == 202
    await run_import(company, {"run": made.json()["id"]})
    assert (await admin.get(address)).json()["created"] == 2
    return address


async def exported(admin: httpx.AsyncClient, form: str) -> str:
    asked = {"object": "contact", "fields": ["name", "department"], "format": form}
    made = await admin.post("/exports", json=asked)
    assert made.json()["state"] == "done", made.text
    return f"/exports/{made.json()['id']}/file"


async def encrypt(company: Company, admin: httpx.AsyncClient) -> None:
    changed = await admin.patch("/shape/objects/contact/fields/department", json={"encrypted": True})
    assert changed.status_code == 200
    await seal_field(company, FIELD)


@pytest.mark.anyio
async def test_no_file_of_the_data_folder_holds_a_value_of_an_encrypted_field(
    company: Company, admin: httpx.AsyncClient
) -> None:
    await encrypt(company, admin)
    await imported(company, admin)
    files = {form: await exported(admin, form) for form in ("csv", "xlsx", "parquet")}
    kept = [each for each in company.files_dir.rglob("*") if each.is_file()]
    assert len(kept) == 4
    assert [each for each in kept if not each.read_bytes().startswith(MAGIC)] == []
    assert files_with(company.files_dir.parent, WORD) == []
    assert f"{WORD}1" in (await admin.get(files["csv"])).text
    starts = [(await admin.get(files[form])).content[:4] for form in ("xlsx", "parquet")]
    assert starts == [b"PK\x03\x04", b"PAR1"]


@pytest.mark.anyio
async def test_what_was_there_before_is_sealed_when_a_field_becomes_encrypted(
    company: Company, admin: httpx.AsyncClient
) -> None:
    run, file = await imported(company, admin), await exported(admin, "csv")
    assert len(files_with(company.files_dir.parent, WORD)) == 2
    await encrypt(company, admin)
    await JOBS["seal_files"](company, {})
    async with company.reading(system()) as work:
        [(digests,)] = await work.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'destroy_contents'")
    await JOBS["destroy_contents"](company, orjson.loads(digests))
    assert files_with(company.files_dir.parent, WORD) == []
    assert f"{WORD}2" in (await admin.get(file)).text
    assert (await admin.get(run)).json()["state"] == "done"
