"""`guanxi import`: the same import from the command line (REC-9)."""

import json
from pathlib import Path

import pytest

from guanxi import main
from guanxi.cli import parser
from guanxi.cli.importing import order_of
from guanxi.cli.program import ImportOrder, ImportSummary
from guanxi.engine.company import Company
from guanxi.engine.transfer import runs
from guanxi.kernel.errors import NotFound
from guanxi.settings import Settings
from tests.fixtures.company import Cast

FILE = "code,name,price\nP1,Pen,2.5\nP2,Ink,much\n"


@pytest.fixture
def settings(company: Company) -> Settings:
    return Settings(database_url=str(company.pool.conninfo), data=company.files_dir.parent)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(FILE)
    return path


async def bring(settings: Settings, order: ImportOrder) -> ImportSummary:
    return await main.import_file(settings, order, lambda line: None)


async def test_a_file_is_imported_with_a_guessed_mapping(settings: Settings, file: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    first = await bring(settings, ImportOrder(file, "product", rejected=rejected))
    again = await bring(settings, ImportOrder(file, "product"))
    assert (first, again) == (ImportSummary(1, 0, 0, 1), ImportSummary(0, 0, 1, 1))
    assert rejected.read_text(encoding="utf-8-sig").splitlines()[1].startswith("P2,Ink,much,3,List price")


async def test_a_dry_run_writes_nothing(company: Company, cast: Cast, settings: Settings, file: Path) -> None:
    assert await bring(settings, ImportOrder(file, "product", dry_run=True)) == ImportSummary(1, 0, 0, 1)
    async with company.reading(cast.admin) as work:
        assert await work.fetch("SELECT count(*) FROM record.product") == [(0,)]


async def test_mappings_come_from_a_file_or_by_their_saved_name(
    company: Company, cast: Cast, settings: Settings, file: Path, tmp_path: Path
) -> None:
    mapping = {"object": "product", "mode": "create", "mapping": [{"column": 1, "field": "name"}]}
    saved = tmp_path / "names.json"
    saved.write_text(json.dumps(mapping))
    assert await bring(settings, ImportOrder(file, "product", mapping=str(saved))) == ImportSummary(2, 0, 0, 0)
    async with company.work(cast.admin) as work:
        await runs.save_mapping(work, "Names only", "product", mapping)
    assert await bring(settings, ImportOrder(file, "product", mapping="names ONLY")) == ImportSummary(2, 0, 0, 0)
    with pytest.raises(NotFound, match="no_such_mapping"):
        await bring(settings, ImportOrder(file, "product", mapping="unheard of"))


async def test_a_fixed_value_stands_in_every_row_and_over_a_saved_one(
    company: Company, cast: Cast, settings: Settings, file: Path, tmp_path: Path
) -> None:
    mapping = [{"column": 1, "field": "name"}, {"column": 0, "field": "code"}, {"column": 2, "field": "price"}]
    kept = [{"field": "series", "value": "Old"}, {"field": "price", "part": "currency", "value": "EUR"}]
    saved = tmp_path / "dollars.json"
    saved.write_text(json.dumps({"object": "product", "mapping": mapping, "constants": kept}))
    set_anew = (("price.currency", "USD"), ("series", "Desk"))
    await bring(settings, ImportOrder(file, "product", mapping=str(saved), constants=set_anew))
    async with company.reading(cast.admin) as work:
        rows = await work.fetch("SELECT code, series, price_currency FROM record.product")
    assert rows == [("P1", "Desk", "USD")]


def test_a_fixed_value_is_written_as_field_and_value(file: Path) -> None:
    chosen = parser().parse_args(["import", "lead", str(file), "--set", "source=event", "--set", "note=a=b"])
    assert order_of(chosen).constants == (("source", "event"), ("note", "a=b"))
