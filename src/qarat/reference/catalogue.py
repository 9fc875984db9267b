"""What the documents measure: every benchmark, set and evaluation they name, and what measures it here.

One row a name, with the spellings of the documents (misprints included), the tasks that measure it, and in
plain words what is still missing where none does or not all of it. Rows without a document are tasks beside
them. Settings are not repeated here: suites say how each benchmark is asked. Licences are what a data set's
card says, or its repository where no card could be read; what nobody could find is unknown, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qarat.reference.read import rows


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One name; `tasks` are registered, `hub` and `paper` stand for what a task would say of itself."""

    name: str
    printed: tuple[str, ...]
    documents: tuple[str, ...]
    tasks: tuple[str, ...]
    missing: str
    hub: str
    paper: str


@cache
def catalogue() -> tuple[Benchmark, ...]:
    """Return all benchmarks, those of the documents first."""
    return tuple(
        Benchmark(
            row["name"],
            _several(row["printed"]),
            _several(row["documents"]),
            _several(row["tasks"]),
            row["missing"],
            row["hub"],
            row["paper"],
        )
        for row in rows("benchmarks")
    )


@cache
def licences() -> dict[str, tuple[str, str]]:
    """Return by hub id the licence of a data set, and what says so ("" where nothing does)."""
    return {row["hub"]: (row["licence"], row["stated_by"]) for row in rows("licences")}


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()
