"""Commands that look before anything is measured: list, show, check and doctor."""

# ruff: noqa: T201 - printing is what a command line is for

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qarat.cli.app import FAILED, OK, DataRoot, app

if TYPE_CHECKING:
    from qarat.types import Task


@app.command(name="list")
def list_(pattern: str = "") -> int:
    """List tasks and suites, and the published benchmarks that still wait for something.

    Args:
        pattern: A part of the name, or a glob; with a slash it looks at the parts too: mmlu/*math*.
    """
    from qarat import registry, suites
    from qarat.reference.catalogue import catalogue

    lines = [
        (one, *_described(registry.find(one), one))
        for name in registry.names(pattern)
        for one in registry.expand(name)
    ]
    lines += [(name, "suite", suites.find(name).title) for name in suites.names() if pattern in name]
    waiting = [one for one in catalogue() if one.missing and pattern.casefold() in one.name.casefold()]
    if not lines and not waiting:
        from qarat.errors import UsageError, did_you_mean

        known = [*registry.names(), *suites.names()]
        raise UsageError(f"nothing matches {pattern!r}", did_you_mean(pattern, known) or "qarat list")
    widths = [max((len(line[column]) for line in lines), default=0) for column in range(2)]
    for name, setting, title in lines:
        print(f"{name:<{widths[0]}}  {setting:<{widths[1]}}  {title}")
    if waiting:
        print(*([""] if lines else []), "Published, and not measured yet or not whole:", sep="\n")
    for one in waiting:
        print(f"  {one.name:<{max(len(one.name) for one in waiting)}}  needs {one.missing}")
    return OK


@app.command
def show(what: str, task: str = "", item: str = "0", *, data_root: DataRoot = None) -> int:
    """Print an item's prompt exactly as sent; of a suite, what can run; of RUN TASK ITEM, why it scores so.

    Args:
        what: A task in its compact form, mmlu:5shot:cloze, a file that defines one, a suite, or a run folder.
        task: Of a run folder, which task.
        item: Which item, from 0; of a run folder also its id.
        data_root: Where rows are looked for.
    """
    from qarat import suites
    from qarat.evaluate.folder import RECORD

    if what in suites.names():
        from qarat.suites.ready import describe_suite

        print(describe_suite(suites.find(what), data_root))
        return OK
    if (Path(what) / RECORD).is_file():
        from qarat.evaluate.folder import load_run
        from qarat.report.explain import explain

        print(explain(load_run(Path(what)), task, item))
        return OK
    return _show_prompt(what, task or item, data_root)


def _show_prompt(task: str, place: str, data_root: Path | None) -> int:
    from qarat.errors import UsageError
    from qarat.prompts.build import build_items
    from qarat.tasks.show import describe_item
    from qarat.tasks.spec import Options, resolve

    if not place.isdecimal():
        raise UsageError(f"item {place} does not exist", "items count from 0")
    item = int(place)
    found, setting = resolve([task], Options())[0]
    items = build_items(found, setting, root=data_root, limit=item + 1)
    if item >= len(items):
        raise UsageError(
            f"{found.name} has {len(items)} items, so item {item} does not exist", "items count from 0"
        )
    print(describe_item(found, setting, items[item]))
    return OK


@app.command
def check(file: Path, *, data_root: DataRoot = None) -> int:
    """Check the tasks of a Python file: prompts render, the gold answer scores 1, a wrong one less.

    Args:
        file: A Python file that defines tasks.
        data_root: Where rows are looked for.
    """
    from qarat.registry import load_file
    from qarat.tasks.check import check_task
    from qarat.tasks.show import describe_item

    passed = True
    for task in load_file(file):
        result = check_task(task, root=data_root)
        if result.setting:
            for one in result.items[:3]:
                print(describe_item(task, result.setting, one), end="\n\n")
        for line in result.lines:
            print(f"{'ok  ' if line.passed else 'FAIL'}  {task.name}: {line.name}: {line.detail}")
        passed = passed and result.passed
    return OK if passed else FAILED


@app.command
def doctor() -> int:
    """Attack the sandbox, and say which languages this machine can run and what to install."""
    from qarat.sandbox.doctor import probe, sound

    findings = probe()
    for one in findings:
        print(f"{'ok' if one.ok else '--'}  {one.subject}: {one.text}")
        if one.hint:
            print(f"    hint: {one.hint}")
    return OK if sound(findings) else FAILED


def _described(task: Task, name: str) -> tuple[str, str]:
    """Return a task's default setting and its title with the number of its parts."""
    from qarat.registry import parts

    count = len(parts(name))
    return f"{task.formulation}, {task.shots}-shot", task.title + (f" ({count} parts)" if count else "")
