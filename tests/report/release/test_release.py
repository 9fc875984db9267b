"""The release section: a suite's rows, published numbers beside one's own, footnotes, marks, renderings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from qarat.cli import main
from qarat.errors import RunFolderError, UsageError
from qarat.evaluate.folder import write_record, write_samples
from qarat.evaluate.record import SampleRecord, TaskResult
from qarat.report.release.page import render_release
from qarat.report.release.release import Release, make_release, release_csv, write_release
from qarat.report.release.rows import wanted
from qarat.report.tables import Cell, Section, Table, to_latex, to_markdown
from qarat.suites import find

SUITE = "qwen2.5-base"


def items(right: int, count: int, tag: str = "", values: Sequence[str] = ("",)) -> list[SampleRecord]:
    """The first `right` of `count` items are right; the tag's values take turns."""
    return [
        SampleRecord(
            id=f"i{number}",
            digest=f"{number:08x}",
            tags=json.dumps({tag: values[number % len(values)]} if tag else {}),
            prompt="Q",
            continuations=[],
            outputs=[],
            target=[0],
            answer="",
            values={"acc": float(number < right)},
            explanation="",
            note="",
            error="",
        )
        for number in range(count)
    ]


class Runs:
    """Writes run folders of the suite's entries and reads them again."""

    def __init__(self, root: Path, synthetic: ModuleType) -> None:
        self.root, self.synthetic = root, synthetic

    def result(self, spec: str, samples: Sequence[SampleRecord], **special: object) -> TaskResult:
        task, setting = wanted(spec)
        fields = {"setting": setting, "file": task, "protocol": f"{task}@1:x", "items": str(len(samples))}
        made: TaskResult = self.synthetic.result(task, task.upper(), samples, **{**fields, **special})
        return made

    def save(
        self,
        name: str,
        pairs: Sequence[tuple[TaskResult, Sequence[SampleRecord]]],
        tasks: Sequence[str] = (SUITE,),
        left_out: Sequence[tuple[str, str]] = (),
        *,
        paired: bool = False,
    ) -> Path:
        """Samples are written where runs are to be `paired`; nothing else reads them."""
        folder = self.root / str(len(list(self.root.iterdir())))
        (folder / "samples").mkdir(parents=True)
        for result, samples in pairs if paired else ():
            write_samples(folder, result.file, samples)
        made = self.synthetic.record([result for result, _ in pairs], name=name)
        changed = msgspec.structs.replace(made, config={"tasks": list(tasks)}, left_out=tuple(left_out))
        write_record(folder, changed)
        return folder

    def simple(self, name: str, rights: dict[str, int], count: int = 200, **special: object) -> Path:
        held = [(spec, items(right, count)) for spec, right in rights.items()]
        pairs = [(self.result(spec, some, **special), some) for spec, some in held]
        return self.save(name, pairs, paired=True)


@pytest.fixture
def runs(tmp_path: Path, synthetic: ModuleType) -> Runs:
    root = tmp_path / "runs"
    root.mkdir()
    return Runs(root, synthetic)


def release(*folders: Path, against: str = "") -> Release:
    from qarat.evaluate.folder import load_run

    return make_release([load_run(folder) for folder in folders], against)


def rows(table: Table) -> dict[str, dict[str, Cell]]:
    titles = [column.title for column in table.columns]
    return {row[0].text.strip(): dict(zip(titles, row, strict=True)) for row in table.cell_rows()}


def test_rows_stand_as_the_suite_has_them_and_dashes_where_nothing_is(runs: Runs) -> None:
    made = release(runs.simple("Mine", {"mmlu:5shot": 120, "gsm8k:4shot": 30}))
    table = made.tables[1].table
    sections = [row.title for row in table.rows if isinstance(row, Section)]
    assert sections == list(dict.fromkeys(entry.section for entry in find(SUITE).entries))
    found = rows(table)
    assert found["MMLU"]["Mine"].text == "60.0 ± 3.5"
    assert found["MMLU"]["Asked as"].text == "5-shot, letter, acc"
    assert found["HellaSwag"]["Mine"].text == "–"
    assert not any(cell.bold for row in table.cell_rows() for cell in row), "one number is best of nothing"


def test_published_columns_are_marked_and_the_best_of_all_is_bold(runs: Runs) -> None:
    made = release(runs.simple("Mine", {"mmlu:5shot": 150, "bbh:3shot": 60}), against="qwen2.5-7b,LLAMA-3-70")
    table = made.tables[1]
    titles = [column.title for column in table.table.columns]
    assert titles == [
        *("Benchmark", "Asked as", "Qwen2.5-7B (published)", "Llama-3-70B (published)", "Mine"),
    ]
    assert table.columns == {2, 3}
    found = rows(table.table)
    assert {name for name, cell in found["MMLU"].items() if cell.bold} == {"Llama-3-70B (published)"}
    assert found["MMLU"]["Qwen2.5-7B (published)"].text == "74.2"
    best = release(runs.simple("Best", {"mmlu:5shot": 180}), against="qwen2.5-7b").tables[1].table
    assert {name for name, cell in rows(best)["MMLU"].items() if cell.bold} == {"Best"}
    assert {name for name, cell in rows(best)["BBH"].items() if cell.bold} == set()


