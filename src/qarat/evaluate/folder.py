"""The run folder: the only hand-over from a run to everything that comes after it.

`run.json` and `samples/*.parquet` are the same bytes for the same model, tasks and settings, so that two runs
can be compared with `cmp`; what differs from run to run stands in `usage.json`. Every file is written beside
its place and then renamed, so that a reader never meets half a file. Samples go through one DuckDB thread in
item order: more threads would cut row groups where they happened to stand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from qarat.config import RunConfig, digest
from qarat.errors import RunFolderError
from qarat.evaluate.record import RunRecord, SampleRecord, SampleScore

if TYPE_CHECKING:
    import duckdb

SCHEMA = 2
"""Version of the layout of a run folder, written into `run.json`."""

RECORD = "run.json"
USAGE = "usage.json"
SAMPLES = "samples"
_TEMPORARY = ".writing"

_COLUMNS = {
    "id": "VARCHAR",
    "digest": "VARCHAR",
    "tags": "VARCHAR",
    "prompt": "VARCHAR",
    "continuations": "VARCHAR[]",
    "outputs": "DOUBLE[]",
    "target": "BIGINT[]",
    "answer": "VARCHAR",
    "values": "MAP(VARCHAR, DOUBLE)",
    "explanation": "VARCHAR",
    "note": "VARCHAR",
    "error": "VARCHAR",
    "completions": "VARCHAR[]",
    "lengths": "BIGINT[]",
    "finished": "BOOLEAN[]",
    "gold": "VARCHAR",
    "extracted": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished or partial run as it stands in the folder `path`."""

    path: Path
    record: RunRecord

    def samples(self, file: str) -> list[SampleRecord]:
        """Return the rows of one task, in item order; `file` is `TaskResult.file`."""
        with _reading(self.path):
            rows = self.relation(file).fetchall()
        return [SampleRecord(*row) for row in rows]

    def scores(self, file: str) -> list[SampleScore]:
        """Return the scores of one task, in item order, without reading its texts."""
        with _reading(self.path):
            rows = self.relation(file).select(*_quoted(SampleScore.__struct_fields__)).fetchall()
        return [SampleScore(*row) for row in rows]

    def relation(self, file: str) -> duckdb.DuckDBPyRelation:
        """Return the rows of one task as a DuckDB relation, for SQL of one's own."""
        with _reading(self.path):
            return _connect().read_parquet(str(samples_path(self.path, file))).select(*_quoted(_COLUMNS))

    def usage(self) -> Mapping[str, Any]:
        """Return what `usage.json` says of seconds, memory and tokens; empty when it is absent."""
        return read_usage(self.path)


def folder_of(config: RunConfig) -> Path:
    """Return the folder of a run: the one asked for, or one that the same command finds again."""
    return config.output or Path("runs") / f"{_model_name(config.model)}-{digest(config)}"


def samples_path(folder: Path, file: str) -> Path:
    """Return where the rows of the task file `file` stand."""
    return folder / SAMPLES / f"{file}.parquet"


def prepare(folder: Path) -> None:
    """Create `folder` and prove that it can be written; RunFolderError before anything is spent on it."""
    with _writing(folder):
        (folder / SAMPLES).mkdir(parents=True, exist_ok=True)
        probe = beside(folder / "probe")
        probe.write_bytes(b"")
        probe.unlink()


def write_record(folder: Path, record: RunRecord) -> None:
    """Write `run.json`."""
    _write_json(folder / RECORD, record)


def write_usage(folder: Path, usage: Mapping[str, Any]) -> None:
    """Write `usage.json`."""
    _write_json(folder / USAGE, usage)


def read_usage(folder: Path) -> dict[str, Any]:
    """Return the content of `usage.json`, empty when it is absent or damaged: it holds no result."""
    try:
        return msgspec.json.decode((folder / USAGE).read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError):
        return {}


def write_samples(folder: Path, file: str, rows: Iterable[SampleRecord]) -> None:
    """Write the rows of one task as zstd-compressed parquet, the same bytes for the same rows."""
    target = samples_path(folder, file)
    lines, table = beside(target.with_suffix(".json")), beside(target)
    with _writing(folder):
        try:
            with lines.open("wb") as stream:
                stream.writelines(msgspec.json.encode(row) + b"\n" for row in rows)
            relation = _connect().read_json(str(lines), columns=_COLUMNS, format="newline_delimited")
            relation.write_parquet(str(table), compression="zstd")
            _publish(table, target)
        finally:
            lines.unlink(missing_ok=True)
            table.unlink(missing_ok=True)


def remove_stale(folder: Path, files: Sequence[str]) -> None:
    """Remove what other runs and killed processes left: samples not in `files`, temporary files."""
    kept = {samples_path(folder, file) for file in files}
    with _writing(folder):
        for path in (folder / SAMPLES).glob("*.parquet"):
            if path not in kept:
                path.unlink(missing_ok=True)
        for path in (*folder.glob(f".*{_TEMPORARY}"), *(folder / SAMPLES).glob(f".*{_TEMPORARY}")):
            path.unlink(missing_ok=True)


def load_run(path: Path | str) -> Run:
    """Read a run folder; RunFolderError when it is none or is damaged."""
    folder = Path(path)
    file = folder / RECORD
    if not file.is_file():
        raise RunFolderError(f"{folder} is no run folder: it has no {RECORD}", _nearby(folder))
    try:
        record = msgspec.json.decode(file.read_bytes(), type=RunRecord)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise RunFolderError(
            f"{file} cannot be read: {error}",
            "repeat the command that made the run; its answers are in the journal",
        ) from error
    if record.schema != SCHEMA:
        raise RunFolderError(
            f"{file} has schema {record.schema}, this version reads {SCHEMA}",
            "repeat the run with this version",
        )
    return Run(folder, record)


def _nearby(folder: Path) -> str:
    places = folder, Path("runs")
    found = sorted(str(record.parent) for place in places for record in place.glob(f"*/{RECORD}"))
    return f"runs nearby: {', '.join(found)}" if found else "qarat run MODEL TASKS writes one"


def _model_name(address: str) -> str:
    last = re.split(r"[/\\:]", address.rstrip("/\\:"))[-1]
    return re.sub(r"[^\w.-]+", "-", last.removesuffix(".gguf")).strip("-.") or "model"


def _connect() -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"threads": 1})


def _quoted(columns: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in columns]


def _write_json(path: Path, value: object) -> None:
    with _writing(path.parent):
        draft = beside(path)
        try:
            draft.write_bytes(
                # No sorting: keys stand in the code's own order, and a task's first metric is its headline.
                msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
            )
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Return where this process writes `path` before it is renamed; what is left there is removed later."""
    return path.with_name(f".{path.name}.{os.getpid()}{_TEMPORARY}")


def _publish(beside: Path, path: Path) -> None:
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    beside.replace(path)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (OSError, duckdb.Error) as error:
        raise RunFolderError(
            f"cannot write the run folder {folder}: {error}",
            "free space or choose another folder with -o DIR; the same command then continues the run",
        ) from error


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise RunFolderError(
            f"samples in {folder} cannot be read: {error}",
            "repeat the command that made the run; its answers are in the journal",
        ) from error
