"""The tables of a release: the Model Card, and a table a suite with published numbers beside one's own.

Laid out as releases print them: sections, a benchmark a row, a model a column, the best of a row in bold.
What a printed table leaves out stands here too: how every row was asked, standard errors, what a group's mean
is made of, what is partial and what was not run. A score of some of the items is shown with its n and never
in bold, for it is not the benchmark's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qarat.errors import UsageError
from qarat.evaluate.record import ModelRecord, RunRecord, TaskResult
from qarat.reference import SOURCES, table
from qarat.report.release.marks import Marks
from qarat.report.release.published import (
    beside,
    card_rows,
    card_titles,
    columns,
    same_unit,
    without_numbers,
)
from qarat.report.release.rows import Line, Sheet, part_result, same_manner
from qarat.report.summary import figure, metric_scale, scores, setting_label
from qarat.report.tables import MISSING, PLUS_MINUS, Cell, Column, Section, Table, bold_best
from qarat.scoring.metrics import METRICS
from qarat.suites.groups import Group, group_score, part_score

PUBLISHED = " (published)"
IMPORTED = " (imported)"
INDENT = "\N{NO-BREAK SPACE}" * 2
_GIGA, _KIBI, _TEN = 10**9, 1024, 10
_HEAD = 2
"""Columns before the models': the benchmark and how it was asked."""


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table, and the places of the columns (of the Model Card, of the rows) that others published."""

    table: Table
    columns: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """What is shown: records and labels of the runs, prefixes of published models, marks of significance."""

    records: Sequence[RunRecord]
    labels: Sequence[str]
    against: str
    marks: Marks


def card_table(given: Given) -> ReleaseTable:
    """Return the Model Card: published rows as printed, then one's own, computed from the configurations."""
    printed = [(Cell(name + PUBLISHED), *cells) for name, cells in card_rows(given.against)]
    own = [_card_row(label, one.model) for label, one in zip(given.labels, given.records, strict=True)]
    heads = tuple(Column(title) for title in card_titles())
    remarks = ("Computed from each model's configuration and weights; published rows are as printed.",)
    made = Table((Column("Models", "left"), *heads), (*printed, *own), "Model Card", remarks)
    return ReleaseTable(made, rows=frozenset(range(len(printed))))


def sheet_table(sheet: Sheet, given: Given) -> ReleaseTable:
    """Return the table of one sheet: published models first, then a column a run."""
    others = columns(sheet, given.against)
    rows: list[tuple[Cell, ...] | Section] = []
    section = ""
    for line in sheet.lines:
        if line.section != section:
            rows.append(Section(section := line.section))
        rows.append(_row(sheet, line, given, others))
    heads = [Column("Benchmark", "left"), Column("Asked as", "left")]
    heads += [Column(name + PUBLISHED) for name in others]
    heads += [
        Column(label + (IMPORTED if record.imported else ""))
        for label, record in zip(given.labels, given.records, strict=True)
    ]
    remarks = tuple(_remarks(sheet, given, others))
    made = Table(tuple(heads), tuple(rows), sheet.title, remarks)
    return ReleaseTable(made, frozenset(range(_HEAD, _HEAD + len(others))))


def _row(sheet: Sheet, line: Line, given: Given, others: Sequence[str]) -> tuple[Cell, ...]:
    printed = beside(sheet, line, others)
    first = next((one for one in line.results if one), None)
    names = list(scores(first.metrics)) if first else []
    metric = names[0] if names else _group_metric(line, given.records)
    if line.summed:
        own = [_group_cell(line, record) for record in given.records]
    else:
        own = [_own_cell(result, first) for result in line.results]
    alike = not metric or not others or same_unit(line, metric, sheet)
    notes = [printed.note, *_asked_otherwise(line, first)]
    notes += (
        [] if alike else [f"{metric} is no measure of the published numbers, so the two are not compared"]
    )
    title = Cell((INDENT if line.part else "") + line.title, note="; ".join(filter(None, notes)))
    asked = Cell(_asked(line, first, metric))
    shown = [printed.cells[name] for name in others]
    row = (title, asked, *shown, *(cell for cell, _ in own))
    start = _HEAD + len(shown)
    contest = [start + place for place, (_, whole) in enumerate(own) if whole]
    row = _bold(row, [*(range(_HEAD, start) if alike else ()), *contest], metric)
    daggers = [given.marks.mark(index, one.protocol) if one else "" for index, one in enumerate(line.results)]
    return (*row[:start], *map(_marked, row[start:], daggers))


