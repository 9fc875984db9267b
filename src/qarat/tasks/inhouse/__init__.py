"""In-house sets: what Qwen2's report measures in Tables 10 and 11 on sets that nobody else has.

Ten sets, generated from a seed and right by construction: facts come from small tables, numbers are computed,
a story has a world behind it, a puzzle has one solution by trial of all. A fresh seed (`QARAT_SEED=7`) is a
fresh test that no corpus can contain. The report names the sets and nothing of their items, so that scores
here are comparable with one another and not with its.

Read `item` first, then a set: one file each, that gives makers of items by kind. `own` makes a task of a
folder of one's own rows. A change of rows needs a higher `VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from itertools import islice
from random import Random
from string import ascii_uppercase

from qarat.registry import task
from qarat.scoring.inhouse import grade_letter, grade_number, grade_text
from qarat.tasks.capabilities.seeded import seed_config
from qarat.types import Formulation, Generation, Layout, Row, Sample, Score, Source, Task

VERSION = 1
SIZE, SHOWN = 200, 8

LAYOUTS = {
    "en": Layout(question="Question: {}"),
    "zh": Layout(question="问题：{}", answer="\n答案：", joint=""),
}
ASKED = {
    "letter": {
        "en": "Reply with the letter of the right option alone.",
        "zh": "请只回答正确选项的字母。",
    },
    "number": {
        "en": "Think step by step, then end with a line that holds the number alone, in this form:\nAnswer: <number>",
        "zh": "请逐步思考，最后单独用一行只写出数字答案，格式如下：\n答案：<数字>",
    },
    "text": {
        "en": "End with a line that holds the answer and nothing else, in this form:\nAnswer: <answer>",
        "zh": "请在最后单独用一行只写出答案，格式如下：\n答案：<答案>",
    },
}
TITLES = {"en": "English", "zh": "Chinese"}
MARKS = {"en": "Answer: ", "zh": "答案："}
_GRADES: Mapping[str, Callable[[Sample, str], Score]] = {
    "letter": grade_letter,
    "number": grade_number,
    "text": grade_text,
}


@dataclass(frozen=True, slots=True)
class _Set:
    """How a set is asked: its title, and in which form it is answered in writing."""

    title: str
    form: str


SETS = {
    "zh_knowledge": _Set("Knowledge", "letter"),
    "zh_exam": _Set("Exam", "letter"),
    "zh_comprehension": _Set("Comprehension", "text"),
    "zh_coding": _Set("Coding", "code"),
    "zh_math": _Set("Math", "number"),
    "zh_reasoning": _Set("Reasoning", "text"),
    "en_knowledge": _Set("Knowledge", "letter"),
    "en_comprehension": _Set("Comprehension", "text"),
    "en_coding": _Set("Coding", "code"),
    "en_math": _Set("Math", "number"),
}


@task(over=SETS)
def inhouse(part: str) -> Task:
    """The ten sets; `inhouse/zh_exam` is one of them."""
    language = part[:2]
    title = f"In-house {TITLES[language]}: {SETS[part].title}"
    if SETS[part].form == "code":
        from qarat.tasks.inhouse.coding import coding_task

        return coding_task(language, title, VERSION)
    return asked_task("inhouse", title, _source(part), language, SETS[part].form)


def asked_task(name: str, title: str, source: Source, language: str, form: str) -> Task:
    """Return a task over rows of this family's columns, answered in writing by "letter", "number" or "text".

    A set of letters asks for the likelihoods of its options, unless a chat model is asked; the others are
    answered in free text, and may be asked by likelihoods too.
    """
    chosen: tuple[Formulation, ...] = ("letter", "cloze", "bpb")
    free = Generation(grade=_GRADES[form], solution=written_answer, stop=("\n\n",), max_tokens=512)
    return Task(
        name=name,
        title=title,
        data=source,
        sample=sample,
        layout=LAYOUTS[language],
        generation=None if form == "letter" else free,
        formulation="letter" if form == "letter" else "generate",
        formulations=chosen if form == "letter" else ("generate", *chosen),
        metrics=("acc", "acc_norm") if form == "letter" else ("exact_match", "acc", "acc_norm"),
        group_by=("kind", "level"),
        language=language,
        chat=partial(_in_chat, language, form),
        version=VERSION,
    )


def sample(row: Row) -> Sample:
    """Read a row: question, choices, the place of the answer, and where there are any kind, level, solution.

    A row without choices has its answer as text.
    """
    if not row["choices"]:
        return Sample(
            id=str(row.get("id") or ""),
            input=row["question"],
            tags=_tags(row),
            gold=str(row["answer"]),
            worked=row.get("worked") or "",
        )
    choices, place = tuple(row["choices"]), int(row["answer"])
    return Sample(
        id=str(row.get("id") or ""),
        input=row["question"],
        choices=choices,
        target=place,
        tags=_tags(row),
        gold=choices[place],
        worked=row.get("worked") or "",
        facts={"letter": place},
    )


def _tags(row: Row) -> dict[str, str]:
    return {name: str(row[name]) for name in ("kind", "level") if row.get(name)}


def written_answer(one: Sample) -> str:
    """Return the solution of an item as a model might write it."""
    return one.worked or one.gold


def _in_chat(language: str, form: str, plain: Task) -> Task:
    """Return the task as a chat model is asked: it is told how to answer, and writes as long as it likes."""
    letters = form == "letter"
    return replace(
        plain,
        sample=partial(_for_chat, language, form),
        layout=Layout(answer=f"\n\n{ASKED[form][language]}", options=letters),
        generation=Generation(grade=_GRADES[form], solution=written_answer, max_tokens=1024),
        formulation="generate",
        formulations=("generate", "letter") if letters else ("generate",),
        metrics=("exact_match", "acc") if letters else ("exact_match",),
    )


def _for_chat(language: str, form: str, row: Row) -> Sample:
    """Read a row whose solution is written as it is asked for."""
    one = sample(row)
    if form == "letter":
        return replace(one, worked=ascii_uppercase[int(one.facts["letter"])])
    return one if row.get("worked") else replace(one, worked=MARKS[language] + one.gold)


def _source(part: str) -> Source:
    """Return the rows of a set; examples are the first of the same stream, so that none is asked."""
    return Source(
        id=f"inhouse/{part}",
        configs=(seed_config(),),
        split="test",
        fewshot_split="train",
        rows=partial(_rows, part),
    )


def _rows(part: str, config: str, split: str) -> Sequence[Row]:
    return _stream(part, config)[SHOWN:] if split == "test" else _stream(part, config)[:SHOWN]


@cache
def _stream(part: str, config: str) -> Sequence[Row]:
    # A set is imported when its rows are wanted, for a list of tasks needs none.
    from qarat.tasks.inhouse.item import stream

    rows = stream(import_module(f"{__name__}.{part}").MAKERS)
    return tuple(islice(rows(Random(f"{part}/{config}")), SHOWN + SIZE))
