"""A worker knows every job that anything may queue."""

import subprocess
import sys

KNOWN = "import guanxi.main; from guanxi.engine.jobs import JOBS; print(*sorted(JOBS))"
ALL = """
import pkgutil, importlib, guanxi.engine, guanxi.modules
for package in (guanxi.engine, guanxi.modules):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not found.name.endswith("_process"):
            importlib.import_module(found.name)
from guanxi.engine.jobs import JOBS
print(*sorted(JOBS))
"""


def said(program: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_the_program_loads_every_job_that_is_declared() -> None:
    declared = said(ALL)
    assert len(declared) > 15
    assert said(KNOWN) == declared
