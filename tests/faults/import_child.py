"""The process that a fault test kills: it runs one import and nothing else."""

from pathlib import Path

from guanxi import main as program
from guanxi.engine.transfer.running import run_import


async def main(url: str, files: str, run: str) -> None:
    company = await program.open_company(url, Path(files), most=3)
    try:
        await run_import(company, {"run": run})
    finally:
        await company.pool.close()
