"""Exports as Parquet: typed columns, exact values, within rights (REC-10)."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import httpx

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.engine.transfer import exporting
from guanxi.engine.transfer.cells import ExportColumn
from guanxi.engine.transfer.parquet_files import ParquetFile
from guanxi.kernel.access import Grant
from guanxi.kernel.principal import Principal
from tests.engine.transfer.test_export import export as as_csv
from tests.fixtures.company import Cast, make


def shown(path: Path) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    """The types of a file's columns by their names, and its rows; moments are in UTC."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        types = {name: str(kind) for name, kind, *_ in found.description}
        moments = [name for name, kind in types.items() if kind == "TIMESTAMP WITH TIME ZONE"]
        plain = ", ".join(f'"{name}"::TIMESTAMP AS "{name}"' for name in moments)
        selected = f"* REPLACE ({plain})" if moments else "*"
        return types, connection.execute(f"SELECT {selected} FROM read_parquet(?)", [str(path)]).fetchall()


async def export(
    company: Company, person: Principal, language: str = "zh-CN", **asked: Any
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    async with company.work(person) as work:
        made = await exporting.add_export(work, {**asked, "format": "parquet"}, language)
    done = await exporting.write_export(company, person, made)
    assert (done.state, done.done) == ("done", done.total)
    types, rows = shown(done.path(company.files_dir))
    return types, [dict(zip(types, row, strict=True)) for row in rows]


async def test_columns_are_typed_and_named_by_fields(company: Company, cast: Cast) -> None:
    account = await make(company, cast.admin, "account", name="=HYPERLINK(evil)", employees=1200)
    amount = {"amount": "12345678901234.50", "currency": "USD"}
    values = {"amount": amount, "probability": "35.5", "close_on": "2026-12-31"}
    deal = await make(company, cast.admin, "opportunity", name="-1", account=str(account), stage="proposal", **values)
    types, rows = await export(
        company,
        cast.admin,
        object="opportunity",
        fields=["name", "account", "stage", "amount", "probability", "close_on", "created_at"],
    )
    assert types == {
        **{"id": "VARCHAR", "name": "VARCHAR", "account": "VARCHAR", "account_id": "VARCHAR", "stage": "VARCHAR"},
        **{"stage_key": "VARCHAR", "amount": "DECIMAL(18,4)", "amount_currency": "VARCHAR"},
        **{"probability": "DECIMAL(18,4)", "close_on": "DATE", "created_at": "TIMESTAMP WITH TIME ZONE"},
    }
    [row] = rows
    assert row["id"] == str(deal)
    assert (row["name"], row["account"], row["account_id"]) == ("-1", "=HYPERLINK(evil)", str(account))
    assert (row["stage"], row["stage_key"]) == ("方案报价", "proposal")
    assert (row["amount"], row["amount_currency"]) == (Decimal("12345678901234.50"), "USD")
    assert (row["probability"], row["close_on"]) == (Decimal("35.5"), date(2026, 12, 31))
    assert abs((datetime.now(UTC).replace(tzinfo=None) - row["created_at"]).total_seconds()) < 600


async def test_lists_names_and_truth_keep_their_shape(company: Company, cast: Cast) -> None:
    person = {"family": "欧阳", "given": "修"}
    await make(company, cast.admin, "contact", name=person, tags=["vip", "a; b"], is_primary=True)
    await make(company, cast.admin, "contact", name={"full": "Empty"})
    fields = ["name", "tags", "is_primary", "address"]
    types, rows = await export(company, cast.admin, object="contact", fields=fields, sort=["created_at"])
    assert (types["tags"], types["is_primary"], types["address_city"]) == ("VARCHAR[]", "BOOLEAN", "VARCHAR")
    assert (rows[0]["name"], rows[0]["name_family"], rows[0]["name_given"]) == ("欧阳修", "欧阳", "修")
    assert (rows[0]["tags"], rows[0]["is_primary"]) == (["vip", "a; b"], True)
    assert rows[1]["tags"] is None


async def test_figures_keep_their_fractions_and_digits(company: Company, cast: Cast, admin: httpx.AsyncClient) -> None:
    facts = {"kind": "formula", "result_kind": "number"}
    for name, formula in (("half", "employees / 4"), ("vast", "employees * employees * employees")):
        made = await admin.post(
            "/shape/objects/account/fields",
            json={**facts, "name": f"x_{name}", "labels": {"en": name}, "formula": formula},
        )
        assert made.status_code == 201, made.text
    await make(company, cast.admin, "account", name="Nine", employees=999_999_999)
    asked: dict[str, Any] = {"object": "account", "fields": ["name", "x_half", "x_vast"]}
    _, [row] = await export(company, cast.admin, **asked)
    assert (row["x_half"], row["x_vast"]) == (Decimal("249999999.75"), Decimal(999_999_999**3))
    assert (await as_csv(company, cast.admin, **asked, format="csv"))[1] == [
        "Nine",
        "249999999.75",
        str(999_999_999**3),
    ]


async def test_every_object_is_exported_whole(company: Company, cast: Cast) -> None:
    names = [name for name, spec in company.registry.objects.items() if spec.parent is None]
    for name in names:
        types, _ = await export(company, cast.admin, object=name)
        assert types, name


async def test_masked_values_stay_masked(company: Company, cast: Cast) -> None:
    async with company.work(cast.lina) as work:
        await write(
            work, "lead", [Change("create", values={"name": "Mine", "company": "Mine", "mobile": "13800138001"})]
        )
    grant = Grant(frozenset({"read", "export", "create"}), "own", "own", {"mobile": "masked", "email": "hidden"})
    company.replace(grants={**company.grants, "representative": {"*": grant}})
    types, rows = await export(company, cast.lina, object="lead")
    assert rows[0]["mobile"] == "138****8001"
    assert "email" not in types


def column(name: str, kind: str, decimals: int = 0) -> ExportColumn:
    return ExportColumn(name, name, str, kind, decimals)


def written(path: Path, columns: list[ExportColumn], rows: list[list[Any]]) -> tuple[dict[str, str], list[Any]]:
    with ParquetFile(path, columns) as file:
        for row in rows:
            file.write(row)
        file.finish()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return shown(path)


def test_numbers_are_exact_however_long_they_are(tmp_path: Path) -> None:
    columns = [column("short", "decimal", 2), column("long", "decimal", 2), column("longer", "decimal", 2)]
    long, longer = "-12345678901234567890.123456", "1" * 30 + "." + "2" * 20
    types, rows = written(tmp_path / "a.parquet", columns, [["1.5", long, longer], [None, "0.00", "0"]])
    assert types == {"short": "DECIMAL(18,2)", "long": "DECIMAL(38,6)", "longer": "VARCHAR"}
    assert rows == [(Decimal("1.50"), Decimal(long), longer), (None, Decimal(0), "0")]


def test_names_and_texts_may_be_anything(tmp_path: Path) -> None:
    name, text = "a \"quoted' 名 {0}", "line\nline \u2028 😀 \" \\ '" + "长" * 400_000
    assert written(tmp_path / "a.parquet", [column(name, "text")], [[text], [""]]) == (
        {name: "VARCHAR"},
        [(text,), ("",)],
    )


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    columns = [column("a", "text"), column("b", "texts"), column("c", "moment")]
    types, rows = written(tmp_path / "a.parquet", columns, [])
    assert (types, rows) == ({"a": "VARCHAR", "b": "VARCHAR[]", "c": "TIMESTAMP WITH TIME ZONE"}, [])


MANY = """
import resource, sys
from pathlib import Path
from guanxi.engine.transfer.cells import ExportColumn
from guanxi.engine.transfer.parquet_files import ParquetFile

def most(rows):
    columns = [ExportColumn("a", "a", str), ExportColumn("b", "b", str, "decimal", 2)]
    with ParquetFile(Path(sys.argv[1]), columns) as file:
        for number in range(rows):
            file.write([f"{number * 7919 % 1_000_003} 有限公司 " * 10, f"{number}.25"])
        file.finish()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return [resource.getrusage(each).ru_maxrss // 1024 for each in who]

few, many = most(1_000), most(400_000)
print(many[0] - few[0], many[1])
"""


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    asked = [sys.executable, "-c", MANY, str(tmp_path / "a.parquet")]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    own, of_child = map(int, said.split())
    assert own < 20
    assert of_child < 350


async def test_a_file_is_sent_as_parquet(company: Company, cast: Cast, admin: httpx.AsyncClient) -> None:
    await make(company, cast.admin, "task", subject="One")
    made = (await admin.post("/exports", json={"object": "task", "format": "parquet"})).json()
    answer = await admin.get(f"/exports/{made['id']}/file")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert (answer.content[:4], answer.content[-4:]) == (b"PAR1", b"PAR1")
    assert made["file_name"].endswith(".parquet")
