"""The numbers of a release's rows as charts need them: as printed, with the ends of their intervals.

Only scores that go from 0 to 100, more being better, can share an axis; the others stay in the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qarat.errors import UsageError
from qarat.evaluate.record import RunRecord, TaskResult
from qarat.report.release.published import beside, columns, same_unit
from qarat.report.release.rows import Line, Sheet
from qarat.report.release.tables import Given, group_mean
from qarat.report.summary import metric_scale, scores
from qarat.report.tables import Cell
from qarat.scoring.metrics import METRICS
from qarat.stats.interval import normal_interval


@dataclass(frozen=True, slots=True)
class Value:
    """A score with its 95 % interval, in printed units; `partial` if it is of some of the items."""

    value: float
    low: float | None
    high: float | None
    partial: bool


@dataclass(frozen=True, slots=True)
class Values:
    """One row: its line, what is measured, a value a run, and the published cells by model."""

    line: Line
    metric: str
    own: tuple[Value | None, ...]
    published: dict[str, Cell]

    @property
    def drawn(self) -> list[float]:
        """Every number that a chart of this row has to hold."""
        ends = [end for one in self.own if one for end in (one.value, one.low, one.high) if end is not None]
        printed = [cell.numbers.get("value") for cell in self.published.values()]
        return ends + [value for value in printed if value is not None]


def on_scale(metric: str) -> bool:
    """Tell whether a metric goes from 0 to 100 as printed, more being better."""
    known = METRICS.get(metric)
    return known is None or (known.unit in ("fraction", "points") and known.better == "higher")


def row_values(sheet: Sheet, given: Given, models: Sequence[str] | None = None) -> list[Values]:
    """Return the rows in which a run has a number; published ones are of `models`, or those of the table."""
    shown = columns(sheet, given.against) if models is None else models
    found = []
    for line in sheet.lines:
        held = [_value(line, place, record) for place, record in enumerate(given.records)]
        metric = next((metric for metric, value in held if value), "")
        if not metric:
            continue
        own = tuple(value if name == metric else None for name, value in held)
        alike = on_scale(metric) and same_unit(line, metric, sheet)
        cells = beside(sheet, line, shown).cells if alike else {}
        printed = {model: cell for model, cell in cells.items() if cell.numbers.get("value") is not None}
        found.append(Values(line, metric, own, printed))
    return found


def _value(line: Line, place: int, record: RunRecord) -> tuple[str, Value | None]:
    if line.summed:
        return _group_value(line, record)
    result = line.results[place]
    held = scores(result.metrics) if result else {}
    if result is None or not held:
        return "", None
    metric, one = next(iter(held.items()))
    scale = metric_scale(metric)
    ends = [None if end is None else scale * end for end in (one.low, one.high)]
    return metric, Value(scale * one.value, ends[0], ends[1], partial=is_partial(result))


def _group_value(line: Line, record: RunRecord) -> tuple[str, Value | None]:
    try:
        metric, value, stderr = group_mean(line.group, record) if line.group else ("", 0.0, None)
    except UsageError:
        return "", None
    if not metric:
        return "", None
    middle = metric_scale(metric) * value
    if stderr is None:
        return metric, Value(middle, None, None, partial=False)
    low, high = normal_interval(middle, metric_scale(metric) * stderr, (0.0, 100.0))
    return metric, Value(middle, low, high, partial=False)


def is_partial(result: TaskResult) -> bool:
    """Tell whether a result is of some of the items only."""
    return not result.complete or bool(result.failed)
