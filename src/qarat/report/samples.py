"""The samples of one measurement packed for the page: an index of all items, and their texts in blocks.

A page with twenty thousand items has to open at once. So it holds, of every measurement, an index (ids, the
beginnings of questions, tags, who was right) that lists and filters need, and the texts in blocks of a
hundred items of which only those are read that somebody looks at. Each is JSON, compressed (zlib, RFC 1950)
and in base64, which the page's script reads with the browser's own DecompressionStream. Base64 has no
character that means anything to HTML, so that texts of models and benchmarks, which are other people's,
cannot leave their place.

Few-shot prompts repeat the same few examples, further apart than the 32 KiB that zlib looks back. So every
prompt is cut after its blank lines (after its turns, too, where it is a conversation as JSON), and the run
of blocks that opens it and that others have too is stored once, in `openings`. The blocks one after the
other are the prompt exactly. This serves one draw of examples for all items as well as a draw of each item's
own.
"""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from qarat.evaluate.record import SampleRecord, TaskResult
from qarat.report.explain import reasons
from qarat.report.summary import is_share
from qarat.scoring.metrics import METRICS

CUT = re.compile(r"""\n\n|\\n\\n|"},""")
"""Ends of blocks: a blank line, the same inside JSON, the end of a turn."""
TURN = re.compile(r"""\[?\{"role":"\w+","content":"|"\}[\],]?|\\[nt]|\s+""")
"""What a conversation as JSON has beside its words, and white space."""
BLOCK = 100
"""Items a block: small enough to be read within a frame, large enough to be compressed well."""
SHORT, QUESTION = 40, 160
"""Characters of an answer and of a question in the list of items."""
DECIMALS = 5
LEVEL = 6
"""Of compression: 9 takes five times as long and saves two percent."""
HALF = 0.5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RIGHT, WRONG, FAILED, UNJUDGED, ABSENT = "+-!. "

Rows = Mapping[tuple[str, str], SampleRecord]
"""The samples of one run by id and digest, so that what pairs is really the same item."""


class Tag(msgspec.Struct, frozen=True):
    """A tag of the items: its values, and each item's place among them, -1 where it has none."""

    name: str
    values: list[str]
    of: list[int]


class Index(msgspec.Struct, frozen=True):
    """What lists and filters need of all items; `outcomes` and `answers` have an entry a run.

    An outcome is a character: right, wrong, failed, unjudged, absent. `block` is the number of items of a
    block of texts.
    """

    block: int
    ids: list[str]
    questions: list[str]
    golds: list[str]
    tags: list[Tag]
    outcomes: list[str]
    answers: list[list[str]]
    per_character: bool


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """What one run has of an item; `prompt` is its place in `Item.prompts`.

    None in `outputs` stands for what is not finite.
    """

    prompt: int
    continuations: list[str]
    outputs: list[float | None]
    target: list[int]
    completions: list[str]
    lengths: list[int]
    finished: list[bool]
    reasons: tuple[tuple[str, str], ...]
    values: list[tuple[str, float | None]]


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One item in full: its distinct prompts as (number of the opening, rest), and an entry a run."""

    prompts: list[tuple[int, str]]
    runs: list[Answered | None]


class Openings(msgspec.Struct, frozen=True):
    """Blocks that prompts share, and every opening as the numbers of its blocks."""

    texts: list[str]
    heads: list[list[int]]


@dataclass(frozen=True, slots=True)
class Packed:
    """A measurement as it stands in the page: base64 of compressed JSON."""

    index: str
    openings: str
    blocks: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes in the page."""
        return len(self.index) + len(self.openings) + sum(map(len, self.blocks))


def pack(results: Sequence[TaskResult | None], runs: Sequence[Rows], places: Sequence[int]) -> Packed:
    """Pack the items at `places` of one measurement; `results` and `runs` have an entry a run.

    Items count in the order of the first run that has them.
    """
    every = list(dict.fromkeys(key for rows in runs for key in rows))
    keys = [every[place] for place in places]
    found = [[rows.get(key) for rows in runs] for key in keys]
    openings = _Openings(row.prompt for rows in found for row in rows if row)
    items = [_item(rows, openings) for rows in found]
    return Packed(
        compress(_index(keys, found, results, openings)),
        compress(Openings(list(openings.texts), [list(head) for head in openings.heads])),
        tuple(compress(items[start : start + BLOCK]) for start in range(0, len(items), BLOCK)),
    )


