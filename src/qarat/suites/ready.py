"""What of a suite can run here and now, and why not the rest: data, packages, or what is not built yet.

The same look serves `qarat show SUITE`, which prints it, and a run, which leaves out what it says and reports
it: nothing of a suite is skipped silently. No rows are read and none downloaded; only where all rows are here
are the benchmark's examples looked at, which fetches them where they are a file of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Final

from qarat.data.load import check_source
from qarat.errors import MissingExtraError, QaratError
from qarat.suites.suite import Entry, Suite
from qarat.tasks.spec import Options, resolve
from qarat.types import Setting, Task

_SHOWN: Final = 4
_COMMIT: Final = 8
"""Digits of a commit that are shown, as many as tell it from others."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """One entry: the reason why it cannot run (empty when it can) and what to do about it.

    `why` says what stands in the way of a download, where rows are missing. `downloads` are the data sets of
    which some rows are not here and will be fetched by a run, with their commits; `parts` are those that
    could run where the whole cannot, for want of rows (`xcopa/it`).
    """

    entry: Entry
    reason: str = ""
    why: str = ""
    hint: str = ""
    downloads: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def survey(suite: Suite, root: Path | None) -> tuple[Readiness, ...]:
    """Look at every entry of `suite`; `root` is the local data root, QARAT_DATA where it is None."""
    return tuple(_look(entry, root) for entry in suite.entries)


def runnable(suite: Suite, root: Path | None) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Return the specs that a run can take, and (spec, reason) of all other entries."""
    seen = survey(suite, root)
    left = [(one.entry.spec, _told(one)) for one in seen if one.reason]
    return tuple(one.entry.spec for one in seen if not one.reason), left


def describe_suite(suite: Suite, root: Path | None) -> str:
    """Return the suite as text: a line an entry under its section, with what is missing here and why."""
    seen = survey(suite, root)
    titles = [_title(one.entry) for one in seen]
    widths = max(map(len, titles)), max(len(one.entry.spec) for one in seen)
    lines = [f"{suite.name}: {suite.title}"]
    for section, members in groupby(zip(titles, seen, strict=True), lambda pair: pair[1].entry.section):
        lines += ["", section]
        for title, one in members:
            lines.append(f"  {title:<{widths[0]}}  {one.entry.spec:<{widths[1]}}  {_state(one)}")
            lines += [f"  {'':<{sum(widths) + 2}}    {more}" for more in _more(one)]
    ready = [one for one in seen if not one.reason]
    fetched = sum(bool(one.downloads) for one in ready)
    some = f", {fetched} of them after a download" if fetched else ""
    beside = f"\nPublished numbers to set beside it: {', '.join(suite.tables)}" if suite.tables else ""
    return "\n".join([*lines, "", f"{len(ready)} of {len(seen)} can run here{some}.{beside}"])


def _title(entry: Entry) -> str:
    return f"{entry.group}: {entry.title}" if entry.group else entry.title


def _state(one: Readiness) -> str:
    if one.reason:
        return f"not run: {one.reason}"
    return f"ready, downloads {', '.join(one.downloads)}" if one.downloads else "ready"


def _told(one: Readiness) -> str:
    return "; ".join((one.reason, *_more(one)))


def _more(one: Readiness) -> Iterator[str]:
    if one.parts:
        shown = ", ".join(one.parts[:_SHOWN]) + (" ..." if len(one.parts) > _SHOWN else "")
        yield f"{len(one.parts)} parts can run: {shown}"
    if one.why:
        yield f"why: {one.why}"
    if one.hint:
        yield f"hint: {one.hint}"


def _look(entry: Entry, root: Path | None) -> Readiness:
    if entry.missing:
        return Readiness(entry, entry.missing)
    try:
        choices = resolve([entry.spec], Options())
        for task, _ in choices:
            require(task)
    except QaratError as error:
        return Readiness(entry, error.message, hint=error.hint)
    try:
        return Readiness(entry, downloads=tuple(dict.fromkeys(_fetched(choices, root))))
    except QaratError as error:
        parts = tuple(_parts(choices, root))
        reason, *looked = error.message.splitlines()
        return Readiness(entry, reason, looked[-1].strip() if looked else "", error.hint, parts=parts)


def require(task: Task) -> None:
    """Raise MissingExtraError when a module that grades `task` is not installed."""
    for module, extra in task.needs.items():
        if find_spec(module) is None:
            raise MissingExtraError(module, extra, f"grading {task.name}")


def _parts(choices: Sequence[tuple[Task, Setting]], root: Path | None) -> Iterator[str]:
    for task, setting in choices:
        configs = task.data.configs if len(task.data.configs) > 1 else ()
        for config in configs:
            part = replace(task, data=replace(task.data, configs=(config,)))
            with suppress(QaratError):
                list(_fetched([(part, setting)], root))
                yield f"{task.name}/{config}"


def _fetched(choices: Sequence[tuple[Task, Setting]], root: Path | None) -> Iterator[str]:
    for task, setting in choices:
        given = setting.shots > 0 and task.data.examples is not None
        if check_source(task.data, task.data.configs, root, fewshot=setting.shots > 0 and not given):
            terms = " (gated: its terms must be accepted)" if task.data.gated else ""
            yield f"{task.data.id}@{task.data.revision[:_COMMIT]}{terms}"
        elif given and task.data.examples is not None:
            task.data.examples(task.data.configs[0], root)
