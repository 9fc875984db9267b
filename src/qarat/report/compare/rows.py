"""From the samples of matched runs to rows of paired evidence.

The scores shown are those that each run recorded; the differences are computed from the samples. The two are
checked against each other, so that a folder whose parts do not belong together is an error and never a table.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import msgspec

from qarat.errors import RunFolderError
from qarat.evaluate.record import Estimate, SampleScore
from qarat.report.compare.match import Match
from qarat.report.compare.types import ALPHA, Pair, Row, RunFolder, Verdict
from qarat.scoring.metrics import BESIDE, METRICS, Metric
from qarat.stats.jackknife import corpus_values
from qarat.stats.mcnemar import flips_needed
from qarat.stats.multiplicity import holm
from qarat.stats.paired import PairedDifference, paired_difference

_TOLERANCE = 1e-9
_POINT = 0.01
_REPEAT = "repeat the command that made the run; its answers are in the journal"


@dataclass(frozen=True, slots=True)
class Draft:
    """A row whose p-values wait for the rest of their family."""

    name: str
    tag: str
    group: str
    n: int
    estimates: Mapping[int, Estimate]
    evidence: Mapping[tuple[int, int], PairedDifference]


@dataclass(frozen=True, slots=True)
class Aligned:
    """The samples of one task in one order for all runs, with the tags they share."""

    samples: Mapping[int, Sequence[SampleScore]]
    tags: Sequence[Mapping[str, str]]
    cluster: str | None

    def everything(self) -> range:
        """Return the places of all items."""
        return range(len(self.tags))

    def clusters(self, places: Sequence[int]) -> list[str] | None:
        """Return the cluster of each item, None where items are independent."""
        if self.cluster is None:
            return None
        return [self.tags[place].get(self.cluster, "") for place in places]

    def members(self, tag: str) -> dict[str, list[int]]:
        """Return the places of the items under each value of a tag."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, tags in enumerate(self.tags):
            if tag in tags:
                places[tags[tag]].append(place)
        return dict(places)


def align(match: Match, runs: Sequence[RunFolder]) -> Aligned:
    """Read the samples of a match and put them in the order of its first run; failed items are left out.

    Raises:
        RunFolderError: when a folder's samples are not the items that its record names.
    """
    tables = {
        index: {sample.id: sample for sample in runs[index].scores(result.file) if not sample.error}
        for index, result in match.results.items()
    }
    base = next(iter(tables.values()))
    for index, table in tables.items():
        count = match.results[index].n
        if len(table) != count or any(
            name not in table or table[name].digest != sample.digest for name, sample in base.items()
        ):
            raise RunFolderError(
                f"{runs[index].path}: the samples of {match.results[index].task} are not the {count:,} items "
                "that its run.json names",
                _REPEAT,
            )
    return Aligned(
        {index: [table[name] for name in base] for index, table in tables.items()},
        [msgspec.json.decode(sample.tags, type=dict[str, str]) for sample in base.values()],
        next(iter(match.results.values())).cluster,
    )


def headline_drafts(match: Match, aligned: Aligned, runs: Sequence[RunFolder]) -> list[Draft]:
    """Return a row for every metric that all runs have."""
    estimates = {index: result.metrics for index, result in match.results.items()}
    return _drafts(("", ""), aligned.everything(), estimates, aligned, runs)


def group_drafts(
    match: Match, aligned: Aligned, runs: Sequence[RunFolder], tag: str
) -> dict[str, list[Draft]]:
    """Return a row for every value of `tag`, by metric."""
    drafts: defaultdict[str, list[Draft]] = defaultdict(list)
    for group, places in sorted(aligned.members(tag).items()):
        estimates = {index: result.groups[tag][group] for index, result in match.results.items()}
        for draft in _drafts((tag, group), places, estimates, aligned, runs):
            drafts[draft.name].append(draft)
    return dict(drafts)


def finish(family: Sequence[Draft], labels: Sequence[str]) -> list[Row]:
    """Adjust the p-values of all pairs of all rows together (Holm) and pronounce a verdict on each."""
    adjusted = iter(holm([evidence.p for draft in family for evidence in draft.evidence.values()]))
    size = sum(len(draft.evidence) for draft in family)
    rows = []
    for draft in family:
        metric = METRICS[draft.name]
        pairs = []
        for (first, second), evidence in draft.evidence.items():
            p, base = next(adjusted), draft.estimates[first].value
            verdict = pronounce(evidence, p, size, metric, (first, second), labels)
            relative = evidence.difference / base if base else None
            pairs.append(Pair(first, second, evidence, p, size, relative, verdict))
        rows.append(Row(draft.name, metric, draft.tag, draft.group, draft.n, draft.estimates, tuple(pairs)))
    return rows


