"""Seeded faults: one clause of rights removed at a time, each with the tests that must notice."""

from typing import Final

from tests.attacks.faults.of_people import AT_THE_DOOR, RIGHTS_OF_PEOPLE
from tests.attacks.faults.of_reading import PASTS, READS
from tests.attacks.faults.of_writing import BESIDE, WRITES

MUTANTS: Final = (*RIGHTS_OF_PEOPLE, *AT_THE_DOOR, *READS, *PASTS, *WRITES, *BESIDE)