def test_sizes_that_another_suite_prints_are_found_too(runs: Runs) -> None:
    table = release(runs.simple("Mine", {"mmlu:5shot": 1}), against="qwen2.5-0.5b").tables[1].table
    assert rows(table)["MMLU"]["Qwen2.5-0.5B (published)"].text == "47.5"


def test_an_unknown_prefix_is_an_error_and_one_without_numbers_is_told(runs: Runs) -> None:
    folder = runs.simple("Mine", {"mmlu:5shot": 1})
    with pytest.raises(UsageError, match="no published model begins with 'qwin'"):
        release(folder, against="qwin")
    table = release(folder, against="qwen2.5-turbo").tables[1].table
    assert any("begins with qwen2.5-turbo" in remark for remark in table.remarks)


def test_other_shots_than_published_are_footnoted(runs: Runs) -> None:
    setting = wanted("gsm8k:4shot")[1]
    assert setting
    some = items(50, 100)
    result = runs.result("gsm8k:4shot", some, setting=replace(setting, shots=8))
    table = release(runs.save("Mine", [(result, some)]), against="qwen2.5-7b").tables[1].table
    assert rows(table)["GSM8K"]["Benchmark"].note == (
        "published 4-shot, run here 8-shot; the suite asks 4-shot, generate"
    )
    assert rows(table)["MMLU"]["Benchmark"].note == ""
    assert "GSM8K¹" in to_markdown(table)
    assert "\n¹ published 4-shot" in to_markdown(table)


def test_a_partial_score_has_its_n_and_is_never_bold(runs: Runs) -> None:
    cut = runs.simple("Cut", {"mmlu:5shot": 10}, 10, total=14042, complete=False)
    whole = runs.simple("Whole", {"mmlu:5shot": 40})
    table = release(cut, whole, against="qwen2.5-7b").tables[1].table
    row = rows(table)["MMLU"]
    assert row["Cut"].text.startswith("100.0")
    assert row["Cut"].note == "n = 10 of 14,042 items"
    assert [name for name, cell in row.items() if cell.bold] == ["Qwen2.5-7B (published)"]


def test_left_out_entries_stand_under_the_table_with_their_reasons(runs: Runs) -> None:
    some = items(1, 10)
    reasons = [
        ("humaneval:0shot", "no sandbox"),
        ("mbpp:0shot", "no sandbox"),
        ("bbh:3shot", "no rows; hint: get some"),
    ]
    pairs = [(runs.result("mmlu:5shot", some), some)]
    first = runs.save("A", pairs, left_out=reasons, paired=True)
    table = release(first, runs.save("B", pairs, left_out=reasons[:2], paired=True)).tables[1]
    assert table.table.remarks[-2:] == (
        "Not run: humaneval:0shot, mbpp:0shot (no sandbox).",
        "Not run for A: bbh:3shot (no rows).",
    )


def test_a_group_is_the_mean_that_its_definition_says(runs: Runs) -> None:
    some = items(3, 8, "language", ("de", "en"))  # 2 of 4, 1 of 4
    uneven = [
        *some,
        *items(13, 13, "language", ("en",))[8:],
    ]  # 6 of 9 in English, where 4 of 9 would be pooled
    mgsm = runs.result("mgsm:8shot", uneven, tag="language")
    flores = items(5, 10)
    made = release(
        runs.save("Mine", [(mgsm, uneven), (runs.result("belebele:5shot", flores), flores)]),
        against="qwen2.5-7b",
    )
    table = made.tables[1].table
    row = rows(table)["Multi-Mathematics"]
    assert row["Mine"].numbers["value"] == pytest.approx(100 * (2 / 4 + 6 / 9) / 2)
    assert row["Qwen2.5-7B (published)"].text == "57.8"
    assert "Multi-Mathematics: MGSM 8-shot (mean over languages)." in table.remarks
    missing = rows(table)["Multi-Understanding"]["Mine"]
    assert missing.text == "–"
    assert "xcopa:5shot" in missing.note


