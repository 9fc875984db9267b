"""A folder of one's own rows as a task: a card that says how they are asked, and the rows as JSONL or CSV.

Rows have a `question` and an `answer`; `choices` make it a choice, and then the answer is a letter or the text
of one of them. `kind`, `level`, `worked` and `id` may be there. In CSV the choices stand in one column, apart
by bars. A set is private unless its card says otherwise: no report shows a row of it.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from qarat.errors import DataError, UsageError, did_you_mean
from qarat.registry import CARD
from qarat.scoring.inhouse import is_number
from qarat.tasks.inhouse import ASKED, LAYOUTS, asked_task
from qarat.types import Row, Source, Task

COLUMNS = ("question", "answer", "choices", "kind", "level", "worked", "id")
TEMPLATE = '''# What this set is, for qarat: `qarat inhouse check {folder}`, then `qarat run MODEL {folder}`.
name = "{name}"              # letters, digits and underscores; the task's name
title = "{title}"
description = """What the items are, who wrote them, when and for what."""
language = "en"              # en or zh: the words around a question
form = "letter"              # how it is answered: letter, number or text
rows = "rows.jsonl"          # or a CSV file with the same columns; choices apart by |
private = true               # reports show scores, and no text of a row
version = 1                  # one more whenever a row changes
'''
EXAMPLES: tuple[Row, ...] = (
    {
        "question": "Which of these do you replace with your own?",
        "choices": ["The card", "These two rows", "The columns", "Nothing"],
        "answer": "B",
        "kind": "example",
        "level": 1,
    },
    {
        "question": "In which column does the right letter stand?",
        "choices": ["question", "choices", "answer", "kind"],
        "answer": "C",
        "kind": "example",
        "level": 1,
    },
)


@dataclass(frozen=True, slots=True)
class Card:
    """What `card.toml` says."""

    name: str
    title: str
    rows: str
    form: str = "letter"
    language: str = "en"
    private: bool = True
    version: int = 1
    description: str = ""


def new_folder(folder: Path) -> list[Path]:
    """Write a card and two example rows into `folder` and return the files.

    Raises:
        UsageError: the folder holds a card already.
    """
    if (folder / CARD).exists():
        raise UsageError(f"{folder} has a {CARD} already", f"qarat inhouse check {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder.resolve().name
    name = "".join(sign if sign.isalnum() and sign.isascii() else "_" for sign in stem) or "mine"
    card = TEMPLATE.format(folder=folder, name=name, title=stem.replace("_", " ").capitalize())
    rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in EXAMPLES)
    for file, text in ((CARD, card), ("rows.jsonl", rows)):
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return [folder / CARD, folder / "rows.jsonl"]


def own_task(folder: Path) -> Task:
    """Return the task of a folder.

    Raises:
        UsageError: the card cannot be read, or says what makes no sense.
        DataError: a row does.
    """
    card = read_card(folder)
    rows = read_own_rows(folder, card)
    source = Source(id=str(folder), split="test", rows=lambda _config, _split: rows)
    task = asked_task(card.name, card.title, source, card.language, card.form)
    if not all(row["choices"] for row in rows):
        task = replace(task, formulation="generate", formulations=("generate",), metrics=("exact_match",))
    tags = tuple(name for name in ("kind", "level") if all(row.get(name) for row in rows))
    return replace(task, group_by=tags, private=card.private, version=card.version)


def read_card(folder: Path) -> Card:
    """Return the card of a folder. Raises UsageError where it cannot be read or makes no sense."""
    path = folder / CARD
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", f"qarat inhouse new {folder}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}", 'a line is: name = "my_set"') from error
    _check_keys(said, path)
    card = Card(**said)
    for key, value, allowed in (("form", card.form, ASKED), ("language", card.language, LAYOUTS)):
        if value not in allowed:
            raise UsageError(
                f"{path}: {key} {value!r} is none of {', '.join(allowed)}", did_you_mean(value, allowed)
            )
    if not card.name.replace("_", "").isalnum() or not card.name.isascii():
        raise UsageError(f"{path}: {card.name!r} cannot name a task", "use letters, digits and underscores")
    return card


def _check_keys(said: Mapping[str, Any], path: Path) -> None:
    known = {field.name: field for field in fields(Card)}
    for key, value in said.items():
        if key not in known:
            raise UsageError(f"unknown key {key!r} in {path}", did_you_mean(key, known) or ", ".join(known))
        if type(value).__name__ != known[key].type:
            raise UsageError(
                f"{path}: {key} = {value!r} is no {known[key].type}", "compare qarat inhouse new"
            )
    for key in ("name", "title", "rows"):
        if not said.get(key):
            raise UsageError(f"{path} does not say its {key}", f'add: {key} = "..."')


def read_own_rows(folder: Path, card: Card) -> Sequence[Row]:
    """Return the rows of a folder, checked, with the place of the answer among the choices.

    Raises:
        DataError: the file cannot be read, or a row lacks something or contradicts itself; its line is named.
    """
    path = folder / card.rows
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}", f"correct rows in {folder / CARD}") from error
    found = [_checked(row, f"{path}, line {line}", card.form) for line, row in _lines(text, path)]
    if not found:
        raise DataError(f"{path} has no rows", "write one JSON object a line")
    return tuple(found)


def _lines(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if path.suffix == ".csv":
        reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
        try:
            for row in reader:
                choices = [one.strip() for one in (row.get("choices") or "").split("|") if one.strip()]
                yield reader.line_num, {**row, "choices": choices}
        except csv.Error as error:
            raise DataError(
                f"{path}, line {reader.line_num} is no CSV: {error}", "quote texts with commas"
            ) from error
        return
    for line, content in enumerate(text.splitlines(), 1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except ValueError as error:
            raise DataError(f"{path}, line {line} is no JSON: {error}", "write one object a line") from error
        if not isinstance(row, dict):
            raise DataError(f"{path}, line {line} is no object", "write one object a line")
        yield line, row


def _checked(row: Mapping[str, Any], where: str, form: str) -> Row:
    for column in row:
        if column not in COLUMNS:
            raise DataError(
                f"{where}: unknown column {column!r}",
                did_you_mean(str(column), COLUMNS) or ", ".join(COLUMNS),
            )
    question, answer, choices = row.get("question"), row.get("answer"), row.get("choices") or []
    if not isinstance(question, str) or not question.strip():
        raise DataError(f"{where} has no question", 'add "question": "..."')
    if answer is None or not str(answer).strip():
        raise DataError(f"{where} has no answer", 'add "answer": "..."')
    if form == "number" and not is_number(str(answer).strip()):
        raise DataError(
            f"{where}: {answer!r} is no number, and the card says form = number", "say form = text"
        )
    if not choices:
        if form == "letter":
            raise DataError(
                f"{where} has no choices, and the card says form = letter", "add choices, or say form = text"
            )
        return {**row, "choices": [], "answer": str(answer).strip()}
    if not isinstance(choices, list) or not all(isinstance(one, str) and one.strip() for one in choices):
        raise DataError(f"{where}: choices are no list of texts", '"choices": ["yes", "no"]')
    if len(set(choices)) != len(choices) or not 2 <= len(choices) <= len(ascii_uppercase):
        raise DataError(
            f"{where}: {len(choices)} choices, {len(set(choices))} different", "give 2 to 26 different ones"
        )
    return {**row, "choices": choices, "answer": _place(str(answer).strip(), choices, where)}


def _place(answer: str, choices: list[str], where: str) -> int:
    if answer in choices:
        return choices.index(answer)
    if len(answer) == 1 and answer.upper() in ascii_uppercase[: len(choices)]:
        return ascii_uppercase.index(answer.upper())
    raise DataError(
        f"{where}: {answer!r} is neither a letter nor the text of a choice", did_you_mean(answer, choices)
    )
