"""Knowledge, English: facts from tables of what has one defensible answer, and facts that can be computed.

The tables leave out countries on two continents or with two capitals, opposites with a near-synonym among the
others, and works of disputed authors. Each begins with what is known best.
"""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta

from qarat.tasks.inhouse.facts import belongs, fact, ring
from qarat.tasks.inhouse.item import Item, Maker, drawn_item, near, shuffled, tiered
from qarat.tasks.inhouse.tables_en import (
    AUTHORS,
    COLOURS,
    COUNTRIES,
    CURRENCIES,
    DISCOVERIES,
    ELEMENTS,
    FORMULAS,
    GROUPS,
    INSTRUMENTS,
    KINDS,
    OPPOSITES,
    PAST,
    PLURALS,
    QUANTITIES,
    SCIENCES,
    YOUNG,
)

_DAYS = tuple(calendar.day_name)
_MONTHS = tuple(calendar.month_name)[1:]
_PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_POLYGONS = "pentagon hexagon heptagon octagon nonagon decagon"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau "
    "upsilon phi chi psi omega"
).split()
_UNITS = (
    ("metres", "kilometre", 1000), ("minutes", "hour", 60), ("days", "week", 7), ("grams", "kilogram", 1000),
    ("millimetres", "centimetre", 10), ("months", "year", 12), ("seconds", "hour", 3600), ("inches", "foot", 12),
    ("hours", "week", 168), ("feet", "yard", 3), ("square centimetres", "square metre", 10_000),
    ("minutes", "day", 1440), ("pounds", "stone", 14), ("cubic centimetres", "litre", 1000),
    ("bytes", "kibibyte", 1024),
)  # fmt: skip
_TENS = ("", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split())
_TEENS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()


