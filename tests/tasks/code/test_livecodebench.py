"""LiveCodeBench: how tests are stored and outputs compared, and programs that its own runner gets wrong."""

import base64
import json
import os
import pickle
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qarat.tasks.code import livecodebench
from qarat.tasks.code.livecodebench import same_output, unpacked
from qarat.tasks.code.livecodebench import tests_of as stored_tests
from qarat.types import Sample

TASK = livecodebench.livecodebench_v1()
Graded = Callable[..., list[str]]


def _packed(value: Any) -> str:
    return base64.b64encode(zlib.compress(pickle.dumps(value))).decode()


def _row(cases: list[tuple[str, str]], function: str = "", **more: str) -> dict[str, Any]:
    stored = [{"input": given, "output": out, "testtype": "stdin"} for given, out in cases]
    return {
        "question_content": "?",
        "platform": "atcoder",
        "question_id": "one",
        "contest_date": "2024-01-06T00:00:00",
        "starter_code": "",
        "difficulty": "easy",
        "public_test_cases": json.dumps(stored[:1]),
        "private_test_cases": _packed(json.dumps(stored[1:])),
        "metadata": json.dumps({"func_name": function} if function else {}),
        **more,
    }


def _sample(cases: list[tuple[str, str]], function: str = "") -> Sample:
    return TASK.sample(_row(cases, function))


def test_tests_are_read_from_both_columns() -> None:
    row = _row([("1\n", "2\n"), ("3\n", "4\n")])
    assert stored_tests(row["public_test_cases"], row["private_test_cases"]) == [
        ("1\n", "2\n"),
        ("3\n", "4\n"),
    ]


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("pickled",)


@pytest.mark.parametrize("value", [_Evil(), os.path.join, Path("x"), [1, _Evil()]])
def test_a_pickle_with_a_class_is_refused(
    value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="refused"):
        unpacked(_packed(value))
    assert not list(tmp_path.iterdir())


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livecodebench, "UNPACKED", 1 << 20)
    with pytest.raises(ValueError, match="too large"):
        unpacked(_packed("x" * (2 << 20)))


@given(st.binary())
@example(b"\x8e\x00\x00\x00\x00\x00\x00\x00\x01")  # a length of 2**56 bytes
@example(b"\x8d\x00\x00\x00\x00\x00\x00\x00\x80")  # one above the largest
def test_damaged_tests_are_an_error_of_the_data(data: bytes) -> None:
    for text in (base64.b64encode(data).decode(), base64.b64encode(zlib.compress(data)).decode()):
        with suppress(ValueError):
            unpacked(text)


def test_rows_without_tests_are_refused() -> None:
    with pytest.raises(ValueError, match="no tests"):
        TASK.sample(_row([], private_test_cases=""))


@pytest.mark.parametrize(
    ("found", "expected", "same"),
    [
        ("1 2\n", "1  2 ", True),
        ("YES", "yes", False),
        ("1.0", "1.00", True),
        ("0.3333", "0.33333", False),
        ("a  b", "a b", False),
        ("1\n2", "1\n2\n\n", True),
        ("1\n\n2", "1\n2", False),
        ("nan", "nan ", True),
        ("snan 1", "snan 2", False),
        ("", "", True),
        ("1e999999999", "1", False),
    ],
)
def test_outputs_are_compared_line_by_line(found: str, expected: str, same: bool) -> None:  # noqa: FBT001
    assert same_output(found, expected) == same


@given(st.text(), st.text())
def test_no_output_breaks_the_comparison(left: str, right: str) -> None:
    same_output(left, right)
    assert same_output(left, left)


def test_releases_are_cut_by_the_date_of_the_contest() -> None:
    for task, last, after in (
        (livecodebench.livecodebench_v1(), "2024-03-31T23:59:00", "2024-04-01"),
        (livecodebench.livecodebench_2305_2409(), "2024-09-30", "2024-10-01T00:00:00"),
    ):
        assert task.data.keep
        kept = [task.data.keep({"contest_date": date}) for date in ("2023-04-30", "2023-05-01", last, after)]
        assert kept == [False, True, True, False]


@pytest.mark.sandbox
def test_verdicts_of_programs(graded: Graded) -> None:
    doubled = _sample([("4\n", "8\n"), ("-1\n", "-2\n")])
    programs = {
        "print(2 * int(input()))": "passed",
        "n = int(sys.stdin.buffer.readline())\nsys.stdout.buffer.write(b'%d' % (2 * n))": "passed",
        "s = 0\ndef add(n):\n    global s\n    s += n\nfor x in sys.stdin: add(2*int(x))\nprint(s)": "passed",
        "if __name__ == '__main__':\n    print(2 * int(open(0).read()))": "passed",
        "print(8)": "failed",
        "print(2 * int(input())": "failed",
        "import os\nos._exit(0)": "failed",
    }
    texts = [f"First\n```\nnothing\n```\nso\n```python\n{code}\n```" for code in programs]
    assert graded(TASK, [(doubled, text) for text in texts]) == list(programs.values())
    assert graded(TASK, [(doubled, "print(2 * int(input()))")]) == ["extraction_error"]


@pytest.mark.sandbox
def test_verdicts_of_functions(graded: Graded) -> None:
    sums = _sample([("[1, 2, 3]\n2", "[2, 4, 6]"), ("[]\n5", "[]")], "scaled")
    bodies = {
        "class Solution:\n    def scaled(self, xs: List, k):\n        return [k*x for x in xs]": "passed",
        "def scaled(xs, k):\n    return tuple(k * x for x in xs)": "passed",
        "class Solution:\n    def scaled(self, xs, k):\n        return xs": "failed",
        "class Same(list):\n    def __eq__(self, _): return True\ndef scaled(xs, k): return Same()": "failed",
        "def other(xs, k): pass": "failed",
    }
    assert graded(TASK, [(sums, f"```\n{code}\n```") for code in bodies]) == list(bodies.values())


@pytest.mark.sandbox
def test_a_problem_with_its_real_tests(data_root: Path, graded: Graded) -> None:
    path = data_root.parent / "files/livecodebench/with_tests_shared.jsonl"
    if not path.exists():
        pytest.skip(f"no problem at {path}")
    row = json.loads(path.read_text("utf-8").splitlines()[0])
    # This copy packs inputs and outputs as two lists.
    stored = json.loads(unpacked(row["test"])["input_output"])
    sample = _sample(list(zip(stored["inputs"], stored["outputs"], strict=True)))
    right = "for _ in range(int(input())):\n    print('NO' if input() in ('bca', 'cab') else 'YES')"
    wrong = right.replace("'cab'", "'cba'")
    assert graded(TASK, [(sample, f"```\n{code}\n```") for code in (right, wrong)]) == ["passed", "failed"]
