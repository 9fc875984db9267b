"""Which sandbox this machine gives: bubblewrap where it runs, else Landlock, else none and the reason.

Whether bubblewrap runs is found by running it: containers, distributions and kernels forbid namespaces in too
many ways to guess. A container needs an image, so it is only taken by name, and no isolation only by a flag.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from qarat.errors import UsageError, did_you_mean
from qarat.sandbox import bwrap, confined
from qarat.sandbox.container import container
from qarat.sandbox.contract import Job, Limits, Sandbox, SandboxError
from qarat.sandbox.supervise import run

Backend = Literal["auto", "bwrap", "landlock", "container", "none"]
INSTALL = "apt-get install bubblewrap"
UNSAFE = "QARAT_UNSAFE_EXEC"
"""Environment variable that stands for --unsafe-local-exec; what grades is reached by no other way."""
TRIAL = Job(("true",), limits=Limits(cpu=3))


def choose(backend: str = "auto", *, image: str = "", runtime: str = "", unsafe: bool = False) -> Sandbox:
    """Return the sandbox called `backend`, or with "auto" the first that works here.

    "none" needs `unsafe`, which is what --unsafe-local-exec sets; `unsafe` alone means "none" too. Raises
    SandboxError when the machine gives no such sandbox, UsageError for a name that does not exist.
    """
    if backend not in {"auto", "bwrap", "landlock", "container", "none"}:
        raise UsageError(f"no sandbox {backend!r}", did_you_mean(backend, ("bwrap", "landlock", "container")))
    if backend == "none" and not unsafe:
        raise UsageError(
            "without a sandbox, code written by a model can do all that you can", "--unsafe-local-exec"
        )
    if backend == "none" or (unsafe and backend == "auto"):
        return confined.no_sandbox()
    if backend == "container":
        return container(image, runtime)
    reasons = []
    for name in ("bwrap", "landlock") if backend == "auto" else (backend,):
        reason = refusal(name)
        if not reason:
            return bwrap.Bubblewrap() if name == "bwrap" else confined.landlock_sandbox()
        reasons.append(f"{name}: {reason}")
    raise SandboxError(f"nothing here can run untrusted code safely ({'; '.join(reasons)})", INSTALL)


def asked() -> Sandbox:
    """Return the sandbox that QARAT_SANDBOX, QARAT_SANDBOX_IMAGE and UNSAFE ask for. Raises as `choose`."""
    name, image = os.environ.get("QARAT_SANDBOX", "auto"), os.environ.get("QARAT_SANDBOX_IMAGE", "")
    return choose(name, image=image, unsafe=unsafe())


def unsafe() -> bool:
    """Return whether programs may run without a sandbox."""
    return os.environ.get(UNSAFE, "") not in {"", "0"}


@contextmanager
def permission(*, unsafe: bool) -> Iterator[None]:
    """Let programs run without a sandbox in the body if `unsafe`; what the environment permits stays."""
    before = os.environ.get(UNSAFE)
    if unsafe:
        os.environ[UNSAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(UNSAFE, None)
        else:
            os.environ[UNSAFE] = before


@functools.cache
def refusal(name: str) -> str:
    """Return why the backend `name` ("bwrap" or "landlock") does not run here; empty when it does."""
    if sys.platform != "linux":
        return f"needs Linux, this is {sys.platform}"
    if name == "bwrap":
        absent = bwrap.missing()
        return f"{absent} is not installed" if absent else _trial(bwrap.Bubblewrap())
    if confined.landlock() < confined.NEEDED:
        return f"Landlock has version {confined.landlock()}, {confined.NEEDED} is needed (Linux 6.12)"
    return _trial(confined.landlock_sandbox())


def _trial(sandbox: Sandbox) -> str:
    """Run /bin/true; return what is wrong."""
    try:
        execution = run(sandbox, TRIAL)
    except OSError as error:
        return str(error)
    return "" if execution.state == "exited" and execution.code == 0 else execution.message or execution.state
