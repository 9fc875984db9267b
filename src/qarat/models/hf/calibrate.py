"""What this machine's matrix multiplication can do, measured once: which float32 path, and the floor it sets.

torch's default float32 GEMM is not the fastest on every CPU; oneDNN's, chosen through the matmul precision,
doubles it on some and would compute in bfloat16 on others. So both its speed and its error are measured and
the choice is recorded with the run. It is kept in the cache directory: a choice that could flip between a run
and its resumption would change last bits.
"""

from __future__ import annotations

import json
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from qarat.models.options import ModelOptions

GAIN = 1.2
"""Another GEMM is taken only if it is at least this much faster."""

LOSS = 8.0
"""and its error against float64 at most this multiple of the default's.

Bfloat16 would be thousands of times worse.
"""

ROWS = 1024
"""Tokens in the calibrated product: about a chunk."""


def seconds(call: Callable[[], object], repeat: int = 7) -> float:
    """Least wall seconds of a call: the run that other programs on the machine disturbed least."""
    call()
    best = float("inf")
    for _ in range(repeat):
        begin = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begin)
    return best


def choose_precision(hidden: int, inner: int) -> dict[str, Any]:
    """Choose the float32 matmul precision for products of this model's shape.

    Returns {"precision", "speedup", "error", "default_error"}: errors are the largest absolute deviation from
    float64 relative to the largest value.
    """
    key = f"{platform.machine()} torch {torch.__version__} threads {torch.get_num_threads()} {hidden}x{inner}"
    store = cache_directory() / "calibration.json"
    known: dict[str, Any] = json.loads(store.read_text()) if store.exists() else {}
    if key not in known:
        known[key] = _measure(hidden, inner)
        store.parent.mkdir(parents=True, exist_ok=True)
        partial = store.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(known, indent=1))
        partial.replace(store)
    chosen: dict[str, Any] = known[key]
    return chosen


def _measure(hidden: int, inner: int) -> dict[str, Any]:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(ROWS, hidden, generator=generator)
    w = torch.randn(inner, hidden, generator=generator)
    exact = x.double() @ w.double().T
    found = {}
    before = torch.get_float32_matmul_precision()
    try:
        for precision in ("highest", "medium"):
            torch.set_float32_matmul_precision(precision)
            error = float(((x @ w.T).double() - exact).abs().max() / exact.abs().max())
            found[precision] = (seconds(lambda: torch.nn.functional.linear(x, w)), error)
    finally:
        torch.set_float32_matmul_precision(before)
    (slow, default_error), (fast, error) = found["highest"], found["medium"]
    better = slow / fast >= GAIN and error <= LOSS * default_error
    return {
        "precision": "medium" if better else "highest",
        "speedup": round(slow / fast, 2),
        "error": error,
        "default_error": default_error,
    }


def gemm_rates(model: Any) -> tuple[float, float]:  # noqa: ANN401
    """Floating-point operations a second of this model's products.

    (weighted over a layer's matrices, the head).
    """
    head = model.get_output_embeddings().weight
    body = [p for name, p in model.named_parameters() if p.dim() == 2 and ".0." in name and p.numel() < 5e8]  # noqa: PLR2004
    shapes = [p for p in body if p.shape != head.shape]
    with torch.inference_mode():
        work = time_ = 0.0
        for weight in shapes:
            x = torch.randn(ROWS, weight.shape[1]).to(weight.dtype)
            time_ += seconds(lambda x=x, weight=weight: torch.nn.functional.linear(x, weight))  # type: ignore[misc]
            work += 2.0 * ROWS * weight.numel()
        x = torch.randn(256, head.shape[1]).to(head.dtype)
        head_rate = 2.0 * 256 * head.numel() / seconds(lambda: torch.nn.functional.linear(x, head))
    return work / time_, head_rate


def shape_rate(width: int, options: ModelOptions, rows: int = ROWS) -> float:
    """Floating-point operations a second of `rows` tokens' product with a square matrix, before any model."""
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.dtype == "float32":
        torch.set_float32_matmul_precision(choose_precision(width, 4 * width)["precision"])
    x, w = (torch.randn(size, width).to(getattr(torch, options.dtype)) for size in (rows, width))
    return 2.0 * rows * width * width / seconds(lambda: torch.nn.functional.linear(x, w))


def cache_directory() -> Path:
    """Where qarat keeps what it may measure again: QARAT_CACHE, else the user's cache directory."""
    base = os.environ.get("QARAT_CACHE")
    if base:
        return Path(base)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "qarat"