def compress(value: object) -> str:
    """Return JSON, compressed, in base64."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(value), LEVEL)).decode()


def judged(result: TaskResult) -> bool:
    """Tell whether the headline metric makes an item right or wrong."""
    return bool(result.metrics) and is_share(next(iter(result.metrics)))


class _Openings:
    """Cuts prompts into an opening that others share and the rest, and numbers the openings."""

    def __init__(self, prompts: Iterable[str]) -> None:
        blocks = {prompt: _blocks(prompt) for prompt in dict.fromkeys(prompts)}
        often = Counter(block for some in blocks.values() for block in some)
        self.texts: dict[str, int] = {}
        self.heads: dict[tuple[int, ...], int] = {}
        self.cut: dict[str, tuple[int, str]] = {}
        for prompt, some in blocks.items():
            length = _opening(some, often)
            head = tuple(self.texts.setdefault(block, len(self.texts)) for block in some[:length])
            self.cut[prompt] = self.heads.setdefault(head, len(self.heads)), "".join(some[length:])


def _blocks(prompt: str) -> list[str]:
    ends = [match.end() for match in CUT.finditer(prompt) if match.end() < len(prompt)]
    return [prompt[start:end] for start, end in pairwise([0, *ends, len(prompt)])]


def _opening(prompt: Sequence[str], blocks: Counter[str]) -> int:
    """Count the blocks at the start of a prompt that others have too; the last one is the item's own."""
    own = next((place for place, block in enumerate(prompt) if blocks[block] == 1), len(prompt))
    return min(own, len(prompt) - 1)


def _index(
    keys: Sequence[tuple[str, str]],
    found: Sequence[Sequence[SampleRecord | None]],
    results: Sequence[TaskResult | None],
    openings: _Openings,
) -> Index:
    first = [next(row for row in rows if row) for rows in found]
    names = dict.fromkeys(tag for result in results if result for tag in result.groups)
    tags = [json.loads(row.tags) for row in first]
    return Index(
        block=BLOCK,
        ids=[key[0] for key in keys],
        questions=[_question(openings.cut[row.prompt][1]) for row in first],
        golds=[_gold(row)[:SHORT] for row in first],
        tags=[_tag(name, [one.get(name) for one in tags]) for name in names],
        outcomes=[
            "".join(_outcome(rows[run], result) for rows in found) for run, result in enumerate(results)
        ],
        answers=[[_answer(rows[run]) for rows in found] for run in range(len(results))],
        per_character=any("acc_norm" in result.metrics for result in results if result),
    )


def _tag(name: str, values: Sequence[str | None]) -> Tag:
    known = sorted({value for value in values if value is not None})
    numbers = {value: number for number, value in enumerate(known)}
    return Tag(name, known, [-1 if value is None else numbers[value] for value in values])


def _question(tail: str) -> str:
    return TURN.sub(" ", tail[: 2 * QUESTION]).replace('\\"', '"').strip()[:QUESTION]


def _gold(row: SampleRecord) -> str:
    several = len(row.continuations) > 1
    return row.gold.strip() or (", ".join(_letter(place) for place in row.target) if several else "")


def _letter(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _answer(row: SampleRecord | None) -> str:
    return row.answer.strip()[:SHORT] if row else ""


def _outcome(row: SampleRecord | None, result: TaskResult | None) -> str:
    if row is None or result is None:
        return ABSENT
    if row.error:
        return FAILED
    headline = next(iter(result.metrics), "")
    value = row.values.get(headline) if judged(result) else None
    if value is None:
        return UNJUDGED
    lower = headline in METRICS and METRICS[headline].better == "lower"
    return RIGHT if (value >= HALF) != lower else WRONG


def _item(rows: Sequence[SampleRecord | None], openings: _Openings) -> Item:
    prompts = list(dict.fromkeys(row.prompt for row in rows if row))
    return Item(
        [openings.cut[prompt] for prompt in prompts],
        [_answered(row, prompts.index(row.prompt)) if row else None for row in rows],
    )


def _answered(row: SampleRecord, prompt: int) -> Answered:
    return Answered(
        prompt=prompt,
        continuations=row.continuations,
        outputs=[_finite(output) for output in row.outputs],
        target=row.target,
        completions=row.completions,
        lengths=row.lengths,
        finished=row.finished,
        reasons=reasons(row),
        values=[(name, _finite(value)) for name, value in row.values.items()],
    )


def _finite(value: float) -> float | None:
    return round(value, DECIMALS) if math.isfinite(value) else None
