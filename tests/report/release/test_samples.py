"""Which samples a page holds: all, what is asked for, or evenly spaced ones that fit, and it says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from qarat.errors import UsageError
from qarat.evaluate.folder import Run, load_run
from qarat.report.release import samples as release_samples
from qarat.report.release.samples import find_slots, sample_book
from qarat.types import Setting


@pytest.fixture
def run(save_run: Callable[..., Path], synthetic: ModuleType) -> Run:
    mmlu, hellaswag = synthetic.knowledge(400), synthetic.endings(30)
    pairs = [
        (synthetic.result("mmlu", "MMLU", mmlu), mmlu),
        (synthetic.result("hellaswag", "HellaSwag", hellaswag), hellaswag),
    ]
    return load_run(save_run(pairs))


def test_all_samples_are_there_and_nothing_needs_saying(run: Run) -> None:
    book = sample_book([run], ["A"])
    assert [(one.key, one.count, one.total) for one in book.sets] == [
        ("mmlu", 400, 400),
        ("hellaswag", 30, 30),
    ]
    assert book.notes == ()


def test_a_number_takes_evenly_spaced_items_and_says_so(run: Run) -> None:
    book = sample_book([run], ["A"], "40")
    assert [(one.count, one.total) for one in book.sets] == [(40, 400), (30, 30)]
    (note,) = book.notes
    assert "as asked for" in note
    assert "MMLU, 5-shot, letter: 40 of 400" in note
    assert "HellaSwag" not in note


def test_a_page_that_would_be_too_large_is_cut_and_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_samples, "LIMIT", 30_000)
    book = sample_book([run], ["A"])
    assert sum(one.packed.size for one in book.sets) <= 30_000
    assert book.sets[0].count < 400
    assert book.sets[1].count == 30, "what is small stays whole"
    assert "Not all samples are in this page" in book.notes[0]
    assert sample_book([run], ["A"], "all").notes == ()


def test_none_is_none_and_says_so(run: Run) -> None:
    book = sample_book([run], ["A"], "none")
    assert book.sets == ()
    assert "--samples none" in book.notes[0]


@pytest.mark.parametrize("amount", ["few", "-3", "0"])
def test_other_amounts_are_refused(run: Run, amount: str) -> None:
    with pytest.raises(UsageError, match="no number of samples"):
        sample_book([run], ["A"], amount)


def test_a_folder_without_samples_is_named(run: Run) -> None:
    (run.path / "samples" / "mmlu.parquet").unlink()
    book = sample_book([run], ["A"])
    assert [one.key for one in book.sets] == ["hellaswag"]
    assert book.notes == ("A has no samples of MMLU.",)


def test_results_meet_by_task_and_by_setting_where_one_run_has_two(
    save_run: Callable[..., Path], synthetic: ModuleType
) -> None:
    rows = synthetic.knowledge(57)
    zero = synthetic.result(
        "mmlu", "MMLU", rows, setting=Setting("letter", 0, "fixed"), file="mmlu-0", protocol="mmlu@1:0"
    )
    five = synthetic.result("mmlu", "MMLU", rows, file="mmlu-5")
    one, other = (load_run(save_run([(result, rows)], to=result.file)) for result in (zero, five))
    both = load_run(save_run([(zero, rows), (five, rows)], to="both"))
    assert [slot.results for slot in find_slots([one, other])] == [(zero, five)]
    assert [slot.results for slot in find_slots([both, other])] == [(zero, None), (five, five)]
    (unlike,) = sample_book([one, other], ["A", "B"]).sets
    assert unlike.remark.startswith("The models were not asked alike: A 0-shot, letter")
    assert unlike.heading == "MMLU"
