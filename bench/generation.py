"""Greedy text on GSM8K (4-shot chain of thought) against lm-evaluation-harness' `hf` backend and two engines.

The same prompts, model, dtype, GEMM and threads for qarat and the harness, in one process one after the
other, the harness at each of its batch sizes; the ratio is against its best one, in CPU seconds. Workload
`task` ends texts where the task does, and the promise is for it, on the float32 GEMM that qarat chooses for
the machine; `full` lets every text run to its last token, whatever it says. With all 20 texts alive to the
end, or with a slower GEMM (`--matmul highest`), products of 20 rows take most of the time of both programs,
and no batching makes these faster.

    python bench/generation.py --data ROOT [--dtype float32] [--items 20] [--tokens 256] [WORKLOAD...]

Beside them llama.cpp (package xllamacpp, on the model's own GGUF file: another, quantised computation) and
vLLM, if QARAT_VLLM_PYTHON names the Python of an environment that has it (it cannot share one with this).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from rich.console import Console
from rich.table import Table

from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.prompts.build import build_items
from qarat.tasks.spec import Options, parse_spec, settle
from qarat.types import Decoding, Generate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qarat.models.hf.backend import HfModel

SPEC, PROMISED, SAME = "gsm8k_cot:4shot", 3.0, 0.95

LLAMA = """
import json, sys, time
import xllamacpp
ask = json.load(sys.stdin)
params = xllamacpp.CommonParams()
params.model.path, params.n_ctx, params.n_parallel = ask["model"], 4096, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = ask["threads"]
server = xllamacpp.Server(params)
def write(prompt):
    body = {"prompt": prompt, "max_tokens": ask["tokens"], "temperature": 0, "cache_prompt": True}
    body |= {"stop": ask["stop"]} if ask["stop"] else {"ignore_eos": True}
    answer = server.handle_completions(body)
    answer = answer if isinstance(answer, dict) else json.loads(answer)
    return answer["choices"][0]["text"], answer["usage"]["completion_tokens"]
write("Q")
cpu, wall = time.process_time(), time.perf_counter()
texts = [write(prompt) for prompt in ask["prompts"]]
print(json.dumps([time.process_time() - cpu, time.perf_counter() - wall, *zip(*texts)]), flush=True)
"""

VLLM = """
import json, sys, time
from vllm import LLM, SamplingParams
ask = json.load(sys.stdin)
engine = LLM(ask["model"], dtype=ask["dtype"], enforce_eager=True, enable_prefix_caching=True,
             max_model_len=2048, disable_log_stats=True)
