"""Commands that turn runs into tables, pages and files for others: compare, report, export and serve."""

# ruff: noqa: T201 - printing is what a command line is for

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from qarat.cli.app import FAILED, OK, Flag, Output, app, console_on

Target = Literal["hub", "model-index", "lm-eval", "markdown"]


@app.command
def compare(
    *runs: Annotated[Path, Parameter(negative=())],
    output: Output = None,
    allow_partial: Flag = False,
    groups: Annotated[bool, Parameter(negative="--no-groups", show_default=False)] = True,
) -> int:
    """Compare runs on the items they share, with paired errors and tests; refuse what is not comparable.

    Args:
        runs: Two or more run folders, or results of lm-eval, inspect-ai, OLMES, olmo-eval, NeMo Evaluator.
        output: Folder for compare.md, compare.csv and compare.tex; by default beside the first run.
        allow_partial: Admit runs that were cut or have failed items, as long as the scored ones are the same.
        groups: Print the tables of subjects too.
    """
    from qarat.exchange.load import load_run_or_foreign
    from qarat.report.compare.comparison import compare_runs, render_terminal, write_comparison

    comparison = compare_runs([load_run_or_foreign(path) for path in runs], allow_partial=allow_partial)
    console_on(sys.stdout).print(render_terminal(comparison, groups=groups))
    places = [path.resolve() for path in runs]
    folder = output or places[0].parent / f"compare-{'-vs-'.join(place.name for place in places)}"[:200]
    print("wrote", *write_comparison(comparison, folder))
    if not allow_partial and any(one.reason in {"partial", "failed"} for one in comparison.refusals):
        print("hint: --allow-partial compares what was scored, where the items are the same", file=sys.stderr)
    return FAILED if comparison.refusals else OK


@app.command
def report(
    *runs: Annotated[Path, Parameter(negative=())],
    against: Annotated[str, Parameter(show_default=False)] = "",
    radar: Flag = False,
    samples: Annotated[str, Parameter(show_default=False)] = "",
    output: Output = None,
) -> int:
    """Write report.html of a run folder anew; of several, or with an option, a release's tables instead.

    Args:
        runs: Run folders, or results of other tools as in compare.
        against: Published models to set beside them, by how their names begin: qwen2.5,llama-3.
        radar: Draw a radar of each table too; it shows no error, so dots with intervals are the default.
        samples: Samples in the page: all, none, or the number a benchmark; by default as many as make 50 MB.
        output: Folder for release.html, tables.md, tables.tex and tables.csv; by default beside the run.
    """
    from qarat.evaluate.folder import RECORD
    from qarat.exchange.load import load_run_or_foreign
    from qarat.report.page import write_page
    from qarat.report.release.release import make_release, write_release

    alone = runs[0] if len(runs) == 1 and not (against or radar or output) else None
    if alone and ((alone / RECORD).is_file() or not alone.exists()):
        print(write_page(alone, samples))
        return OK
    release = make_release([load_run_or_foreign(path) for path in runs], against, radar=radar)
    print("wrote", *write_release(release, output or runs[0].resolve().parent / "release", samples))
    return OK


@app.command(name="export")
def export_(
    run: Path,
    *,
    to: Target,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    source: Annotated[str, Parameter(show_default=False)] = "",
    allow_partial: Flag = False,
) -> int:
    """Write the scores of a run in a form that other places read.

    Args:
        run: A run folder, or results of another tool as in compare.
        to: hub and model-index for a model's repository, lm-eval for tools that read its logs, markdown.
        output: A folder for hub and lm-eval, a file for model-index and markdown.
        source: Address of the evidence, for hub and model-index.
        allow_partial: Publish scores of some of the items too; their number stands beside them.
    """
    from qarat.exchange.export import export
    from qarat.exchange.load import load_run_or_foreign

    done = export(load_run_or_foreign(run), to, output, allow_partial=allow_partial, source=source)
    print("wrote", *done.files)
    for reason in done.left_out:
        print(f"left out: {reason}", file=sys.stderr)
    return FAILED if done.left_out else OK


@app.command
def serve(
    *runs: Annotated[Path, Parameter(negative=())],
    port: Annotated[int | None, Parameter(show_default=False)] = None,
) -> int:
    """Show runs live in a browser of this machine, while they go on and after.

    Args:
        runs: Run folders.
        port: Port on 127.0.0.1; 8420 or the next free one if unset.
    """
    from qarat.report.serve import serve as serve_runs

    try:
        serve_runs(runs, port, lambda address: print("open", address, "and end with Ctrl-C", flush=True))
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return OK
