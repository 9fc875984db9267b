from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.evaluate.full_disk import file_size_limit

from qarat import registry
from qarat.config import RunConfig
from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.folder import Run, samples_path
from qarat.evaluate.plan import choose, make_plan
from qarat.evaluate.run import evaluate
from qarat.models.fake import FakeModel, Faults
from qarat.scoring.score import score_output
from qarat.types import (
    Context,
    ModelInfo,
    Output,
    Request,
    Row,
    Sample,
    SampleError,
    Score,
    Setting,
    Source,
    Task,
)

CONFIG = RunConfig("fake:", ("inhouse/en_knowledge:cloze", "inhouse/en_math:cloze:5shot"), limit=30)


@pytest.fixture
def broken() -> str:
    """The name of a task whose own code fails."""

    def sample(row: Row) -> Sample:
        return Sample("", "?", ("a", "b"), 1 // row["zero"])

    def broken_by_its_own_code() -> Task:
        rows = lambda _config, _split: [{"zero": 0}]  # noqa: E731
        source = Source("none", "test", rows=rows)
        return Task(name="broken_by_its_own_code", title="Broken", data=source, sample=sample)

    return registry.task(broken_by_its_own_code).__name__


class Counting(FakeModel):
    """A fake that keeps count and can die after some answers."""

    def __init__(self, faults: Faults | None = None, *, dies_after: int | None = None) -> None:
        super().__init__(faults)
        self.answered = 0
        self._dies_after = dies_after

    def run(
        self, requests: Sequence[Request], skip: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, Output]]:
        for index, output in super().run(requests, skip):
            if self.answered == self._dies_after:
                raise KeyboardInterrupt
            self.answered += 1
            yield index, output


class Choking:
    """A model that cannot run the first task it is given."""

    def __init__(self) -> None:
        self._whole, self._calls = FakeModel(), 0

    @property
    def info(self) -> ModelInfo:
        return self._whole.info

    def run(
        self, requests: Sequence[Request], skip: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, Output]]:
        self._calls += 1
        for number, pair in enumerate(self._whole.run(requests, skip)):
            if self._calls == 1 and number == 10:
                raise MemoryError("out of memory")
            yield pair

    def usage(self) -> Mapping[str, float]:
        return {}


def content(run: Run) -> dict[str, bytes]:
    paths = [
        run.path / "run.json",
        *(samples_path(run.path, result.file) for result in run.record.results),
    ]
    return {path.name: path.read_bytes() for path in paths}


def test_a_run_is_its_plan_scored(tmp_path: Path) -> None:
    run = evaluate(replace(CONFIG, output=tmp_path / "run"))
    assert [(result.task, result.n, result.failed) for result in run.record.results] == [
        (("inhouse/en_knowledge", 30, 0)),
        ("inhouse/en_math", 30, 0),
    ]
    plan = make_plan(CONFIG, choose(CONFIG))
    for planned, result in zip(plan.tasks, run.record.results, strict=True):
        rows = run.samples(result.file)
        assert [row.id for row in rows] == [item.sample.id for item in planned.items]
        assert [row.prompt for row in rows] == [item.pairs[0][0] for item in planned.items]
        assert math.fsum(row.values["acc"] for row in rows) / 30 == result.metrics["acc"].value
        assert result.protocol == planned.protocol
    assert not run.record.complete
    assert run.record.results[0].total > 30


def test_the_first_metric_of_a_task_stays_its_headline(tmp_path: Path) -> None:
    def normalised_first() -> Task:
        facts = registry.find("inhouse/en_knowledge")
        return replace(facts, name="normalised_first", metrics=("acc_norm", "acc"))

    registry.task(normalised_first)
    run = evaluate(RunConfig("fake:", ("normalised_first:cloze",), output=tmp_path / "run"))
    assert list(run.record.results[0].metrics) == ["acc_norm", "acc"]
    groups = run.record.results[0].groups["kind"].values()
    assert all(list(metrics) == ["acc_norm", "acc"] for metrics in groups)


def test_a_model_certain_of_the_gold_scores_one(tmp_path: Path) -> None:
    plan = make_plan(CONFIG, choose(CONFIG))
    golden = {
        item.pairs[item.sample.target]
        for planned in plan.tasks
        for item in planned.items
        if isinstance(item.sample.target, int)
    }

    def likelihood(context: Context, continuation: str) -> float:
        return -0.1 if (context, continuation) in golden else -50.0

    run = evaluate(replace(CONFIG, output=tmp_path / "run"), model=FakeModel(likelihood=likelihood))
    assert [result.metrics["acc"].value for result in run.record.results] == [1.0, 1.0]


