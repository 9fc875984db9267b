"""What is wrong with a set of one's own, before it is trusted: repeats, bias, outliers, contamination.

Texts are compared as words (Chinese, Japanese and Korean as characters) without case and punctuation. Two rows
are near duplicates when their 3-grams overlap by 70 % (Jaccard). A row is contaminated as in Qwen2's report:
it shares a 13-gram with a benchmark row *and* their longest common subsequence is at least 13 words and 60 %
of the shorter text. A row of fewer than 13 words cannot be tested, which is said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

from qarat.data.parquet import read_rows
from qarat.errors import DataError
from qarat.stats.chi_square import equal_shares
from qarat.types import Row

NGRAM, SHARE, NEAR, NEAR_NGRAM = 13, 0.6, 0.7, 3
SUSPICIOUS = 0.01
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
)
_SHOWN = 5
_FEW_LABELS, _TYPICAL = 12, 4
_LONG, _SPREAD = 3.5, 0.6745  # a modified z-score above 3.5 is an outlier (Iglewicz and Hoaglin 1993)


@dataclass(frozen=True, slots=True)
class Finding:
    """One look at a set: `ok` or not, and what was seen."""

    subject: str
    ok: bool
    text: str


def review(rows: Sequence[Row], root: Path | None) -> Iterator[Finding]:
    """Yield the findings on checked rows; `root` is the data root, whose benchmark rows they are held against."""
    yield Finding("schema", ok=True, text=f"{len(rows)} rows can be read")
    words = [tuple(_WORD.findall(_content(row).casefold())) for row in rows]
    yield from _duplicates(words)
    yield from _labels(rows)
    yield _lengths([len(_WORD.findall(row["question"])) for row in rows])
    yield _contamination(words, root)


def _content(row: Row) -> str:
    return " ".join((row["question"], *row["choices"]))


def _duplicates(words: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(words):
        places[one].append(place)
    twins = [found for found in places.values() if len(found) > 1]
    yield _listed("exact duplicates", [" = ".join(map(_row, found)) for found in twins])
    grams = [_grams(one, NEAR_NGRAM) for one in words]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, some in enumerate(grams):
        for gram in some:
            holders[gram].append(place)
    shared = Counter(pair for found in holders.values() for pair in combinations(found, 2))
    near = [
        f"{_row(one)} ~ {_row(other)}"
        for (one, other), count in shared.items()
        if words[one] != words[other] and count >= NEAR * len(grams[one] | grams[other])
    ]
    yield _listed("near duplicates", near)


def _labels(rows: Sequence[Row]) -> Iterator[Finding]:
    """Look for a place of the answer, and where few answers recur a label, that is right too often."""
    chosen = [row for row in rows if row["choices"]]
    for size, many in sorted(Counter(len(row["choices"]) for row in chosen).items()):
        counts = Counter(row["answer"] for row in chosen if len(row["choices"]) == size)
        letters = {chr(ord("A") + place): counts[place] for place in range(size)}
        yield _balance(f"answer positions of {size} choices", letters, many)
    golds = Counter(row["choices"][row["answer"]] if row["choices"] else str(row["answer"]) for row in rows)
    if 1 < len(golds) <= min(_FEW_LABELS, len(rows) / _TYPICAL):
        yield _balance("labels", dict(golds.most_common()), len(rows))


def _balance(subject: str, counts: dict[str, int], many: int) -> Finding:
    p = equal_shares(list(counts.values()))
    best = max(counts, key=counts.__getitem__)
    told = ", ".join(f"{label} {count}" for label, count in counts.items())
    text = f"{told}; chi-square p = {p:.3g}; always {best} scores {counts[best] / many:.0%}"
    return Finding(subject, p >= SUSPICIOUS, text)


def _lengths(lengths: Sequence[int]) -> Finding:
    middle = median(lengths)
    spread = median(abs(one - middle) for one in lengths) or 1.0
    odd = [place for place, one in enumerate(lengths) if _SPREAD * abs(one - middle) / spread > _LONG]
    told = [f"{_row(place)} has {lengths[place]} words" for place in odd]
    found = _listed("length outliers", told)
    return Finding(found.subject, found.ok, f"{found.text} (median {middle:g} words)")


def _contamination(words: Sequence[tuple[str, ...]], root: Path | None) -> Finding:
    subject = "contamination"
    if root is None or not root.is_dir():
        return Finding(
            subject, ok=False, text="not checked: name benchmark rows with --data-root or QARAT_DATA"
        )
    holders: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for place, one in enumerate(words):
        for gram in _grams(one, NGRAM):
            holders[gram].add(place)
    untested = sum(len(one) < NGRAM for one in words)
    hits: dict[int, str] = {}
    looked = 0
    for name, text in _benchmark_rows(root):
        looked += 1
        other = tuple(_WORD.findall(text.casefold()))
        for place in {place for gram in _grams(other, NGRAM) & holders.keys() for place in holders[gram]}:
            if place not in hits and overlaps(words[place], other):
                hits[place] = f"{_row(place)} is in {name}"
    found = _listed(subject, list(hits.values()))
    beside = f"; {untested} of {len(words)} rows are too short to test" if untested else ""
    return Finding(subject, found.ok, f"{found.text}, against {looked:,} benchmark rows{beside}")


def overlaps(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two texts that share an n-gram share enough in order, by Qwen2's rule."""
    return longest_common(one, other) >= max(NGRAM, SHARE * min(len(one), len(other)))


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, bit-parallel (Hyyro 2004)."""
    masks: defaultdict[str, int] = defaultdict(int)
    for place, word in enumerate(one):
        masks[word] |= 1 << place
    full = (1 << len(one)) - 1
    state = full
    for word in other:
        matched = state & masks[word]
        state = (state + matched | state - matched) & full
    return len(one) - state.bit_count()


def _grams(words: tuple[str, ...], size: int) -> set[tuple[str, ...]]:
    return {words[start : start + size] for start in range(len(words) - size + 1)}


def _benchmark_rows(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, all texts of a row) of every parquet file under `root` that can be read."""
    for path in sorted(root.rglob("*.parquet")):
        try:
            rows = read_rows([path])
        except DataError:
            continue
        for index, row in enumerate(rows):
            yield f"{path.relative_to(root)}, row {index}", " ".join(_texts(row))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - a value of any column
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _row(place: int) -> str:
    return f"row {place + 1}"


def _listed(subject: str, found: Collection[str]) -> Finding:
    shown = ", ".join(list(found)[:_SHOWN]) + (
        f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    )
    return Finding(subject, not found, shown or "none")
