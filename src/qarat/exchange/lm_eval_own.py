"""Files in lm-evaluation-harness' form that qarat wrote, read back into the run that they were made of.

The results file carries the run's record under a key of its own, and every line what the harness has no field
for. All else is read from the harness' fields, so that the round trip proves them. The protocol is then the
native one, and a run that was exported years ago compares with one of today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from qarat.errors import RunFolderError
from qarat.evaluate.aggregate import items_hash
from qarat.evaluate.folder import SCHEMA
from qarat.evaluate.record import RunRecord, SampleRecord, TaskResult
from qarat.exchange.imported import ImportedRun

NATIVE = "qarat"
"""Key of the results file and of every line that holds what the harness has no field for."""


class Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of a `SampleRecord` that a line of the harness does not have.

    `completions` are there where a letter was written to choose: the harness' replies are then likelihoods.
    """

    id: str
    tags: str
    answer: str
    explanation: str
    note: str
    error: str
    lengths: list[int]
    finished: list[bool]
    target: list[int]
    gold: str
    extracted: bool
    completions: list[str]


def restore(
    path: Path, results: Mapping[str, Any], lines: Mapping[str, Sequence[Mapping[str, Any]]]
) -> ImportedRun:
    """Return the run that was exported; `lines` are the logged ones by the harness' name of the task.

    Raises:
        RunFolderError: another version's record, or samples that are not the record's.
    """
    try:
        record = msgspec.convert(results[NATIVE], RunRecord)
        tables = {name: [_sample(one) for one in rows] for name, rows in lines.items()}
    except (msgspec.ValidationError, KeyError, TypeError, ValueError) as error:
        raise RunFolderError(
            f"{path} was written by another version of qarat: {error}",
            "export the run again with this version",
        ) from error
    if record.schema != SCHEMA:
        raise RunFolderError(
            f"{path} has schema {record.schema}, this version reads {SCHEMA}", "export the run again"
        )
    for result in record.results:
        _check(path, result, tables.get(result.file, []))
    return ImportedRun(path, record, tables)


def _check(path: Path, result: TaskResult, rows: Sequence[SampleRecord]) -> None:
    if items_hash((row.id, row.digest) for row in rows if not row.error) != result.items:
        raise RunFolderError(
            f"{path}: the samples of {result.task} are not the {result.n:,} items of the results",
            "export the run again, and keep the files of an export together",
        )


def _sample(line: Mapping[str, Any]) -> SampleRecord:
    extra = msgspec.convert(line[NATIVE], Extra)
    requests = list(line["arguments"].values())
    choices = [one["arg_1"] for one in requests if isinstance(one["arg_1"], str)]
    replies = [reply for replies in line["resps"] for reply in replies]
    known = msgspec.structs.asdict(extra) | ({} if choices else {"completions": replies})
    return SampleRecord(
        **known,
        digest=line["doc_hash"],
        prompt=requests[0]["arg_0"],
        continuations=choices,
        outputs=[float(reply[0]) for reply in replies] if choices else [],
        values={name: line[name] for name in line["metrics"]},
    )
