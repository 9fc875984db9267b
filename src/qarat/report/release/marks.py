"""Which differences between one's own runs are more than chance: each later run against the first.

The paired tests are those of `qarat compare`, on the same items under the same protocol; the family of the
correction is what a reader of the tables sees marked, each headline score of each later run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qarat.report.compare.match import match_results
from qarat.report.compare.rows import Draft, align, finish, group_drafts, headline_drafts
from qarat.report.compare.types import ALPHA, Row, RunFolder
from qarat.report.summary import scores

DAGGER = "\N{DAGGER}"


@dataclass(frozen=True, slots=True)
class Marks:
    """Holm's p-values by (index of the run, protocol); `first` is the label of the run compared with.

    `rows` has the evidence behind them by protocol, `groups` that of a tag's values by (protocol, tag), each
    a family of its own. All pairs are of a later run against the first.
    """

    adjusted: Mapping[tuple[int, str], float]
    first: str
    rows: Mapping[str, Row]
    groups: Mapping[tuple[str, str], Sequence[Row]]

    def mark(self, run: int, protocol: str) -> str:
        """Return the dagger where the difference is significant."""
        return self.sign(self.adjusted.get((run, protocol), 1.0))

    @staticmethod
    def sign(adjusted: float) -> str:
        """Return the dagger where Holm's p is at most 5 %."""
        return DAGGER if adjusted <= ALPHA else ""

    def legend(self) -> str:
        """Explain the mark; empty where nothing could be tested."""
        if not self.adjusted:
            return ""
        count = len(self.adjusted)
        manner = f"paired tests on the same items, Holm's correction over {count} of them"
        if min(self.adjusted.values()) > ALPHA:
            return f"No difference from {self.first} is beyond chance ({manner}, at {100 * ALPHA:.0f} %)"
        return (
            f"{DAGGER} differs from {self.first} beyond chance ({manner}, at {100 * ALPHA:.0f} %); elsewhere "
            "chance may explain the difference"
        )


def find_marks(runs: Sequence[RunFolder], labels: Sequence[str]) -> Marks:
    """Test every later run against the first, wherever both scored the same items in the same way.

    Raises:
        RunFolderError: a folder's samples contradict its record.
    """
    matches = match_results(runs, labels, allow_partial=True)[0] if len(runs) > 1 else []
    family: dict[str, Draft] = {}
    groups: dict[tuple[str, str], list[Row]] = {}
    for match in matches:
        if 0 not in match.results:
            continue
        aligned, result = align(match, runs), match.results[0]
        # Only what the tables show belongs to the family: the headline metric against the first run.
        headline = next(iter(scores(result.metrics)), "")
        for draft in headline_drafts(match, aligned, runs):
            if draft.name == headline:
                family[result.protocol] = _against_first(draft)
        for tag in result.groups:
            drafts = group_drafts(match, aligned, runs, tag).get(headline, [])
            groups[result.protocol, tag] = finish([_against_first(draft) for draft in drafts], labels)
    rows = dict(zip(family, finish(list(family.values()), labels), strict=True))
    adjusted = {
        (pair.second, protocol): pair.adjusted for protocol, row in rows.items() for pair in row.pairs
    }
    return Marks(adjusted, labels[0], rows, groups)


def _against_first(draft: Draft) -> Draft:
    return replace(draft, evidence={pair: found for pair, found in draft.evidence.items() if pair[0] == 0})
