"""Rows of the hub's own files: csv, tsv, JSON, JSON lines and arrow, plain, gzipped or in an archive.

Python's own readers are used and not duckdb's, because nothing may be guessed here: "007" stays a text, "NA"
and "None" are words, a field keeps its line breaks. They also say in which line a file breaks off. The one
liberty is that an empty field of a table is None, as it is in the parquet that the hub makes of such a file.

Files come from a network, so an archive is never unpacked to disk: one member is read, and an archive that
names a member outside of itself or unpacks to more than a gigabyte is refused.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import chain
from pathlib import Path, PureWindowsPath
from typing import IO, TYPE_CHECKING, Any

from qarat.data.layout import ARCHIVE
from qarat.data.parquet import ENCODING
from qarat.errors import DataError, MissingExtraError
from qarat.types import Row

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FORMS = (".csv", ".tsv", ".jsonl", ".json", ".arrow")
UNPACKED = 1 << 30
"""Bytes that an archive or a gzipped file may unpack to."""

_END = "\x1eend\x1e"
"""A line put after the last one of a table: a field whose quotes were never closed would swallow it."""
_SEPARATORS = {".csv": ",", ".tsv": "\t"}


def form_of(path: Path) -> str:
    """Return the suffix that says how a file is read, without .gz; "" where it is no form known here."""
    suffix = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    return suffix if suffix in FORMS else ""


def require_reader(path: Path) -> None:
    """Raise MissingExtraError where a file takes a package to read that is not installed."""
    if form_of(path) == ".arrow" and find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "arrow", f"reading {path.name}")


def check_file(path: Path) -> None:
    """Look at a file without reading its rows: enough to see that it is missing, empty or a broken archive.

    Raises:
        DataError: the file is unreadable or empty, its archive is damaged or refused, or lacks the member.
    """
    require_reader(path)
    with _opened(path) as file:
        if not file.read(1):
            raise _damaged(path, "it is empty")


def read_rows(files: Sequence[Path]) -> list[Row]:
    """Read the files of one split, in the order given, as dicts of column name to value.

    A field that some rows of a JSON file lack is None in them, as in a table.

    Raises:
        DataError: a file is damaged or cut short, is not what its suffix says, or has text that is not UTF-8.
    """
    rows: list[Row] = []
    for path in files:
        rows += _read(path)
    names = dict.fromkeys(name for row in rows for name in row)
    return [row if len(row) == len(names) else dict.fromkeys(names) | dict(row) for row in rows]


def _read(path: Path) -> list[Row]:
    form = form_of(path)
    if form == ".arrow":
        return _stream(path)
    rows: list[Row] = []
    try:
        with _opened(path) as file:
            # Bytes that are no UTF-8 go through as surrogates, so that the error can name row and column.
            text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
            found = _table(text, _SEPARATORS[form]) if form in _SEPARATORS else _objects(text, form)
            for number, row in enumerate(found):
                _check_text(path, number, row)
                rows.append(row)
    except (ValueError, csv.Error) as error:
        raise _damaged(path, str(error)) from error
    return rows


def _stream(path: Path) -> list[Row]:
    """Read a file as the datasets library keeps it on disk: a stream of arrow record batches."""
    require_reader(path)
    import pyarrow as pa

    try:
        with _opened(path) as file, pa.ipc.open_stream(file) as batches:
            rows: list[Row] = batches.read_all().to_pylist()
    except (pa.ArrowInvalid, OSError) as error:
        raise _damaged(path, str(error)) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8: {error.object[:40]!r}", ENCODING) from error
    return rows


def _table(text: IO[str], separator: str) -> Iterator[Row]:
    # The default of 128 KiB a field is less than some benchmarks' passages.
    csv.field_size_limit(UNPACKED)
    lines = csv.reader(chain(text, (_END,)), delimiter=separator)
    names = next(lines)
    if names == [_END]:
        raise ValueError("it is empty")
    if len({*names}) != len(names):
        raise ValueError(f"two columns have the same name: {', '.join(names)}")
    for fields in lines:
        if fields == [_END]:
            return
        if not fields:
            continue
        if len(fields) != len(names):
            raise ValueError(f"line {lines.line_num} has {len(fields)} fields, not {len(names)}")
        # A column without a name numbers the rows.
        yield {name: field or None for name, field in zip(names, fields, strict=True) if name}
    raise ValueError("it ends within a quoted field")


def _objects(text: IO[str], form: str) -> Iterator[Row]:
    content = text.read() if form == ".json" else ""
    lines = io.StringIO(content) if content else text
    rows: Iterable[tuple[int, Any]] = (
        enumerate(json.loads(content), 1)
        if content.lstrip().startswith("[")
        else ((number, _line(number, line)) for number, line in enumerate(lines, 1) if line.strip())
    )
    for number, row in rows:
        if not isinstance(row, dict):
            raise ValueError(f"what stands at {number} is no object but {str(row)[:40]!r}")  # noqa: TRY004
        yield row


def _line(number: int, line: str) -> Any:  # noqa: ANN401 - whatever JSON is there
    try:
        return json.loads(line)
    except ValueError as error:
        raise ValueError(f"line {number}: {error}") from error


def _check_text(path: Path, number: int, row: Row) -> None:
    for name, value in row.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError as error:
            found = text[error.start :][:40]
            raise DataError(
                f"{path}, column {name!r}, row {number} (from 0): not UTF-8: {found!r}", ENCODING
            ) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, a gzipped one, or the member of an archive that `path` goes on to name."""
    archive = next((one for one in path.parents if one.suffix == ARCHIVE and one.is_file()), None)
    try:
        if archive is not None:
            with zipfile.ZipFile(archive) as opened, opened.open(_member(opened, archive, path)) as member:
                yield member
        elif path.suffix == ".gz":
            with gzip.open(path) as unpacked:
                yield io.BufferedReader(_Bounded(unpacked))
        else:
            with path.open("rb") as file:
                yield file
    except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:  # Runtime: a password
        raise _damaged(archive or path, getattr(error, "strerror", "") or str(error)) from error


def _member(opened: zipfile.ZipFile, archive: Path, path: Path) -> zipfile.ZipInfo:
    members = {one.filename: one for one in opened.infolist()}
    for name in members:
        place = PureWindowsPath(name)  # whose anchor is a drive or a slash of either kind
        if place.anchor or ".." in place.parts:
            raise _refused(archive, f"it names a file outside of itself: {name!r}")
    wanted = path.relative_to(archive).as_posix()
    if wanted not in members:
        raise DataError(f"{archive} has no member {wanted}", "correct the task's source, or fetch it again")
    if members[wanted].file_size > UNPACKED:
        raise _refused(archive, f"{wanted} unpacks to {members[wanted].file_size:,} bytes")
    return members[wanted]


class _Bounded(io.RawIOBase):
    """Reads what is unpacked, and fails when it becomes more than any benchmark holds."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._left = UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        content = self._file.read(len(memoryview(buffer)))
        self._left -= len(content)
        if self._left < 0:
            raise _refused(Path(self._file.name), f"it unpacks to more than {UNPACKED:,} bytes")
        memoryview(buffer)[: len(content)] = content
        return len(content)


def _refused(path: Path, reason: str) -> DataError:
    return DataError(f"{path} is refused: {reason}", "no benchmark's file does that: look where it came from")


def _damaged(path: Path, reason: str) -> DataError:
    return DataError(f"{path} cannot be read: {reason}", f"fetch it again: rm {path.resolve()}, then retry")
