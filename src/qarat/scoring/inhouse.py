r"""Grades of the in-house sets: a letter, a number or a short text, in English and Chinese.

An answer stands after its last announcement ("Answer:", "答案是") or else on the last line. What names
several of the possible answers there answers nothing: it counts as no answer found, and is not guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from string import ascii_uppercase

from qarat.types import Sample, Score

_LAST = 20_000
"""Characters at the end of an output that are looked at."""

_MARK = re.compile(
    r"(?:answer(?:\s{0,3}is\b)?|答案(?:应?[是为])?|\\boxed)[\s*_]{0,6}[:{]?[\s*_]{0,6}", re.IGNORECASE
)
_LETTER = re.compile(
    r"(?:[Aa]nswer|ANSWER|[Cc]hoice|[Oo]ption|答案|选项?|选择)[^A-Za-z\n]{0,12}(?:is|are)?[^A-Za-z\n]{0,6}([A-Z])(?![A-Za-z'])"
)
_LEADING = re.compile(r"^\W{0,3}([A-Z])(?:[.):,、*]|\W*$)", re.MULTILINE)
_AROUND = " \t\"'`*_.。!?！？「」“”()（）[]<>"  # noqa: RUF001 - Chinese punctuation
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.\d{1,15})?(?:\s?/\s?\d{1,15})?(?:\s?%)?")


def grade_letter(sample: Sample, text: str) -> Score:
    """Grade the letter that `text` announces last, or else the first one that opens a line."""
    text = _plain(text)
    known = ascii_uppercase[: len(sample.choices)]
    said = [one for one in _LETTER.findall(text) if one in known][-1:]
    said += [one for one in _LEADING.findall(text) if one in known][:1]
    if not said:
        return Score({"exact_match": 0.0}, "", "no letter of an option", extracted=False)
    gold = known[int(sample.facts["letter"])]
    return Score({"exact_match": float(said[0] == gold)}, said[0], f"{said[0]} against {gold}")


def grade_number(sample: Sample, text: str) -> Score:
    """Grade the last number of the answer against the gold number, exactly."""
    text = _plain(text)
    found = _NUMBER.findall(_announced(text)) or _NUMBER.findall(text)[-1:]
    if not found:
        return Score({"exact_match": 0.0}, "", "no number", extracted=False)
    # Announced, the answer comes first and units or a check may follow it.
    right = _value(found[0]) == _value(sample.gold)
    return Score({"exact_match": float(right)}, found[0], f"{found[0]} against {sample.gold}")


def grade_text(sample: Sample, text: str) -> Score:
    """Grade the one of the choices of `sample` that the answer names, or without choices the whole answer."""
    said = _announced(_plain(text)) or _last_line(_plain(text))
    if not sample.choices:
        bare, gold = (one.casefold().strip(_AROUND) for one in (said, _plain(sample.gold)))
        return Score(
            {"exact_match": float(bare == gold)}, said, f"{bare!r} against {gold!r}", extracted=bool(bare)
        )
    named = _named(said, sample.choices)
    if len(named) != 1:
        told = "none" if not named else "several"
        return Score(
            {"exact_match": 0.0}, said[:200], f"names {told} of the possible answers", extracted=False
        )
    right = named[0] == sample.gold
    return Score({"exact_match": float(right)}, named[0], f"{named[0]!r} against {sample.gold!r}")


def is_number(text: str) -> bool:
    """Tell whether `text` is one number that `grade_number` can compare with."""
    return bool(_NUMBER.fullmatch(text)) and _value(text) is not None


def _plain(text: str) -> str:
    """Return the end of `text` with full-width letters, digits and signs as ASCII has them."""
    return unicodedata.normalize("NFKC", text[-_LAST:]).replace("−", "-")


def _announced(text: str) -> str:
    """Return the rest of the line of the last announcement, or an empty text."""
    for mark in reversed(list(_MARK.finditer(text))):
        if rest := text[mark.end() :].strip():
            return rest.splitlines()[0][:500]
    return ""


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:500] if lines else ""


def _named(said: str, choices: tuple[str, ...]) -> list[str]:
    """Return the choices that `said` names; of one inside another (May, May 3) the longer."""
    said, found = said.casefold(), []
    for choice in sorted(choices, key=len, reverse=True):
        plain = unicodedata.normalize("NFKC", choice).casefold()
        # A number is no part of a longer one, and a word none of another; Chinese has no such borders.
        before = r"(?<![a-z0-9])(?<!\d\.)" if plain[:1].isascii() else ""
        after = r"(?![a-z0-9])(?!\.\d)" if plain[-1:].isascii() else ""
        said, times = re.subn(before + re.escape(plain) + after, "\n", said)
        found += [choice] if times else []
    return found


def _value(number: str) -> Fraction | None:
    """Return the value of 1,250, 3/4, 0.75 or 75 %, which is read as 75: questions name the unit."""
    top, _, bottom = re.sub(r"[\s,%]", "", number).partition("/")
    if bottom and not int(bottom):
        return None
    return Fraction(top) / int(bottom or 1)
