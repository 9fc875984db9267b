"""What a chart of a release is made of.

A chart is drawn from the same numbers as the tables above it and brings a table of its own, which stands
behind it on the page and among the others in markdown, LaTeX and CSV: a picture alone cannot be quoted.
"""

from __future__ import annotations

from dataclasses import dataclass

from qarat.report.charts.draw import Spec
from qarat.report.charts.rows import Style, height
from qarat.report.release.tables import ReleaseTable

_UPRIGHT = 520
"""Height in pixels that a page on its side has room for at full size."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: its title ("" where the chart's is enough), what it shows in words, notes under it."""

    title: str
    spec: Spec
    description: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels of one kind with their key, a caption in sentences, and the numbers as tables."""

    title: str
    key: tuple[Style, ...]
    panels: tuple[Panel, ...]
    caption: str
    tables: tuple[ReleaseTable, ...]

    @property
    def tall(self) -> bool:
        """Tell whether a panel is legible in print on an upright page only."""
        return any(height(panel.spec) > _UPRIGHT for panel in self.panels)