def test_a_run_without_limit_is_complete(tmp_path: Path) -> None:
    run = evaluate(RunConfig("fake:", ("inhouse/en_knowledge:cloze",), output=tmp_path / "run"))
    assert run.record.complete
    assert run.record.results[0].n == run.record.results[0].total


@pytest.mark.parametrize("dies_after", [0, 1, 17, 30, 31, 59])
def test_an_interrupted_run_ends_in_the_same_bytes(tmp_path: Path, dies_after: int) -> None:
    whole = evaluate(replace(CONFIG, output=tmp_path / "whole" / "run"), model=FakeModel())
    config = replace(CONFIG, output=tmp_path / "cut" / "run")
    first, second = Counting(dies_after=dies_after), Counting()
    with pytest.raises(KeyboardInterrupt):
        evaluate(config, model=first)
    resumed = evaluate(config, model=second)
    assert content(resumed) == content(whole)
    assert first.answered + second.answered == 60


def test_a_finished_run_asks_nothing_and_keeps_its_figures(tmp_path: Path) -> None:
    config = replace(CONFIG, output=tmp_path / "run")
    first = evaluate(config, model=FakeModel())
    before, figures = content(first), first.usage()["tasks"]
    again = Counting()
    second = evaluate(config, model=again)
    assert again.answered == 0
    assert content(second) == before
    assert second.usage()["tasks"] == figures


def test_figures_of_another_model_are_not_kept(tmp_path: Path) -> None:
    for seed, place in ((2, "elsewhere"), (1, "run"), (2, "run")):
        run = evaluate(replace(CONFIG, model=f"fake:seed={seed}", output=tmp_path / place))
    assert run.usage()["tasks"] == {result.file: {} for result in run.record.results}


def test_another_task_reuses_the_answers_of_the_first(tmp_path: Path) -> None:
    evaluate(replace(CONFIG, output=tmp_path / "a", tasks=("inhouse/en_knowledge:cloze",)), model=FakeModel())
    model = Counting()
    evaluate(replace(CONFIG, output=tmp_path / "b"), model=model)
    assert model.answered == 30


def test_two_models_share_a_journal_and_no_answer(tmp_path: Path) -> None:
    shared = [
        evaluate(replace(CONFIG, model=f"fake:seed={seed}", output=tmp_path / "shared" / str(seed)))
        for seed in (1, 2)
    ]
    alone = [
        evaluate(replace(CONFIG, model=f"fake:seed={seed}", output=tmp_path / str(seed) / str(seed)))
        for seed in (1, 2)
    ]
    assert [content(run) for run in shared] == [content(run) for run in alone]
    assert content(shared[0]) != content(shared[1])
    assert (tmp_path / "shared" / "journal.sqlite").is_file()


def test_a_failed_item_is_counted_bounded_and_asked_again(tmp_path: Path) -> None:
    config = replace(CONFIG, tasks=("inhouse/en_knowledge:cloze",), output=tmp_path / "run")
    result = evaluate(config, model=FakeModel(Faults(fail=3))).record.results[0]
    assert (result.n, result.failed, result.errors, result.complete) == (29, 1, {"model": 1}, False)
    value = result.metrics["acc"].value
    assert result.bounds["acc"] == pytest.approx((value * 29 / 30, value))
    assert any("told to fail at request 3" in note for note in result.notes)
    again = Counting()
    mended = evaluate(config, model=again)
    assert again.answered == 1
    assert mended.record.results[0].failed == 0


def test_one_failing_task_spares_the_others(tmp_path: Path) -> None:
    config = replace(CONFIG, output=tmp_path / "run", tasks=(*CONFIG.tasks, "inhouse/en_knowledge:letter"))
    run = evaluate(config, model=Choking())
    assert [(one.n, one.failed) for one in run.record.results] == [(10, 20), (30, 0), (30, 0)]
    assert run.record.results[0].errors == {"model": 20}
    assert any(
        "MemoryError: out of memory" in note and "19 more" in note for note in run.record.results[0].notes
    )
    errors = [row.error for row in run.samples(run.record.results[0].file)]
    assert errors.count("model: MemoryError: out of memory") == 20
    assert not run.record.complete


def test_a_task_that_cannot_be_planned_spares_the_others(tmp_path: Path, broken: str) -> None:
    config = RunConfig("fake:", (broken, "inhouse/en_knowledge:cloze"), output=tmp_path / "run")
    spoilt, whole = evaluate(config).record.results
    assert (spoilt.n, spoilt.errors, spoilt.metrics) == (0, {"data": 1}, {})
    assert "ZeroDivisionError" in spoilt.notes[0]
    assert (whole.failed, whole.complete) == (0, True)


