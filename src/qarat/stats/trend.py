"""A straight line through few points, with its errors, and a test whether it ought to be curved.

Ordinary least squares with Student's t (Draper & Smith 1998, chapters 1 and 3): the points scatter about the
line by more than their own errors, which for published scores nobody states. The band is that of the line
itself; where a further point is expected is wider by the scatter. Curvature is the coefficient of a quadratic
term added to the line, by regressing residuals on residuals (Frisch & Waugh 1933), which needs no matrix.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qarat.stats.interval import CONFIDENCE, Interval
from qarat.stats.standard_error import mean
from qarat.stats.student import t_quantile, t_two_sided

FEWEST = 3
"""Points that leave a degree of freedom to a line; a test of curvature takes one more."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The line `value(x) = level + slope * (x - centre)`.

    `scatter` is the standard deviation of the points about it with `n` - 2 degrees of freedom, `slope_low`
    and `slope_high` the slope's 95 % interval, `spread` the sum of squares of x about its mean.
    `curvature_p` is the p-value of a quadratic term, None below four points or where nothing scatters.
    """

    slope: float
    slope_stderr: float
    slope_low: float
    slope_high: float
    level: float
    centre: float
    spread: float
    scatter: float
    n: int
    curvature_p: float | None

    def value(self, x: float) -> float:
        """Return the height of the line."""
        return self.level + self.slope * (x - self.centre)

    def band(self, x: float) -> Interval:
        """Return the 95 % interval of the line at `x`."""
        return self._interval(x, 0.0)

    def prediction(self, x: float) -> Interval:
        """Return where a further point at `x` lies with 95 % confidence."""
        return self._interval(x, 1.0)

    def _interval(self, x: float, own: float) -> Interval:
        leverage = 1 / self.n + (x - self.centre) ** 2 / self.spread
        half = t_quantile(CONFIDENCE, self.n - 2) * self.scatter * math.sqrt(own + leverage)
        return Interval(self.value(x) - half, self.value(x) + half)


def fit_trend(x: Sequence[float], y: Sequence[float]) -> Trend:
    """Fit a line by least squares.

    Raises:
        ValueError: fewer than three points, lengths that differ, or no two different x.
    """
    if len(x) < FEWEST or len(x) != len(y) or len(set(x)) < FEWEST - 1:
        raise ValueError("a trend needs at least three points, at two different places or more")
    n, centre = len(x), mean(x)
    offsets = [one - centre for one in x]
    spread = math.fsum(one * one for one in offsets)
    slope, residuals = _regress(y, offsets)
    scatter = math.sqrt(math.fsum(one * one for one in residuals) / (n - 2))
    error = scatter / math.sqrt(spread)
    half = t_quantile(CONFIDENCE, n - 2) * error
    return Trend(
        slope=slope,
        slope_stderr=error,
        slope_low=slope - half,
        slope_high=slope + half,
        level=mean(y),
        centre=centre,
        spread=spread,
        scatter=scatter,
        n=n,
        curvature_p=_curvature_p(offsets, residuals),
    )


def _regress(y: Sequence[float], offsets: Sequence[float]) -> tuple[float, list[float]]:
    """Return the slope on centred x, and what the line leaves of y."""
    level = mean(y)
    slope = math.fsum(a * (b - level) for a, b in zip(offsets, y, strict=True))
    slope /= math.fsum(a * a for a in offsets)
    return slope, [b - level - slope * a for a, b in zip(offsets, y, strict=True)]


def _curvature_p(offsets: Sequence[float], residuals: Sequence[float]) -> float | None:
    df = len(offsets) - 3
    bend = _regress([one * one for one in offsets], offsets)[1]
    size = math.fsum(one * one for one in bend)
    scale = math.fsum(one**4 for one in offsets)
    if df < 1 or size <= scale * 1e-12:  # x at two places only: a parabola is not determined
        return None
    curvature = math.fsum(a * b for a, b in zip(bend, residuals, strict=True)) / size
    left = math.fsum((b - curvature * a) ** 2 for a, b in zip(bend, residuals, strict=True))
    return t_two_sided(curvature / math.sqrt(left / df / size), df) if left > 0 else None
