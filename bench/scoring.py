"""Log-likelihood scoring against lm-evaluation-harness' `hf` backend.

The same requests, model, dtype, GEMM and threads.

Both programs score the very same (context, continuation) pairs in one process, one after the other; the
harness at the best of the batch sizes it is given, found on the first items. Ratios are CPU seconds (wall
beside them), so other programs on the machine disturb little. What the float32 GEMM backend adds is shown as
a factor of its own and is in none of the ratios: both programs run on the same one.

    python bench/scoring.py --data ROOT [--dtype float32] [--matmul highest] [--items N] [WORKLOAD...]

Workloads: mmlu (one whole subject of 265 questions, 5-shot), hs0, hs10 (the same ten examples for all items),
hs10-item (ten examples of its own for each item).
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.prompts.build import build_items
from qarat.tasks.spec import Options, parse_spec, settle
from qarat.types import Choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qarat.types import Model

SPECS = {
    "mmlu": ("mmlu/clinical_knowledge", 10_000, 8.0),
    "hs0": ("hellaswag:0shot", 40, 2.2),
    "hs10": ("hellaswag:10shot:fixed", 24, 20.0),
    "hs10-item": ("hellaswag:10shot:per-item", 6, 4.0),
}
"""Spec, items, and the least ratio in float32 that the project promises."""

PROBED = 4
"""Items on which the harness' batch sizes are compared."""


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU and wall seconds of one program, and its log-likelihoods in order."""

    cpu: float
    wall: float
    scores: list[float]


def timed(call: Callable[[], list[float]]) -> Timing:
    """Run a program once."""
    cpu, wall = time.process_time(), time.perf_counter()
    scores = call()
    return Timing(time.process_time() - cpu, time.perf_counter() - wall, scores)


def pairs_of(requests: Sequence[Choose]) -> list[tuple[str, str]]:
    """All (context, continuation) pairs in order."""
    return [(str(context), text) for request in requests for context, text in request.pairs]


def run_qarat(model: Model, requests: Sequence[Choose]) -> list[float]:
    """Log-likelihoods by qarat."""
    outputs = dict(model.run(requests))
    return [one.total for index in range(len(requests)) for one in outputs[index].loglikelihoods]


def run_peer(peer: Any, pairs: Sequence[tuple[str, str]], batch: int) -> list[float]:  # noqa: ANN401
    """Log-likelihoods by the harness at a batch size."""
    from lm_eval.api.instance import Instance

    peer.batch_size_per_gpu = batch
    instances = [Instance("loglikelihood", {}, pair, number) for number, pair in enumerate(pairs)]
    return [float(total) for total, _ in peer.loglikelihood(instances, disable_tqdm=True)]


def open_peer(place: str, dtype: str) -> Any:  # noqa: ANN401
    """The harness' backend on the same weights."""
    import logging

    from lm_eval.models.huggingface import HFLM

    from qarat.models.hf.loading import locate

    logging.disable(logging.WARNING)
    files = locate(*place.split(":", 1))
    extra = {"gguf_file": files.gguf} if files.gguf else {}
    return HFLM(pretrained=str(files.folder), dtype=dtype, batch_size=1, device="cpu", **extra)


def measure(name: str, arguments: argparse.Namespace, model: Model, peer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Both programs on one workload."""
    spec, items, promised = SPECS[name]
    task, setting = settle(parse_spec(spec), Options())
    built = build_items(task, setting, root=arguments.data, limit=arguments.items or items)
    requests = [item.request for item in built if isinstance(item.request, Choose)]
    pairs = pairs_of(requests)
    list(model.run(requests[:1]))  # the first forward of a process pays for what others find ready
    run_peer(peer, pairs[:1], 1)
    ours = timed(lambda: run_qarat(model, requests))
    usage = dict(model.usage())
    probe = pairs_of(requests[:PROBED])
    speeds = {batch: timed(partial(run_peer, peer, probe, batch)).cpu for batch in arguments.batches}
    best = min(speeds, key=lambda batch: speeds[batch])
    theirs = timed(lambda: run_peer(peer, pairs, best))
    return {
        "name": name,
        "items": len(requests),
        "batch": best,
        "ours": ours,
        "theirs": theirs,
        "usage": usage,
        "promised": promised if arguments.dtype == "float32" and not arguments.items else None,
        "deviation": max(abs(a - b) for a, b in zip(ours.scores, theirs.scores, strict=True)),
    }


def show(results: list[dict[str, Any]]) -> None:
    """Print the table of ratios."""
    table = Table(title="CPU seconds (wall)", title_justify="left")
    for title in (
        "workload",
        "items",
        "baseline/unique",
        "lm-eval",
        "qarat",
        "ratio",
        "promised",
        "floor/actual",
        "max |d|",
    ):
        table.add_column(title, justify="left" if title == "workload" else "right")
    for row in results:
        ours, theirs, usage = row["ours"], row["theirs"], row["usage"]
        table.add_row(
            row["name"],
            str(row["items"]),
            f"{usage['baseline_tokens']:,.0f}/{usage['unique_tokens']:,.0f} = "
            f"{usage['baseline_tokens'] / usage['unique_tokens']:.1f}",
            f"{theirs.cpu:.1f} ({theirs.wall:.1f}) bs{row['batch']}",
            f"{ours.cpu:.1f} ({ours.wall:.1f})",
            f"{theirs.cpu / ours.cpu:.1f}x",
            f"{row['promised']}x" if row["promised"] else "",
            f"{usage['floor_seconds'] / usage['busy_seconds']:.2f}",
            f"{row['deviation']:.1e}",
        )
    Console(width=150).print(table)


def main() -> int:
    """Measure the workloads; exit with 1 when a promise is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workloads", nargs="*", default=list(SPECS), metavar="WORKLOAD")
    parser.add_argument("--model", default="demo:")
    parser.add_argument("--data", type=Path, help="root of the rows; default QARAT_DATA")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--matmul", default="highest", choices=("auto", "highest", "medium"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--items", type=int)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8])
    arguments = parser.parse_args()

    from qarat.models.hf.backend import HfModel
    from qarat.models.hf.calibrate import choose_precision

    model = open_model(
        arguments.model, ModelOptions(arguments.dtype, "cpu", arguments.threads, matmul=arguments.matmul)
    )
    if not isinstance(model, HfModel):
        parser.error("--model wants hf:, gguf: or demo:")
    print(f"{model.info.engine}, {arguments.dtype}, {arguments.threads} thread")
    print(f"self-check: {model.choice}")
    gain = choose_precision(model.info.config["hidden_size"], model.info.config["intermediate_size"])
    print(f"float32 GEMM, measured at start-up and in no ratio below: {gain}")
    peer = open_peer(arguments.model, arguments.dtype)
    results = [measure(name, arguments, model, peer) for name in arguments.workloads]
    show(results)
    return int(any(r["promised"] and r["theirs"].cpu / r["ours"].cpu < r["promised"] for r in results))


if __name__ == "__main__":
    sys.exit(main())
