from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.report.comparable_runs import (
    FakeFolder,
    binary,
    folder,
    result,
    sample,
    shown,
    single,
    skilled,
    small_and_large,
)

from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.folder import load_run, prepare, write_record, write_samples
from qarat.evaluate.record import SampleRecord, SampleScore
from qarat.report.compare.comparison import compare_runs
from qarat.report.compare.types import ComparedTask, Comparison
from qarat.types import Setting


def verdict(comparison: Comparison) -> tuple[str, str]:
    found = comparison.tasks[0].rows[0].pairs[0].verdict
    return found.kind, found.text


@pytest.fixture
def pair() -> list[FakeFolder]:
    return small_and_large()


def test_scores_improvement_and_evidence(pair: list[FakeFolder]) -> None:
    comparison = compare_runs(pair)
    mmlu, hellaswag = comparison.tasks
    assert [row.metric.label for row in hellaswag.rows] == ["Standard", "Normalized"]
    row = mmlu.rows[0]
    first, second = (run.record.results[0].metrics["acc"] for run in pair)
    assert (row.estimates[0], row.estimates[1]) == (first, second)
    found = row.pairs[0]
    assert found.evidence.difference == pytest.approx(second.value - first.value)
    assert found.relative == pytest.approx(second.value / first.value - 1)
    assert found.evidence.stderr is not None
    assert first.stderr is not None
    assert found.evidence.stderr < first.stderr
    assert (found.verdict.kind, found.verdict.text) == ("significant", "Large-7B better")
    assert comparison.refusals == ()


def test_families_of_tests(pair: list[FakeFolder]) -> None:
    comparison = compare_runs(pair)
    assert {row.pairs[0].family for task in comparison.tasks for row in task.rows} == {3}
    subjects = comparison.tasks[0].groups["subject"]
    assert [row.group for row in subjects] == sorted({row.group for row in subjects})
    assert {row.pairs[0].family for row in subjects} == {8}
    assert all(row.pairs[0].adjusted >= row.pairs[0].evidence.p for row in subjects)
    smallest = min(subjects, key=lambda row: row.pairs[0].evidence.p).pairs[0]
    assert smallest.adjusted == pytest.approx(min(1, 8 * smallest.evidence.p))


def test_direction_of_the_verdict_follows_the_metric() -> None:
    rng = random.Random(1)
    sizes = [rng.randint(20, 200) for _ in range(300)]

    def run(name: str, rate: float) -> FakeFolder:
        samples = []
        for number, size in enumerate(sizes):
            bits = size * max(0.1, rate + rng.gauss(0, 0.05))
            samples.append(sample(number, {"bpb": bits / size, "bits": bits, "bytes": float(size)}))
        return single(name, samples)

    task = compare_runs([run("worse", 1.0), run("better", 0.9)]).tasks[0]
    per_item, corpus = task.rows
    assert corpus.name == "bpb_corpus"
    assert per_item.pairs[0].evidence.difference < 0
    assert corpus.pairs[0].evidence.difference != per_item.pairs[0].evidence.difference
    assert [row.pairs[0].verdict.text for row in task.rows] == ["better better"] * 2
    assert "lower is better" in shown(compare_runs([run("a", 1.0), run("b", 0.9)]), width=160)


@pytest.mark.parametrize(
    ("first", "second", "kind", "words"),
    [
        ("10" * 50, "10" * 50, "identical", "same score"),
        ("0" * 5 + "1" * 95, "1" * 100, "powerless", "too few flips to tell (5, needs 6)"),
        ("0" * 6 + "1" * 94, "1" * 100, "significant", "b better"),
        ("01" * 40 + "1" * 400, "10" * 40 + "1" * 400, "bounded", "no difference, at most"),
        ("0" * 20 + "1" * 10 + "1" * 200, "1" * 20 + "0" * 10 + "1" * 200, "unresolved", "would have been"),
    ],
)
def test_verdicts(first: str, second: str, kind: str, words: str) -> None:
    found, text = verdict(compare_runs([single("a", binary(first)), single("b", binary(second))]))
    assert found == kind
    assert words in text


def test_a_lone_small_p_among_many_is_not_called_a_difference() -> None:
    groups = [f"g{number}" for number in range(20)]
    first = [sample(number, {"acc": 1.0}, subject=groups[number % 20]) for number in range(400)]
    second = [
        sample(number, {"acc": float(number % 20 != 3 or number > 140)}, subject=groups[number % 20])
        for number in range(400)
    ]
    runs = [
        folder(name, {"toy": samples}, [result("toy", samples, "subject")])
        for name, samples in (("a", first), ("b", second))
    ]
    row = next(row for row in compare_runs(runs).tasks[0].groups["subject"] if row.group == "g3")
    assert row.pairs[0].evidence.p <= 0.05
    assert (row.pairs[0].verdict.kind, row.pairs[0].verdict.better) == ("uncorrected", 0)


