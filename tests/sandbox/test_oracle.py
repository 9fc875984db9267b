"""The split oracle: what passes, what fails and what cannot fool it."""

from pathlib import Path

import duckdb
import pytest
from tests.sandbox.gallery import ORACLE_ATTACKS, VALUES
from tests.sandbox.machine import QUICK, left_over, oracle

from qarat.sandbox.contract import Limits, Sandbox, Verdict
from qarat.sandbox.many import canary, run_many
from qarat.sandbox.oracle import OracleCheck

pytestmark = pytest.mark.sandbox


def test_plain_values_cross_both_ways_unchanged(sandbox: Sandbox) -> None:
    tests = f"got = f({VALUES}, key=(1,))\nassert repr(got) == repr(({VALUES}, (1,))), got"
    assert oracle(sandbox, "def f(a, key): return a, key", tests).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("program", "tests", "verdict"),
    [
        ("def f(x): return x + 1", "assert f(1) == 2", "passed"),
        ("def f(x): return x + 2", "assert f(1) == 2", "failed"),
        ("def f(x): return 0.1 + 0.2", "assert f(1) == 0.3", "failed"),
        ("def f(x) return", "assert f(1) == 2", "compile_error"),
        ("1 / 0", "assert f(1) == 2", "failed"),
        ("def g(x): return 2", "try:\n    f(1)\nexcept Exception:\n    pass", "failed"),
        (
            "def f(x): raise ValueError(x)",
            "try:\n    f(1)\nexcept ValueError as e:\n    assert str(e) == '1'",
            "passed",
        ),
        ("def f(x): return 2", "def check(g):\n    assert g(1) == 2\ncheck(f)", "passed"),
        ("def f(x): return (y for y in [1, 2])", "assert list(f(1)) == [1, 2]", "passed"),
        (
            "from collections import OrderedDict as O\ndef f(x): return O(a=1)",
            "assert f(1) == {'a': 1}",
            "passed",
        ),
        ("def f(x): return 2", "raise SystemExit(0)", "failed"),
        ("def f(x): return 2", "pass", "failed"),
        ("def f(x): return 2", "assert f(1) ==", "sandbox_error"),
        ("import os, signal\ndef f(x): os.kill(os.getpid(), signal.SIGSEGV)", "assert f(1) == 2", "crashed"),
        ("def f(x): return [0] * (1 << 28)", "assert f(1) == 2", "memory_limit"),
        ("def f(x):\n    while True: print('x' * 10000)", "assert f(1) == 2", "output_limit"),
        ("def f(x):\n    while True: pass", "assert f(1) == 2", "timeout"),
        ("sum(range(10 ** 12))", "assert f(1) == 2", "timeout"),
    ],
)
def test_verdicts(bwrap: Sandbox, program: str, tests: str, verdict: str) -> None:
    limits = Limits(cpu=1, memory=128, output=4, grace=1)
    assert oracle(bwrap, program, tests, limits).verdict == verdict


@pytest.mark.parametrize("name", ORACLE_ATTACKS)
def test_attacks_do_not_pass(bwrap: Sandbox, name: str) -> None:
    tests = "expected = 733104159265358979\nassert f(1) == expected\nassert f(2) == expected"
    outcome = oracle(bwrap, ORACLE_ATTACKS[name], tests, Limits(cpu=1, memory=256, grace=1))
    assert outcome.verdict not in {Verdict.PASSED, Verdict.SANDBOX_ERROR}, outcome
    assert not left_over()


def test_swallowed_errors_do_not_hide_a_dead_candidate(bwrap: Sandbox) -> None:
    tests = "for _ in range(3):\n    try:\n        assert f(1) == 2\n    except:\n        pass"
    assert oracle(bwrap, "import os\ndef f(x): os._exit(0)", tests).verdict is Verdict.CRASHED


def test_sleeping_candidate_is_a_timeout(sandbox: Sandbox) -> None:
    outcome = oracle(sandbox, "import time\ndef f(x): time.sleep(60)", "assert f(1) == 2", QUICK)
    assert outcome.verdict is Verdict.TIMEOUT


@pytest.mark.parametrize("attempt", range(4))
def test_processes_of_a_slow_candidate_end_with_it(sandbox: Sandbox, attempt: int) -> None:
    # The tester ends while the candidate's launcher still sweeps up, which must not cut the sweeping short.
    brood = f"import os, time\nfor _ in range({12 + attempt}):\n    if not os.fork(): time.sleep(60)\n"
    limits = Limits(cpu=0.3, grace=0.3, processes=40)
    outcome = oracle(sandbox, f"{brood}def f(x): time.sleep(60)", "assert f(1) == 2", limits)
    assert outcome.verdict is Verdict.TIMEOUT
    assert not left_over()


def _humaneval(data_root: Path, body: str = "") -> list[OracleCheck]:
    path = data_root / "openai/openai_humaneval/openai_humaneval/test.parquet"
    if not path.exists():
        pytest.skip(f"no HumanEval rows at {path}")
    rows = duckdb.read_parquet(str(path)).project("prompt, canonical_solution, test, entry_point").fetchall()
    return [
        OracleCheck(
            prompt + (body or solution),
            f"{test}\ncheck({entry})\n",
            (entry,),
            before=f"{prompt}\n    pass\n",
            limits=Limits(cpu=10),
        )
        for prompt, solution, test, entry in rows
    ]


def test_humaneval_solutions_pass(bwrap: Sandbox, data_root: Path) -> None:
    assert len(canary(_humaneval(data_root), bwrap).outcomes) == 164


def test_humaneval_without_solutions_fails(bwrap: Sandbox, data_root: Path) -> None:
    batch = run_many(_humaneval(data_root, "    return None\n")[::8], bwrap)
    assert {outcome.verdict for outcome in batch.outcomes} == {Verdict.FAILED}
