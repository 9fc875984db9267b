r"""LiveCodeBench (Jain et al. 2024): problems of programming contests, chosen by the date of the contest.

`livecodebench_v1` is release_v1 (May 2023 to March 2024, 400 problems), which Qwen2's report calls v1;
`livecodebench_2305_2409` is release_v4 (May 2023 to September 2024, 713 problems), which Qwen2.5's quotes.
Prompt, sampling (10 draws at temperature 0.2) and reading of the answer (what stands between the last two
fences) are the benchmark's own. A program passes when it passes all public and private tests.

Programs that read standard input run as processes with a real standard input and the comparison is made
outside: lines alike, or equal as decimal numbers. The benchmark's own runner puts them into a function with
mocks around it, which fails right programs that read `sys.stdin.buffer` or change a global, so scores here
can be a little higher. Functions are called across the split oracle; their tests share 6 seconds each, at
most a minute. Private tests are stored as a pickle: it is read by an unpickler that refuses every class.
"""

from __future__ import annotations

import base64
import io
import json
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Never

from qarat.registry import task
from qarat.sandbox.contract import Limits
from qarat.sandbox.oracle import OracleCheck
from qarat.sandbox.program import StdinCheck
from qarat.scoring.code import between_last_fences
from qarat.tasks.code.execution import METRICS, Attempt, generation
from qarat.types import Files, Layout, Row, Sample, Source, Task

SYSTEM = (
    "You are an expert Python programmer. You will be given a question (problem specification) and will "
    "generate a correct Python program that matches the specification and passes all tests."
)
WITH_STARTER = (
    "### Format: You will use the following starter code to write the solution to the problem and enclose "
    "your code within delimiters.\n```python\n{}\n```\n\n"
)
WITHOUT_STARTER = (
    "### Format: Read the inputs from stdin solve the problem and write the answer to stdout (do not "
    "directly test on the sample inputs). Enclose your code within delimiters as follows. Ensure that when "
    "the python program runs, it reads the inputs, runs the algorithm and writes output to STDOUT.\n"
    "```python\n# YOUR CODE HERE\n```\n\n"
)
_FILES = {
    "release_v1": ("test.jsonl",),
    "release_v4": ("test.jsonl", "test2.jsonl", "test3.jsonl", "test4.jsonl"),
}
"""What each release added; a release is all files up to its own."""

QUESTION = "### Question:\n{}### Answer: (use the provided format with backticks)\n\n"

NAMES = (
    *("string", "re", "datetime", "collections", "heapq", "bisect", "copy", "math", "random"),
    *("statistics", "itertools", "functools", "operator", "io", "sys", "json"),
)
PRELUDE = "\n".join(
    [
        *(f"from {name} import *" for name in (*NAMES, "builtins", "typing")),
        *(f"import {name}" for name in NAMES),
        "sys.setrecursionlimit(50000)\n\n",
    ]
)
"""What programs may take for imported: the benchmark puts it before each of them."""

SECONDS, MOST = 6, 60
STDIN_LIMITS = Limits(cpu=SECONDS, memory=1024, keep=16 << 10)
UNPACKED = 512 << 20  # bytes of one problem's private tests
CALLS = """
import json
with open("cases.json", encoding="utf-8") as file:
    CASES = json.load(file)
for arguments, expected in CASES:
    found = qarat_answer(*arguments)
    assert (list(found) if isinstance(found, tuple) else found) == expected
"""


class _PlainUnpickler(pickle.Unpickler):
    """Reads numbers, texts and containers; a class or function in the data ends it."""

    def find_class(self, module: str, name: str) -> Never:
        raise pickle.UnpicklingError(f"refused {module}.{name}")

    def persistent_load(self, pid: object) -> Never:
        raise pickle.UnpicklingError(f"refused {pid!r}")


def unpacked(text: str) -> Any:  # noqa: ANN401 - whatever plain value was packed
    """Return the plain value in base64 of zlib of a pickle.

    Raises:
        ValueError: it is not that, it is larger than half a gigabyte, or it names a class.
    """
    try:
        inflate = zlib.decompressobj()
        data = inflate.decompress(base64.b64decode(text, validate=True), UNPACKED)
        value = None if inflate.unconsumed_tail else _PlainUnpickler(io.BytesIO(data)).load()
    except Exception as error:  # damaged pickles raise nearly anything, down to MemoryError
        raise ValueError(f"private tests cannot be read: {error}") from error
    if inflate.unconsumed_tail:
        raise ValueError("private tests are too large")
    return value