def in_words(number: int) -> str:
    """Return a number from 0 to 999 in English words."""
    if number < len(_TEENS):
        return _TEENS[number]
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_TEENS[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    ten, one = divmod(number, 10)
    return _TENS[ten] + (f"-{_TEENS[one]}" if one else "")


def roman(number: int) -> str:
    """Return a number from 1 to 399 in Roman numerals."""
    said = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        said += sign * times
    return said


def _romans(rng: random.Random, level: int) -> Item:
    number = rng.randint(*((2, 12), (13, 49), (50, 199))[level - 1])
    wrong = [roman(one) for one in near(number, number + 5, number - 5, number + 40, least=1)]
    if rng.random() < 0.5:
        text = rng.choice(("How is {} written in Roman numerals?", "Which Roman numeral stands for {}?"))
        return drawn_item(rng, text.format(number), roman(number), wrong)
    text = rng.choice(("Which number is the Roman numeral {}?", "What is the value of the Roman numeral {}?"))
    return drawn_item(rng, text.format(roman(number)), number, near(number, number + 5, number + 10, least=1))


def _spelled(rng: random.Random, level: int) -> Item:
    number = rng.randint(*((11, 20), (21, 99), (101, 999))[level - 1])
    swapped = int(str(number)[::-1])
    wrong = near(number, swapped, number + 10, number - 10, number + 100, least=1)
    if rng.random() < 0.5:
        text = rng.choice(("Which number is {} in figures?", "How is {} written in digits?"))
        return drawn_item(rng, text.format(in_words(number)), number, wrong)
    text = rng.choice(("How is the number {} written in words?", "How do you read the number {}?"))
    return drawn_item(
        rng, text.format(number), in_words(number), (in_words(one) for one in wrong if one < 1000)
    )


def _units(rng: random.Random, level: int) -> Item:
    small, large, factor = rng.choice(tiered(_UNITS, level))
    many = level * rng.randint(1, 2) - (level > 1)
    right = many * factor
    text = rng.choice(("How many {0} are there in {1} {2}?", "How many {0} make up {1} {2}?"))
    plural = large if many == 1 else {"foot": "feet", "stone": "stone"}.get(large, f"{large}s")
    others = (many * other for *_, other in _UNITS if other != factor)
    wrong = [many * factor * 10, max(1, right // 10), *others]
    return drawn_item(rng, text.format(small, many, plural), right, near(right, *wrong, least=1))


def _month_days(rng: random.Random, level: int) -> Item:
    year, month = rng.randint(2001, 2049), rng.randint(1, 12)
    if level == 1:
        month = rng.choice([one for one in range(1, 13) if one != 2])
        right = calendar.monthrange(year, month)[1]
        text = rng.choice(("How many days does the month of {} have?", "How many days are there in {}?"))
        return drawn_item(rng, text.format(_MONTHS[month - 1]), right, (27, 28, 29, 30, 31))
    if level == 2:
        day = rng.randint(15, 28)
        ahead = date(year, month, day) + timedelta(days=rng.randint(14, 25))
        text = f"Which date is {(ahead - date(year, month, day)).days} days after {day} {_MONTHS[month - 1]} {year}?"
        slips = (ahead + timedelta(days=one) for one in (1, -1, 2, -2, 30, -30))
        return drawn_item(rng, text, _said(ahead), map(_said, slips))
    leap = rng.choice([one for one in range(1600, 2401, 4) if calendar.isleap(one)])
    centuries = (1700, 1800, 1900, 2100, 2200, 2300)
    text = rng.choice(
        ("Which of these years is a leap year?", "In which of these years does February have 29 days?")
    )
    wrong = [rng.choice(centuries), leap + 1, leap + 2, leap - 1, leap - 2]
    return drawn_item(rng, text, leap, wrong, key=str(leap))


def _said(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _alphabet(rng: random.Random, level: int) -> Item:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    at, step = rng.randrange(6, 20), (1, -1, 3)[level - 1]
    where = ("comes right after", "comes right before", "is three places after")[level - 1]
    text = rng.choice(
        ("Which letter of the alphabet {1} {0}?", "In the English alphabet, which letter {1} {0}?")
    )
    others = (letters[at + one] for one in (-step, 2 * step - 1, 2, -2, 4, -3, 1) if one != step)
    return drawn_item(rng, text.format(letters[at], where), letters[at + step], others)


def _greek(rng: random.Random, level: int) -> Item:
    step, word = rng.choice(((1, "after"), (-1, "before")))
    at = rng.choice(tiered(range(1, len(_GREEK) - 1), level))
    text = rng.choice(
        ("Which Greek letter comes right {1} {0}?", "What is the letter right {1} {0} in the Greek alphabet?")
    )
    wrong = [_GREEK[(at + one) % len(_GREEK)] for one in (-step, 2 * step, -2 * step, 3 * step)]
    return drawn_item(rng, text.format(_GREEK[at], word), _GREEK[at + step], wrong)


def _planets(rng: random.Random, level: int) -> Item:
    if level == 1:
        at = rng.randrange(len(_PLANETS))
        text = rng.choice(
            ("Which planet is the {} from the Sun?", "What is the {} planet counted from the Sun?")
        )
        wrong = shuffled(rng, (one for one in _PLANETS if one != _PLANETS[at]))
        return drawn_item(rng, text.format(_ORDINALS[at]), _PLANETS[at], wrong)
    picked = sorted(rng.sample(range(len(_PLANETS)), 4))
    word, right = (("closest to", picked[0]), ("farthest from", picked[-1]))[rng.randrange(2)]
    if level == 2:
        shown = shuffled(rng, picked)
        text = "Of {}, {}, {} and {}, which planet is {} the Sun?"
        text = text.format(*(_PLANETS[one] for one in shown), word)
        return drawn_item(rng, text, _PLANETS[right], (_PLANETS[one] for one in picked))
    low, high = sorted(rng.sample(range(len(_PLANETS)), 2))
    right = high - low - 1
    text = rng.choice(
        ("How many planets orbit between {} and {}?", "How many planets lie between the orbits of {} and {}?")
    )
    return drawn_item(
        rng, text.format(_PLANETS[low], _PLANETS[high]), right, near(right, right + 1, right + 2)
    )


def _polygons(rng: random.Random, level: int) -> Item:
    names = _POLYGONS.split()
    name = rng.choice(names)
    sides = names.index(name) + 5
    ways = (
        (f"How many sides does a regular {name} have?", sides, ()),
        (
            f"What is the sum of the interior angles of {_an(name)}, in degrees?",
            (sides - 2) * 180,
            (sides * 180, sides * 90),
        ),
        (
            f"How many diagonals does {_an(name)} have?",
            sides * (sides - 3) // 2,
            (sides * (sides - 3), sides),
        ),
    )
    text, right, slips = ways[level - 1]
    return drawn_item(rng, text, right, near(right, *slips, right + sides, right - sides, least=1))


def _an(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _atomic_numbers(rng: random.Random, level: int) -> Item:
    name, _, number = rng.choice(tiered(ELEMENTS, level))
    right = int(number)
    text = rng.choice(("What is the atomic number of {}?", "How many protons does an atom of {} have?"))
    return drawn_item(
        rng, text.format(name), right, near(right, right + 1, right - 1, right + 2, right - 2, least=1)
    )


def _inflected(text: str, asked: tuple[str, ...], endings: tuple[str, ...]) -> Maker:
    """Return the maker of irregular forms; the wrong ones follow the rules of other words."""

    def make(rng: random.Random, level: int) -> Item:
        word, right = rng.choice(tiered([tuple(pair.split("/")) for pair in text.split()], level))
        wrong = [word.removesuffix("e") + end if end[0] in "ei" else word + end for end in endings]
        return drawn_item(rng, rng.choice(asked).format(word), right, [*wrong, word], key=word)

    return make


def _opposites(rng: random.Random, level: int) -> Item:
    pairs = [pair.split("/") for pair in OPPOSITES.split()]
    pair = rng.choice(tiered(pairs, level))
    word, right = rng.sample(pair, 2)
    others = [one for one in shuffled(rng, (one for each in pairs for one in each)) if one not in pair]
    text = rng.choice(("What is the opposite of {}?", 'Which word means the opposite of "{}"?'))
    return drawn_item(rng, text.format(word), right, others, key=word)


MAKERS: dict[str, Maker] = {
    "capitals": fact(
        COUNTRIES,
        ("What is the capital of {}?", "Which city is the capital of {}?"),
        back=("{} is the capital of which country?", "Of which country is {} the capital?"),
    ),
    "continents": fact(COUNTRIES, ("On which continent is {}?", "Which continent is {} part of?"), column=2),
    "currencies": fact(CURRENCIES, ("What is the currency of {}?", "What do people in {} pay with?")),
    "elements": fact(
        "\n".join(", ".join(row) for row in ELEMENTS),
        ("What is the chemical symbol of {}?", "Which symbol does {} have in the periodic table?"),
        back=("Which element has the symbol {}?", "What does {} stand for in the periodic table?"),
    ),
    "atomic numbers": _atomic_numbers,
    "formulas": fact(
        FORMULAS,
        ("What is the chemical formula of {}?", "Which formula belongs to {}?"),
        back=("Which substance has the formula {}?", "What is {}?"),
    ),
    "quantities": fact(
        QUANTITIES,
        ("In which SI unit is {} measured?", "What is the SI unit of {}?"),
        back=("Which quantity has the SI unit {}?", "The {} is the SI unit of what?"),
    ),
    "instruments": fact(
        INSTRUMENTS,
        ("The {} is an instrument that measures what?", "Which quantity does this instrument measure: {}?"),
    ),
    "sciences": fact(
        SCIENCES,
        ("What does {} study?", "{} is the study of what?"),
        back=("What is the study of {} called?",),
    ),
    "authors": fact(AUTHORS, ("Who wrote {}?", "Who is the author of {}?")),
    "discoveries": fact(DISCOVERIES, ("Who {}?",)),
    "colours": fact(COLOURS, ("What colour is {}?", "Which colour does {} have?")),
    "young animals": fact(YOUNG, ("What is a young {} called?", "Which word names a young {}?")),
    "groups": fact(GROUPS, ("What is a group of {} called?", "Which word names a group of {}?")),
    "kinds": belongs(
        KINDS,
        ("Which of these is {}?", "Which of these words names {}?"),
        ("Which of these is not {}?", "One of these words does not name {}. Which one?"),
    ),
    "plurals": _inflected(
        PLURALS,
        ("What is the plural of the word {}?", "How do you write the plural of {}?"),
        ("s", "es", "en"),
    ),
    "past tense": _inflected(
        PAST, ("What is the past tense of the verb {}?", "What is the simple past of {}?"), ("ed", "s", "ing")
    ),
    "opposites": _opposites,
    "days": ring(
        _DAYS,
        {
            1: ("Which day of the week comes after {}?", "If today is {}, which day is tomorrow?"),
            -1: ("Which day of the week comes before {}?", "If today is {}, which day was yesterday?"),
            2: ("If today is {}, which day is it in two days?", "Which day is two days after {}?"),
            -2: ("If today is {}, which day was it two days ago?",),
            10: ("If today is {}, which day of the week is it in 10 days?",),
            -11: ("If today is {}, which day of the week was it 11 days ago?",),
        },
    ),
    "months": ring(
        _MONTHS,
        {
            1: ("Which month of the year comes after {}?", "What is the month after {}?"),
            -1: ("Which month of the year comes before {}?", "What is the month before {}?"),
            3: ("Which month is three months after {}?",),
            -3: ("Which month is three months before {}?",),
            7: ("Which month is seven months after {}?",),
            -8: ("Which month is eight months before {}?",),
        },
    ),
    "dates": _month_days,
    "roman numerals": _romans,
    "number words": _spelled,
    "units": _units,
    "alphabet": _alphabet,
    "greek letters": _greek,
    "planets": _planets,
    "polygons": _polygons,
}
