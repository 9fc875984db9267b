"""Commands for sets of one's own: inhouse new and inhouse check."""

# ruff: noqa: T201 - printing is what a command line is for

from __future__ import annotations

import os
from pathlib import Path

from cyclopts import App

from qarat.cli.app import FAILED, OK, DataRoot, app

inhouse = App(name="inhouse", help="Begin or check a set of one's own.", help_format="plaintext")
app.command(inhouse)


@inhouse.command
def new(folder: Path) -> int:
    """Write a card and two example rows to replace.

    Args:
        folder: Where to; it may exist, but hold no card.
    """
    from qarat.tasks.inhouse.own import new_folder

    for path in new_folder(folder):
        print("wrote", path)
    print(f"hint: fill in both, then: qarat inhouse check {folder}")
    return OK


@inhouse.command
def check(folder: Path, *, data_root: DataRoot = None) -> int:
    """Check a folder: rows, duplicates, biased answers, outliers, contamination, prompts and grades.

    Args:
        folder: A folder with a card.
        data_root: Benchmark rows that the set is held against.
    """
    from qarat.registry import load_folder
    from qarat.tasks.check import check_task
    from qarat.tasks.inhouse.own import read_card, read_own_rows
    from qarat.tasks.inhouse.review import review

    task = load_folder(folder)
    root = data_root or (Path(os.environ["QARAT_DATA"]) if os.environ.get("QARAT_DATA") else None)
    sound = True
    for one in review(read_own_rows(folder, read_card(folder)), root):
        print(f"{'ok  ' if one.ok else 'look'}  {one.subject}: {one.text}")
        sound = sound and one.ok
    for line in check_task(task).lines:
        print(f"{'ok  ' if line.passed else 'FAIL'}  {line.name}: {line.detail}")
        sound = sound and line.passed
    print(f"hint: qarat run MODEL {folder}" + (" (private: reports show no row)" if task.private else ""))
    return OK if sound else FAILED
