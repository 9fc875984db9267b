"""The numbers of one run as text: how a metric is printed, and the rows of the score table.

Shares of items (accuracy and its kin) are stored as fractions and printed in percent, anything else in its
own unit; scores and standard errors with a decimal more than ends of intervals and labels of charts. A row
says what is missing from it, because a score of half the items must never look like a whole one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qarat.evaluate.record import Estimate, ModelRecord, RunRecord, SampleRecord, TaskResult
from qarat.scoring.metrics import BESIDE, METRICS, Unit
from qarat.types import Setting

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """Where a score stands from 0 to 100: value, 95 % interval, guessing where that has a score."""

    value: float
    low: float
    high: float
    chance: float | None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of one task, printed."""

    metric: str
    remark: str
    value: str
    stderr: str
    interval: str
    bounds: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One task under one setting, printed; `flags` name what is missing, `metrics` may be empty.

    `beside` says what stands beside generated scores, in the order of `qarat.scoring.metrics.BESIDE`.
    """

    title: str
    setting: str
    protocol: str
    file: str
    items: str
    metrics: tuple[MetricRow, ...]
    beside: tuple[str, ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]


def is_share(metric: str) -> bool:
    """Tell whether a metric is a share of items, stored as a fraction, printed in percent."""
    return METRICS[metric].unit == "fraction" if metric in METRICS else True


def metric_scale(metric: str) -> float:
    """Factor from the stored number to the printed one."""
    return 100.0 if is_share(metric) else 1.0


_DECIMALS: dict[Unit, int] = {
    "fraction": 1,
    "points": 1,
    "tokens": 0,
    "words": 0,
    "bits per byte": 3,
    "units": 3,
}


def figure(value: float, metric: str, more: int = 0) -> str:
    """Print a score where a rough number does: percent with one decimal, bits per byte with three."""
    decimals = _DECIMALS[METRICS[metric].unit] if metric in METRICS else 1
    return f"{metric_scale(metric) * value:.{decimals + more}f}"


def exact_figure(value: float | None, metric: str) -> str:
    """Print a score or its standard error with one decimal more than `figure`, a dash when there is none."""
    return "–" if value is None else figure(value, metric, more=1)


def scores(metrics: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """Return the metrics that are scores, without what only stands beside them."""
    return {name: estimate for name, estimate in metrics.items() if name not in BESIDE}


def beside(result: TaskResult) -> tuple[str, ...]:
    """Return what stands beside the scores of generated text, printed: shares in percent, mean tokens."""
    found = [result.metrics.get(name) for name in BESIDE]
    return tuple(
        f"{figure(one.value, name)}{' %' if is_share(name) else ''}" if one else ""
        for name, one in zip(BESIDE, found, strict=True)
    )


def suspicion(result: TaskResult, model: ModelRecord) -> str:
    """Say what probably went wrong where most outputs hold no answer; an empty text elsewhere.

    A score of 0 of a model that was asked in the wrong form is the commonest mistake of an evaluation.
    """
    missing, cut = (result.metrics.get(name) for name in ("unextracted", "truncated"))
    if missing is None or missing.value <= HALF:
        return ""
    if cut and cut.value > HALF:
        cause = "most outputs ran out of tokens before an answer: raise --max-tokens, or look at the stops"
    elif model.chat and not result.setting.chat:
        cause = "this model has a chat template: try --chat"
    elif not result.setting.shots and not result.setting.chat:
        cause = "without examples a base model cannot know the form of the answer: try --shots"
    else:
        cause = "look at some outputs in the report: the chat template, the stop strings or the form is wrong"
    return (
        f"{result.file}: {figure(missing.value, 'unextracted')} % of the outputs hold no answer of the "
        f"expected form, so the score says little about the model; {cause}"
    )


def setting_label(setting: Setting) -> str:
    """Say how a task was asked, in the order people say it."""
    shots = f"{setting.shots}-shot" if setting.shots >= 0 else "shots not stated"
    parts = [shots, setting.formulation]
    parts += [f"{setting.fewshot} examples"] if setting.shots and setting.fewshot != "fixed" else []
    parts += ["chat template"] if setting.chat else []
    parts += ["system prompt"] if setting.system else []
    decoding = setting.decoding
    if decoding and decoding.temperature:
        parts.append(f"temperature {decoding.temperature:g}")
        parts += [f"{decoding.n} draws"] if decoding.n > 1 else []
    return ", ".join(parts)


def guessing(samples: Sequence[SampleRecord]) -> float | None:
    """Expected score of uniform guessing as a fraction: right choices over choices, mean of the scored items.

    None when an item offers nothing to choose between (bits per byte asks for the gold text alone).
    """
    asked = [sample for sample in samples if not sample.error]
    if not asked or not all(len(sample.continuations) > 1 for sample in asked):
        return None
    return sum(len(sample.target) / len(sample.continuations) for sample in asked) / len(asked)


def metric_row(
    metric: str, estimate: Estimate, bounds: tuple[float, float] | None = None, chance: float | None = None
) -> MetricRow:
    """Print one estimate; `bounds` are shown only where failures make them differ."""
    low, high = estimate.low, estimate.high
    known = low is not None and high is not None
    span = Span(100 * estimate.value, 100 * (low or 0), 100 * (high or 0), chance and 100 * chance)
    return MetricRow(
        metric=metric,
        remark="lower is better" if metric in METRICS and METRICS[metric].better == "lower" else "",
        value=exact_figure(estimate.value, metric),
        stderr=exact_figure(estimate.stderr, metric),
        interval=f"{figure(low, metric)} – {figure(high, metric)}"
        if low is not None and high is not None
        else "–",
        bounds=f"{figure(bounds[0], metric)} – {figure(bounds[1], metric)}" if bounds else "",
        span=span if known and is_share(metric) else None,
    )


def score_row(result: TaskResult, chance: float | None = None) -> ScoreRow:
    """Print one task; `chance` is `guessing` of its samples."""
    bounds = result.bounds if result.failed else {}
    return ScoreRow(
        title=result.title,
        setting=setting_label(result.setting),
        protocol=result.protocol,
        file=result.file,
        items=f"{result.n:,}" if result.n == result.total else f"{result.n:,} of {result.total:,}",
        metrics=tuple(
            metric_row(name, estimate, bounds.get(name), chance)
            for name, estimate in scores(result.metrics).items()
        ),
        beside=beside(result),
        flags=flags(result),
        notes=result.notes,
    )


def flags(result: TaskResult) -> tuple[str, ...]:
    """Name what is missing from a result: nothing scored, items that failed and where, items left out."""
    counts = [f"{count:,} {boundary}" for boundary, count in result.errors.items()]
    where = f" ({', '.join(counts if len(counts) > 1 else result.errors)})" if counts else ""
    if not result.metrics:
        return (f"no score{where}",)
    left_out = result.total - result.n - result.failed
    found = [f"{result.failed:,} failed{where}"] if result.failed else []
    found += [f"partial: {left_out:,} of {result.total:,} items left out"] if left_out > 0 else []
    return tuple(found or ([] if result.complete else ["incomplete"]))


def meanings(record: RunRecord) -> tuple[tuple[str, str], ...]:
    """Return every metric of a run with what it measures, in the order of first use."""
    names = dict.fromkeys(name for result in record.results for name in scores(result.metrics))
    known = [(name, METRICS[name]) for name in names if name in METRICS]
    return tuple(
        (name, metric.meaning if is_share(name) else f"{metric.unit}, {metric.meaning}")
        for name, metric in known
    )


def ranked_groups(result: TaskResult, tag: str) -> list[str]:
    """Return the groups of `tag` by their headline metric, best first, equals by name."""
    metric, groups = next(iter(result.metrics)), result.groups[tag]
    scores = {name: groups[name][metric].value for name in groups if metric in groups[name]}
    sign = 1 if METRICS[metric].better == "lower" else -1
    return sorted(scores, key=lambda name: (sign * scores[name], name))


def headline(record: RunRecord) -> str:
    """Say the size of a run in a line."""
    items = sum(result.n for result in record.results)
    failed = sum(result.failed for result in record.results)
    tasks = len(record.results)
    ending = f"{failed:,} failed" if failed else "none failed"
    return f"{tasks} {'benchmark' if tasks == 1 else 'benchmarks'}, {items:,} items scored, {ending}"
