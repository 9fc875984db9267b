"""The charts of a release as the page shows them: drawn, with their key, and their tables behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qarat.errors import MissingExtraError
from qarat.report.charts.chart import Chart
from qarat.report.charts.draw import render_svg

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart and its panels' drawings."""

    chart: Chart
    drawings: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All charts of a page; without the extra there are none, and `hint` says how to get them."""

    charts: tuple[Drawn, ...]
    hint: str


def draw(charts: Sequence[Chart]) -> Drawing:
    """Draw all panels of all charts."""
    try:
        return Drawing(tuple(_draw(chart) for chart in charts), "")
    except MissingExtraError as error:
        return Drawing((), error.hint)


def _draw(chart: Chart) -> Drawn:
    from markupsafe import Markup

    drawings = []
    for panel in chart.panels:
        title = f"{chart.title}, {panel.title}" if panel.title else chart.title
        # Vega escapes every text it draws; a test feeds it hostile ones.
        drawings.append(Markup(render_svg(panel.spec, title, panel.description)))  # noqa: S704
    return Drawn(chart, tuple(drawings))
