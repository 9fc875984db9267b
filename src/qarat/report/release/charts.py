"""Which charts a release has, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qarat.report.charts.chart import Chart
from qarat.report.charts.differences import difference_chart
from qarat.report.charts.radar import radar_chart
from qarat.report.charts.scores import score_chart
from qarat.report.charts.sizes import size_chart
from qarat.report.charts.subjects import subject_charts
from qarat.report.release.rows import Sheet
from qarat.report.release.tables import Given


def release_charts(sheets: Sequence[Sheet], given: Given, *, radar: bool) -> tuple[Chart, ...]:
    """Return the charts of a release: scores, differences, sizes of each sheet, then subjects."""
    return tuple(_charts(sheets, given, radar=radar))


def _charts(sheets: Sequence[Sheet], given: Given, *, radar: bool) -> Iterator[Chart]:
    for sheet in sheets:
        made = [score_chart(sheet, given), difference_chart(sheet, given), size_chart(sheet, given)]
        made += [radar_chart(sheet, given)] if radar else []
        yield from filter(None, made)
    yield from subject_charts(given)
