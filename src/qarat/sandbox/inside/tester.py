"""The tests' side: runs them with stand-ins for the candidate's functions, and tells the verdict.

Each stand-in asks the candidate's process for a value and hands it to the tests as plain data. An exception
of the candidate is raised here under the name of its builtin kind, since some tests expect one; kinds that
end a program instead of failing it (SystemExit and the like) never cross. The verdict is one line of JSON on
standard error, after everything else; the exit code means nothing.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import types
from typing import Any

import wire  # type: ignore[import-not-found] # lies beside this file in the sandbox


class CandidateError(Exception):
    """What the candidate raised, when it is no ordinary builtin exception."""


class GoneError(Exception):
    """The candidate's process ended, or no longer speaks the format."""


class Raised(Exception):  # noqa: N818 - no error of ours
    """Carries the candidate's own exception past the handling of broken talk."""

    def __init__(self, rebuilt: Exception) -> None:
        super().__init__()
        self.rebuilt = rebuilt


class Candidate:
    """The candidate's process, seen from here. `trouble` tells what makes a pass impossible."""

    def __init__(self) -> None:
        self.replies = os.fdopen(os.dup(0), "rb")
        self.calls = os.fdopen(os.dup(1), "wb")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        self.trouble = ""
        self.asked = 0

    def ask(self, message: dict[str, Any] | None) -> Any:  # noqa: ANN401 - any plain value
        """Send a call, or with None await the first word; return the value or raise what was raised."""
        try:
            if message is not None:
                self.asked += 1
                wire.send(self.calls, message)
            return self._answer(wire.receive(self.replies))
        except Raised as error:
            raise error.rebuilt from None
        except GoneError:
            raise
        except Exception as error:
            self.trouble = self.trouble or "crashed"
            raise GoneError(f"{type(error).__name__}: {error}"[:500]) from error

    def _answer(self, reply: dict[str, Any]) -> Any:  # noqa: ANN401 - any plain value
        for sign, trouble in (("compile", "compile_error"), ("missing", "failed")):
            if sign in reply:
                self.trouble = trouble
                raise GoneError(f"{sign}: {reply[sign]}")
        if "value" in reply:
            return wire.unpack(reply["value"])
        if "iterator" in reply:
            return iter(wire.unpack(reply["iterator"]))
        raise Raised(_built(str(reply["raised"]), str(reply.get("text", ""))))

    def function(self, name: str) -> Any:  # noqa: ANN401 - stands for a function of any type
        """Return the stand-in for the candidate's function `name`."""

        def stand_in(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            if self.trouble:
                raise GoneError(self.trouble)
            budget = [wire.NODES]
            packed = {"args": wire.pack(args, budget), "kwargs": wire.pack(kwargs, budget)}
            return self.ask({"function": name, **packed})

        stand_in.__name__ = name
        return stand_in


def _built(kind: str, text: str) -> Exception:
    """Return the exception that the candidate raised, if it is a builtin one that a text can make."""
    found = getattr(builtins, kind, None)
    if isinstance(found, type) and issubclass(found, Exception):
        try:
            return found(text)
        except TypeError:
            pass
    return CandidateError(f"{kind}: {text}")


def _judge(task: dict[str, Any], candidate: Candidate) -> tuple[str, str]:
    """Run the tests and return verdict and reason."""
    module = types.ModuleType("tests")
    sys.modules["tests"] = module
    scope = module.__dict__
    try:
        exec(compile(task["before"], "before.py", "exec", dont_inherit=True), scope)  # noqa: S102 - trusted
        tests = compile(task["tests"], "tests.py", "exec", dont_inherit=True)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the benchmark is at fault
        return "sandbox_error", f"the tests do not load: {type(error).__name__}: {error}"
    for name in task["functions"]:
        scope[name] = candidate.function(name)
    try:
        candidate.ask(None)
        exec(tests, scope)  # noqa: S102 - trusted
    except AssertionError as error:
        return candidate.trouble or "failed", f"AssertionError: {error}"
    except (MemoryError, RecursionError) as error:
        return "memory_limit" if isinstance(error, MemoryError) else "failed", type(error).__name__
    except BaseException as error:  # noqa: BLE001 - everything but the end of the tests is a failure
        told = f"{error}" if isinstance(error, GoneError) else f"{type(error).__name__}: {error}"
        return candidate.trouble or "failed", told
    if candidate.trouble or not candidate.asked:
        return candidate.trouble or "failed", "the tests ended without the candidate"
    return "passed", ""


def main() -> None:
    """Read ./task.json, judge, tell."""
    with open("task.json", encoding="ascii") as file:  # noqa: PTH123 - start-up time
        task = json.load(file)
    candidate = Candidate()
    verdict, reason = _judge(task, candidate)
    line = json.dumps({"verdict": verdict, "reason": reason[:500], "asked": candidate.asked})
    os.write(2, b"\n" + line.encode("ascii") + b"\n")


if __name__ == "__main__":
    main()
