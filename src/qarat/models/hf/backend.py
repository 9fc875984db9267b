"""The local backend: any causal LM that transformers loads, run by the best rung its self-check allows.

Requests become tokens, tokens a trie, the trie chunks; chunks run in order. `Choose` is answered from the
distributions read on the way (`score.py`), `Generate` goes on from where its prompt ends (`generate.py`).
"""

from __future__ import annotations

import ctypes
import os
import platform
from typing import TYPE_CHECKING, Any

from qarat.errors import ModelError
from qarat.models.hf.loading import Files, fingerprint, licence, load_model, locate
from qarat.types import Choose, Generate, ModelInfo, Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qarat.models.options import ModelOptions
    from qarat.types import Request

ENVIRONMENT = {
    "GOMP_SPINCOUNT": "20000",
    "LRU_CACHE_CAPACITY": "64",
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64",
}
"""What torch must find when it is imported.

Threads that wait by spinning halve the speed of a machine that others use; two caches of compiled products
keep a megabyte for every shape that ever occurred, and chunks come in all shapes.
"""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
HOLD = 1 << 30
"""Bytes of freed memory that the process keeps rather than gives back (numbers: glibc's malloc.h).

Every layer frees and asks for the same few large arrays. Linux would clear their pages anew each time, which
took up to a sixth of it.
"""


class HfModel:
    """A transformers causal LM behind the `Model` protocol."""

    def __init__(self, scheme: str, place: str, options: ModelOptions) -> None:
        files = locate(scheme, place)  # before torch: a model that is not there is said at once
        for name, value in ENVIRONMENT.items():
            os.environ.setdefault(name, value)

        import torch
        from transformers import AttentionInterface

        from qarat.models.hf import calibrate
        from qarat.models.hf.attention import ATTENTION_NAME, tree_attention
        from qarat.models.hf.engine import Engine
        from qarat.models.hf.ladder import choose_rung
        from qarat.models.hf.pricing import limits, open_encoder

        if options.threads:
            torch.set_num_threads(options.threads)
        device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
        local = device == "cpu"
        AttentionInterface.register(ATTENTION_NAME, tree_attention)
        model = load_model(files, options.dtype, device)
        _hold_memory()  # not while loading, which frees much that is not asked for again
        config = model.config.get_text_config()
        encoder = open_encoder(files, config)
        self.matmul = _matmul(config, options) if local else {"precision": "highest"}
        fast = self.matmul["precision"]
        torch.set_float32_matmul_precision(fast)
        stock = model.config._attn_implementation  # noqa: SLF001 - the only place that keeps the name
        try:
            self.choice = choose_rung(
                model,
                options.dtype,
                context=encoder.context,
                fast=fast,
                forced=options.rung if local or options.rung != "tree" else "prefix",
            )
        except ArithmeticError as error:
            raise ModelError(
                f"{files.name} cannot be scored: {error}", "is it a causal language model?"
            ) from error
        rates = calibrate.gemm_rates(model) if local else None
        self._engine = Engine(model, encoder, self.choice.rung, stock, fast, limits(config, options), rates)
        self._info = self._describe(files, f"{scheme}:{place}", options.dtype)
        self._usage: dict[str, float] = {}

    @property
    def info(self) -> ModelInfo:
        """Identity and shape of the model."""
        return self._info

    def _describe(self, files: Files, address: str, dtype: str) -> ModelInfo:
        import torch
        import transformers

        model, encoder = self._engine.model, self._engine.encoder
        engine = f"transformers {transformers.__version__}, torch {torch.__version__}, {self.choice.rung}"
        if model.device.type != "cpu":
            engine += f", {model.device.type}"
        if dtype == "float32":
            engine += f", matmul {self.matmul['precision']}"
        return ModelInfo(
            name=files.name,
            address=address,
            fingerprint=fingerprint(files),
            engine=engine,
            dtype=dtype,
            context=encoder.context,
            parameters=sum(p.numel() for p in model.parameters()),
            chat=bool(encoder.tokenizer.chat_template),
            config=model.config.to_dict(),
            licence=licence(files),
        )

    def run(
        self, requests: Sequence[Request], skip: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, Output]]:
        """Yield (index, output) for every request not in `skip`, as they are finished."""
        from qarat.models.hf.engine import Meter
        from qarat.models.hf.generate import run_generate
        from qarat.models.hf.score import run_choose

        meter = Meter()
        self._usage = meter.figures
        if len(skip) == len(requests):
            return
        chosen = {i: request for i, request in enumerate(requests) if isinstance(request, Choose)}
        written = {i: request for i, request in enumerate(requests) if isinstance(request, Generate)}
        for place, output in run_choose(self._engine, list(chosen.values()), _local(chosen, skip), meter):
            yield list(chosen)[place], output
        if written:  # the floor is of scoring alone
            meter.figures.pop("floor_seconds", None)
        for place, output in run_generate(self._engine, list(written.values()), _local(written, skip), meter):
            yield list(written)[place], output

    def usage(self) -> Mapping[str, float]:
        """Figures of the run so far: tokens asked for, distinct, computed, generated; seconds, peak memory.

        `floor_seconds`, of scoring, compares with `busy_seconds`, CPU seconds a thread: other programs on the
        machine lengthen `seconds` alone.
        """
        return self._usage


def _hold_memory() -> None:
    """Tell glibc's allocator to keep what is freed; others do so by themselves or cannot be told."""
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        for setting in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            libc.mallopt(setting, HOLD)


def _local(places: Mapping[int, Request], skip: frozenset[int]) -> frozenset[int]:
    """Renumber `skip` within the requests of one kind."""
    return frozenset(local for local, index in enumerate(places) if index in skip)


def _matmul(config: Any, options: ModelOptions) -> dict[str, Any]:  # noqa: ANN401
    from qarat.models.hf.calibrate import choose_precision

    if options.matmul != "auto":
        return {"precision": options.matmul}
    inner = getattr(config, "intermediate_size", None) or 4 * config.hidden_size
    return choose_precision(config.hidden_size, int(inner))
