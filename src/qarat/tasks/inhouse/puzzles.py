"""Puzzles with exactly one solution, which is proved by trying all worlds.

A world is an order of people, who is what, or who lies. Clues are drawn that hold in the actual world until no
other world is left; then each that is not needed is dropped.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Clue(Generic[W]):
    """A sentence and the worlds in which it is true: those of which `test` holds with `given`."""

    text: str
    test: Callable[..., bool]
    given: tuple[object, ...] = ()

    def holds(self, world: W) -> bool:
        """Tell whether the sentence is true in `world`."""
        return self.test(world, *self.given)


def fitting(worlds: Iterable[W], clues: Sequence[Clue[W]]) -> list[W]:
    """Return the worlds in which all clues hold."""
    return [world for world in worlds if all(clue.holds(world) for clue in clues)]


def enough_clues(
    rng: random.Random, worlds: Sequence[W], actual: W, candidates: Iterable[Clue[W]]
) -> list[Clue[W]] | None:
    """Return clues that leave the actual world alone and of which none can be spared; None if there are none."""
    left, chosen = list(worlds), list[Clue[W]]()
    for clue in candidates:
        rest = fitting(left, [clue])
        if actual in rest and len(rest) < len(left):
            left, chosen = rest, [*chosen, clue]
        if len(left) == 1:
            break
    if left != [actual]:
        return None
    for clue in list(chosen):
        others = [one for one in chosen if one is not clue]
        if len(fitting(worlds, others)) == 1:
            chosen = others
    rng.shuffle(chosen)
    return chosen


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement on two terms, numbered: "all" x are y, "no" x is y, "some" x are y, "some not"."""

    form: str
    x: int
    y: int


def follows(premises: Sequence[Claim], conclusion: Claim, terms: int) -> bool:
    """Whether `conclusion` holds wherever `premises` do; terms may be empty.

    A world is a set of kinds of things, a kind being the terms that it falls under. "All" and "no" forbid kinds;
    what is forbidden nowhere may be in the world, so that a counterexample needs one kind for every "some" of
    the premises and one that breaks the conclusion.
    """
    kinds = [
        kind for kind in product((False, True), repeat=terms) if all(_allows(one, kind) for one in premises)
    ]
    shown = [[kind for kind in kinds if _shows(one, kind)] for one in premises if one.form.startswith("some")]
    if not all(shown):
        return False  # premises that contradict one another prove nothing here
    if conclusion.form in ("all", "no"):
        return all(_allows(conclusion, kind) for kind in kinds)
    return any(all(_shows(conclusion, kind) for kind in one) for one in shown)


def _allows(claim: Claim, kind: Sequence[bool]) -> bool:
    if claim.form == "all":
        return not kind[claim.x] or kind[claim.y]
    return claim.form != "no" or not (kind[claim.x] and kind[claim.y])


def _shows(claim: Claim, kind: Sequence[bool]) -> bool:
    return kind[claim.x] and kind[claim.y] == (claim.form == "some")
