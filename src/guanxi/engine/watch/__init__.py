"""What the product tells of itself: log lines, figures, and findings about its health. Never a value of a record."""

from guanxi.engine.watch.figures import Figures
from guanxi.engine.watch.findings import Finding, findings_of
from guanxi.engine.watch.lines import WHERE, write_lines

__all__ = ["WHERE", "Figures", "Finding", "findings_of", "write_lines"]
