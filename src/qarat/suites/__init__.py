"""Named lists of measurements: what a release table, a comparison or a first look consists of.

Each file of data holds the suites of one kind; `ready` tells what of a suite can run on this machine.
"""

from __future__ import annotations

from qarat.errors import UsageError, did_you_mean
from qarat.suites.base import BASE, BASE_SMALL
from qarat.suites.comparison import COMPARISON
from qarat.suites.inhouse import INHOUSE_EN, INHOUSE_ZH, QWEN2_INHOUSE
from qarat.suites.instruct import INSTRUCT, MULTILINGUAL, QWEN2
from qarat.suites.quick import DEMO, SMOKE
from qarat.suites.suite import Entry, Suite

__all__ = ["Entry", "Suite", "find", "names"]

_PUBLISHED = (BASE, BASE_SMALL, INSTRUCT, MULTILINGUAL, QWEN2, COMPARISON)
_OURS = (QWEN2_INHOUSE, INHOUSE_ZH, INHOUSE_EN, DEMO, SMOKE)
_SUITES = {suite.name: suite for suite in (*_PUBLISHED, *_OURS)}


def names() -> list[str]:
    """Return the names of all suites."""
    return sorted(_SUITES)


def find(name: str) -> Suite:
    """Return the suite called `name`.

    Raises:
        UsageError: there is none.
    """
    if name not in _SUITES:
        raise UsageError(
            f"unknown suite {name!r}", did_you_mean(name, _SUITES) or f"suites: {', '.join(names())}"
        )
    return _SUITES[name]
