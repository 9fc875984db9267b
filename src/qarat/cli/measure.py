"""Commands that measure: run and demo, and rescore, which measures again what was kept."""

# ruff: noqa: T201 - printing is what a command line is for

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from qarat.cli.app import FAILED, OK, ConfigFile, DataRoot, Flag, Output, app, console_on
from qarat.config import RunConfig


@app.command
def run(
    config: Annotated[RunConfig, Parameter(name="*")],
    *,
    config_file: ConfigFile = None,  # noqa: ARG001 - read by _apply_toml
    dry_run: Flag = False,
    json: Flag = False,
    quiet: Flag = False,
) -> int:
    """Evaluate a model on tasks, or finish where an earlier run was interrupted.

    Args:
        config: What to measure.
        config_file: Read before the flags.
        dry_run: Print the plan with its tokens and an estimate of the time, and stop.
        json: Print the record of the run as JSON instead of tables.
        quiet: Show no progress.
    """
    if dry_run:
        return _dry_run(config, json=json)
    return _run(config, json=json, quiet=quiet)


@app.command
def demo(*, limit: int | None = None, output: Output = None, json: Flag = False, quiet: Flag = False) -> int:
    """Evaluate the small model that comes with the extra `demo`; needs no network.

    Args:
        limit: At most N items of a task, spread over its parts.
        output: Run folder.
        json: Print the record of the run as JSON instead of tables.
        quiet: Show no progress.
    """
    config = RunConfig("demo:", ("demo",), limit=limit, output=output)
    return _run(config, json=json, quiet=quiet)


@app.command
def rescore(folder: Path, *, data_root: DataRoot = None) -> int:
    """Score the outputs of a run folder again, without a model, and say what changed.

    Args:
        folder: A run folder.
        data_root: Where rows are looked for.
    """
    from qarat.evaluate.rescore import rescore as score_again
    from qarat.report.page import write_page
    from qarat.report.run_tables import changes, score_table
    from qarat.report.tables_terminal import to_terminal

    before, run = score_again(folder, data_root=data_root)
    console_on(sys.stdout).print(to_terminal(score_table(run.record)))
    for line in changes(before, run.record):
        print(line)
    print("open", write_page(folder))
    return OK


def _run(config: RunConfig, *, json: bool, quiet: bool) -> int:
    from qarat.evaluate.folder import RECORD
    from qarat.evaluate.progress import TerminalWatch
    from qarat.evaluate.run import evaluate
    from qarat.report.page import write_page
    from qarat.report.run_tables import memory_text, remarks, score_table, token_table
    from qarat.report.tables_terminal import to_terminal

    errors = console_on(sys.stderr)
    with TerminalWatch(errors, quiet=quiet) as watch:
        finished = evaluate(config, watch=watch)
    results = finished.record.results
    if json:
        sys.stdout.write((finished.path / RECORD).read_text(encoding="utf-8"))
    else:
        out, tokens = console_on(sys.stdout), token_table(finished.record, finished.usage())
        out.print(to_terminal(score_table(finished.record)), "")
        out.print(tokens if isinstance(tokens, str) else to_terminal(tokens), "", sep="\n")
        for line in remarks(finished.record):
            out.print(line, markup=False, highlight=False, soft_wrap=True)
    page = write_page(finished.path)
    print(
        f"{memory_text(finished.usage())}, run folder {finished.path}, open {page}",
        file=sys.stderr if json else sys.stdout,
    )
    return FAILED if finished.record.left_out or any(result.errors for result in results) else OK


def _dry_run(config: RunConfig, *, json: bool) -> int:
    from qarat.evaluate.plan import choose, make_plan
    from qarat.evaluate.run import model_options
    from qarat.models.load import check_address, open_planner
    from qarat.report.run_tables import plan_rows, plan_table
    from qarat.report.tables_terminal import to_terminal

    choices = choose(config)
    check_address(config.model)
    plan = make_plan(config, choices)
    planner = open_planner(config.model, model_options(config))
    rows = plan_rows(plan, [planner.plan([item.request for item in one.items]) for one in plan.tasks])
    if json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
    else:
        console_on(sys.stdout).print(to_terminal(plan_table(rows)))
    return FAILED if any(one.fault for one in plan.tasks) else OK
