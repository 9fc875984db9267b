"""Sources whose rows follow from a seed, and draws that never repeat an item."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count, islice

from qarat.errors import UsageError
from qarat.types import Row, Source

VARIABLE = "QARAT_SEED"
DEFAULT = "1"
SHOWN = 8
"""Rows that are kept for examples, where a set has any."""

Maker = Callable[[random.Random, int], Row]
"""Makes the row of an index; the index decides the category, so that all are equally many."""

Stream = Callable[[random.Random], Iterator[Row]]
"""Makes rows one after the other, at least as many as are asked for."""


def seed_config() -> str:
    """Return the configuration that the environment's seed names: `seed-1`.

    Raises:
        UsageError: the environment names no whole number.
    """
    seed = os.environ.get(VARIABLE, DEFAULT)
    if not (seed.isascii() and seed.isdigit()):
        raise UsageError(f"{VARIABLE}={seed} is no whole number", f"{VARIABLE}=7 makes the set of seed 7")
    return f"seed-{int(seed)}"


def seeded_source(name: str, stream: Stream, size: int, *, examples: bool = False) -> Source:
    """Return a source of `size` rows of the seed that the environment names, else of seed 1.

    Raises:
        UsageError: the environment names no whole number.
    """

    @cache
    def rows(config: str, split: str) -> Sequence[Row]:
        generator = random.Random(f"{name}/{config}/{split}")
        return tuple(islice(stream(generator), size if split == "test" else SHOWN))

    return Source(
        id=name,
        configs=(seed_config(),),
        split="test",
        fewshot_split="train" if examples else None,
        rows=rows,
    )


def unlike(make: Maker) -> Stream:
    """Return the stream of a maker, which draws again what repeats an earlier prompt."""

    def stream(generator: random.Random) -> Iterator[Row]:
        seen: set[str] = set()
        for index in count():
            row = make(generator, index)
            while row["prompt"] in seen:
                row = make(generator, index)
            seen.add(row["prompt"])
            yield row

    return stream