def _bold(row: tuple[Cell, ...], places: Sequence[int], metric: str) -> tuple[Cell, ...]:
    """Set the best in bold where there is something to be better than."""
    if sum(row[place].numbers.get("value") is not None for place in places) <= 1:
        return row
    lower = metric in METRICS and METRICS[metric].better == "lower"
    best = next(bold_best(Table((Column(""),) * len(row), (row,)), places, lower=lower).cell_rows())
    return tuple(best)


def _marked(cell: Cell, mark: str) -> Cell:
    return replace(cell, text=cell.text + mark) if mark else cell


def _own_cell(result: TaskResult | None, first: TaskResult | None) -> tuple[Cell, bool]:
    """Return the cell of a result, and whether it is a score of the whole benchmark."""
    if result is None:
        return Cell(MISSING), False
    names = scores(result.metrics)
    whole = result.complete and not result.failed
    notes = [] if whole else [_extent(result)]
    notes += result.notes if result.protocol.startswith("imported:") else ()
    if first and result.protocol != first.protocol:
        notes.append(
            f"asked otherwise than the first run here, as {result.protocol}, so not compared with it"
        )
    if not names:
        return Cell(MISSING, note="; ".join(notes)), False
    name, estimate = next(iter(names.items()))
    text, numbers = _score(name, estimate.value, estimate.stderr)
    return Cell(text, {**numbers, "n": float(result.n)}, note="; ".join(notes)), whole


def _extent(result: TaskResult) -> str:
    failed = f", {result.failed:,} failed ({', '.join(result.errors)})" if result.failed else ""
    failed = failed or (f", failed: {', '.join(result.errors)}" if result.errors else "")
    if result.n and result.n == result.total:
        return f"n = {result.n:,} items, not all of the benchmark"
    return f"n = {result.n:,} of {result.total:,} items{failed}"


def _group_metric(line: Line, records: Sequence[RunRecord]) -> str:
    held = (
        part_result(part.spec, one) for one in records for part in (line.group.parts if line.group else ())
    )
    return next((next(iter(scores(one.metrics))) for one in held if one), "")


def _group_cell(line: Line, record: RunRecord) -> tuple[Cell, bool]:
    """Return the mean that `line.group` defines over a run's results, and whether all its parts are whole."""
    if line.group is None:
        return Cell(
            MISSING, note=f"{line.title}: this mean is not defined here; its parts stand below"
        ), False
    try:
        metric, value, stderr = group_mean(line.group, record)
    except UsageError as error:
        return Cell(MISSING, note=error.message), False
    text, numbers = _score(metric, value, stderr)
    held = [part_result(part.spec, record) for part in line.group.parts]
    cut = [one.title for one in held if one and (not one.complete or one.failed)]
    note = f"with partial results of {', '.join(cut)}" if cut else ""
    return Cell(text, numbers, note=note), not cut


def group_mean(group: Group, record: RunRecord) -> tuple[str, float, float | None]:
    """Return the first part's metric, and the group's mean and standard error over a run's results.

    Raises:
        UsageError: a part has no score.
    """
    found, metrics = {}, []
    for part in group.parts:
        result = part_result(part.spec, record)
        if result is None:
            continue
        metric = next(iter(scores(result.metrics)))
        held = result.groups.get(part.over, {}) if part.over else {"": result.metrics}
        values = {key: (one[metric].value, one[metric].stderr) for key, one in held.items() if metric in one}
        if values:
            found[part.spec] = part_score(values)
            metrics.append(metric)
    value, stderr = group_score(group, found)
    return metrics[0], value, stderr


def _score(metric: str, value: float, stderr: float | None) -> tuple[str, dict[str, float | None]]:
    scale = metric_scale(metric)
    error = "" if stderr is None else f" {PLUS_MINUS} {figure(stderr, metric)}"
    numbers = {"value": scale * value, "stderr": None if stderr is None else scale * stderr}
    return figure(value, metric) + error, numbers


