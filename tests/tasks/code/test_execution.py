"""From outcomes to scores, with a sandbox that only says what it is told."""

from dataclasses import dataclass
from typing import Any

import pytest

from qarat.errors import UsageError
from qarat.sandbox import choose
from qarat.sandbox.contract import Execution, Outcome, Sandbox, SandboxError, Verdict
from qarat.sandbox.oracle import OracleCheck
from qarat.scoring.generated import score_completions
from qarat.tasks.code import execution
from qarat.tasks.code.execution import FAULTS, Attempt
from qarat.types import Completion, Output, Sample, SampleError, Score

SAMPLE = Sample("one", "", gold="passed")


@dataclass(frozen=True)
class _Told:
    """Its verdict is its text."""

    text: str
    toolchain: str = "python"

    def key(self) -> str:
        return self.text

    def judge(self, sandbox: Sandbox) -> Outcome:
        assert sandbox.name
        return Outcome(Verdict(self.text), "", Execution("exited", stderr=b"first line\nsecond"))


def _build(_: Sample, text: str) -> Attempt:
    return Attempt(text, _Told(text) if text else None)


FORM = execution.generation(_build, lambda sample: sample.gold)


@pytest.fixture(autouse=True)
def _any_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QARAT_UNSAFE_EXEC", "1")  # nothing is run here


def _score(*texts: str) -> Score:
    done = Output(completions=tuple(Completion(text, 1, "stop") for text in texts))
    found = score_completions(FORM, SAMPLE, done)
    assert isinstance(found, Score)
    return found


@pytest.mark.parametrize(
    ("verdict", "value"),
    [
        ("passed", "pass@1"),
        ("failed", "tests_failed"),
        ("compile_error", "compile_error"),
        ("timeout", "timeout"),
        ("crashed", "crashed"),
        ("memory_limit", "crashed"),
        ("output_limit", "crashed"),
        ("", "unextracted"),
    ],
)
def test_every_verdict_is_one_share(verdict: str, value: str) -> None:
    score = _score(verdict)
    shares = {name: score.values[name] for name in ("pass@1", *FAULTS, "unextracted")}
    assert {name for name, share in shares.items() if share} == {value}
    assert sum(shares.values()) == 1
    assert score.extracted == (verdict != "")


def test_draws_are_averaged_and_give_pass_at_k() -> None:
    score = _score("passed", "failed", "failed", "timeout", "")
    assert score.values["pass@1"] == pytest.approx(0.2)
    assert score.values["pass@5"] == 1
    assert "pass@10" not in score.values
    assert score.values["tests_failed"] == pytest.approx(0.4)


def test_the_explanation_has_verdict_first_line_of_stderr_and_a_missing_sandbox() -> None:
    assert _score("failed").explanation == "failed: stderr: first line (no sandbox)"
    assert _score("passed").explanation == "passed (no sandbox)"
    assert _score("").explanation == "extraction_error: no program in the output"


def test_an_error_of_the_sandbox_is_no_failure_of_the_model() -> None:
    found = execution.grade_many(_build, [(SAMPLE, "sandbox_error"), (SAMPLE, "passed")])
    assert found[0] == SampleError("sandbox", "the sandbox failed")
    assert isinstance(found[1], Score)


def test_without_a_sandbox_no_program_has_a_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "asked", _refuse)
    found = execution.grade_many(_build, [(SAMPLE, "passed"), (SAMPLE, "")])
    assert found[0] == SampleError("sandbox", "nothing here can run it (hint: apt-get install bubblewrap)")
    assert isinstance(found[1], Score)
    with pytest.raises(SandboxError):
        FORM.canary([SAMPLE])  # type: ignore[misc]


def _refuse(*_: Any, **__: Any) -> Sandbox:
    raise SandboxError("nothing here can run it", "apt-get install bubblewrap")


def test_the_canary_stops_at_a_right_solution_that_fails() -> None:
    FORM.canary([SAMPLE])  # type: ignore[misc]
    with pytest.raises(SandboxError, match="right solutions do not pass"):
        FORM.canary([SAMPLE, Sample("two", "", gold="failed")])  # type: ignore[misc]


def test_verdicts_are_remembered_but_not_for_the_canary() -> None:
    runs: list[str] = []

    @dataclass(frozen=True)
    class Counted(_Told):
        def judge(self, sandbox: Sandbox) -> Outcome:
            runs.append(self.text)
            return _Told.judge(self, sandbox)

    form = execution.generation(lambda _, text: Attempt(text, Counted(text)), lambda sample: sample.gold)
    assert form.grade_many
    assert form.canary
    for _ in range(2):
        form.grade_many([(SAMPLE, "passed")])
    assert len(runs) == 1
    form.canary([SAMPLE])
    assert len(runs) == 2


def test_the_environment_names_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose.asked().name == "none"
    monkeypatch.setenv("QARAT_UNSAFE_EXEC", "0")
    monkeypatch.setenv("QARAT_SANDBOX", "bwarp")
    with pytest.raises(UsageError, match="bwarp"):
        choose.asked()


def test_lone_surrogates_and_nulls_are_judged() -> None:
    def build(_: Sample, text: str) -> Attempt:
        return Attempt(text, OracleCheck(text, "assert f() == 1", ("f",)))

    found = execution.grade_many(build, [(SAMPLE, "\ud800 = 1"), (SAMPLE, "\x00")])
    assert [one.values["pass@1"] for one in found if isinstance(one, Score)] == [0, 0]
