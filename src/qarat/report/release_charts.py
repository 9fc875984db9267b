"""The charts of a release: what each is made of, and which there are.

A chart is drawn from the same numbers as the tables above it and brings a table of its own, which stands
behind it on the page and among the others in markdown, LaTeX and CSV: a picture alone cannot be quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qarat.report.chart_rows import Style, height
from qarat.report.charts import Spec
from qarat.report.release_rows import Sheet
from qarat.report.release_tables import Given, ReleaseTable

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


def release_charts(sheets: Sequence[Sheet], given: Given, *, radar: bool) -> tuple[Chart, ...]:
    """Return the charts of a release: scores, differences, sizes of each sheet, then subjects."""
    return tuple(_charts(sheets, given, radar=radar))


def _charts(sheets: Sequence[Sheet], given: Given, *, radar: bool) -> Iterator[Chart]:
    from qarat.report.chart_differences import difference_chart
    from qarat.report.chart_radar import radar_chart
    from qarat.report.chart_scores import score_chart
    from qarat.report.chart_sizes import size_chart
    from qarat.report.chart_subjects import subject_charts

    for sheet in sheets:
        made = [score_chart(sheet, given), difference_chart(sheet, given), size_chart(sheet, given)]
        made += [radar_chart(sheet, given)] if radar else []
        yield from filter(None, made)
    yield from subject_charts(given)
