"""Makers over tables of facts: one right answer a row, wrong ones from the same column.

A table begins with what everybody knows; its thirds are the levels.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from qarat.tasks.inhouse.item import Item, Maker, drawn_item, shuffled, table, tiered


def fact(text: str, asked: Sequence[str], *, column: int = 1, back: Sequence[str] = ()) -> Maker:
    """Return the maker of a table: `asked` are ways to ask for `column` by the first one, `back` the reverse."""
    rows = table(text)

    def make(rng: random.Random, level: int) -> Item:
        row = rng.choice(tiered(rows, level))
        known, wanted = (column, 0) if back and rng.random() < 0.5 else (0, column)
        text = rng.choice(back if known else asked).format(row[known])
        others = shuffled(rng, (one[wanted] for one in rows if one[known] != row[known]))
        return drawn_item(rng, text[0].upper() + text[1:], row[wanted], others, key=f"{row[0]} {known}")

    return make


def ring(names: Sequence[str], asked: Mapping[int, Sequence[str]]) -> Maker:
    """Return the maker of questions on the order of a ring of names; `asked` maps steps to ways to ask.

    A higher level takes the larger steps.
    """

    def make(rng: random.Random, level: int) -> Item:
        step = rng.choice(tiered(sorted(asked, key=abs), level))
        at = rng.randrange(len(names))
        right = names[(at + step) % len(names)]
        nearby = (-step, step + 1, step - 1, 2 * step, -2 * step, step + 2, step - 2)
        others = (names[(at + one) % len(names)] for one in nearby)
        wrong = [one for one in others if one not in (right, names[at])]
        wrong += shuffled(rng, (one for one in names if one not in (right, names[at])))
        return drawn_item(rng, rng.choice(asked[step]).format(names[at]), right, wrong, key=f"{at} {step}")

    return make


def belongs(text: str, asked: Sequence[str], odd: Sequence[str]) -> Maker:
    """Return the maker over kinds and their members: which one is of a kind, or of the others' kind.

    The wrong answers of the first question come from one other kind at level 1 and from three at level 3; the
    second one asks for the odd one out.
    """
    kinds = {row[0]: row[1:] for row in table(text)}

    def make(rng: random.Random, level: int) -> Item:
        kind, other = rng.sample(list(kinds), 2)
        if rng.random() < 0.5:
            right, members = rng.choice(kinds[other]), rng.sample(kinds[kind], 3)
            return drawn_item(rng, rng.choice(odd).format(kind), right, members, key=f"{kind} {right}")
        right = rng.choice(kinds[kind])
        from_kinds = [other] if level == 1 else rng.sample([one for one in kinds if one != kind], level)
        wrong = shuffled(rng, (member for one in from_kinds for member in kinds[one]))
        return drawn_item(rng, rng.choice(asked).format(kind), right, wrong, key=f"{kind} {right}")

    return make
