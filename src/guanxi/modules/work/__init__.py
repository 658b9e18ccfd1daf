"""The daily work: tasks, notes and interactions with customers."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.work.objects import Interaction, Note, Task

MODULE = Module(
    name="work",
    objects=(Task, Interaction, Note),
    translations=Path(__file__).parent / "translations",
    areas=("work",),
)
__all__ = ["MODULE"]
