"""Published numbers for a release table: whose stand beside one's own, and how they were measured.

They are shown as printed, and nothing is ever computed from them. What the document says of the protocol is
set against how the row was run here, because a gap may come from there and not from the models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from qarat.errors import UsageError, did_you_mean
from qarat.evaluate.record import TaskResult
from qarat.reference import Published, lay_out, models, query
from qarat.report.release.rows import Line, Sheet
from qarat.report.tables import MISSING, Cell
from qarat.scoring.metrics import METRICS

CARD = "qwen2.5/card"
_WHOLE = ("", "Overall")
_UNITS = {"%": "fraction", "": "points"}


@dataclass(frozen=True, slots=True)
class Beside:
    """The published cells of one row by model, and the note that holds for all of them."""

    cells: dict[str, Cell]
    note: str


def chosen_models(against: str) -> tuple[str, ...]:
    """Return the published models whose names begin with one of the comma-separated prefixes.

    Raises:
        UsageError: a prefix that no model has.
    """
    found: dict[str, None] = {}
    for prefix in prefixes(against):
        begun = models(prefix)
        if not begun:
            hint = did_you_mean(prefix, models()) or f"for example {', '.join(models()[:4])}"
            raise UsageError(f"no published model begins with {prefix!r}", hint)
        found |= dict.fromkeys(begun)
    return tuple(found)


def prefixes(against: str) -> list[str]:
    """Return the prefixes of a comma-separated list."""
    return [part.strip() for part in against.split(",") if part.strip()]


def columns(sheet: Sheet, against: str) -> tuple[str, ...]:
    """Return those of the chosen models that have a number in a row of this sheet."""
    held = {cell.model for line in sheet.lines for cell in _cells(sheet, line)}
    return tuple(model for model in chosen_models(against) if model in held)


def without_numbers(shown: Sequence[str], against: str) -> list[str]:
    """Return the prefixes that no shown model begins with, for what was asked must not vanish silently."""
    names = [name.casefold() for name in shown]
    return [one for one in prefixes(against) if not any(name.startswith(one.casefold()) for name in names)]


def beside(sheet: Sheet, line: Line, shown: Sequence[str]) -> Beside:
    """Return the published cells of a row; what is to be said of all of them is said once, for the row."""
    result = next((one for one in line.results if one), None)
    cells = _cells(sheet, line)
    picked = {model: _pick([one for one in cells if one.model == model], result) for model in shown}
    told = {model: _manner(one, line, result) for model, one in picked.items() if one}
    common = next(iter(told.values()), "") if len(set(told.values())) == 1 else ""
    made = {}
    for model, one in picked.items():
        if one is None:
            made[model] = Cell(MISSING)
            continue
        others = [each for each in cells if each.model == model and each.value != one.value]
        notes = [] if common else [told[model]]
        # Bold is decided anew among all columns, so that errors of the printed bold do not matter here.
        notes += (
            [f"on the printed number: {one.note}"] if one.note and not one.note.startswith("bold") else []
        )
        notes += [f"also published as {_printed(each)} ({each.table})" for each in others]
        made[model] = Cell(_printed(one), _numbers(one), note="; ".join(filter(None, notes)))
    return Beside(made, common)


def same_unit(line: Line, metric: str, sheet: Sheet) -> bool:
    """Tell whether the row's published numbers are in the unit of one's own metric."""
    known = METRICS[metric].unit if metric in METRICS else "fraction"
    return all(_UNITS.get(cell.unit) == known for cell in _cells(sheet, line))


def card_rows(against: str) -> list[tuple[str, tuple[Cell, ...]]]:
    """Return the rows of the published Model Card of the chosen models: name, and the cells as printed."""
    names = set(chosen_models(against))
    return [
        (line.label, tuple(map(_card_cell, line.cells)))
        for line in lay_out(CARD).lines
        if line.label in names
    ]


def card_titles() -> tuple[str, ...]:
    """Return the headings of the published Model Card after the model's name."""
    return lay_out(CARD).columns


def _card_cell(printed: Sequence[Published]) -> Cell:
    notes = [f"on the printed number: {one.note}" for one in printed if one.note]
    return Cell(" / ".join(one.text for one in printed) or MISSING, note="; ".join(notes))


def _cells(sheet: Sheet, line: Line) -> tuple[Published, ...]:
    return _numbers_of(sheet.published, line.benchmark) if line.benchmark else ()


@cache
def _numbers_of(tables: tuple[str, ...], benchmark: str) -> tuple[Published, ...]:
    found = [cell for name in tables for cell in query(table=name, benchmark=benchmark)]
    return tuple(cell for cell in found if cell.model and cell.value is not None and cell.part in _WHOLE)


def _pick(cells: Sequence[Published], result: TaskResult | None) -> Published | None:
    """Return the number measured most like ours: the first of equal shots, or else the first."""
    alike = [one for one in cells if result and one.shots == result.setting.shots]
    return next(iter(alike or cells), None)


def _manner(one: Published, line: Line, result: TaskResult | None) -> str:
    """Say where the printed protocol differs from the one that was run, or that it is not stated."""
    said = f"published with: {one.setting}" if one.setting and not line.group else ""
    if line.summed or result is None:
        return said
    shots = result.setting.shots
    if one.shots is None:
        return "; ".join(filter(None, (said, "the published shots are not stated")))
    if one.shots != shots:
        return "; ".join(filter(None, (f"published {one.shots}-shot, run here {shots}-shot", said)))
    return said


def _printed(one: Published) -> str:
    return one.text.replace("%", "").strip()


def _numbers(one: Published) -> dict[str, float | None]:
    return {"value": one.value, "stderr": one.stderr}
