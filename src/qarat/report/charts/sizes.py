"""Score against parameters: one's own models among published ones, and what a model's size predicts.

Scores rise about linearly in the logarithm of size until they near their ceiling; that a fivefold increase
brings but 10 to 20 points is such a line, read off two of its points. So the line is fitted to published
models and never to the one that is judged by it; a quadratic term tests whether it bends; and a model is set
against the spread of models about the line, not against the error of the line itself, which is smaller.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qarat.report.charts.chart import Chart, Panel
from qarat.report.charts.rows import own_styles, published_styles
from qarat.report.charts.scatter import Point, scatter_chart
from qarat.report.compare.types import ALPHA
from qarat.report.release.published import chosen_models, columns
from qarat.report.release.rows import Sheet
from qarat.report.release.sizes import is_tuned, printed_models, published_size, run_size
from qarat.report.release.tables import PUBLISHED, Given, ReleaseTable
from qarat.report.release.values import Value, Values, on_scale, row_values
from qarat.report.tables import MISSING, PLUS_MINUS, Cell, Column, Section, Table, signed
from qarat.stats.trend import FEWEST, Trend, fit_trend

_CHOSEN, _CONTEXT = "compared with", "other models of a known size"
_SIZE = re.compile(r"(?<![\d.])\d+(\.\d+)?B", re.IGNORECASE)
_DOUBLING = math.log10(2)
_CAPTION = (
    "Filled marks are the runs of this report, with 95 % intervals; hollow ones are published scores, drawn "
    "without error. The axis of parameters is logarithmic and counts no embeddings; mixtures of experts and "
    "models of unknown size are left out. The line is a least-squares fit to the models compared with (or to "
    "all published ones, where these have fewer than three sizes), broken beyond their sizes, with its own "
    "95 % band; of further models, 95 % are expected within the spread."
)
_REMARK = (
    "Line: score = a + b log(non-embedding parameters). Scatter: standard deviation of the models about it. "
    "Curvature p: of a quadratic term; a small one says that the line bends, and that residuals mislead at "
    "the ends. Runs: points above what their size predicts, and in brackets how far from the line 95 % of "
    "models of that size are expected; bold beyond that."
)


@dataclass(frozen=True, slots=True)
class Fit:
    """One benchmark: published scores by model, those of them that the line goes through, and the line."""

    values: Values
    published: dict[str, float]
    through: tuple[str, ...]
    trend: Trend | None

    @property
    def reach(self) -> tuple[float, float]:
        """The least and the largest size that the line goes through."""
        sizes = [size for name in self.through if (size := published_size(name))]
        return min(sizes, default=0.0), max(sizes, default=0.0)


@dataclass(frozen=True, slots=True)
class Residual:
    """Points above the line at a run's size, half the width in which a new model of that size is expected."""

    above: float
    half: float
    outside: bool


def size_chart(sheet: Sheet, given: Given) -> Chart | None:
    """Return a panel a benchmark; None without runs of a known size, or with nothing to set them against."""
    sizes = [run_size(record.model) for record in given.records]
    fits = [fit for fit in _fits(sheet, given) if len(fit.published) >= FEWEST]
    fits = [fit for fit in fits if any(one and size for one, size in zip(fit.values.own, sizes, strict=True))]
    if not fits:
        return None
    own = own_styles(given.labels)
    chosen, context = published_styles([_CHOSEN, _CONTEXT])
    panels = []
    for fit in fits:
        points = [
            Point(size, value, chosen if name in fit.through else context, _short(name, fit))
            for name, value in fit.published.items()
            if (size := published_size(name))
        ]
        points += [
            Point(size, one.value, style, "", one.low, one.high)
            for size, one, style in zip(sizes, fit.values.own, own, strict=True)
            if one and size
        ]
        notes = list(_notes(fit, sizes, given))
        spec = scatter_chart(points, fit.trend, fit.reach)
        panels.append(Panel(fit.values.line.title, spec, " ".join([_words(fit), *notes]), tuple(notes)))
    styles = [style for style, size in zip(own, sizes, strict=True) if size]
    key = [chosen] + ([context] if any(len(fit.published) > len(fit.through) for fit in fits) else [])
    tables = (_fit_table(sheet, fits, sizes, given), _point_table(sheet, fits))
    title = f"{sheet.title}: scores against parameters"
    return Chart(title, (*styles, *key), tuple(panels), _caption(sheet, given, sizes), tables)


def residual(trend: Trend, reach: tuple[float, float], size: float, value: float) -> Residual:
    """Set a score against what a model of `size` billions of parameters is expected to have."""
    place = math.log10(size)
    half = trend.prediction(place).high - trend.value(place)
    above = value - trend.value(place)
    return Residual(above, half, not reach[0] <= size <= reach[1])


def _fits(sheet: Sheet, given: Given) -> Iterator[Fit]:
    """Fit a line to each row through the chosen models; where they are too few, through all there are.

    The published score of a model that is a run of this report is left out, for it would judge itself.
    Asked with a chat template a model stands beside tuned models, and else beside base models.
    """
    if not given.against:
        return
    wanted = set(chosen_models(given.against))
    runs = {record.model.name.casefold() for record in given.records}
    for row in row_values(sheet, given, printed_models()):
        first = next((one for one in row.line.results if one), None)
        tuned = first.setting.chat if first else False
        published = {
            name: value
            for name, cell in row.published.items()
            if is_tuned(name) == tuned and (value := cell.numbers.get("value")) is not None
        }
        if not on_scale(row.metric):
            continue
        others = tuple(name for name in published if name.casefold() not in runs)
        family = tuple(name for name in others if name in wanted)
        through = family if _distinct(family) else others
        points = [(math.log10(published_size(name) or 1.0), published[name]) for name in through]
        trend = fit_trend(*zip(*points, strict=True)) if _distinct(through) else None
        yield Fit(row, published, through, trend)


