"""Ask the same items of the same weights twice: in this process and behind llama.cpp's server.

Two engines never agree to the last bit, and a server is asked by other means: the likeliest next tokens
instead of log-likelihoods. This prints how far the answers are the same all the same: letters chosen and how
far apart their log-probabilities are (of letters that the server told of), texts written greedily and how far
into them they part. The GGUF file is the demo's unless one is named; 50 items unless a number is.

    python bench/agreement.py [MODEL.gguf] [ITEMS]
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from statistics import fmean, median

from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.prompts.build import build_items
from qarat.tasks.spec import Options, resolve
from qarat.types import Decoding, Generate, Message, Model, Output, Request

LETTERS = (
    "inhouse/en_knowledge:letter",
    "inhouse/en_knowledge:letter:5shot",
    "inhouse/en_knowledge:letter:chat",
)
SHORT = Decoding(max_tokens=16)

SERVER = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx, params.n_parallel = int(sys.argv[2]) * int(sys.argv[3]), int(sys.argv[3])
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[4])
params.cache_prompt = False
params.port = 0
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""
"""A process of its own, which ends with its standard input: the library's threads outlive its server."""


@contextmanager
def serve(model: Path, *, context: int = 1024, parallel: int = 1, threads: int = 1) -> Iterator[str]:
    """Run llama.cpp's server on a free port of this machine and yield the URL of its API."""
    words = [sys.executable, "-c", SERVER, str(model), *map(str, (context, parallel, threads))]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    with process:
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError(f"llama.cpp's server ended with {process.wait()} before it listened")
        try:
            yield f"{address}/v1"
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def main() -> None:
    """Print a table of both kinds of items."""
    words = sys.argv[1:]
    path = Path(next((word for word in words if not word.isdigit()), "") or demo_model())
    count = int(next((word for word in words if word.isdigit()), "50"))
    here = open_model(f"gguf:{path}", ModelOptions(dtype="float32"))
    with serve(path, context=2048, threads=os.cpu_count() or 1) as url:
        there = open_model(f"openai:{path.stem}@{url}", ModelOptions(concurrency=1))
        print(f"{here.info.engine}\n{there.info.engine}\n")
        print(f"{'letters':32}{'same letter':>12}{'kinds':>6}{'mean |d|':>10}{'max |d|':>10}{'told':>8}")
        for name in LETTERS:
            print(f"{name:32}" + letters(both(here, there, chosen(name, count))))
        print(f"\n{'texts of 16 tokens, greedy':32}{'same text':>12}{'same start (median characters)':>32}")
        for name, wording in (("plain", plain), ("chat", chat)):
            print(f"{name:32}" + texts(both(here, there, written(wording, count))))


def demo_model() -> Path:
    """Return the file of the extra `demo`."""
    import qarat_smollm2

    return qarat_smollm2.path()


def chosen(name: str, count: int) -> list[Request]:
    """Return the requests of a task's first items."""
    task, setting = resolve([name], Options())[0]
    return [item.request for item in build_items(task, setting, limit=count)]


def plain(question: str) -> Request:
    """Ask as a text to be continued."""
    return Generate(f"{question} The answer is", (), SHORT)


def chat(question: str) -> Request:
    """Ask as a turn."""
    return Generate((Message("user", question),), (), SHORT)


def written(wording: Callable[[str], Request], count: int) -> list[Request]:
    """Return the questions of the first facts, to be answered freely."""
    task, setting = resolve(["inhouse/en_knowledge:letter"], Options())[0]
    inputs = [item.sample.input for item in build_items(task, setting, limit=count)]
    return [wording(one) for one in inputs if isinstance(one, str)]


def both(here: Model, there: Model, requests: Sequence[Request]) -> list[tuple[Output, Output]]:
    """Return the outputs of both models, request by request.

    Raises:
        RuntimeError: one of them failed at one.
    """
    answers = [dict(model.run(requests)) for model in (here, there)]
    failed = [output.error for one in answers for output in one.values() if output.error]
    if failed:
        raise RuntimeError(f"{len(failed)} items failed, the first one: {failed[0].message}")
    return [(answers[0][index], answers[1][index]) for index in range(len(requests))]


def letters(pairs: Sequence[tuple[Output, Output]]) -> str:
    """Compare choices: letters that the server did not tell of count as chosen or not, not as numbers.

    `kinds` counts the letters that are chosen at all: models that always choose the same one agree easily.
    """
    same, apart, told, asked = 0, [], 0, 0
    kinds: set[int] = set()
    for ours, theirs in pairs:
        mine, yours = ([one.total for one in output.loglikelihoods] for output in (ours, theirs))
        asked += len(mine)
        kinds.add(mine.index(max(mine)))
        if not yours:
            continue
        same += mine.index(max(mine)) == yours.index(max(yours))
        least = min(yours) if theirs.note else float("-inf")
        differences = [abs(a - b) for a, b in zip(mine, yours, strict=True) if b > least]
        told += len(differences)
        apart += differences
    share = f"{same}/{len(pairs)}"
    return f"{share:>12}{len(kinds):>6}{fmean(apart):10.3f}{max(apart):10.3f}{told / asked:8.0%}"


def texts(pairs: Sequence[tuple[Output, Output]]) -> str:
    """Compare texts: whether they are equal, and after how many characters they part."""
    mine, yours = ([pair[side].completions[0].text for pair in pairs] for side in (0, 1))
    same = sum(a == b for a, b in zip(mine, yours, strict=True))
    start = median(
        sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
        for a, b in zip(mine, yours, strict=True)
    )
    share = f"{same}/{len(pairs)}"
    return f"{share:>12}{start:32.0f}"


if __name__ == "__main__":
    main()
