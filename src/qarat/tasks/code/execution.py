"""From what a model wrote to a verdict: the one way in which all code benchmarks are graded.

A benchmark says what program a text holds and what checks it (`Attempt`); here programs are run, many at a
time, in the sandbox that the machine gives or the environment names:

    QARAT_SANDBOX        auto (the default), bwrap, landlock or container
    QARAT_SANDBOX_IMAGE  the image of the container
    QARAT_UNSAFE_EXEC=1  no sandbox at all; every item then says so

Verdicts are remembered in qarat's cache directory, so that grading a run folder anew runs nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from qarat.data.files import cache_directory
from qarat.errors import QaratError
from qarat.sandbox import many
from qarat.sandbox.cache import VerdictCache
from qarat.sandbox.choose import asked, unsafe
from qarat.sandbox.contract import Check, Outcome, Sandbox, Verdict
from qarat.sandbox.languages import LANGUAGES, missing
from qarat.scoring.passk import PASS, combine
from qarat.types import Generation, Sample, SampleError, Score

FAULTS = ("tests_failed", "compile_error", "timeout", "crashed")
METRICS = (*PASS, *FAULTS)
"""What every code benchmark reports; shares of programs that passed and failed, and `unextracted`, make 1."""

KINDS = {
    Verdict.PASSED: "pass@1",
    Verdict.FAILED: "tests_failed",
    Verdict.COMPILE_ERROR: "compile_error",
    Verdict.TIMEOUT: "timeout",
    Verdict.CRASHED: "crashed",
    Verdict.OUTPUT_LIMIT: "crashed",
    Verdict.MEMORY_LIMIT: "crashed",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was read off an output: the program, and what checks it; no check where there is no program.

    `extracted` is false for a text that is run although it is not of the form asked for.
    """

    program: str
    check: Check | None
    extracted: bool = True


Build = Callable[[Sample, str], Attempt]
"""Reads the program off a text. Pure, and takes any text."""


def grade(build: Build, sample: Sample, text: str) -> Score | SampleError:
    """Grade one text."""
    return grade_many(build, [(sample, text)])[0]


def grade_many(build: Build, pairs: Sequence[tuple[Sample, str]]) -> list[Score | SampleError]:
    """Grade texts in their order; what the sandbox fails on is its error, never the model's."""
    attempts = [build(sample, text) for sample, text in pairs]
    lacks = [_lack(attempt) for attempt in attempts]
    runnable = [index for index, lack in enumerate(lacks) if attempts[index].check is not None and not lack]
    try:
        outcomes = dict(zip(runnable, _run([attempts[index].check for index in runnable]), strict=True))
    except QaratError as error:
        lacks = [f"{error.message} (hint: {error.hint})" if one.check else "" for one in attempts]
        outcomes = {}
    return [
        SampleError("sandbox", lack) if lack else _score(attempt, outcomes.get(index))
        for index, (attempt, lack) in enumerate(zip(attempts, lacks, strict=True))
    ]


def canary(build: Build, solution: Callable[[Sample], str], samples: Sequence[Sample]) -> None:
    """Run the known solutions of `samples` in the languages that are here; cached verdicts do not count.

    Raises:
        SandboxError: there is no sandbox, or a right program does not pass in it.
    """
    attempts = [build(sample, solution(sample)) for sample in samples]
    checks = [one.check for one in attempts if one.check is not None and not _lack(one)]
    if checks:
        many.canary(checks, asked())


def generation(build: Build, solution: Callable[[Sample], str]) -> Generation:
    """Return how a code benchmark asks and grades; `solution` writes a text of full marks, if known."""
    return Generation(
        grade=partial(grade, build),
        grade_many=partial(grade_many, build),
        canary=partial(canary, build, solution),
        combine=combine,
        solution=solution,
    )


def _run(checks: Sequence[Check | None]) -> Sequence[Outcome]:
    wanted = [check for check in checks if check is not None]
    if not wanted:
        return ()
    place = asked()
    known = _known(cache_directory() / "verdicts.sqlite", place)  # type: ignore[arg-type] # all are frozen
    return many.run_many(wanted, place, known=known).outcomes


@lru_cache(maxsize=4)
def _known(path: Path, place: Sandbox) -> VerdictCache:
    return VerdictCache(path, place)


def _lack(attempt: Attempt) -> str:
    """Return why a program of this language cannot run here."""
    tools = missing(attempt.check.toolchain) if attempt.check else ()
    if not tools:
        return ""
    title = LANGUAGES[attempt.check.toolchain].title if attempt.check else ""
    return f"{title} does not run here, {tools[0].program} is missing: {tools[0].install}"


def _score(attempt: Attempt, outcome: Outcome | None) -> Score | SampleError:
    if outcome is None:
        values = dict.fromkeys(("pass@1", *FAULTS), 0.0)
        told = f"{Verdict.EXTRACTION_ERROR}: no program in the output"
        return Score(values, attempt.program, told, extracted=False)
    if not outcome.scored:
        return SampleError("sandbox", outcome.reason or "the sandbox failed")
    values = {name: float(KINDS[outcome.verdict] == name) for name in ("pass@1", *FAULTS)}
    return Score(values, attempt.program, _told(outcome), extracted=attempt.extracted)


def _told(outcome: Outcome) -> str:
    """Say verdict, reason and what the program first wrote to standard error."""
    parts = [outcome.verdict.value]
    if outcome.reason:
        parts.append(outcome.reason)
    wrote = outcome.execution.stderr.decode(errors="replace").strip() if outcome.execution else ""
    if wrote and outcome.verdict is not Verdict.PASSED and wrote.split("\n")[0] not in outcome.reason:
        parts.append(f"stderr: {wrote.split(chr(10))[0][:200]}")
    return ": ".join(parts) + (" (no sandbox)" if unsafe() else "")
