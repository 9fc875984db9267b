"""Made-up rows in the forms in which data sets lie on the hub, for the tests of data loading."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from qarat.data.layout import container
from qarat.types import Row


def as_table(rows: Sequence[Row], delimiter: str = ",", *, numbered: bool = False) -> bytes:
    """Write rows as spreadsheets do: a byte order mark, CRLF, and on request a nameless column of numbers."""
    names = list(rows[0]) if rows else []
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([*([""] if numbered else []), *names])
    for number, row in enumerate(rows):
        writer.writerow([*([number] if numbered else []), *(row[name] for name in names)])
    return text.getvalue().encode("utf-8-sig")


def as_lines(rows: Sequence[Row]) -> bytes:
    """Write rows as JSON lines, one blank line among them."""
    return "\n".join(["", *(json.dumps(row, ensure_ascii=False) for row in rows), ""]).encode()


def as_stream(rows: Sequence[Row]) -> bytes:
    """Write rows as `save_to_disk` of the datasets library does; texts and others in one column as texts."""
    pa = pytest.importorskip("pyarrow")
    names = rows[0] if rows else ()
    mixed = {name for name in names if len({isinstance(row[name], str) for row in rows if row[name]}) > 1}
    plain = [{name: str(one) if name in mixed else one for name, one in row.items()} for row in rows]
    table, sink = pa.Table.from_pylist(plain), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def encoded(path: str, rows: Sequence[Row]) -> bytes:
    """Write rows in the form that the suffix of `path` says."""
    if path.endswith(".gz"):
        return gzip.compress(encoded(path.removesuffix(".gz"), rows))
    if path.endswith(".arrow"):
        return as_stream(rows)
    if path.endswith(".jsonl"):
        return as_lines(rows)
    if path.endswith(".json"):
        return json.dumps(rows, ensure_ascii=False, indent=1).encode()
    return as_table(rows, "\t" if path.endswith(".tsv") else ",", numbered=container(path) != path)


def write_file(root: Path, path: str, content: bytes) -> Path:
    """Put `content` at `path` under `root`, as a member where the path goes on into an archive."""
    file = root / container(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    if container(path) == path:
        file.write_bytes(content)
    else:
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(path.removeprefix(container(path)).removeprefix("/"), content)
    return root / path


def write_rows(root: Path, path: str, rows: Sequence[Row]) -> Path:
    """Write rows in the form that the suffix of `path` says; returns where they are read from."""
    return write_file(root, path, encoded(path, rows))
