"""Parquet files to rows of plain Python values, and what is wrong with a file that cannot be read.

duckdb reads nested columns as lists and dicts, keeps the order of rows and leaves a ClassLabel the integer
that is stored. The format (https://parquet.apache.org/docs/file-format/) has magic bytes at both ends and the
footer's length in front of the last.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qarat.errors import DataError
from qarat.types import Row

if TYPE_CHECKING:
    import duckdb

SUFFIX = ".parquet"
_MAGIC = b"PAR1"
_SELECT = "SELECT {} FROM read_parquet($files, hive_partitioning = false) {}"


def check_file(path: Path) -> None:
    """Look at both ends of a file: cheap, and enough to see that it was cut short or is no parquet at all.

    Raises:
        DataError: the file is unreadable, empty, truncated or of another format.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 8))
            tail = file.read()
    except OSError as error:
        raise DataError(
            f"cannot read {path}: {error.strerror}", "check that it exists and who may read it"
        ) from error
    if size == 0:
        raise _damaged(path, "it is empty")
    if head != _MAGIC:
        raise _damaged(path, f"it does not begin with {_MAGIC.decode()}")
    if tail[4:] != _MAGIC or int.from_bytes(tail[:4], "little") + 12 > size:
        raise _damaged(path, f"it is cut short at {size:,} bytes")


def read_rows(files: Sequence[Path]) -> list[Row]:
    """Read the shards of one split, in the order given, as dicts of column name to value.

    A binary column is text that its writer did not mark and is decoded; bytes in structs (images) stay.

    Raises:
        DataError: a file is damaged, shards have different columns, or a text is not UTF-8.
    """
    import duckdb

    for file in files:
        check_file(file)
    try:
        result = _select("*", files)
        columns = result.description
        rows = result.fetchall()
    except duckdb.Error as error:
        raise _unreadable(files, error) from error
    names = [column[0] for column in columns]
    for index, column in enumerate(columns):
        if str(column[1]) == "BLOB":
            rows = [
                _decoded(row, index, files, f"column {names[index]!r}, row {n}") for n, row in enumerate(rows)
            ]
    return [dict(zip(names, row, strict=True)) for row in rows]


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    import duckdb

    # Let go of in time: what outlives the interpreter's modules is complained of on stderr.
    atexit.register(_connection.cache_clear)
    # One thread: the files are small, the scorer wants the cores, and a process without threads may fork.
    return duckdb.connect(config={"threads": 1})


def _select(columns: str, files: Sequence[Path], limit: str = "") -> duckdb.DuckDBPyConnection:
    query = _SELECT.format(columns, limit)
    return _connection().cursor().execute(query, {"files": [str(file) for file in files]})


def _decoded(row: tuple[Any, ...], index: int, files: Sequence[Path], place: str) -> tuple[Any, ...]:
    try:
        text = row[index] if row[index] is None else row[index].decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{_named(files)}, {place} (from 0): not UTF-8: {row[index][:40]!r}", ENCODING
        ) from error
    return (*row[:index], text, *row[index + 1 :])


ENCODING = "write the file again with its text as UTF-8, or read another revision of the data set"


def _unreadable(files: Sequence[Path], error: duckdb.Error) -> DataError:
    reason = str(error).split("\n", 1)[0]
    if "Invalid string encoding" in reason:
        file, column = _first_bad_text(files)
        value = reason.split("value ", 1)[-1][:60]
        return DataError(f"{file}, column {column!r}: not UTF-8: {value}", ENCODING)
    if len(files) > 1:
        return DataError(f"cannot read {_named(files)}: {reason}", "check that the shards belong together")
    return _damaged(files[0], reason)


def _first_bad_text(files: Sequence[Path]) -> tuple[Path, str]:
    """Name the file and column by reading them one at a time; duckdb's message does not tell the column."""
    import duckdb

    for file in files:
        for column, *_ in _select("*", [file], "LIMIT 0").description:
            try:
                _select('"{}"'.format(column.replace('"', '""')), [file]).fetchall()
            except duckdb.Error:
                return file, column
    return files[0], "?"


def _named(files: Sequence[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{files[0]} ... {files[-1].name}"


def _damaged(path: Path, reason: str) -> DataError:
    return DataError(
        f"{path} is no readable parquet file: {reason}", f"fetch it again: rm {path.resolve()}, then retry"
    )