def test_only_real_differences_are_marked(runs: Runs) -> None:
    first = runs.simple("First", {"mmlu:5shot": 80, "bbh:3shot": 100})
    second = runs.simple("Second", {"mmlu:5shot": 130, "bbh:3shot": 101})
    table = release(first, second).tables[1].table
    found = rows(table)
    assert found["MMLU"]["Second"].text == "65.0 ± 3.4†"
    assert found["MMLU"]["First"].text == "40.0 ± 3.5"
    assert found["BBH"]["Second"].text == "50.5 ± 3.5"
    assert any(
        remark.startswith("† differs from First") and "over 2 of them" in remark for remark in table.remarks
    )
    same = release(first, first).tables[1].table
    assert any(remark.startswith("No difference from") for remark in same.remarks)


def test_other_protocols_are_not_tested_and_say_so(runs: Runs) -> None:
    first = runs.simple("First", {"mmlu:5shot": 80})
    second = runs.simple("Second", {"mmlu:5shot": 130}, protocol="mmlu@2:y")
    table = release(first, second).tables[1].table
    cell = rows(table)["MMLU"]["Second"]
    assert "†" not in cell.text
    assert "mmlu@2:y" in cell.note
    assert not any("†" in remark for remark in table.remarks)


def test_results_without_a_suite_share_a_table_and_find_their_published_numbers(runs: Runs) -> None:
    some = items(60, 100)
    pairs = [(runs.result("arc_challenge:25shot", some), some)]
    made = release(runs.save("Mine", pairs, tasks=["arc_challenge:25shot"]), against="qwen2.5-7b")
    row = rows(made.tables[1].table)["ARC_CHALLENGE"]
    assert row["Qwen2.5-7B (published)"].text == "63.7"
    assert row["Mine"].text == "60.0 ± 4.9"


def test_the_model_card_is_computed_beside_the_published_one(runs: Runs) -> None:
    made = release(runs.simple("Mine", {"mmlu:5shot": 1}), against="qwen2.5-7b")
    texts = [[cell.text for cell in row] for row in made.tables[0].table.cell_rows()]
    assert texts == [
        [*("Qwen2.5-7B (published)", "7.61B", "6.53B", "28", "28 / 4", "No", "128K", "8K", "Apache 2.0")],
        [*("Mine", "0.13B", "0.11B", "30", "9 / 3", "Yes", "8K", "–", "Apache-2.0")],
    ]


def test_all_renderings_hold_the_same_numbers(runs: Runs) -> None:
    first = runs.simple("First", {"mmlu:5shot": 80, "bbh:3shot": 150})
    made = release(first, runs.simple("Second", {"mmlu:5shot": 130}), against="qwen2.5-7b")
    markdown, latex = to_markdown(made.tables[1].table), to_latex(made.tables[1].table)
    written = csv.DictReader(io.StringIO(release_csv(made)))
    place = made.tables[1].table.caption, "MMLU"
    lines = [line for line in written if (line["table"], line["row"]) == place]
    assert [(line["column"], line["published"], line["text"], line["bold"]) for line in lines] == [
        ("Asked as", "", "5-shot, letter, acc", ""),
        ("Qwen2.5-7B", "yes", "74.2", "yes"),
        ("First", "", "40.0 ± 3.5", ""),
        ("Second", "", "65.0 ± 3.4†", ""),
    ]
    assert float(lines[-1]["value"]) == pytest.approx(65)
    assert "| MMLU | 5-shot, letter, acc | **74.2** | 40.0 ± 3.5 | 65.0 ± 3.4† |" in markdown
    assert r"MMLU & 5-shot, letter, acc & \textbf{74.2} & 40.0 $\pm$ 3.5 & 65.0 $\pm$ 3.4† \\" in latex
    page = render_release(made)
    assert "<b>74.2</b>" in page
    assert all(
        text in page for text in ("40.0 <small>± 3.5</small>", "65.0 <small>± 3.4</small>", "published")
    )


def test_hostile_names_stay_names(runs: Runs) -> None:
    hostile = "</style><script>x</script>|\\input{a} (published)"
    made = release(runs.simple(hostile, {"mmlu:5shot": 1}), against="qwen2.5-7b")
    page = render_release(made)
    assert "<script>x" not in page
    assert page.count("</style>") == 1
    assert r"\input" not in to_latex(made.tables[1].table)
    head = to_markdown(made.tables[1].table).splitlines()[2]
    assert "<script" not in head.replace(r"\<", "")
    assert r"\|" in head


def test_the_command_writes_four_files_and_one_folder_alone_its_page(
    runs: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = runs.simple("Mine", {"mmlu:5shot": 1}), tmp_path / "out"
    assert main(["report", str(folder), "--against", "qwen2.5-7b,gemma", "-o", str(out)]) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {"release.html", "tables.md", "tables.tex", "tables.csv"}
    assert not (folder / "report.html").exists()
    assert main(["report", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(folder / "report.html")
    assert main(["report"]) == 2


def test_a_directory_that_cannot_be_made_is_told(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot be written"):
        write_release(release(runs.simple("Mine", {"mmlu:5shot": 1})), tmp_path / "file")
