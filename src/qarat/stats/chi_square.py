"""Pearson's chi-square test of equal shares: does a label turn up more often than the others?"""

from __future__ import annotations

import math
from collections.abc import Sequence

_PRECISION = 1e-15


def equal_shares(counts: Sequence[int]) -> float:
    """Return the p-value of `counts` (two or more, not all 0) under equal shares."""
    expected = sum(counts) / len(counts)
    statistic = sum((count - expected) ** 2 for count in counts) / expected
    return upper_tail(statistic, len(counts) - 1)


def upper_tail(statistic: float, df: int) -> float:
    """P(X >= statistic) for chi-square with `df` degrees: 1 - P(df/2, x/2) by its series (DLMF 8.11.4)."""
    a, x = df / 2, statistic / 2
    if x <= 0:
        return 1.0
    term = total = 1 / a
    n = a
    while term > total * _PRECISION:
        n += 1
        term *= x / n
        total += term
    return max(0.0, 1 - total * math.exp(a * math.log(x) - x - math.lgamma(a)))
