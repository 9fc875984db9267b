"""The release as one page: tables, the showcase, all samples side by side, everything inside the file.

The content security policy forbids all but the page's own style and its two scripts, named by their hashes,
so that texts of models and benchmarks, which are other people's, could do nothing even if they broke out of
their cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qarat.evaluate.folder import read_usage
from qarat.report.page import browser_values, environment
from qarat.report.release.charts_page import draw
from qarat.report.release.marks import DAGGER
from qarat.report.release.samples import sample_book
from qarat.report.release.showcase import make_showcase
from qarat.report.release.tables import IMPORTED, INDENT, PUBLISHED, ReleaseTable
from qarat.report.reproduce import reproduction
from qarat.report.tables import PLUS_MINUS, Cell, Footnotes, Section

if TYPE_CHECKING:
    from qarat.report.release.release import Release


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: score and error apart, since the page sets them apart; `note` is a footnote's number."""

    text: str
    error: str
    note: str
    bold: bool
    marked: bool
    published: bool
    indented: bool


@dataclass(frozen=True, slots=True)
class View:
    """A table for the template: heads as (title, tag, align), rows of cells or a section's title."""

    caption: str
    heads: tuple[tuple[str, str, str], ...]
    rows: tuple[str | tuple[Shown, ...], ...]
    notes: tuple[str, ...]
    remarks: tuple[str, ...]


def render_release(release: Release, samples: str = "") -> str:
    """Render the page of a release as HTML; `samples` is as for `sample_book`."""
    records = [run.record for run in release.runs]
    labels = [one.label for one in release.labels]
    values = {
        "labels": labels,
        "boxes": [
            reproduction(label, run.record, read_usage(run.path))
            for label, run in zip(labels, release.runs, strict=True)
        ],
        "partial": [label for label, record in zip(labels, records, strict=True) if not record.complete],
        "views": [_view(one) for one in release.tables],
        "published": any(one.columns or one.rows for one in release.tables),
        "drawing": draw(release.charts),
        "chart_views": [[_view(table) for table in chart.tables] for chart in release.charts],
        "showcase": make_showcase(release.runs, labels),
        **browser_values(sample_book(release.runs, labels, samples), ("report.css", "release_charts.css")),
    }
    return environment().get_template("release.html.j2").render(values)


def _view(one: ReleaseTable) -> View:
    marks = Footnotes()
    rows = tuple(_rows(one, marks))
    heads = tuple(
        (*_tagged(column.title, PUBLISHED if index in one.columns else IMPORTED), column.align)
        for index, column in enumerate(one.table.columns)
    )
    notes = tuple(line.partition(" ")[2] for line in marks.lines())
    return View(one.table.caption, heads, rows, notes, one.table.remarks)


def _tagged(title: str, suffix: str) -> tuple[str, str]:
    """Return a heading without the word that tells where its numbers come from, and that word."""
    return (title.removesuffix(suffix), suffix.strip(" ()")) if title.endswith(suffix) else (title, "")


def _rows(one: ReleaseTable, marks: Footnotes) -> Iterator[str | tuple[Shown, ...]]:
    for place, row in enumerate(one.table.rows):
        if isinstance(row, Section):
            yield row.title
            continue
        published = [index in one.columns or place in one.rows for index in range(len(row))]
        shown = [_shown(cell, other, marks) for cell, other in zip(row, published, strict=True)]
        shown[0] = _row_head(row[0], shown[0], printed=place in one.rows)
        yield tuple(shown)


def _shown(cell: Cell, published: bool, marks: Footnotes) -> Shown:  # noqa: FBT001 - a field of what it returns
    text, sign, error = cell.text.removesuffix(DAGGER).partition(f" {PLUS_MINUS} ")
    marked = cell.text.endswith(DAGGER)
    return Shown(
        text,
        sign and f"{PLUS_MINUS} {error}",
        marks.number(cell),
        cell.bold,
        marked,
        published,
        indented=False,
    )


def _row_head(cell: Cell, shown: Shown, *, printed: bool) -> Shown:
    """Return the cell that names its row: a name is no score, whatever is in it."""
    name = cell.text.removesuffix(PUBLISHED) if printed else cell.text
    indented = name.startswith(INDENT)
    return replace(shown, text=name.removeprefix(INDENT), error="", marked=False, indented=indented)
