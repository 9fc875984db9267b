"""Starts programs behind a backend's walls, feeds, watches and ends them: one loop for all backends.

A program is over when its process is, told by a pidfd, never when its pipes are: a daemon that holds them
must not hold us. Whoever starts a program also waits for it in the same thread, because bubblewrap is told to
die with the *thread* that started it. We become the reaper of orphans ("child subreaper"): the root process
of a sandbox outlives bubblewrap by a moment, and only its parent learns how much processor time its tree has
used.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import select
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from qarat.sandbox import watch
from qarat.sandbox.contract import READY, Execution, Job, Launch, Limits, Sandbox, State

MEGA = 1 << 20
LOOK = 0.05  # seconds between two looks at the tree
PR_SET_CHILD_SUBREAPER = 36
SIGNALS = range(129, 193)  # bubblewrap and shells tell a signal as 128 plus its number


@dataclass(slots=True)
class Capture:
    """Head and tail of a stream: `keep` bytes of each."""

    keep: int
    head: bytearray = field(default_factory=bytearray)
    tail: bytearray = field(default_factory=bytearray)
    total: int = 0

    def add(self, data: bytes) -> None:
        """Take `data` in; what lies between head and tail is forgotten."""
        self.total += len(data)
        room = self.keep - len(self.head)
        self.head += data[:room]
        self.tail += data[max(room, 0) :]
        del self.tail[: -self.keep]

    def text(self) -> bytes:
        """Return the stream, whole, or its head and tail with a mark of what is missing between."""
        cut = self.total - len(self.head) - len(self.tail)
        mark = b"\n[... %d bytes ...]\n" % cut if cut else b""
        return bytes(self.head) + mark + bytes(self.tail)


@dataclass(slots=True)
class Running:
    """One started program and what is known of it so far."""

    launch: Launch
    limits: Limits
    process: subprocess.Popen[bytes]
    pidfd: int
    started: float
    out: Capture
    err: Capture
    stdin: memoryview
    root: int | None = None
    rootfd: int | None = None
    told: bytes = b""
    let_go: bool = False
    ended_by: State | None = None
    cpu: float = 0.0
    resident: int = 0
    result: Execution | None = None


@functools.cache
def become_reaper() -> None:
    """Make orphaned descendants children of this process, so that they can be waited for."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(sandbox: Sandbox, job: Job) -> Execution:
    """Run one job to its end. Never raises for what the program does; blocks at most the limit `wall`."""
    return _together([_start(sandbox, job, None, None)])[0]


def converse(sandbox: Sandbox, candidate: Job, tester: Job) -> tuple[Execution, Execution]:
    """Run two jobs at once, each one's standard output being the other's standard input.

    When one ends, the other meets the end of its input. Both end with the tester.
    """
    to_candidate, from_tester = os.pipe()
    to_tester, from_candidate = os.pipe()
    ends = (to_candidate, from_tester, to_tester, from_candidate)
    started: list[Running] = []
    try:
        started.append(_start(sandbox, tester, to_tester, from_tester))
        started.append(_start(sandbox, candidate, to_candidate, from_candidate))
    except BaseException:
        _abandon(started)
        raise
    finally:
        for end in ends:
            os.close(end)
    second, first = _together(started)
    return first, second


def _start(sandbox: Sandbox, job: Job, stdin: int | None, stdout: int | None) -> Running:
    """Start `job`; a sandbox that cannot be started is a program that ended without being ready."""
    become_reaper()
    launch = sandbox.prepare(job)
    keep = job.limits.keep * 1024
    try:
        process = subprocess.Popen(
            launch.command,
            stdin=stdin if stdin is not None else subprocess.PIPE if job.stdin else subprocess.DEVNULL,
            stdout=stdout if stdout is not None else subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=launch.descriptors,
            env=dict(launch.environment),
        )
    except BaseException:
        for descriptor in (launch.status, launch.leash):
            if descriptor is not None:
                os.close(descriptor)
        launch.release()
        raise
    finally:
        for descriptor in launch.descriptors:
            os.close(descriptor)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            os.set_blocking(stream.fileno(), False)
    if launch.status is not None:
        os.set_blocking(launch.status, False)
    return Running(
        launch,
        job.limits,
        process,
        os.pidfd_open(process.pid),
        time.monotonic(),
        Capture(keep),
        Capture(keep + len(READY)),
        memoryview(job.stdin),
        root=process.pid if launch.status is None else None,
    )


def _together(programs: Sequence[Running]) -> list[Execution]:
    """Supervise `programs` until the first of them and with it all others have ended."""
    try:
        with selectors.DefaultSelector() as selector:
            for program in programs:
                _register(selector, program)
            look = time.monotonic() + LOOK
            while programs[0].result is None:
                for key, _ in selector.select(max(look - time.monotonic(), 0)):
                    _serve(selector, key)
                if time.monotonic() >= look:
                    for program in programs:
                        _look(program)
                    look = time.monotonic() + LOOK
    finally:
        _abandon(programs)
    return [program.result for program in programs if program.result is not None]


def _abandon(programs: Sequence[Running]) -> None:
    """End what still runs and account for it."""
    for program in programs:
        if program.result is None:
            _kill(program)
            program.result = _finish(program)


def _register(selector: selectors.BaseSelector, program: Running) -> None:
    """Watch the process itself, its pipes and the word of bubblewrap about it."""
    process = program.process
    selector.register(program.pidfd, selectors.EVENT_READ, (program, "end"))
    if process.stdin is not None:
        selector.register(process.stdin, selectors.EVENT_WRITE, (program, "in"))
    if process.stdout is not None:
        selector.register(process.stdout, selectors.EVENT_READ, (program, "out"))
    if process.stderr is not None:
        selector.register(process.stderr, selectors.EVENT_READ, (program, "err"))
    if program.launch.status is not None:
        selector.register(program.launch.status, selectors.EVENT_READ, (program, "status"))


