"""The command line: one thin function a command, nothing imported before it is needed.

Results go to stdout and everything else to stderr. Exit codes: 0 all is well, 1 the run is done but some
items or tasks failed (or a check did), 2 a mistake that the message says how to mend, 130 interrupted, 70 a
fault of the program.
"""

# ruff: noqa: T201 - printing is what a command line is for

from __future__ import annotations

import os
import shlex
import sys
import traceback
from collections.abc import Sequence

from cyclopts import CycloptsError

from qarat.cli import inspect, measure, own, publish  # noqa: F401 - importing them registers their commands
from qarat.cli.app import FAULT, INTERRUPTED, MISTAKE, OK, app
from qarat.errors import QaratError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return int(app(words) or OK)
    except CycloptsError as error:
        known = [word for word in words[:1] if word in app]
        return _complain(str(error), f"{shlex.join(['qarat', *known])} --help", error)
    except QaratError as error:
        return _complain(error.message, error.hint, error)
    except KeyboardInterrupt:
        print("\ninterrupted; every answer so far is kept", file=sys.stderr)
        print(f"hint: the same command continues: {shlex.join(['qarat', *words])}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read stdout has enough; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:  # noqa: BLE001 - the last place that can turn it into words
        _complain(f"{type(error).__name__}: {error}", "QARAT_TRACE=1 shows where; please report it", error)
        return FAULT


def _complain(message: str, hint: str, error: BaseException) -> int:
    if os.environ.get("QARAT_TRACE"):
        traceback.print_exception(error)
    print(f"error: {message}", file=sys.stderr)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)
    return MISTAKE
