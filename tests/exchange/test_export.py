"""What is exported is what was measured: its own readers read every form, lm-eval's gives the run back."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import yaml
from tests.exchange import foreign_files as foreign

from qarat.cli import main
from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.folder import Run, load_run, write_record, write_samples
from qarat.exchange.export import Target, export
from qarat.exchange.load import load_run_or_foreign
from qarat.report.compare.comparison import compare_runs

TASKS = (
    "inhouse/en_knowledge:cloze",
    "inhouse/en_knowledge:letter",
    "inhouse/en_comprehension:letter",
    "structured_data",
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """Two models without weights on generated items, answering by choice and in free text."""
    folder = tmp_path_factory.mktemp("native")
    for name, model in (("a", "fake:"), ("b", "fake:seed=1")):
        main(["run", model, *TASKS, "--limit", "6", "-o", str(folder / name)])
    return [load_run(folder / name) for name in "ab"]


@pytest.fixture
def whole(runs: list[Run], tmp_path: Path) -> Run:
    """A run of all the items of a benchmark that the hub has."""
    result = runs[0].record.results[0]
    changed = msgspec.structs.replace(result, task="hellaswag", complete=True, total=result.n)
    (tmp_path / "run/samples").mkdir(parents=True)
    write_samples(tmp_path / "run", result.file, runs[0].samples(result.file))
    write_record(tmp_path / "run", msgspec.structs.replace(runs[0].record, results=(changed,), complete=True))
    return load_run(tmp_path / "run")


def results_file(folder: Path) -> Path:
    return next(folder.glob("*/results_*.json"))


def test_a_run_comes_back_from_lm_evals_files_as_it_was(runs: list[Run], tmp_path: Path) -> None:
    for run in runs:
        folder = tmp_path / run.path.name
        export(run, "lm-eval", folder)
        back = load_run_or_foreign(folder)
        assert back.record == run.record
        for result in run.record.results:
            assert back.samples(result.file) == run.samples(result.file)
    again = [load_run_or_foreign(tmp_path / name) for name in "ab"]
    tasks = compare_runs(runs, allow_partial=True).tasks
    assert len(tasks) == len(TASKS)
    assert compare_runs(again, allow_partial=True).tasks == tasks


def test_an_exported_run_pairs_with_the_native_one(runs: list[Run], tmp_path: Path) -> None:
    export(runs[1], "lm-eval", tmp_path)
    comparison = compare_runs([runs[0], load_run_or_foreign(tmp_path)], allow_partial=True)
    assert [task.protocol for task in comparison.tasks] == [
        task.protocol for task in compare_runs(runs, allow_partial=True).tasks
    ]


def test_lm_evals_fields_alone_give_the_same_scores(runs: list[Run], tmp_path: Path) -> None:
    export(runs[0], "lm-eval", tmp_path)
    file = results_file(tmp_path)
    content = json.loads(file.read_text())
    del content["qarat"]
    file.write_text(json.dumps(content))
    read = {result.task: result for result in load_run_or_foreign(file).record.results}
    for result in runs[0].record.results:
        same = read[result.file]
        for name in set(result.metrics) & set(same.metrics):
            assert same.metrics[name].value == result.metrics[name].value
            assert same.metrics[name].stderr == result.metrics[name].stderr
        assert next(iter(same.metrics)) == next(iter(result.metrics))
        assert same.protocol.startswith("imported:lm-eval-")


def test_samples_of_another_export_are_refused(runs: list[Run], tmp_path: Path) -> None:
    export(runs[0], "lm-eval", tmp_path)
    samples = next(tmp_path.glob("*/samples_inhouse*"))
    samples.write_text("".join(samples.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(RunFolderError, match="are not the 6 items"):
        load_run_or_foreign(tmp_path)


def test_the_hub_reads_the_evaluation_results(whole: Run, tmp_path: Path) -> None:
    from huggingface_hub import parse_eval_result_entries

    done = export(whole, "hub", tmp_path / "repo", source="https://example.org/run")
    (file,) = done.files
    assert file.parent.name == ".eval_results"
    (entry,) = parse_eval_result_entries(yaml.safe_load(file.read_text()))
    metric, estimate = next(iter(whole.record.results[0].metrics.items()))
    assert (entry.dataset_id, entry.task_id) == ("Rowan/hellaswag", "default")
    assert entry.value == pytest.approx(100 * estimate.value, abs=1e-6)
    assert entry.source_url == "https://example.org/run"
    for told in (metric, "standard error", "95% interval", "n = 6", whole.record.results[0].protocol):
        assert told in str(entry.notes)


def test_the_hub_reads_the_model_index(whole: Run, tmp_path: Path) -> None:
    from huggingface_hub.repocard_data import model_index_to_eval_results

    export(whole, "model-index", tmp_path / "index.md")
    text = (tmp_path / "index.md").read_text()
    name, results = model_index_to_eval_results(yaml.safe_load(text.strip("-\n"))["model-index"])
    assert name == whole.record.model.name
    assert {one.metric_type for one in results} >= {"acc", "acc_stderr"}
    assert {one.dataset_type for one in results} == {"Rowan/hellaswag"}


def test_markdown_has_intervals_and_the_command(runs: list[Run], tmp_path: Path) -> None:
    assert main(["export", str(runs[0].path), "--to", "markdown", "-o", str(tmp_path / "README.md")]) == 0
    text = (tmp_path / "README.md").read_text()
    assert "±" in text
    assert "| 95 % |" in text
    assert runs[0].record.command in text


@pytest.mark.parametrize("target", ["hub", "model-index"])
def test_a_part_of_a_benchmark_is_not_published_as_the_whole(
    whole: Run, target: Target, tmp_path: Path
) -> None:
    (result,) = whole.record.results
    part = msgspec.structs.replace(result, complete=False, total=100)
    write_record(whole.path, msgspec.structs.replace(whole.record, results=(part,)))
    with pytest.raises(UsageError, match="6 of 100 items"):
        export(load_run(whole.path), target, tmp_path / "out")
    done = export(load_run(whole.path), target, tmp_path / "out", allow_partial=True)
    assert "6 of 100" in done.files[0].read_text()


def test_an_imported_run_can_be_exported_and_read_back(tmp_path: Path) -> None:
    run = load_run_or_foreign(foreign.lm_eval(tmp_path / "a", {"colours": foreign.THIRDS}))
    export(run, "lm-eval", tmp_path / "b")
    assert load_run_or_foreign(tmp_path / "b").record == run.record
