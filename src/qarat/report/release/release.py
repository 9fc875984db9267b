"""`qarat report RUN... -o DIR`: the evaluation section of a model's release, published numbers beside it.

The same tables are written as a page, as markdown, as LaTeX and as CSV. All of it is a pure function of the
run folders and of the published tables that ship with the package: no model is asked, no network used.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qarat.errors import RunFolderError, UsageError
from qarat.report.charts.chart import Chart
from qarat.report.compare.match import label_runs
from qarat.report.compare.types import ComparedRun
from qarat.report.release.charts import release_charts
from qarat.report.release.marks import find_marks
from qarat.report.release.rows import sheets
from qarat.report.release.samples import SampledRun
from qarat.report.release.tables import INDENT, PUBLISHED, Given, ReleaseTable, card_table, sheet_table
from qarat.report.tables import Section, to_latex, to_markdown

_NUMBERS = ("value", "stderr", "low", "high", "n", "p")
_FIELDS = ("table", "section", "row", "column", "published", "text", *_NUMBERS, "bold", "note")


@dataclass(frozen=True, slots=True)
class Release:
    """The tables of a release, the Model Card first, its charts, and the runs that they show."""

    runs: tuple[SampledRun, ...]
    labels: tuple[ComparedRun, ...]
    tables: tuple[ReleaseTable, ...]
    charts: tuple[Chart, ...]

    @property
    def every_table(self) -> tuple[ReleaseTable, ...]:
        """The tables and then those behind the charts."""
        return (*self.tables, *(table for chart in self.charts for table in chart.tables))


def make_release(runs: Sequence[SampledRun], against: str = "", *, radar: bool = False) -> Release:
    """Lay out the release of these runs; `against` has prefixes of published models, separated by commas.

    `radar` adds one to the charts of every table.

    Raises:
        UsageError: no run, or a prefix that no published model has.
        RunFolderError: a folder's samples contradict its record.
    """
    if not runs:
        raise UsageError("a release needs at least one run", "qarat report RUN")
    compared = label_runs(runs)
    labels = [one.label for one in compared]
    given = Given([one.record for one in runs], labels, against, find_marks(runs, labels))
    found = sheets(given.records)
    laid_out = [sheet_table(sheet, given) for sheet in found]
    charts = release_charts(found, given, radar=radar)
    return Release(tuple(runs), compared, (card_table(given), *laid_out), charts)


def write_release(release: Release, directory: Path, samples: str = "") -> tuple[Path, ...]:
    """Write release.html, tables.md, tables.tex and tables.csv; return their paths.

    `samples` says how many samples the page holds, as for `sample_book`.

    Raises:
        UsageError: `samples` is no amount.
        RunFolderError: the directory cannot be written.
    """
    from qarat.report.release.page import render_release

    tables = [one.table for one in release.every_table]
    contents = {
        "release.html": render_release(release, samples),
        "tables.md": "\n".join(map(to_markdown, tables)),
        "tables.tex": "\n".join(map(to_latex, tables)),
        "tables.csv": release_csv(release),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            beside = directory / f".{name}.{os.getpid()}.writing"
            beside.write_text(content, encoding="utf-8", errors="backslashreplace", newline="\n")
            beside.replace(directory / name)
    except OSError as error:
        raise RunFolderError(
            f"the release cannot be written to {directory}: {error.strerror or error}",
            "choose another -o DIR",
        ) from error
    return tuple(directory / name for name in contents)


def release_csv(release: Release) -> str:
    """Return every cell as a line: what is in it, the numbers behind it, and what a footnote says of it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_FIELDS)
    for one in release.every_table:
        writer.writerows(_lines(one))
    return out.getvalue()


def _lines(one: ReleaseTable) -> Iterator[tuple[object, ...]]:
    section = ""
    for place, row in enumerate(one.table.rows):
        if isinstance(row, Section):
            section = row.title
            continue
        title = row[0]
        for index, cell in enumerate(row[1:], 1):
            published = index in one.columns or place in one.rows
            note = "; ".join(filter(None, (title.note if index == 1 else "", cell.note)))
            yield (
                one.table.caption,
                section,
                title.text.removeprefix(INDENT).removesuffix(PUBLISHED if place in one.rows else ""),
                one.table.columns[index].title.removesuffix(PUBLISHED if index in one.columns else ""),
                "yes" if published else "",
                cell.text,
                *(cell.numbers.get(name) for name in _NUMBERS),
                "yes" if cell.bold else "",
                note,
            )
