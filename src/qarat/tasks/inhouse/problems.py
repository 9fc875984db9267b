"""Word problems, the same in both languages: numbers are drawn, the answer is computed step by step.

A form says how its numbers are drawn ("a=2..9", "b=20..90/10" for tens), which of them fit together (`fits`),
how the answer follows ("t=a*b; r=t+c"; what stands before a colon is set up and not shown), and what the usual mistakes give (`slips`). It has as many steps as
its level, or more. Numbers are fractions throughout, so that no answer is rounded.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, gcd, lcm, perm
from typing import Any

from qarat.tasks.inhouse.item import WRONG, Item, Maker

_TRIES = 1000
_WORD = re.compile(r"\b[a-z]\b")
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "C": lambda n, k: Fraction(comb(int(n), int(k))),
    "P": lambda n, k: Fraction(perm(int(n), int(k))),
    "gcd": lambda a, b: Fraction(gcd(int(a), int(b))),
    "lcm": lambda a, b: Fraction(lcm(int(a), int(b))),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of problem. `en` and `zh` are ways to say it, apart by bars; {n} and {m} are names in them."""

    kind: str
    level: int
    draw: str
    steps: str
    slips: str
    en: str
    zh: str
    fits: str = "True"


@dataclass(frozen=True, slots=True)
class Voice:
    """What a language gives to all forms: its texts, names, and how a solution ends."""

    texts: Callable[[Form], str]
    names: Sequence[str]
    things: Sequence[tuple[str, ...]]
    end: str


def makers(forms: Sequence[Form], voice: Voice) -> dict[str, Maker]:
    """Return a maker a kind."""
    kinds = dict.fromkeys(form.kind for form in forms)
    return {kind: _maker([form for form in forms if form.kind == kind], voice) for kind in kinds}


def _maker(forms: Sequence[Form], voice: Voice) -> Maker:
    def make(rng: random.Random, level: int) -> Item:
        form = rng.choice([one for one in forms if one.level == level])
        values, lines = _solved(form, _drawn(rng, form))
        answer = values["answer"]
        wrong = _wrong(form, values)
        one, other = rng.sample(voice.names, 2)
        thing = rng.choice(voice.things)
        shown = {name: written(value) for name, value in values.items()}
        text = rng.choice(voice.texts(form).split("|")).strip()
        text = text.format(n=one, m=other, thing=thing[0], measure=thing[-1], **shown)
        worked = "\n".join((*lines, voice.end.format(written(answer))))
        return Item(text, written(answer), tuple(map(written, rng.sample(wrong, WRONG))), worked)

    return make


def written(value: Fraction) -> str:
    """Return a number as an answer has it: whole, with decimals that end, or as a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    places = next((n for n in range(1, 5) if 10**n % value.denominator == 0), 0)
    return f"{float(value):.{places}f}" if places else f"{value.numerator}/{value.denominator}"


def _drawn(rng: random.Random, form: Form) -> dict[str, Fraction]:
    for _ in range(_TRIES):
        values = {}
        for part in form.draw.split():
            name, low, high, step = re.fullmatch(r"(\w)=(\d+)\.\.(\d+)(?:/(\d+))?", part).groups("1")  # type: ignore[union-attr]
            values[name] = Fraction(rng.randrange(int(low), int(high) + 1, int(step)))
        if _computed(form.fits, values):
            return values
    raise RuntimeError(f"no numbers fit {form.kind}, level {form.level}")


def _solved(form: Form, values: Mapping[str, Fraction]) -> tuple[dict[str, Fraction], list[str]]:
    """Return all values with the answer, and a line a step."""
    known, lines = dict(values), list[str]()
    setup, _, shown = form.steps.rpartition(":")
    for part in filter(None, (setup, shown)):
        lines.clear()
        for step in part.split(";"):
            name, _, expression = step.strip().partition("=")
            said = _WORD.sub(lambda found: written(known[found[0]]), expression)
            known[name] = Fraction(_computed(expression, known))
            lines.append(f"{_signs(said)} = {written(known[name])}")
    return {**known, "answer": known[name]}, lines


def _signs(expression: str) -> str:
    said = re.sub(r"\s*\*\*\s*2", "²", expression)
    return re.sub(r"\s*([-+*/])\s*", lambda sign: f" {({'*': '×', '/': '÷'}).get(sign[1], sign[1])} ", said)


def _wrong(form: Form, values: Mapping[str, Fraction]) -> list[Fraction]:
    right = values["answer"]
    slips = [Fraction(_computed(one, values)) for one in form.slips.split(";")]
    step = Fraction(1) if right.denominator == 1 else Fraction(1, 10)
    slips += [
        right + step,
        right - step,
        right + 2 * step,
        right * 2,
        right + 10 * step,
        right + 3 * step,
        right / 3,
    ]
    # Beside a probability only another one is plausible.
    return [one for one in dict.fromkeys(slips) if one > 0 and one != right and (one < 1 or right >= 1)][
        : 2 * WRONG
    ]


def _computed(expression: str, values: Mapping[str, Fraction]) -> Any:  # noqa: ANN401 - a number or a truth
    return eval(expression, {"__builtins__": {}, **_FUNCTIONS}, dict(values))  # noqa: S307 - written in `forms`