def _distinct(names: Sequence[str]) -> bool:
    return len({published_size(name) for name in names}) >= FEWEST


def _short(name: str, fit: Fit) -> str:
    """Label the models of the line by their size, as their names have it, while they are few."""
    found = _SIZE.search(name)
    return found.group() if found and name in fit.through and len(fit.through) <= 8 else ""  # noqa: PLR2004 - room


def _words(fit: Fit) -> str:
    told = ", ".join(f"{name} {value:.1f}" for name, value in fit.published.items())
    return f"Published: {told}."


def _notes(fit: Fit, sizes: Sequence[float | None], given: Given) -> Iterator[str]:
    trend = fit.trend
    if trend is None:
        return
    low, high = _DOUBLING * trend.slope_low, _DOUBLING * trend.slope_high
    bend = trend.curvature_p
    bent = f"; it bends (p = {bend:.2g})" if bend is not None and bend <= ALPHA else ""
    gain = f"{signed(_DOUBLING * trend.slope, 1)} points a doubling"
    yield f"{gain} ({signed(low, 1)} to {signed(high, 1)}){bent}."
    for label, size, one in zip(given.labels, sizes, fit.values.own, strict=True):
        if one and size:
            found = residual(trend, fit.reach, size, one.value)
            way = "above" if found.above >= 0 else "below"
            beyond = " beyond the sizes of the line," if found.outside else ""
            yield (
                f"{label}: {abs(found.above):.1f} points {way} what its size predicts,{beyond} where models "
                f"spread by {PLUS_MINUS}{found.half:.1f}."
            )


def _caption(sheet: Sheet, given: Given, sizes: Sequence[float | None]) -> str:
    parts = [_CAPTION]
    unknown = [label for label, size in zip(given.labels, sizes, strict=True) if not size]
    unknown += [name for name in columns(sheet, given.against) if not published_size(name)]
    parts += [f"Not drawn, of no single known size: {', '.join(unknown)}."] if unknown else []
    return " ".join(parts)


def _fit_table(
    sheet: Sheet, fits: Sequence[Fit], sizes: Sequence[float | None], given: Given
) -> ReleaseTable:
    titles = ("Models", "Points a doubling", "95% CI", "Scatter", "Curvature p", *given.labels)
    rows = []
    for fit in fits:
        told = f"line through {', '.join(fit.through)}" if fit.trend else "too few sizes for a line"
        cells = [Cell(MISSING)] * len(titles)
        if fit.trend:
            runs = zip(sizes, fit.values.own, strict=True)
            cells = [*_trend_cells(fit.trend), *(_residual_cell(fit, size, one) for size, one in runs)]
        rows.append((Cell(fit.values.line.title, note=told), *cells))
    heads = (Column("Benchmark", "left"), *map(Column, titles))
    return ReleaseTable(Table(heads, tuple(rows), f"{sheet.title}: what size predicts", (_REMARK,)))


def _trend_cells(trend: Trend) -> list[Cell]:
    slope, low, high = (_DOUBLING * end for end in (trend.slope, trend.slope_low, trend.slope_high))
    numbers = {"value": slope, "stderr": _DOUBLING * trend.slope_stderr, "low": low, "high": high}
    bend = trend.curvature_p
    return [
        Cell(str(trend.n), {"n": float(trend.n)}),
        Cell(signed(slope), numbers),
        Cell(f"{signed(low)} to {signed(high)}"),
        Cell(f"{trend.scatter:.2f}", {"value": trend.scatter}),
        Cell(MISSING if bend is None else f"{bend:.2g}", {} if bend is None else {"p": bend}),
    ]


def _residual_cell(fit: Fit, size: float | None, one: Value | None) -> Cell:
    if not (fit.trend and size and one):
        return Cell(MISSING)
    found = residual(fit.trend, fit.reach, size, one.value)
    note = "beyond the sizes that the line was fitted to" if found.outside else ""
    text = f"{signed(found.above, 1)} ({PLUS_MINUS}{found.half:.1f})"
    return Cell(text, {"value": found.above}, bold=abs(found.above) > found.half, note=note)


def _point_table(sheet: Sheet, fits: Sequence[Fit]) -> ReleaseTable:
    titles = ("Non-Emb Params, B", "Score", "On the line")
    rows: list[tuple[Cell, ...] | Section] = []
    for fit in fits:
        rows.append(Section(fit.values.line.title))
        for name, value in sorted(fit.published.items(), key=lambda pair: published_size(pair[0]) or 0.0):
            size = published_size(name) or 0.0
            cells = (Cell(f"{size:.2f}", {"value": size}), Cell(f"{value:g}", {"value": value}))
            rows.append((Cell(name + PUBLISHED), *cells, Cell("yes" if name in fit.through else "")))
    heads = (Column("Model", "left"), *map(Column, titles))
    made = Table(heads, tuple(rows), f"{sheet.title}: published models by size")
    places = frozenset(place for place, row in enumerate(rows) if not isinstance(row, Section))
    return ReleaseTable(made, rows=places)
