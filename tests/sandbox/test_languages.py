"""Every language is compiled and run for real, and every attack in it fails and leaves nothing."""

import functools
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.sandbox.gallery import GALLERY, READERS
from tests.sandbox.machine import left_over

from qarat.sandbox.bwrap import Bubblewrap
from qarat.sandbox.contract import Job, Limits, Outcome, Sandbox, Verdict
from qarat.sandbox.languages import LANGUAGES, NONCE, language, mark, missing
from qarat.sandbox.program import ProgramCheck, StdinCheck, compiled, judged
from qarat.sandbox.supervise import run

pytestmark = pytest.mark.sandbox

VERDICTS = {
    "right": {Verdict.PASSED},
    "exit": {Verdict.FAILED},
    "leave": {Verdict.FAILED, Verdict.CRASHED},
    "forge": {Verdict.FAILED, Verdict.CRASHED},
    "loop": {Verdict.TIMEOUT},
    "flood": {Verdict.OUTPUT_LIMIT},
    "memory": {Verdict.MEMORY_LIMIT, Verdict.CRASHED},
    "bomb": {Verdict.TIMEOUT, Verdict.FAILED, Verdict.CRASHED, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT},
    "daemon": {Verdict.FAILED},
    "thief": {Verdict.FAILED, Verdict.CRASHED},
}
FEW = ("right", "exit", "forge", "thief")  # TypeScript runs as JavaScript


@functools.cache
def _built(name: str) -> Mapping[str, bytes]:
    candidate, tests = GALLERY[name]
    files, failure = compiled(Bubblewrap(), language(name), f"{candidate}\n{mark(name, tests)}")
    assert failure is None, failure
    return files


def _need(name: str) -> None:
    absent = missing(name)
    if absent:
        pytest.skip(f"no {absent[0].program}: {absent[0].install}")


def _run(sandbox: Sandbox, name: str, attack: str, *what: str) -> Outcome:
    known = language(name)
    roomy = name in {"java", "csharp", "javascript", "typescript"}  # their machines need this to start at all
    limits = Limits(
        cpu=4 if attack == "memory" else 1 if roomy else 0.4, grace=0.4, memory=512 if roomy else 96, output=2
    )
    job = Job(known.run, _built(name), "\n".join((attack, *what, "")).encode(), limits)
    execution = run(sandbox, job)
    return judged(known, execution, reached=execution.stdout.endswith(f"\n{NONCE}\n".encode()))


@pytest.mark.parametrize("name", GALLERY)
def test_attacks(bwrap: Sandbox, name: str, tmp_path: Path) -> None:
    _need(name)
    secret, target = tmp_path / "secret", tmp_path / "target"
    secret.write_text("the secret of this machine\n")
    tmp_path.chmod(0o777)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        for attack, expected in VERDICTS.items():
            if name == "typescript" and attack not in FEW:
                continue
            outcome = _run(bwrap, name, attack, str(secret), str(target), port)
            assert outcome.verdict in expected, (attack, outcome)
            assert outcome.execution is not None
            assert b"the secret" not in outcome.execution.stdout
            assert b"connected" not in outcome.execution.stdout
            assert not target.exists()
            assert not left_over(), attack


def test_table_has_every_language_of_the_gallery() -> None:
    assert set(GALLERY) == set(LANGUAGES)


@pytest.mark.parametrize("name", ["cpp", "java", "csharp", "typescript"])
def test_what_does_not_compile(bwrap: Sandbox, name: str) -> None:
    _need(name)
    outcome = ProgramCheck(name, "this is no program").judge(bwrap)
    assert outcome.verdict is Verdict.COMPILE_ERROR
    assert "error" in outcome.reason


def test_source_with_the_nonce_is_not_where_a_compiled_program_runs(bwrap: Sandbox) -> None:
    _need("cpp")
    assert set(_built("cpp")) == {"main"}
    source = '#include <cstdlib>\nint main() { return system("ls /w /tmp"); }\n'
    files, failure = compiled(bwrap, language("cpp"), source)
    assert failure is None
    assert run(bwrap, Job(("./main",), files)).stdout == b"/tmp:\n\n/w:\nmain\n"


def test_compiler_that_writes_too_much_is_stopped(bwrap: Sandbox) -> None:
    _need("cpp")
    outcome = ProgramCheck("cpp", "int much[1 << 28] = {1};\nint main() { return 0; }\n").judge(bwrap)
    assert outcome.verdict is Verdict.COMPILE_ERROR
    assert "file size limit" in outcome.reason.lower()


def test_nonce_is_drawn_for_every_run(bwrap: Sandbox) -> None:
    check = ProgramCheck("python", f'print("\\n{NONCE}")\n')
    first, second = check.judge(bwrap), check.judge(bwrap)
    assert first.verdict is second.verdict is Verdict.PASSED
    assert first.execution is not None
    assert second.execution is not None
    assert first.execution.stdout != second.execution.stdout


def _equal(stdout: str, expected: str) -> bool:
    return stdout.strip() == expected


@pytest.mark.parametrize(
    ("program", "verdict"),
    READERS,
)  # fmt: skip
def test_programs_with_real_input(bwrap: Sandbox, program: str, verdict: str) -> None:
    check = StdinCheck(
        "python", program, (("1\n2\n", "2\n4"), ("5\n6", "10\n12")), _equal, Limits(cpu=0.4, grace=0.4)
    )
    outcome = check.judge(bwrap)
    assert outcome.verdict == verdict
    assert outcome.reason.startswith("" if verdict == "passed" else "case 1")