def _asked(line: Line, first: TaskResult | None, metric: str) -> str:
    if line.summed:
        return "mean of parts"
    setting = first.setting if first else line.asked
    if setting is None:
        return MISSING
    return ", ".join(filter(None, (setting_label(setting), metric)))


def _asked_otherwise(line: Line, first: TaskResult | None) -> Iterator[str]:
    if first and line.asked and not same_manner(line.asked, first.setting):
        yield f"the suite asks {setting_label(line.asked)}"


def _remarks(sheet: Sheet, given: Given, others: Sequence[str]) -> Iterator[str]:
    groups = [line.group for line in sheet.lines if line.group]
    yield from (f"{group.definition}." for group in groups)
    if groups:
        yield "Standard errors of these means take parts and languages to be independent."
    held = [one for line in sheet.lines for one in line.results if one]
    names = dict.fromkeys(name for one in held for name in list(scores(one.metrics))[:1] if name in METRICS)
    meanings = [f"{name}: {METRICS[name].meaning}" for name in names]
    yield from [f"Own scores {PLUS_MINUS} standard error. {'; '.join(meanings)}."] if meanings else []
    if others:
        told = dict.fromkeys(SOURCES[table(name).source] for name in sheet.published)
        yield f"Published numbers are as printed in {'; '.join(told)}, and were not measured here."
    yield from _imported(given)
    for prefix in without_numbers(others, given.against):
        yield f"No number of these rows is published of a model whose name begins with {prefix}."
    tested = any((index, one.protocol) in given.marks.adjusted for index, one in _placed(sheet))
    yield from [f"{given.marks.legend()}."] if tested else []
    yield from _left_out(given.records, given.labels)


def _imported(given: Given) -> Iterator[str]:
    for label, record in zip(given.labels, given.records, strict=True):
        if record.imported:
            yield f"{label} was measured by {record.imported}; its scores are as that tool gives them."


def _placed(sheet: Sheet) -> Iterator[tuple[int, TaskResult]]:
    for line in sheet.lines:
        yield from ((index, one) for index, one in enumerate(line.results) if one)


def _left_out(records: Sequence[RunRecord], labels: Sequence[str]) -> Iterator[str]:
    """Say what was not run, what shares its reason and its runs in one sentence."""
    runs: dict[tuple[str, str], list[str]] = {}
    for label, record in zip(labels, records, strict=True):
        for spec, reason in record.left_out:
            # The hint is for whoever runs it again, and stands on the page of the run.
            runs.setdefault((spec, reason.partition("; hint: ")[0]), []).append(label)
    sentences: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (spec, reason), held in runs.items():
        sentences.setdefault((reason, tuple(held)), []).append(spec)
    for (reason, whom), specs in sentences.items():
        whose = "" if len(whom) == len(records) else f" for {', '.join(whom)}"
        yield f"Not run{whose}: {', '.join(specs)} ({reason})."


def _card_row(label: str, model: ModelRecord) -> tuple[Cell, ...]:
    card = model.card
    total = card.get("parameters") or model.parameters or None
    tied = card.get("tied_embeddings")
    heads = f"{card.get('attention_heads') or MISSING} / {card.get('kv_heads') or MISSING}"
    texts = {
        "Params": _billions(total),
        "Non-Emb Params": _billions(card.get("non_embedding_parameters")),
        "Layers": str(card.get("layers") or MISSING),
        "Heads (KV)": heads if card.get("attention_heads") else MISSING,
        "Tie Embedding": MISSING if tied is None else "Yes" if tied else "No",
        "Context Length": _length(card.get("context_length") or model.context),
        "Generation Length": _length(card.get("generation_length")),
        "License": model.licence or MISSING,
    }
    return tuple(map(Cell, (label, *_ordered(texts))))


def _ordered(texts: dict[str, str]) -> Iterable[str]:
    return [texts[title] for title in card_titles()]


def _billions(count: int | None) -> str:
    """Print as the release does: two decimals below ten billion, one above."""
    if count is None:
        return MISSING
    return f"{count / _GIGA:.{2 if count < _TEN * _GIGA else 1}f}B"


def _length(tokens: int | None) -> str:
    if not tokens:
        return MISSING
    return f"{tokens // _KIBI}K" if tokens % _KIBI == 0 else f"{tokens:,}"
