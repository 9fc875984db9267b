"""`qarat compare`: runs side by side on the items they share, with evidence that deserves the name.

Two models answer the same questions, so the difference has a smaller error than the two scores suggest and a
test of its own; peers print the scores alone or test them wrongly. For two runs the tables are a score table
with the improvement in points and a table of evidence; for more, a matrix of differences. What must not be
compared is refused, and the refusal is part of the result.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qarat.errors import RunFolderError, UsageError
from qarat.report.compare.match import Match, label_runs, match_results
from qarat.report.compare.rows import Aligned, Draft, align, finish, group_drafts, headline_drafts
from qarat.report.compare.tables import comparison_csv, terminal_tables, written_tables
from qarat.report.compare.types import ComparedTask, Comparison, Row, RunFolder
from qarat.report.summary import setting_label
from qarat.report.tables import to_latex, to_markdown
from qarat.report.tables_terminal import to_terminal

if TYPE_CHECKING:
    from rich.console import RenderableType

_FEWEST = 2


def compare_runs(runs: Sequence[RunFolder], *, allow_partial: bool = False) -> Comparison:
    """Compare every task that two or more of the runs hold under one protocol and on the same items.

    P-values are adjusted (Holm) over the headline rows of all tasks, and separately over the groups of each
    task, metric and tag; with more than two runs over all pairs as well. `allow_partial` admits cut runs and
    runs with failed items as long as the items that were scored are the same, and marks them.

    Raises:
        UsageError: fewer than two runs.
        RunFolderError: a folder's samples contradict its record.
    """
    if len(runs) < _FEWEST:
        raise UsageError("a comparison needs at least two runs", "qarat compare RUN RUN")
    compared = label_runs(runs)
    labels = [run.label for run in compared]
    matches, refusals = match_results(runs, labels, allow_partial=allow_partial)
    tasks: list[ComparedTask] = []
    headlines: list[list[Draft]] = []
    for match in matches:
        aligned = align(match, runs)
        headlines.append(headline_drafts(match, aligned, runs))
        tasks.append(_task(match, aligned, runs, labels))
    rows = iter(finish([draft for drafts in headlines for draft in drafts], labels))
    whole = [
        replace(task, rows=tuple(next(rows) for _ in drafts))
        for task, drafts in zip(tasks, headlines, strict=True)
    ]
    return Comparison(compared, tuple(whole), tuple(refusals))


def write_comparison(comparison: Comparison, directory: Path) -> tuple[Path, ...]:
    """Write compare.md, compare.csv (everything, a row a pair) and compare.tex; return the paths."""
    tables = written_tables(comparison)
    contents = {
        "compare.md": "\n".join(to_markdown(table) for table in tables),
        "compare.csv": comparison_csv(comparison),
        "compare.tex": "\n".join(to_latex(table) for table in tables),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            beside = directory / f".{name}.tmp"
            beside.write_text(content, encoding="utf-8", newline="\n")
            os.replace(beside, directory / name)  # noqa: PTH105 - the name of the system call says what it promises
    except OSError as error:
        raise RunFolderError(
            f"the comparison cannot be written to {directory}: {error.strerror or error}",
            "choose another -o DIR",
        ) from error
    return tuple(directory / name for name in contents)


def render_terminal(comparison: Comparison, *, groups: bool = True) -> RenderableType:
    """Return the tables for a terminal of 100 columns; `groups` includes those of subjects."""
    from rich.console import Group

    parts: list[RenderableType] = []
    for table in terminal_tables(comparison, groups=groups):
        parts += [to_terminal(table), ""]
    return Group(*parts)


def _task(match: Match, aligned: Aligned, runs: Sequence[RunFolder], labels: Sequence[str]) -> ComparedTask:
    first = next(iter(match.results.values()))
    groups: dict[str, tuple[Row, ...]] = {}
    for tag in first.groups:
        drafts = group_drafts(match, aligned, runs, tag)
        groups[tag] = tuple(row for family in drafts.values() for row in finish(family, labels))
    return ComparedTask(
        task=first.task,
        title=first.title,
        setting=setting_label(first.setting),
        protocol=first.protocol,
        runs=tuple(match.results),
        n=first.n,
        total=first.total,
        failed=max(result.failed for result in match.results.values()),
        partial=not all(result.complete for result in match.results.values()),
        rows=(),
        groups=groups,
    )