def test_a_scorer_that_raises_spoils_one_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scorer(
        task: Task, setting: Setting, sample: Sample, request: Request, output: Output
    ) -> Score | SampleError:
        if sample.id.endswith("/7"):
            raise ZeroDivisionError("seven")
        return score_output(task, setting, sample, request, output)

    monkeypatch.setattr("qarat.evaluate.grade.score_output", scorer)
    result = evaluate(replace(CONFIG, output=tmp_path / "run")).record.results[0]
    assert result.errors == {"scorer": 1}
    assert "scorer: ZeroDivisionError: seven (item seed-1/7)" in result.notes


def test_numbers_that_are_none_are_failures(tmp_path: Path) -> None:
    run = evaluate(replace(CONFIG, output=tmp_path / "run"), model=FakeModel(likelihood=lambda *_: math.nan))
    result = run.record.results[0]
    assert (result.n, result.failed, result.metrics) == (0, 30, {})
    assert run.samples(result.file)[0].outputs == []


def test_bits_per_byte_has_both_averages(tmp_path: Path) -> None:
    config = replace(CONFIG, tasks=("inhouse/en_knowledge:bpb",), output=tmp_path / "run")
    run = evaluate(config, model=FakeModel())
    result = run.record.results[0]
    rows = run.samples(result.file)
    assert result.metrics["bpb"].value == pytest.approx(sum(row.values["bpb"] for row in rows) / 30)
    assert result.metrics["bpb_corpus"].value == pytest.approx(
        sum(row.values["bits"] for row in rows) / sum(row.values["bytes"] for row in rows)
    )
    assert result.metrics["bpb_corpus"].method == "ratio"
    assert result.bounds == {}


def test_a_sweep_is_a_result_for_each_number_of_shots(tmp_path: Path) -> None:
    run = evaluate(
        RunConfig("fake:", ("inhouse/en_knowledge:cloze",), shots=(0, 2), limit=5, output=tmp_path / "run")
    )
    assert [result.setting.shots for result in run.record.results] == [0, 2]
    assert len({result.protocol for result in run.record.results}) == 2
    assert len({result.file for result in run.record.results}) == 2


def test_chat_reaches_the_model_as_turns_or_is_refused(tmp_path: Path) -> None:
    class Plain(FakeModel):
        @property
        def info(self) -> ModelInfo:
            return replace(super().info, chat=False)

    letters = ("inhouse/en_knowledge:letter", "inhouse/zh_exam:letter")
    config = replace(CONFIG, tasks=letters, chat=True, output=tmp_path / "run")
    with pytest.raises(UsageError, match="has no chat template"):
        evaluate(config, model=Plain())
    run = evaluate(config, model=FakeModel())
    assert '"role":"user"' in run.samples(run.record.results[0].file)[0].prompt


@pytest.mark.parametrize("size", [30_000, 3_000, 100])
def test_a_full_disk_stops_the_run_and_loses_nothing(tmp_path: Path, size: int) -> None:
    whole = evaluate(replace(CONFIG, output=tmp_path / "whole" / "run"), model=FakeModel())
    config = replace(CONFIG, output=tmp_path / "full" / "run")
    first, second = Counting(), Counting()
    with file_size_limit(size), pytest.raises(RunFolderError, match="cannot"):
        evaluate(config, model=first)
    assert content(evaluate(config, model=second)) == content(whole)
    assert first.answered + second.answered <= 61


def test_the_record_tells_nothing_of_place_and_time(tmp_path: Path) -> None:
    first = evaluate(replace(CONFIG, output=tmp_path / "a" / "run", threads=1, budget=5))
    second = evaluate(replace(CONFIG, output=tmp_path / "b" / "elsewhere", data_root=tmp_path))
    assert content(first) == content(second)
    assert str(tmp_path) not in (first.path / "run.json").read_text()


def test_stale_samples_of_another_run_are_removed(tmp_path: Path) -> None:
    evaluate(replace(CONFIG, output=tmp_path / "run"))
    run = evaluate(replace(CONFIG, output=tmp_path / "run", tasks=("inhouse/en_knowledge:letter",)))
    assert [path.stem for path in (run.path / "samples").iterdir()] == [run.record.results[0].file]


def test_a_mistake_costs_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown task") as caught:
        evaluate(RunConfig("fake:", ("inhose",), output=tmp_path / "run"))
    assert "inhouse" in caught.value.hint
    with pytest.raises(UsageError) as caught:
        evaluate(RunConfig("fake:", ("dmo",), output=tmp_path / "run"))
    assert "demo" in caught.value.hint
    assert not (tmp_path / "run").exists()