def pronounce(
    evidence: PairedDifference,
    adjusted: float,
    family: int,
    metric: Metric,
    pair: tuple[int, int],
    labels: Sequence[str],
) -> Verdict:
    """Say in plain words what the evidence of `pair` shows; see `Verdict` for the kinds."""
    ahead = pair[(evidence.difference > 0) == (metric.better == "higher")]
    needed = flips_needed(ALPHA)
    if evidence.differing == 0:
        return Verdict("identical", "the same score on every item")
    if adjusted <= ALPHA:
        return Verdict("significant", f"{labels[ahead]} better", ahead)
    if evidence.p <= ALPHA:
        return Verdict(
            "uncorrected", f"{labels[ahead]} ahead, but not beyond chance in {family} tests", ahead
        )
    if evidence.attainable > ALPHA:
        things = {"exact McNemar": "flips"}.get(evidence.test, "differing items")
        things = "differing clusters" if evidence.units < evidence.n else things
        return Verdict("powerless", f"too few {things} to tell ({evidence.differing}, needs {needed})")
    reach = max(abs(evidence.low or 0.0), abs(evidence.high or 0.0))
    if reach <= evidence.detectable:
        return Verdict("bounded", f"no difference, at most {gap_text(reach, metric)} either way")
    gap = gap_text(evidence.detectable, metric)
    return Verdict("unresolved", f"no difference found; a gap over {gap} would have been")


def gap_text(gap: float, metric: Metric) -> str:
    """A difference without sign, in points or in its own unit."""
    if metric.unit == "fraction":
        return f"{100 * gap:.2g} points" if gap < _POINT else f"{100 * gap:.1f} points"
    return f"{gap:.4f} {metric.unit}"


def _drafts(
    group: tuple[str, str],
    places: Sequence[int],
    estimates: Mapping[int, Mapping[str, Estimate]],
    aligned: Aligned,
    runs: Sequence[RunFolder],
) -> list[Draft]:
    first = next(iter(estimates.values()))
    # What stands beside a score is no claim about a model, and would only weaken the tests of those that are.
    shared = [
        name
        for name in first
        if name not in BESIDE
        and all(name in others for others in estimates.values())
        and all(_has_items(name, aligned.samples[index], places) for index in estimates)
    ]
    drafts = []
    for name in shared:
        scores = {index: _column(name, aligned.samples[index], places) for index in estimates}
        weights = _weights(name, next(iter(aligned.samples.values())), places)
        clusters = aligned.clusters(places)
        values = {index: metrics[name] for index, metrics in estimates.items()}
        evidence = {
            (one, two): paired_difference(scores[one], scores[two], clusters=clusters, weights=weights)
            for one, two in combinations(scores, 2)
        }
        for (one, two), found in evidence.items():
            recorded = values[two].value - values[one].value
            if not math.isclose(found.difference, recorded, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE):
                raise RunFolderError(
                    f"{name} of {runs[one].path} and {runs[two].path} differs by {recorded:.6g} in run.json "
                    f"but by {found.difference:.6g} in the samples",
                    _REPEAT,
                )
        drafts.append(Draft(name, *group, len(places), values, evidence))
    return drafts


def _has_items(name: str, samples: Sequence[SampleScore], places: Sequence[int]) -> bool:
    """Tell whether items have values of a metric: another tool's may be a score of the whole alone."""
    needed = METRICS[name].over or (name,)
    return all(one in samples[place].values for place in places for one in needed)


def _column(name: str, samples: Sequence[SampleScore], places: Sequence[int]) -> list[float]:
    """Values of one metric whose mean is its score; a ratio's are to be weighted by its denominator."""
    kind = METRICS[name]
    if kind.combine:
        return corpus_values(
            [[samples[place].values[one] for place in places] for one in kind.over], kind.combine
        )
    if kind.aggregation == "mean":
        return [samples[place].values[name] for place in places]
    top, bottom = kind.over
    return [samples[place].values[top] / samples[place].values[bottom] for place in places]


def _weights(name: str, samples: Sequence[SampleScore], places: Sequence[int]) -> list[float] | None:
    kind = METRICS[name]
    if kind.aggregation != "ratio":
        return None
    return [samples[place].values[kind.over[1]] for place in places]