def test_clusters_are_not_counted_as_independent_items() -> None:
    def run(name: str, right: Callable[[int], bool]) -> FakeFolder:
        samples = [sample(i, {"acc": float(right(i // 10))}, passage=str(i // 10)) for i in range(200)]
        return single(name, samples, cluster="passage")

    comparison = compare_runs([run("a", lambda p: p > 4), run("b", lambda p: p >= 0)])
    evidence = comparison.tasks[0].rows[0].pairs[0].evidence
    assert (evidence.gained, evidence.units, evidence.differing, evidence.test) == (50, 20, 5, "sign flips")
    assert verdict(comparison) == ("powerless", "too few differing clusters to tell (5, needs 6)")


def test_other_protocol_is_refused() -> None:
    samples = binary("0110")
    runs = [
        single("a", samples),
        single("b", samples, protocol="toy@1-ffff", setting=Setting("cloze", 10, "harness")),
    ]
    comparison = compare_runs(runs)
    assert comparison.tasks == ()
    (refusal,) = comparison.refusals
    assert (refusal.reason, refusal.runs) == ("protocol", ("a", "b"))
    assert "a: 0-shot" in refusal.detail
    assert "b: 10-shot" in refusal.detail


def test_changed_prompt_of_the_same_setting_is_refused() -> None:
    runs = [single("a", binary("01")), single("b", binary("01"), protocol="toy@1-ffff")]
    (refusal,) = compare_runs(runs).refusals
    assert refusal.reason == "protocol"
    assert "other prompts" in refusal.detail


def test_other_items_are_refused() -> None:
    (refusal,) = compare_runs([single("a", binary("0110")), single("b", binary("011"))]).refusals
    assert (refusal.reason, refusal.runs) == ("items", ("b",))


def test_task_of_one_run_is_named() -> None:
    samples = binary("0110")
    both = folder("a", {"toy": samples, "more": samples}, [result("toy", samples), result("more", samples)])
    comparison = compare_runs([both, single("b", samples)])
    assert [task.task for task in comparison.tasks] == ["toy"]
    assert [(one.task, one.reason) for one in comparison.refusals] == [("more", "missing")]


def test_partial_runs_are_refused_unless_asked_for() -> None:
    runs = [single(name, binary("0110" * 5), total=100, complete=False) for name in "ab"]
    comparison = compare_runs(runs)
    assert [refusal.reason for refusal in comparison.refusals] == ["partial", "partial"]
    assert "20 of 100" in comparison.refusals[0].detail
    allowed = compare_runs(runs, allow_partial=True)
    assert allowed.tasks[0].partial
    assert "first 20 of 100 items" in shown(allowed)


def test_failed_items_are_refused() -> None:
    damaged = binary("011011")
    damaged[2] = msgspec.structs.replace(damaged[2], error="model: out of memory", values={})
    (refusal,) = compare_runs([single("a", binary("011011")), single("b", damaged)]).refusals
    assert (refusal.reason, refusal.runs) == ("failed", ("b",))
    assert "1 of 6" in refusal.detail
    allowed = compare_runs([single("a", binary("011011")), single("b", damaged)], allow_partial=True)
    assert [one.reason for one in allowed.refusals] == ["items"]
    assert compare_runs([single("a", damaged), single("b", damaged)], allow_partial=True).tasks[0].n == 5


def test_samples_that_contradict_the_record_are_an_error() -> None:
    honest, other = single("a", binary("0110")), single("b", binary("0110"))
    forged = replace(other, tables={"toy": binary("1110")})
    with pytest.raises(RunFolderError, match=r"but by 0\.25 in the samples"):
        compare_runs([honest, forged])
    swapped = [msgspec.structs.replace(one, digest="00") for one in binary("0110")]
    with pytest.raises(RunFolderError, match="are not the 4 items"):
        compare_runs([honest, replace(other, tables={"toy": swapped})])


def test_one_run_is_no_comparison() -> None:
    with pytest.raises(UsageError, match="two runs"):
        compare_runs([single("a", binary("01"))])


def test_runs_of_one_model_get_labels_of_their_own() -> None:
    first, second = single("m", binary("01")), single("m", binary("01"))
    half = msgspec.structs.replace(second.record.model, dtype="bfloat16")
    second = replace(second, record=msgspec.structs.replace(second.record, model=half))
    labels = [run.label for run in compare_runs([first, second]).runs]
    assert labels == ["m (float32)", "m (bfloat16)"]
    assert [run.label for run in compare_runs([first, first]).runs] == ["m (run 1)", "m (run 2)"]


def test_three_runs_of_which_two_agree() -> None:
    runs = [single("a", binary("0110")), single("b", binary("0111")), single("c", binary("01"))]
    comparison = compare_runs(runs)
    assert comparison.tasks[0].runs == (0, 1)
    assert comparison.refusals[0].runs == ("c",)
    assert "other items than a" in comparison.refusals[0].detail


def _whole(score: SampleScore) -> SampleRecord:
    rest = {"prompt": "", "continuations": [], "outputs": [], "target": [0], "answer": "", "explanation": ""}
    return msgspec.convert({**msgspec.structs.asdict(score), **rest, "note": ""}, SampleRecord)


def test_folders_on_disk(pair: list[FakeFolder], tmp_path: Path) -> None:
    for run in pair:
        place = tmp_path / run.path.name
        prepare(place)
        write_record(place, run.record)
        for file, scores in run.tables.items():
            write_samples(place, file, [_whole(score) for score in scores])
    loaded = compare_runs([load_run(tmp_path / run.path.name) for run in pair])
    assert loaded.tasks == compare_runs(pair).tasks


def test_whole_mmlu_is_quick() -> None:
    subjects = [f"subject_{number:02d}" for number in range(57)]
    runs = [
        folder(name, {"mmlu": samples}, [result("mmlu", samples, "subject")])
        for name, samples in (
            ("a", skilled(0.6, 14_042, 1, subjects)),
            ("b", skilled(0.62, 14_042, 2, subjects)),
        )
    ]
    started = time.process_time()
    (task,) = compare_runs(runs).tasks
    assert time.process_time() - started < 2
    assert isinstance(task, ComparedTask)
    assert task.n == 14_042
