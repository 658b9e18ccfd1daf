"""A clause of rights that is removed is noticed: ACC-4, ACC-9. All of them by `make mutants`, each day a few others."""

import datetime
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.faults.every import MUTANTS
from tests.attacks.faults.mutant import Mutant
from tests.attacks.matrix.company import build_matrix
from tests.databases import Databases
from tests.fixtures.company import build_template

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
EVERY = "GUANXI_EVERY_MUTANT"
FEW = 6
LEAST = 90
SHOULD_FAIL = 1  # what pytest ends with where tests failed, not where it could not run them


def chosen() -> list[Mutant]:
    """All where that is wished, else a few that change with the day."""
    if os.environ.get(EVERY):
        return list(MUTANTS)
    return random.Random(datetime.datetime.now(datetime.UTC).date().toordinal()).sample(MUTANTS, FEW)


def test_every_mutant_has_its_place_in_the_source() -> None:
    places = {each.name: (SOURCE / "guanxi" / each.file).read_text().count(each.text) for each in MUTANTS}
    assert {name: count for name, count in places.items() if count != 1} == {}
    assert len(places) == len(MUTANTS) >= LEAST


@pytest.fixture(scope="module")
def templates(databases: Databases) -> None:
    """The databases as the sound source makes them, which the children only copy."""
    for name, builder in (("matrix", build_matrix), ("company", build_template)):
        with databases.clone(name, builder):
            pass


@pytest.mark.parametrize("mutant", chosen(), ids=lambda each: each.name)
def test_mutant_is_caught(mutant: Mutant, templates: None, tmp_path: Path) -> None:
    verdict = tried(mutant, tmp_path)
    assert verdict.returncode == SHOULD_FAIL, f"it lives: {mutant}\n{verdict.stdout[-3000:]}"


def tried(mutant: Mutant, folder: Path) -> subprocess.CompletedProcess[str]:
    """The tests that have to notice, run over a copy of the source with the fault in it."""
    shutil.copytree(SOURCE, folder / "src", copy_function=os.symlink)  # with what is compiled: that takes a third
    file = folder / "src" / "guanxi" / mutant.file
    faulty = file.read_text().replace(mutant.text, mutant.replacement)
    for each in (file, *(file.parent / "__pycache__").glob(f"{file.stem}.*")):
        each.unlink()
    file.write_text(faulty)
    # as a worker of this run the child has its server and its templates, and ends neither
    more = {"PYTHONPATH": f"{folder / 'src'}{os.pathsep}{ROOT}", "PYTEST_XDIST_WORKER": "mutant"}
    words = ["-m", "pytest", "-q", "-x", "-p", "no:xdist", "-p", "no:randomly", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, *words, mutant.caught_by],
        cwd=ROOT,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
