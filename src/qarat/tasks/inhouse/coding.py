"""Coding, English and Chinese: small functions from a sentence, with hidden tests, generated from a seed.

A kind of problem (`functions`) is a few lines of Python with numbers left open; a seed fills them in, and the
solution itself says what its inputs give: two that the prompt shows, twelve that it hides. Rows have
HumanEval's columns, so they are asked and graded as HumanEval is. A problem is the same in both languages but
for its sentence.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import product
from typing import Any

from qarat.tasks.capabilities.seeded import seed_config
from qarat.tasks.code import humaneval
from qarat.tasks.inhouse.functions import KINDS, Kind
from qarat.types import Layout, Row, Sample, Source, Task

EACH = 8  # problems of a kind, or as many as its numbers allow
SHOWN, HIDDEN = 2, 12
ASKED_ZH = "请编写下面的Python函数，使它能够通过测试，并给出完整的代码：\n```python\n{}\n```\n"


def coding_task(language: str, title: str, version: int) -> Task:
    """Return the set in "en" or "zh"."""
    rows = partial(problems, language)
    source = Source(f"inhouse/{language}_coding", "test", (seed_config(),), rows=rows)
    whole = humaneval.completion_task("inhouse", title, source, cite="")
    return replace(
        whole,
        sample=sample,
        group_by=("kind", "level"),
        language=language,
        version=version,
        chat=_in_chinese if language == "zh" else humaneval.in_chat,
    )


def sample(row: Row) -> Sample:
    """Read a row of HumanEval's columns with kind and level."""
    return replace(humaneval.sample(row), tags={"kind": row["kind"], "level": str(row["level"])})


def _in_chinese(plain: Task) -> Task:
    return replace(humaneval.in_chat(plain), layout=Layout(question=ASKED_ZH, answer=""))


@cache
def problems(language: str, config: str, _split: str) -> Sequence[Row]:
    """Return the rows of a seed; both languages have the same problems, so that only the language differs."""
    rng, rows = random.Random(f"coding/{config}"), []
    for kind in KINDS:
        numbers = list(product(kind.a, kind.b))
        rows += [_row(kind, one, rng, language) for one in rng.sample(numbers, min(EACH, len(numbers)))]
    rng.shuffle(rows)
    return tuple(rows)


def _row(kind: Kind, numbers: tuple[int, int], rng: random.Random, language: str) -> Row:
    chosen = dict(zip("ab", numbers, strict=True))
    text = (kind.zh if language == "zh" else kind.en).format(**chosen)
    body, head = kind.body.format(**chosen), f"def {kind.name}({kind.signature}):\n"
    solve = _function(head + body, kind.name)
    inputs = _different(kind, rng, SHOWN + HIDDEN)
    # A copy of the input is solved: a solution may change what it is given.
    cases = [(given, solve(*eval(repr(given)))) for given in inputs]  # noqa: S307 - our own values
    examples = "".join(
        f"    >>> {kind.name}{_called(given)}\n    {found!r}\n" for given, found in cases[:SHOWN]
    )
    lines = "".join(f"    assert candidate{_called(given)} == {found!r}\n" for given, found in cases)
    return {
        "task_id": f"{kind.name}/{numbers[0]}/{numbers[1]}",
        "kind": kind.name,
        "level": kind.level,
        "prompt": f'{head}    """{text}\n\n{examples}    """\n',
        "canonical_solution": body,
        "entry_point": kind.name,
        "test": f"def check(candidate):\n{lines}",
    }


def _different(kind: Kind, rng: random.Random, count: int) -> list[tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    while len(found) < count:
        given = kind.inputs(rng)
        found.setdefault(repr(given), given)
    return list(found.values())


def _function(source: str, name: str) -> Callable[..., Any]:
    scope: dict[str, Any] = {}
    exec(source, scope)  # noqa: S102 - source is written in `functions`
    made: Callable[..., Any] = scope[name]
    return made


def _called(given: tuple[Any, ...]) -> str:
    return f"({', '.join(map(repr, given))})"
