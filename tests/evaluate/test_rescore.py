"""Scores from a folder alone: the same bytes, a mended grade, and rows that are not those of the run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from qarat import registry
from qarat.config import RunConfig
from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.folder import load_run, samples_path
from qarat.evaluate.rescore import rescore
from qarat.evaluate.run import evaluate
from qarat.report.explain import explain
from qarat.report.run_tables import changes, remarks
from qarat.types import Generation, Layout, Row, Sample, Score, Source, Task

ROWS = [{"q": f"{n} and {n}?", "a": str(2 * n)} for n in range(12)]
WORD = "answer"


def _sample(row: Row) -> Sample:
    return Sample("", row["q"], gold=row["a"])


def _grade(_: Sample, text: str) -> Score:
    return Score(
        {"exact_match": float(WORD in text)}, text[:5], f"looked for {WORD}", extracted="####" in text
    )


@pytest.fixture(autouse=True)
def sums() -> Iterator[None]:
    def sums() -> Task:
        return Task(
            name="sums",
            title="Sums",
            data=Source("none", "test", rows=lambda _config, _split: ROWS),
            sample=_sample,
            layout=Layout(question="Q: {}", answer="\nA:"),
            generation=Generation(grade=_grade, stop=("Q:",), max_tokens=9),
            formulation="generate",
            formulations=("generate",),
            metrics=("exact_match",),
        )

    registry.task(sums)
    yield
    registry._entries.pop("sums")


def test_the_same_scorer_writes_the_same_bytes(tmp_path: Path) -> None:
    run = evaluate(
        RunConfig("fake:", ("sums", "inhouse/en_knowledge:letter"), limit=10, output=tmp_path / "run")
    )
    files = [tmp_path / "run/run.json", *(samples_path(run.path, one.file) for one in run.record.results)]
    before = [path.read_bytes() for path in files]
    record, after = rescore(run.path)
    assert [path.read_bytes() for path in files] == before
    assert changes(record, after.record) == ["no score changed"]


def test_a_mended_grade_needs_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = evaluate(RunConfig("fake:", ("sums",), output=tmp_path / "run"))
    monkeypatch.setitem(_grade.__globals__, "WORD", "the")
    record, after = rescore(run.path)
    texts = [row.completions[0] for row in after.samples(after.record.results[0].file)]
    assert after.record.results[0].metrics["exact_match"].value == sum("the" in text for text in texts) / 12
    assert changes(record, after.record) != ["no score changed"]


def test_other_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = evaluate(RunConfig("fake:", ("sums",), output=tmp_path / "run"))
    monkeypatch.setitem(ROWS[3], "a", "7")
    with pytest.raises(RunFolderError, match="item 3 of sums"):
        rescore(run.path)


def test_a_score_is_explained(tmp_path: Path) -> None:
    run = evaluate(
        RunConfig("fake:", ("sums", "inhouse/en_knowledge:letter"), limit=5, output=tmp_path / "run")
    )
    row = run.samples(run.record.results[0].file)[2]
    told = explain(run, "sums", "2")
    assert row.prompt in told
    assert row.completions[0] in told
    assert "gold: 4" in told
    assert f"exact_match = {row.values['exact_match']:g}" in told
    with pytest.raises(UsageError, match="has 2 tasks"):
        explain(run, "", "0")
    with pytest.raises(UsageError, match="no item 'x'"):
        explain(run, "sums", "x")


def test_a_score_of_the_form_alone_is_pointed_out(tmp_path: Path) -> None:
    run = evaluate(RunConfig("fake:", ("sums",), output=tmp_path / "run"))
    result = run.record.results[0]
    assert result.metrics["unextracted"].value > 0.5
    assert any(
        "hold no answer of the expected form" in line and "--chat" in line for line in remarks(run.record)
    )
    bare = msgspec.structs.replace(run.record.model, chat=False)
    plain = msgspec.structs.replace(run.record, model=bare)
    assert any("try --shots" in line for line in remarks(plain))


def test_draws_and_options_are_part_of_the_protocol(tmp_path: Path) -> None:
    config = RunConfig(
        "fake:", ("sums", "sums:temperature=0.5:n=4", "sums:max_tokens=3"), output=tmp_path / "run"
    )
    results = evaluate(config).record.results
    assert len({one.protocol for one in results}) == len({one.file for one in results}) == 3
    assert "temperature=0.5:n=4" in results[1].protocol
    rows = load_run(tmp_path / "run").samples(results[1].file)
    assert all(len(row.completions) == 4 for row in rows)
    with pytest.raises(UsageError, match="draws at temperature 0"):
        evaluate(replace(config, tasks=("sums:n=4",)))