def _serve(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    """Answer one event of one program."""
    program, what = key.data
    if program.result is not None:
        selector.unregister(key.fileobj)
    elif what == "end":
        selector.unregister(key.fileobj)
        program.result = _finish(program)
    elif what == "status":
        _learn_root(program)
        if program.root is not None:
            selector.unregister(key.fileobj)
    elif what == "in":
        if not _feed(program, key.fd) and program.process.stdin is not None:
            selector.unregister(key.fileobj)
            program.process.stdin.close()
    else:
        capture = program.out if what == "out" else program.err
        if not _take(key.fd, capture):
            selector.unregister(key.fileobj)
        elif capture.total > program.limits.output * MEGA:
            _end(program, "output_limit")


def _feed(program: Running, descriptor: int) -> bool:
    """Write what the pipe takes; return whether there is more and anybody who reads it."""
    try:
        written = os.write(descriptor, program.stdin[: 1 << 16])
    except BlockingIOError:
        return True
    except BrokenPipeError:
        return False
    program.stdin = program.stdin[written:]
    return bool(program.stdin)


def _take(descriptor: int, capture: Capture) -> bool:
    """Read once; return whether the stream goes on."""
    try:
        data = os.read(descriptor, 1 << 16)
    except BlockingIOError:
        return True
    capture.add(data)
    return bool(data)


def _learn_root(program: Running) -> None:
    """Take the root of the sandboxed tree from bubblewrap's status line, which may come in pieces."""
    if program.launch.status is None or program.root is not None:
        return
    with contextlib.suppress(BlockingIOError):
        program.told += os.read(program.launch.status, 4096)
    line, whole, _ = program.told.partition(b"\n")
    if whole:
        program.root = int(json.loads(line)["child-pid"])
        with contextlib.suppress(ProcessLookupError):
            program.rootfd = os.pidfd_open(program.root)


def _look(program: Running) -> None:
    """End a program that is over one of its limits."""
    limits = program.limits
    if program.result is not None or program.ended_by is not None:
        return
    if time.monotonic() - program.started > limits.wall:
        _end(program, "timeout")
    elif program.root is not None:
        used = watch.usage(program.root)
        program.cpu = max(program.cpu, used.cpu)
        program.resident = max(program.resident, used.resident)
        if used.cpu > limits.cpu:
            _end(program, "timeout")
        elif used.resident > limits.memory * MEGA:
            if watch.proportional(used.processes) > limits.memory * MEGA:
                _end(program, "memory_limit")
        elif program.launch.scratch and watch.stored(program.launch.scratch) > limits.scratch * MEGA:
            _end(program, "output_limit")


def _end(program: Running, reason: State) -> None:
    """Kill the program for `reason`, unless it was already killed for another."""
    if program.ended_by is None:
        program.ended_by = reason
        _kill(program)


def _kill(program: Running) -> None:
    """Kill the root of the tree, then who started it: the root's death takes all inside with it.

    A launcher on a leash does that itself when let go. It must not be killed while it does, or what it has
    not come to yet is left over.
    """
    if program.let_go:
        return
    if program.launch.leash is not None:
        program.let_go = True
        os.close(program.launch.leash)
        program.launch.leash = None
        return
    _learn_root(program)
    for pidfd in (program.rootfd, program.pidfd):
        if pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def _finish(program: Running) -> Execution:
    """Wait until nothing of the program is left, and say what became of it."""
    _learn_root(program)
    _, status, own = os.wait4(program.process.pid, 0)
    program.process.returncode = os.waitstatus_to_exitcode(status)
    cpu, peak = own.ru_utime + own.ru_stime, None
    if program.rootfd is not None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(program.rootfd, signal.SIGKILL)
        select.select([program.rootfd], [], [])
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PIDFD, program.rootfd, os.WEXITED | os.WNOWAIT)  # fails when it is not ours
            _, _, tree = os.wait4(program.root or 0, 0)
            cpu, peak = cpu + tree.ru_utime + tree.ru_stime, tree.ru_maxrss / 1024
    wall = time.monotonic() - program.started
    for stream, capture in ((program.process.stdout, program.out), (program.process.stderr, program.err)):
        _drain(stream, capture)
    _close(program)
    peak = max(peak or 0.0, program.resident / MEGA) or None
    return _execution(program, max(cpu, program.cpu), wall, peak)


def _drain(stream: IO[bytes] | None, capture: Capture) -> None:
    """Read what a pipe still holds, without waiting for those who could write more."""
    with contextlib.suppress(BlockingIOError):
        while stream is not None and (data := os.read(stream.fileno(), 1 << 16)):
            capture.add(data)


def _close(program: Running) -> None:
    """Close all descriptors of an ended program and let its backend clean up."""
    process = program.process
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()
    for descriptor in (program.pidfd, program.rootfd, program.launch.status, program.launch.leash):
        if descriptor is not None:
            os.close(descriptor)
    program.launch.release()


def _execution(program: Running, cpu: float, wall: float, peak: float | None) -> Execution:
    """Classify an ended program."""
    before, ready, stderr = program.err.text().partition(READY)
    code = program.process.returncode
    state: State = "exited"
    if code < 0 or code in SIGNALS:
        state, code = "signaled", -code if code < 0 else code - 128
    message = ""
    if not ready:
        state = "sandbox_error"
        message = (
            before.decode(errors="replace").strip() or f"the sandbox ended with {code} before the program"
        )
    elif program.ended_by is not None:
        state = program.ended_by
    elif cpu > program.limits.cpu:
        state = "timeout"
    return Execution(state, code, program.out.text(), stderr, cpu, wall, peak, message)
