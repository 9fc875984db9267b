"""What all exams of lettered options share, so that a set like MMLU is a source, a reader and a few words.

A set of one language has a configuration for each subject and is grouped by category and subject; one of many
languages has a configuration for each language, and the subject is a tag alone. Both are asked by letter and
5-shot, as MMLU is, unless their module says otherwise.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from qarat.tasks.multilingual.subjects import Subject
from qarat.types import Layout, Row, Sample, Source, Task

MANY = "mul"
"""The language of a task of many languages, as ISO 639-2 calls them."""

A_TO_D = ("A", "B", "C", "D")
OPTION_A_TO_D = ("option_a", "option_b", "option_c", "option_d")

Tags = Callable[[Row], Mapping[str, str]]


def mmlu_like(
    name: str, title: str, source: Source, sample: Callable[[Row], Sample], layout: Layout, **facts: str
) -> Task:
    """Return the task; `facts` are its `language` and whom to `cite`."""
    many = facts["language"] == MANY
    return Task(
        name=name,
        title=title,
        data=source,
        sample=sample,
        layout=layout,
        formulation="letter",
        shots=5,
        group_by=("language", "category", "subject") if many else ("category", "subject"),
        strata="language" if many else "subject",
        language=facts["language"],
        cite=facts["cite"],
    )


def letter(value: str) -> int:
    """Return the index of a gold letter."""
    return ascii_uppercase.index(value.strip())


def listed(value: str | Sequence[str]) -> Sequence[str]:
    """Return a list of options; tables hold it as the text of a Python list."""
    options: Sequence[str] = ast.literal_eval(value) if isinstance(value, str) else value
    return options


def reads(
    tags: Tags,
    options: str | tuple[str, ...] = A_TO_D,
    question: str = "question",
    answer: str = "answer",
    gold: Callable[[Any], int] = letter,
) -> Callable[[Row], Sample]:
    """Return the function that reads a sample from columns of these names.

    `options` are a column each, or one that holds a list of them; `gold` turns the answer into an index.
    """

    def sample(row: Row) -> Sample:
        found = listed(row[options]) if isinstance(options, str) else [row[column] for column in options]
        return Sample(
            id="",
            input=row[question].strip(),
            # Where an option of MMLU is "None", readers of csv made null of it; it is shown as it was.
            choices=tuple(str(option) for option in found),
            target=gold(row[answer]),
            tags=tags(row),
        )

    return sample


def subject_tags(subjects: Mapping[str, Subject]) -> Tags:
    """Return the tags of a set that has a configuration for each subject."""
    return lambda row: {"category": subjects[row["config"]].category, "subject": row["config"]}


def announced(line: str, subjects: Mapping[str, Subject]) -> Callable[[Sample], str]:
    """Return the description that says a sample's subject by its name in prompts; `line` has `{}` for it."""
    return lambda sample: line.format(subjects[sample.tags["subject"]].name) + "\n\n"
