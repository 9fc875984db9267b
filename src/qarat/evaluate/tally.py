"""Where a task stands while it runs: items done, the score so far and its interval, the speed, the time left.

Whoever shows a run while it goes on shows these figures, in a terminal or on a page, so that the two agree.
The interval treats items as independent; the finished result knows strata and clusters as well.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from qarat.evaluate.aggregate import Scored
from qarat.evaluate.plan import TaskPlan
from qarat.scoring.metrics import METRICS, metrics_of
from qarat.stats.interval import NON_NEGATIVE, UNIT, Interval, needs_wilson, t_interval, wilson_interval
from qarat.types import Score

_RATE_KEYS = ("computed_tokens", "seconds")


class Tally:
    """Running count, mean and spread of one task's headline metric (Welford 1962).

    `known` of the items were in the journal; `usage` tells the model's figures.
    """

    def __init__(self, planned: TaskPlan, known: int, usage: Callable[[], Mapping[str, float]]) -> None:
        self.planned, self.known, self.usage = planned, known, usage
        self.total = len(planned.items)
        self.metric = metrics_of(planned.task, planned.setting)[0]
        self.started = time.monotonic()
        self.done = self.scored = self.failed = 0
        self.mean = self._squares = 0.0
        self._binary = True

    def add(self, scored: Scored) -> None:
        """Count an item; a metric of the whole corpus (BLEU) has no values of items."""
        self.done += 1
        if not isinstance(scored.score, Score):
            self.failed += 1
            return
        value = scored.score.values.get(self.metric)
        if value is None:
            return
        self.scored += 1
        self._binary = self._binary and value in UNIT
        step = value - self.mean
        self.mean += step / self.scored
        self._squares += step * (value - self.mean)

    @property
    def stderr(self) -> float | None:
        """Standard error of the mean; None before the second score."""
        return math.sqrt(self._squares / (self.scored - 1) / self.scored) if self.scored > 1 else None

    @property
    def interval(self) -> Interval | None:
        """95 % interval of the mean; None before the second score."""
        if self.stderr is None:
            return None
        share = METRICS[self.metric].unit == "fraction"
        if share and self._binary and needs_wilson(self.mean, self.scored):
            return wilson_interval(self.mean, self.scored)
        return t_interval(self.mean, self.stderr, self.scored - 1, UNIT if share else NON_NEGATIVE)

    @property
    def tokens_per_second(self) -> float | None:
        """Tokens computed in a second of the model's; None where it does not tell."""
        tokens, seconds = (self.usage().get(key, 0.0) for key in _RATE_KEYS)
        return tokens / seconds if tokens and seconds else None

    @property
    def seconds_left(self) -> float | None:
        """What the rest takes at the pace of the items that were asked; None before the first."""
        fresh = self.done - self.known
        if fresh <= 0 or self.done >= self.total:
            return None
        return (time.monotonic() - self.started) / fresh * (self.total - self.done)


def clock(seconds: float) -> str:
    """Print a duration as 4:05 or 1:02:09."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
