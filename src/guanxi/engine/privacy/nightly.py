"""What is done each night for the persons outside the company."""

from typing import Final

from guanxi.engine.jobs import Nightly
from guanxi.engine.privacy.packing import drop_packages
from guanxi.engine.privacy.resuming import resume_nightly
from guanxi.engine.privacy.retaining import retain_nightly

NIGHTLY: Final[Nightly] = {"packages": drop_packages, "erasures": resume_nightly, "retention": retain_nightly}
