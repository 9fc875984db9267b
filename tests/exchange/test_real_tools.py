"""Files that lm-evaluation-harness itself writes, beside which our own small ones must not look different."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qarat.exchange.imported import ImportedRun
from qarat.exchange.load import load_run_or_foreign

ROWS = [
    {"question": f"What is {n} plus {n}?", "choices": [str(2 * n), str(n + 7)], "answer": 0} for n in range(9)
]
METRICS = [{"metric": name, "aggregation": "mean", "higher_is_better": True} for name in ("acc", "acc_norm")]


@pytest.mark.parity
@pytest.mark.slow
def test_a_run_of_the_harness_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    from lm_eval import simple_evaluate
    from lm_eval.loggers import EvaluationTracker

    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    task = {
        "task": "sums",
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(rows)}, "cache_dir": str(tmp_path / "cache")},
        "test_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "Question: {{question}}\nAnswer:",
        "doc_to_choice": "choices",
        "doc_to_target": "answer",
        "metric_list": METRICS,
        "metadata": {"version": 1.0},
    }
    tracker = EvaluationTracker(output_path=str(tmp_path / "out"))
    results = simple_evaluate(
        model="dummy", tasks=[task], log_samples=True, evaluation_tracker=tracker, bootstrap_iters=0, limit=7
    )
    samples = results.pop("samples")
    tracker.save_results_aggregated(results=results, samples=samples)
    tracker.save_results_samples("sums", samples["sums"])
    run = load_run_or_foreign(tmp_path / "out")
    assert isinstance(run, ImportedRun)
    (result,) = run.record.results
    assert {name: one.value for name, one in result.metrics.items()} == {
        name: results["results"]["sums"][f"{name},none"] for name in ("acc", "acc_norm")
    }
    assert (result.n, result.total, result.complete, result.notes) == (7, 9, False, ())
    first = run.samples(result.file)[0]
    assert first.prompt == "Question: What is 0 plus 0?\nAnswer:"
    assert (first.continuations, first.target, len(first.outputs)) == ([" 0", " 7"], [0], 2)