def tests_of(public: str, private: str) -> list[tuple[str, str]]:
    """Return inputs and outputs of a row's two columns of tests; private ones are plain or packed."""
    found = json.loads(public or "[]")
    if private:
        text = private if private.lstrip().startswith("[") else unpacked(private)
        found += json.loads(text)
    return [(one["input"], one["output"]) for one in found]


def same_output(found: str, expected: str) -> bool:
    """Whether two outputs have as many lines, each alike or of numbers that are equal as decimals."""
    left, right = ([line.strip() for line in text.strip().split("\n")] for text in (found, expected))
    return len(left) == len(right) and all(map(_same_line, left, right))


def _same_line(found: str, expected: str) -> bool:
    if found == expected:
        return True
    try:
        return [Decimal(one) for one in found.split()] == [Decimal(one) for one in expected.split()]
    except InvalidOperation:
        return False


def _sample(row: Row) -> Sample:
    public, private = row["public_test_cases"] or "", row["private_test_cases"] or ""
    if public.strip() in {"", "[]"} and not private:
        raise ValueError("the row has no tests")
    function = json.loads(row["metadata"] or "{}").get("func_name") or ""
    if function and not function.isidentifier():
        raise ValueError(f"{function!r} is no name of a function")
    starter = row["starter_code"]
    told = WITH_STARTER.format(starter) if starter else WITHOUT_STARTER
    return Sample(
        str(row["question_id"]),
        f"{row['question_content']}\n\n{told}",
        tags={"platform": row["platform"], "difficulty": row["difficulty"]},
        # The hub has no solutions; rows that are made up to try this may.
        gold=row.get("solution", ""),
        facts={"public": public, "private": private, "function": function},
    )


def _build(item: Sample, text: str) -> Attempt:
    code = between_last_fences(text)
    if code is None or not code.strip():
        return Attempt(text, None)
    cases = tests_of(item.facts["public"], item.facts["private"])
    if not item.facts["function"]:
        return Attempt(
            code, StdinCheck("python", f"{PRELUDE}{code}\n", tuple(cases), same_output, STDIN_LIMITS)
        )
    return Attempt(code, _calls(code, item.facts["function"], cases))


def _calls(code: str, function: str, cases: Sequence[tuple[str, str]]) -> OracleCheck:
    """Return the check of a function, or of a method of the class Solution."""
    of_class = "class Solution" in code
    target = f"qarat_solution.{function}" if of_class else function
    end = "qarat_solution = Solution()\n" if of_class else ""
    end += f"def qarat_answer(*arguments):\n    return {target}(*arguments)\n"
    plain = [([json.loads(line) for line in given.split("\n")], json.loads(out)) for given, out in cases]
    return OracleCheck(
        f"{PRELUDE}{code}\n\n{end}",
        CALLS,
        ("qarat_answer",),
        limits=Limits(cpu=min(MOST, SECONDS * len(cases)), memory=1024),
        files={"cases.json": json.dumps(plain).encode()},
    )


def _solution(item: Sample) -> str:
    return f"```python\n{item.gold}\n```"


def _has_solution(items: Sequence[Sample]) -> list[Sample]:
    return [item for item in items if item.gold]


def _within(first: str, last: str, row: Row) -> bool:
    return first <= str(row["contest_date"])[:10] <= last


def _in_chat(one: Task) -> Task:
    return replace(one, layout=replace(one.layout, description=SYSTEM))


def _release(name: str, title: str, release: str, last: str) -> Task:
    form = generation(_build, _solution)
    canary = form.canary
    return Task(
        name=name,
        title=title,
        data=Source(
            "livecodebench/code_generation_lite",
            "test",
            (release,),
            revision="0fe84c3912ea0c4d4a78037083943e8f0c4dd505",
            files=Files(_FILES[release]),
            keep=partial(_within, "2023-05-01", last),
        ),
        sample=_sample,
        layout=Layout(question=QUESTION, answer="", description=f"{SYSTEM}\n\n"),
        generation=replace(
            form,
            canary=(lambda items: canary(_has_solution(items))) if canary else None,
            max_tokens=2000,
            temperature=0.2,
            top_p=0.95,
            n=10,
        ),
        formulation="generate",
        formulations=("generate",),
        metrics=METRICS,
        group_by=("difficulty", "platform"),
        chat=_in_chat,
        cite="https://arxiv.org/abs/2403.07974",
    )


@task
def livecodebench_v1() -> Task:
    """Contests of May 2023 to March 2024."""
    return _release("livecodebench_v1", "LiveCodeBench v1", "release_v1", "2024-03-31")


@task
def livecodebench_2305_2409() -> Task:
    """Contests of May 2023 to September 2024."""
    return _release("livecodebench_2305_2409", "LiveCodeBench 2305-2409", "release_v4", "2024-09-30")
