"""What a maker of items returns, and how a stream of different items is made of many makers.

A kind is one way to ask, a level (1 to 3) how much there is to know, to read or to calculate: a maker draws a
longer, rarer or deeper item at a higher level, never merely another one. Kinds and levels take turns, so that
every seed has as many of each.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from qarat.types import Row

T = TypeVar("T")

LEVELS = (1, 2, 3)
WRONG = 3
_TRIES = 400


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `wrong` holds three answers that differ from `answer` and from one another.

    `worked` is a solution that ends in the answer. Items of one `key` ask the same thing in other words; where
    it is empty the text is the key.
    """

    text: str
    answer: str
    wrong: tuple[str, ...]
    worked: str = ""
    key: str = ""


Maker = Callable[[random.Random, int], Item]
"""Draws an item of a level."""


def drawn_item(
    rng: random.Random,
    text: str,
    answer: object,
    others: Iterable[object],
    *,
    key: str = "",
    listed: str = "",
) -> Item:
    """Return an item whose wrong answers are drawn from the first six different ones of `others`.

    `others` begin with the most plausible; a long tail of others would only dilute them. A question that means
    nothing without its options says them itself: `listed` is
    what stands before, between and after them, apart by slashes.
    """
    candidates = [other for other in dict.fromkeys(map(str, others)) if other != str(answer)]
    wrong = rng.sample(candidates[: 2 * WRONG], WRONG)
    if listed:
        before, sign, after = listed.split("/")
        text += before + sign.join(shuffled(rng, [str(answer), *wrong])) + after
    return Item(text, str(answer), tuple(wrong), key=key)


def shuffled(rng: random.Random, values: Iterable[T]) -> list[T]:
    """Return the different ones of `values` in a random order."""
    unlike = list(dict.fromkeys(values))
    rng.shuffle(unlike)
    return unlike


def near(right: int, *slips: int, least: int = 0) -> list[int]:
    """Return `slips`, the usual mistakes, then neighbours of `right`; none below `least`, none right."""
    around = (right + 1, right - 1, right + 2, right + 10, right - 2, right + 3, right + 4)
    return [slip for slip in (*slips, *around) if slip >= least and slip != right]


def stream(makers: Mapping[str, Maker]) -> Callable[[random.Random], Iterator[Row]]:
    """Return the stream of rows of all makers in turn; the place of the answer is as often each of four."""

    def rows(rng: random.Random) -> Iterator[Row]:
        kinds, seen, places = list(makers), set[str](), list[int]()
        for index in count():
            turn, place = divmod(index, len(kinds))
            kind, level = kinds[place], LEVELS[(place + turn) % len(LEVELS)]
            item = _fresh(rng, kind, makers[kind], level, seen)
            places = places or shuffled(rng, range(WRONG + 1))
            yield _row(item, kind, level, places.pop())

    return rows


def _fresh(rng: random.Random, kind: str, make: Maker, level: int, seen: set[str]) -> Item:
    for _ in range(_TRIES):
        item = make(rng, level)
        key = f"{kind} {item.key or item.text}"
        if key not in seen:
            seen.add(key)
            return item
    raise RuntimeError(f"{kind} has no more items of level {level}")


def _row(item: Item, kind: str, level: int, place: int) -> Row:
    choices = list(item.wrong)
    choices.insert(place, item.answer)
    return {
        "kind": kind,
        "level": level,
        "question": item.text,
        "choices": choices,
        "answer": place,
        "worked": item.worked,
    }


def table(text: str) -> list[tuple[str, ...]]:
    """Read rows that stand apart by semicolons or lines, and columns by commas."""
    rows = (line.strip() for line in text.replace(";", "\n").splitlines())
    return [tuple(cell.strip() for cell in row.split(",")) for row in rows if row]


def tiered(rows: Sequence[T], level: int) -> Sequence[T]:
    """Return the third of `rows`, which begin with what everybody knows, that belongs to a level."""
    third = len(rows) / len(LEVELS)
    return rows[round(third * (level - 1)) : round(third * level)]
