"""Scores against lm-evaluation-harness 0.4.13 itself: the same rows, model and dtype, item by item.

Its tasks, its `hf` backend and its evaluator run beside `qarat run`. Log-likelihoods must agree to 1e-3 (most
of what is left is the bias of torch's CPU log_softmax, which the harness uses), metrics and standard errors
exactly. The default suite takes a few items of each; `-m "parity and slow"` the full numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.harness import harness_task

from qarat.config import RunConfig
from qarat.evaluate.run import evaluate
from qarat.models.load import open_model
from qarat.models.options import ModelOptions
from qarat.tasks.spec import Options, parse_spec, settle
from qarat.types import Model

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]

CASES = {
    "mmlu/anatomy": ("mmlu/default/mmlu_anatomy.yaml", 3, 150),
    "mmlu/astronomy": ("mmlu/default/mmlu_astronomy.yaml", 0, 160),
    "mmlu/abstract_algebra": ("mmlu/default/mmlu_abstract_algebra.yaml", 0, 100),
    "hellaswag": ("hellaswag/hellaswag.yaml", 4, 100),
    "arc_challenge:harness": ("arc/arc_challenge.yaml", 0, 100),
    "winogrande:harness": ("winogrande/default.yaml", 5, 100),
    "truthfulqa_mc1": ("truthfulqa/truthfulqa_mc1.yaml", 0, 50),
    "truthfulqa_mc2": ("truthfulqa/truthfulqa_mc2.yaml", 1, 50),
}
SLOW = [pytest.mark.slow, pytest.mark.timeout(7200)]
RUNS = [
    *(pytest.param(spec, few, id=f"{spec}-few") for spec, (_, few, _) in CASES.items() if few),
    *(pytest.param(spec, full, id=f"{spec}-full", marks=SLOW) for spec, (_, _, full) in CASES.items()),
]


@pytest.fixture(scope="module")
def peer_model(smollm2_gguf: Path) -> Any:
    """The harness' own backend on the demo model."""
    pytest.importorskip("lm_eval", reason="lm-eval is a development dependency")
    from lm_eval.models.huggingface import HFLM

    return HFLM(
        pretrained=str(smollm2_gguf.parent),
        gguf_file=smollm2_gguf.name,
        dtype="float32",
        batch_size=1,
        device="cpu",
    )


@pytest.fixture(scope="module")
def model(peer_model: Any, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """The same weights behind qarat: written out once, as reading a GGUF file takes a quarter of a minute."""
    folder, weights = tmp_path_factory.mktemp("smollm2"), peer_model.model
    weights.hf_quantizer = None  # they are plain floats by now
    del weights.config.quantization_config
    weights.save_pretrained(folder)
    peer_model.tokenizer.save_pretrained(folder)
    return open_model(f"hf:{folder}", ModelOptions())


@pytest.mark.parametrize(("spec", "limit"), RUNS)
def test_scores_equal_the_harness(
    spec: str, limit: int, peer_model: Any, model: Model, data_root: Path, tmp_path: Path
) -> None:
    from lm_eval.evaluator import evaluate as peer_evaluate

    yaml = CASES[spec][0]
    task, setting = settle(parse_spec(spec), Options())
    theirs = harness_task(yaml, task.data, setting.shots, rows=data_root, cache=tmp_path)
    name = theirs.config.task
    peer = peer_evaluate(peer_model, {name: theirs}, limit=limit, bootstrap_iters=1, log_samples=True)

    config = RunConfig("demo:", (spec,), limit=limit, output=tmp_path / "run", data_root=data_root)
    run = evaluate(config, model=model)
    (result,) = run.record.results
    samples = run.samples(result.file)
    logged = sorted(peer["samples"][name], key=lambda sample: int(sample["doc_id"]))
    assert len(samples) == len(logged) == min(limit, result.total)
    for ours, other in zip(samples, logged, strict=True):
        expected = [float(answer[0]) for answer in other["filtered_resps"]]
        assert ours.outputs == pytest.approx(expected, abs=1e-3)
    for metric, estimate in result.metrics.items():
        if f"{metric},none" in peer["results"][name]:
            assert estimate.value == pytest.approx(peer["results"][name][f"{metric},none"], abs=1e-12)
            expected_error = peer["results"][name][f"{metric}_stderr,none"]
            assert estimate.stderr == pytest.approx(expected_error, abs=1e-12)
    assert "acc,none" in peer["results"][name]
