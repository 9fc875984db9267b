"""The hub's own files: nothing guessed, nothing lost, nothing unpacked that should not be."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from tests.data.hub_files import encoded, write_file, write_rows

from qarat.data import forms
from qarat.data.forms import check_file, form_of, read_rows
from qarat.errors import DataError, MissingExtraError
from qarat.types import Row

AWKWARD: list[Row] = [
    {"id": "007", "text": 'He said "no", then left;\nand\r\nthat was 1,5 %', "note": "NA"},
    {"id": "1e5", "text": " None ", "note": "null"},
    {"id": "2024-01-02", "text": "ÆØÅ \u2028 漢字 ❄", "note": None},
]
NESTED: list[Row] = [
    {"id": 7, "share": 0.5, "kwargs": [{"n": 3}, {}], "answers": {"yes": ["1", "2"]}, "note": ""},
    {"id": 12345678901234567890, "share": None, "kwargs": [], "answers": {}, "note": "2024-01-02"},
]


@pytest.mark.parametrize(
    "path", ["a.csv", "a.tsv", "a.csv.gz", "rows.zip/a.csv", "rows.zip/a/b.tsv", "a.jsonl", "a.json"]
)
def test_texts_come_back_as_they_are(path: str, tmp_path: Path) -> None:
    assert read_rows([write_rows(tmp_path, path, AWKWARD)]) == AWKWARD


@pytest.mark.parametrize("path", ["a.jsonl", "a.json", "a.jsonl.gz", "a.json.gz", "a.zip/b/c.jsonl"])
def test_json_keeps_its_types(path: str, tmp_path: Path) -> None:
    file = write_rows(tmp_path, path, NESTED)
    check_file(file)
    assert read_rows([file]) == NESTED


def test_arrow_keeps_its_types_and_its_end(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"n": 1, "choices": ["a", None], "text": "NA"},
        {"n": None, "choices": [], "text": None},
    ]
    file = write_rows(tmp_path, "a.arrow", rows)
    check_file(file)
    assert read_rows([file]) == rows
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(DataError, match=r"a\.arrow cannot be read"):
        read_rows([file])


def test_arrow_takes_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"reading a\.arrow needs the package 'pyarrow'"):
        read_rows([tmp_path / "a.arrow"])


def test_lines_may_be_called_json(tmp_path: Path) -> None:
    assert read_rows([write_file(tmp_path, "a.json", encoded("a.jsonl", NESTED))]) == NESTED


def test_what_some_rows_lack_is_none(tmp_path: Path) -> None:
    file = write_file(tmp_path, "a.jsonl", b'{"b": 1}\n{"a": 2, "b": 3}')
    assert read_rows([file]) == [{"b": 1, "a": None}, {"b": 3, "a": 2}]


def test_files_are_read_one_after_another(tmp_path: Path) -> None:
    pieces = [write_rows(tmp_path, f"{n}.csv", [{"n": str(n)}]) for n in (2, 1)]
    assert read_rows(pieces) == [{"n": "2"}, {"n": "1"}]


def test_quotes_in_the_middle_of_a_field_are_no_end(tmp_path: Path) -> None:
    file = write_file(tmp_path, "a.tsv", b'a\tb\nthe "red" one\t"Yes," she said\n')
    assert read_rows([file]) == [{"a": 'the "red" one', "b": "Yes, she said"}]


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("a.csv", b"", "it is empty"),
        ("a.csv", b"\xef\xbb\xbf", "it is empty"),
        ("a.csv", b"a,b\n1,2\n3", "line 3 has 1 fields, not 2"),
        ("a.csv", b'a,b\n1,"2\n3,4\n', "it ends within a quoted field"),
        ("a.csv", b"a,a\n1,2\n", "two columns have the same name"),
        ("a.jsonl", b'{"a": 1}\n{"a": ', "line 2: Expecting value"),
        ("a.jsonl", b"[1, 2]\n", "is no object but"),
        ("a.json", b'[{"a": 1}, {"a"', "Expecting"),
        ("a.json", b"[1]", "is no object but '1'"),
        ("a.jsonl.gz", b"{}", "Not a gzipped file"),
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}' * 99, mtime=0)[:-9], "end-of-stream"),
    ],
)
def test_a_damaged_file_says_what_is_wrong(path: str, content: bytes, reason: str, tmp_path: Path) -> None:
    file = write_file(tmp_path, path, content)
    with pytest.raises(DataError, match=re.escape(reason)) as caught:
        read_rows([file])
    assert str(file) in caught.value.message
    assert f"rm {file}" in caught.value.hint


@pytest.mark.parametrize(
    ("path", "content", "row"),
    [
        ("a.csv", b"question,answer\nfine,1\n\xff\xfe,2\n", 1),
        ("a.jsonl", b'{"question": "\xe9t\xe9"}\n', 0),
        ("a.json", b'[{"question": ["\xe9"]}]', 0),
        ("a.jsonl", b'{"question": "\\ud800"}\n', 0),
    ],
)
def test_text_that_is_not_utf8_is_named_by_row_and_column(
    path: str, content: bytes, row: int, tmp_path: Path
) -> None:
    file = write_file(tmp_path, path, content)
    with pytest.raises(DataError, match=rf"column 'question', row {row} \(from 0\): not UTF-8") as caught:
        read_rows([file])
    assert "as UTF-8" in caught.value.hint


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil", "C:\\evil"]
)
def test_an_archive_that_reaches_outside_is_refused(name: str, tmp_path: Path) -> None:
    file = write_file(tmp_path, "a.zip/b.csv", b"a\n1\n")
    write_file(tmp_path, f"a.zip/{name}", b"a\n1\n")
    if name.startswith("/"):
        _rename(tmp_path / "a.zip", name)
    for look in (check_file, lambda path: read_rows([path])):
        with pytest.raises(DataError, match=r"a\.zip is refused: it names a file outside"):
            look(file)


def _rename(archive: Path, name: str) -> None:
    """Put back the leading slash that the writer of archives takes away."""
    bare = name.removeprefix("/")
    archive.write_bytes(archive.read_bytes().replace(bare.encode(), f"/{bare[:-1]}".encode()))


@pytest.mark.parametrize("path", ["a.zip/b.jsonl", "b.jsonl.gz"])
def test_what_unpacks_to_too_much_is_refused(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_rows(tmp_path, path, [{"a": "0" * 100_000}])
    monkeypatch.setattr(forms, "UNPACKED", 100_000)
    with pytest.raises(DataError, match=r"is refused: .* unpacks to"):
        read_rows([file])


def test_a_damaged_archive_and_a_missing_member(tmp_path: Path) -> None:
    file = write_rows(tmp_path, "a.zip/b.csv", AWKWARD)
    with pytest.raises(DataError, match=r"a\.zip has no member c\.csv"):
        check_file(file.with_name("c.csv"))
    archive = tmp_path / "a.zip"
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(DataError, match=r"a\.zip cannot be read: File is not a zip file"):
        check_file(file)


def test_a_look_finds_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.jsonl\.gz cannot be read: it is empty"):
        check_file(write_file(tmp_path, "a.jsonl.gz", gzip.compress(b"")))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.csv cannot be read: No such file"):
        check_file(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("name", "form"), [("a.csv", ".csv"), ("a.jsonl.gz", ".jsonl"), ("a.parquet", ""), ("a.tar.gz", "")]
)
def test_the_suffix_says_the_form(name: str, form: str) -> None:
    assert form_of(Path(name)) == form
