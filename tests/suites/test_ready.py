"""What of a suite can run: each reason once, nothing left unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.data.parquet_files import write_questions

from qarat import suites
from qarat.suites import Entry, Suite
from qarat.suites.ready import describe_suite, runnable, survey


def suite(*entries: Entry) -> Suite:
    return Suite("mine", "Made up", entries, ("comparison/mmlu",))


HERE = Entry("inhouse/en_math", "Facts", "One")
FAMILY = Entry("xcopa:0shot", "XCOPA", "Two", "Many")
LATER = Entry("essays", "Essays", "Two", missing="needs a judge")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data root that has one of XCOPA's languages, and no network."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    write_questions(tmp_path / "cambridgeltl/xcopa/it/test.parquet")  # looked at, not read
    return tmp_path


def test_every_entry_runs_or_is_left_out_with_a_reason(root: Path) -> None:
    specs, left = runnable(suite(HERE, FAMILY, LATER), root)
    assert specs == ("inhouse/en_math",)
    assert [spec for spec, _ in left] == ["xcopa:0shot", "essays"]
    assert left[0][1].startswith("no rows of cambridgeltl/xcopa, config 'et', split 'test'")
    assert "1 parts can run: xcopa/it; why: " in left[0][1]
    assert "and HF_HUB_OFFLINE is set; hint: unset HF_HUB_OFFLINE" in left[0][1]
    assert left[1][1] == "needs a judge"


def test_rows_that_can_be_fetched_are_no_reason(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    assert survey(suite(FAMILY), root)[0].downloads == ("cambridgeltl/xcopa@042f7895",)
    assert "1 of 1 can run here, 1 of them after a download." in describe_suite(suite(FAMILY), root)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (None, "why: the hub gives it to those who are logged in and accepted its terms: no token is set"),
        ("hf_made_up", "ready, downloads Idavidrein/gpqa@633f5ee8 (gated: its terms must be accepted)"),
    ],
)
def test_a_gated_set_needs_a_login(
    root: Path, token: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.get_token", lambda: token)
    text = describe_suite(suite(Entry("gpqa/main", "GPQA", "One")), root)
    assert said in text
    assert ("hint: accept its terms" in text) == (token is None)


def test_what_pins_no_revision_cannot_be_fetched(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    [one] = survey(suite(Entry("rummlu", "ruMMLU", "One")), root)
    assert one.why == "the hub cannot be asked: the task pins no revision"
    assert "--data-root" in one.hint


def test_a_missing_package_is_named_with_its_extra(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qarat.suites.ready.find_spec", lambda _: None)
    [(_, reason)] = runnable(suite(Entry("math_500", "MATH-500", "One")), root)[1]
    assert "grading math_500 needs the package" in reason
    assert 'pip install "qarat[math]"' in reason


def test_a_damaged_file_is_a_reason(root: Path) -> None:
    (root / "cambridgeltl/xcopa/it/test.parquet").write_bytes(b"no parquet")
    [one] = survey(suite(Entry("xcopa/it:0shot", "XCOPA", "One")), root)
    assert "test.parquet" in one.reason
    assert not one.parts


def test_a_suite_as_text(root: Path) -> None:
    text = describe_suite(suite(HERE, FAMILY, LATER), root).splitlines()
    assert text[0] == "mine: Made up"
    assert text[2:4] == ["One", "  Facts        inhouse/en_math  ready"]
    assert "  Many: XCOPA  xcopa:0shot      not run: no rows of cambridgeltl/xcopa" in text[6]
    assert text[10] == "  Essays       essays           not run: needs a judge"
    assert text[-2:] == ["1 of 3 can run here.", "Published numbers to set beside it: comparison/mmlu"]


@pytest.mark.parametrize("name", sorted({*suites.names()} - {"qwen2.5-base-small"}))  # = qwen2.5-base
def test_every_entry_of_every_suite_is_accounted_for(name: str, root: Path) -> None:
    found = suites.find(name)
    specs, left = runnable(found, root)
    assert sorted([*specs, *(spec for spec, _ in left)]) == sorted(entry.spec for entry in found.entries)
    assert not any("unknown" in reason for _, reason in left)
