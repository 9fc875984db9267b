"""Scores of several runs with their 95 % intervals, a panel a section, published numbers as hollow marks.

Dots and not bars: position on a common scale is read more exactly than length, a bar has to begin at zero,
and its end hides half of the interval that it carries (Cleveland & McGill 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from qarat.report.charts.chart import Chart, Panel
from qarat.report.charts.rows import (
    GAP,
    Axis,
    Line,
    Mark,
    Style,
    own_styles,
    published_styles,
    row_chart,
    span,
    whole,
)
from qarat.report.release.published import columns
from qarat.report.release.rows import Sheet
from qarat.report.release.tables import INDENT, PUBLISHED, Given, ReleaseTable
from qarat.report.release.values import Value, Values, on_scale, row_values
from qarat.report.summary import setting_label
from qarat.report.tables import MISSING, Cell, Column, Section, Table


def score_chart(sheet: Sheet, given: Given) -> Chart | None:
    """Return the chart of a sheet's scores; None where no run has one that goes from 0 to 100."""
    every = row_values(sheet, given)
    rows = [row for row in every if on_scale(row.metric)]
    if not rows:
        return None
    shown = [name for name in columns(sheet, given.against) if any(name in row.published for row in rows)]
    own, printed = own_styles(given.labels), published_styles(shown)
    axis = Axis("Score, %", *span([end for row in rows for end in row.drawn]))
    panels = []
    for section, members in groupby(rows, key=lambda row: row.line.section):
        held = list(members)
        lines = [line for row in held for line in _lines(row, own, printed, given)]
        panels.append(Panel(section, whole(row_chart(lines, axis)), _words(held, given)))
    used = [style for place, style in enumerate(own) if any(row.own[place] for row in rows)]
    left = [row.line.title for row in every if not on_scale(row.metric)]
    caption = _caption(rows, shown[len(printed) :], left)
    return Chart(
        f"{sheet.title}: scores",
        (*used, *printed),
        tuple(panels),
        caption,
        (_table(sheet, rows, given, shown),),
    )


def _lines(row: Values, own: Sequence[Style], printed: Sequence[Style], given: Given) -> list[Line]:
    """Return a line a run, and one above them for what is published; the label stands on the first."""
    marks = tuple(
        Mark(value, style)
        for style in printed
        if style.label in row.published
        and (value := row.published[style.label].numbers.get("value")) is not None
    )
    lines = [
        Line("", (Mark(one.value, style, one.low, one.high),), _number(row, place, one, given))
        for place, (style, one) in enumerate(zip(own, row.own, strict=True))
        if one
    ]
    lines += [Line("", marks, f"{marks[0].value:.1f}" if len(marks) == 1 else "")] if marks else []
    return [replace(lines[0], label=row.line.title, part=row.line.part, gap=GAP), *lines[1:]]


def _number(row: Values, place: int, one: Value, given: Given) -> str:
    result = row.line.results[place]
    mark = given.marks.mark(place, result.protocol) if result else ""
    return f"{one.value:.1f}{mark}"


def _words(rows: Sequence[Values], given: Given) -> str:
    """Say in words what a panel shows: every run's scores."""
    told = []
    for place, label in enumerate(given.labels):
        scores = [f"{row.line.title} {one.value:.1f}" for row in rows if (one := row.own[place])]
        told += [f"{label}: {', '.join(scores)}"] if scores else []
    return f"Scores in percent. {'; '.join(told)}."


def _caption(rows: Sequence[Values], undrawn: Sequence[str], left: Sequence[str]) -> str:
    parts = ["Filled marks are the scores of the runs, lines their 95 % intervals."]
    if any(row.published for row in rows):
        parts.append("Hollow marks are published numbers, drawn without an error even where one is printed.")
    partial = [row.line.title for row in rows if any(one and one.partial for one in row.own)]
    if partial:
        parts.append(f"Of some of the items only: {', '.join(partial)}.")
    if undrawn:
        parts.append(f"Not drawn, for want of further shapes, but in the table: {', '.join(undrawn)}.")
    if any(row.line.group for row in rows):
        parts.append("Intervals of means take parts and languages to be independent.")
    if left:
        parts.append(f"On other scales, so not drawn: {', '.join(left)}.")
    return " ".join(parts)


def _table(sheet: Sheet, rows: Sequence[Values], given: Given, shown: Sequence[str]) -> ReleaseTable:
    lines: list[tuple[Cell, ...] | Section] = []
    for section, members in groupby(rows, key=lambda row: row.line.section):
        lines += [Section(section)] if section else []
        for row in members:
            title = Cell((INDENT if row.line.part else "") + row.line.title)
            first = next((one for one in row.line.results if one), None)
            asked = Cell(", ".join([setting_label(first.setting), row.metric]) if first else "mean of parts")
            printed = [row.published.get(name, Cell(MISSING)) for name in shown]
            lines.append((title, asked, *printed, *map(_cell, row.own)))
    heads = [Column("Benchmark", "left"), Column("Asked as", "left")]
    heads += [Column(name + PUBLISHED) for name in shown] + [Column(label) for label in given.labels]
    remarks = ("Own scores with their 95 % intervals.",)
    made = Table(tuple(heads), tuple(lines), f"{sheet.title}: scores with intervals", remarks)
    return ReleaseTable(made, frozenset(range(2, 2 + len(shown))))


def _cell(one: Value | None) -> Cell:
    if one is None:
        return Cell(MISSING)
    ends = "" if one.low is None or one.high is None else f" ({one.low:.1f} to {one.high:.1f})"
    note = "of some of the items only" if one.partial else ""
    numbers = {"value": one.value, "low": one.low, "high": one.high}
    return Cell(f"{one.value:.1f}{ends}", numbers, note=note)
