"""`qarat export`: a run's scores in the forms that other places read, each with its uncertainty.

A score of some of the items is not the benchmark's, so where a leaderboard would take it for one it is left
out unless it is asked for, and then says what it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.record import RunRecord, SampleRecord, TaskResult
from qarat.exchange import card, hub, lm_eval_write
from qarat.exchange.hub import Published

Target = Literal["hub", "model-index", "lm-eval", "markdown"]


class Exportable(Protocol):
    """What an export needs of a run, native or imported."""

    @property
    def path(self) -> Path:
        """Where the run is."""

    @property
    def record(self) -> RunRecord:
        """The content of `run.json`."""

    def samples(self, file: str) -> list[SampleRecord]:
        """Rows of one task."""

    def usage(self) -> Mapping[str, Any]:
        """What the run cost, and its date."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and why some results are in none of them."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


def export(
    run: Exportable, target: Target, output: Path, *, allow_partial: bool = False, source: str = ""
) -> Exported:
    """Write `run` for `target` under `output`: a folder for "hub" and "lm-eval", a file for the others.

    `source` is an address that shows where the numbers come from, for "hub" and "model-index".

    Raises:
        UsageError: nothing of the run can be exported there.
        RunFolderError: the files cannot be written.
    """
    date = str(run.usage().get("date", ""))
    if target == "lm-eval":
        return Exported(_write(output, lm_eval_write.files(run.record, run.samples, date)), ())
    if target == "markdown":
        return Exported(_write(output.parent, {output.name: card.markdown(run.record, date)}), ())
    results, left_out = _publishable(run.record.results, allow_partial=allow_partial)
    published = Published(run.record, results, date, source)
    if target == "hub":
        return Exported(_write(output, hub.eval_results(published)), left_out)
    return Exported(_write(output.parent, {output.name: hub.model_index(published)}), left_out)


def _publishable(
    results: Iterable[TaskResult], *, allow_partial: bool
) -> tuple[list[TaskResult], tuple[str, ...]]:
    kept: list[TaskResult] = []
    left_out = []
    for result in results:
        reason = hub.obstacle(result)
        if not reason and not allow_partial and (not result.complete or result.failed):
            reason = f"scores {result.n:,} of {result.total:,} items (--allow-partial admits it)"
        if reason:
            left_out.append(f"{result.task}: {reason}")
        else:
            kept.append(result)
    if not kept:
        reasons = "\n  ".join(left_out)
        raise UsageError(f"nothing of this run can be published\n  {reasons}", "qarat report RUN")
    return kept, tuple(left_out)


def _write(folder: Path, contents: Mapping[str, str]) -> tuple[Path, ...]:
    paths = [folder / name for name in contents]
    try:
        for path, content in zip(paths, contents.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}.writing")
            beside.write_text(content, encoding="utf-8", newline="\n")
            beside.replace(path)
    except OSError as error:
        raise RunFolderError(
            f"the export cannot be written to {folder}: {error.strerror or error}", "choose another -o"
        ) from error
    return tuple(paths)