how = SamplingParams(max_tokens=ask["tokens"], temperature=0, stop=ask["stop"], ignore_eos=not ask["stop"])
engine.generate(["Q"], how, use_tqdm=False)
cpu, wall = time.process_time(), time.perf_counter()
out = [one.outputs[0] for one in engine.generate(ask["prompts"], how, use_tqdm=False)]
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(json.dumps([cpu, wall, [one.text for one in out], [len(one.token_ids) for one in out]]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Written:
    """CPU and wall seconds of one program, its texts, and its tokens where it counts them."""

    cpu: float
    wall: float
    texts: list[str]
    tokens: int = 0


def timed(call: Callable[[], tuple[list[str], int]]) -> Written:
    """Run a program once."""
    cpu, wall = time.process_time(), time.perf_counter()
    texts, tokens = call()
    return Written(time.process_time() - cpu, time.perf_counter() - wall, texts, tokens)


def run_qarat(model: HfModel, requests: Sequence[Generate]) -> Written:
    """Texts by qarat; without stop strings the model's own end of sequence does not count either."""
    from qarat.models.hf import generate
    from qarat.models.hf.transcript import Ends

    endless = mock.patch.object(generate, "find_ends", return_value=Ends(frozenset(), {}))

    def call() -> tuple[list[str], int]:
        with nullcontext() if requests[0].stop else endless:
            outputs = dict(model.run(requests))
        ones = [outputs[index].completions[0] for index in range(len(requests))]
        return [one.text for one in ones], sum(one.tokens for one in ones)

    return timed(call)


def run_peer(peer: Any, requests: Sequence[Generate], batch: int) -> Written:  # noqa: ANN401
    """Texts by the harness at a batch size."""
    from lm_eval.api.instance import Instance

    peer.batch_size_per_gpu = batch
    instances = []
    for number, request in enumerate(requests):
        limit = request.decoding.max_tokens
        options: dict[str, Any] = {"until": list(request.stop), "do_sample": False, "max_gen_toks": limit}
        if not request.stop:
            options["min_new_tokens"] = limit
        instances.append(Instance("generate_until", {}, (str(request.context), options), number))
    return timed(lambda: (peer.generate_until(instances, disable_tqdm=True), 0))


def run_child(python: str, script: str, asked: dict[str, Any], **environment: str) -> Written | str:
    """Texts by an engine in a process of its own, or the last line of why there are none."""
    child = subprocess.run(
        [python, "-c", script],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    if child.returncode:
        return (child.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    cpu, wall, texts, tokens = json.loads(child.stdout.strip().splitlines()[-1])
    return Written(cpu, wall, texts, sum(tokens))


def engines(
    arguments: argparse.Namespace, requests: Sequence[Generate], folder: str
) -> dict[str, Written | str]:
    """The other engines that are at hand; `folder` holds the model in transformers' format for vLLM."""
    from qarat.models.hf.loading import locate

    files = locate(*arguments.model.split(":", 1), weights=False)
    asked = {
        "prompts": [request.context for request in requests],
        "stop": requests[0].stop,
        "tokens": arguments.tokens,
        "threads": arguments.threads,
        "dtype": arguments.dtype,
    }
    found: dict[str, Written | str] = {}
    if files.gguf:
        gguf = str(files.folder / files.gguf)
        found["llama.cpp, quantised"] = run_child(sys.executable, LLAMA, {**asked, "model": gguf})
    if python := os.environ.get("QARAT_VLLM_PYTHON"):
        pinned = {"OMP_NUM_THREADS": str(arguments.threads), "VLLM_CPU_OMP_THREADS_BIND": "nobind"}
        one = {"VLLM_ENABLE_V1_MULTIPROCESSING": "0", "VLLM_CPU_KVCACHE_SPACE": "2"}
        found["vLLM"] = run_child(python, VLLM, {**asked, "model": folder}, **pinned, **one)
    return found


def open_peer(model: HfModel, place: str, dtype: str, folder: Path) -> tuple[Any, str]:
    """The harness' backend on the same weights, and their folder in transformers' format.

    A GGUF file is converted into `folder`, so that all programs load the same numbers.
    """
    import logging

    import torch
    from lm_eval.models.huggingface import HFLM

    from qarat.models.hf.loading import load_tokenizer, locate

    logging.disable(logging.WARNING)
    files = locate(*place.split(":", 1))
    if files.gguf:
        inner = model._engine.model  # noqa: SLF001 - a copy of what is loaded already
        config = deepcopy(inner.config)
        del config.quantization_config
        whole = type(inner)(config).to(getattr(torch, dtype))
        whole.load_state_dict(inner.state_dict())
        whole.save_pretrained(folder)
        load_tokenizer(files).save_pretrained(folder)
    source = str(folder) if files.gguf else str(files.folder)
    return HFLM(pretrained=source, dtype=dtype, batch_size=1, device="cpu"), source


def measure(
    name: str, arguments: argparse.Namespace, model: HfModel, peer: tuple[Any, str]
) -> dict[str, Written | str]:
    """All programs on one workload, in the order of the table."""
    task, setting = settle(parse_spec(SPEC), Options())
    items = build_items(task, setting, root=arguments.data, limit=arguments.items)
    asked = [item.request for item in items if isinstance(item.request, Generate)]
    stop = asked[0].stop if name == "task" else ()
    requests = [Generate(one.context, stop, Decoding(arguments.tokens)) for one in asked]
    warm = [Generate("Q", stop, Decoding(2))]  # the first forward pays for what others find ready
    run_qarat(model, warm)
    run_peer(peer[0], warm, 1)
    found: dict[str, Written | str] = {"qarat": run_qarat(model, requests)}
    for batch in arguments.batches:
        found[f"lm-eval, batch {batch}"] = run_peer(peer[0], requests, batch)
    return found | engines(arguments, requests, peer[1])


def show(name: str, found: dict[str, Written | str]) -> tuple[float, float]:
    """Print the table of a workload; return the ratio and the share of equal texts."""
    ours = found["qarat"]
    peers = {key: one for key, one in found.items() if key.startswith("lm-eval") and isinstance(one, Written)}
    unbatched = peers.get("lm-eval, batch 1")
    if not isinstance(ours, Written):
        raise TypeError(ours)
    table = Table(title=f"{name}: {len(ours.texts)} texts, {ours.tokens} tokens", title_justify="left")
    for title in ("program", "CPU s", "wall s", "tokens", "tokens per CPU s", "CPU s / qarat's", "same text"):
        table.add_column(title, justify="left" if title == "program" else "right")
    for program, one in found.items():
        if isinstance(one, str):
            table.add_row(program, one[:60])
            continue
        same = ""
        if unbatched and name == "task":
            same = f"{equal(one.texts, unbatched.texts)} of {len(one.texts)}"
        rate = f"{one.tokens / one.cpu:.0f}" if one.tokens else ""
        counted = str(one.tokens) if one.tokens else ""
        table.add_row(
            program, f"{one.cpu:.1f}", f"{one.wall:.1f}", counted, rate, f"{one.cpu / ours.cpu:.2f}", same
        )
    Console(width=130).print(table)
    ratio = min(one.cpu for one in peers.values()) / ours.cpu
    share = equal(ours.texts, unbatched.texts) / len(ours.texts) if unbatched and name == "task" else 1.0
    print(f"{name}: {ratio:.2f}x the harness at its best; same text: that of lm-eval at batch 1\n")
    return ratio, share


def equal(some: Sequence[str], others: Sequence[str]) -> int:
    """Number of texts that are the same to the last character."""
    return sum(one == other for one, other in zip(some, others, strict=True))


def main() -> int:
    """Measure the workloads; exit with 1 when a promise is broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workloads", nargs="*", default=["task", "full"], metavar="WORKLOAD")
    parser.add_argument("--model", default="demo:")
    parser.add_argument("--data", type=Path, help="root of the rows; default QARAT_DATA")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--matmul", default="auto", choices=("auto", "highest", "medium"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 20])
    arguments = parser.parse_args()

    from qarat.models.hf.backend import HfModel

    options = ModelOptions(arguments.dtype, "cpu", arguments.threads, matmul=arguments.matmul)
    model = open_model(arguments.model, options)
    if not isinstance(model, HfModel):
        parser.error("--model wants hf:, gguf: or demo:")
    print(f"{model.info.engine}, {arguments.dtype}, {arguments.threads} thread")
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        peer = open_peer(model, arguments.model, arguments.dtype, Path(folder))
        for name in arguments.workloads:
            ratio, share = show(name, measure(name, arguments, model, peer))
            whole = arguments.dtype == "float32" and arguments.items >= 20 and arguments.tokens >= 256
            promised = whole and name == "task" and arguments.matmul == "auto"
            broken |= share < SAME or (promised and ratio < PROMISED)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
