"""Folders of one's own rows: begun, checked, run, and kept private."""

import json
from pathlib import Path

import pytest
from tests.data.parquet_files import write_parquet

from qarat.cli import main
from qarat.config import RunConfig
from qarat.errors import QaratError
from qarat.evaluate.live import LiveFile
from qarat.evaluate.record import TaskResult
from qarat.evaluate.run import evaluate
from qarat.registry import expand, load_folder
from qarat.report.page import render
from qarat.report.release.samples import sample_book
from qarat.tasks.inhouse.own import new_folder, read_card, read_own_rows
from qarat.tasks.inhouse.review import Finding, longest_common, overlaps, review

CARD = 'name = "mine"\ntitle = "Mine"\nrows = "{rows}"\nform = "{form}"\n'
PRIVATE = "Which colour has the secret lighthouse of our small island in the north?"


def folder_of(path: Path, rows: list[dict[str, object]], form: str = "letter") -> Path:
    path.mkdir(exist_ok=True)
    (path / "card.toml").write_text(CARD.format(rows="rows.jsonl", form=form))
    (path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def row(number: int, answer: str = "A", question: str = "") -> dict[str, object]:
    asked = question or f"Question {number}: what is the {number}th item of list {number * 7} called here?"
    return {"question": asked, "choices": ["red", "blue", "green", f"x{number}"], "answer": answer}


def findings(path: Path, root: Path | None = None) -> dict[str, Finding]:
    return {one.subject: one for one in review(read_own_rows(path, read_card(path)), root)}


def test_a_new_folder_passes_runs_and_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my-set"
    assert main(["inhouse", "new", str(folder)]) == 0
    assert main(["inhouse", "check", str(folder), "--data-root", str(tmp_path)]) == 0
    assert "the gold answer scores 1" in capsys.readouterr().out
    assert expand(str(folder)) == ["my_set"]
    with pytest.raises(QaratError, match="my-set has a card"):
        new_folder(folder)


def test_a_private_set_shows_no_row_in_the_report(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", [row(1, "B", PRIVATE), row(2, "C")])
    config = RunConfig("fake:", (str(folder), f"{folder}:chat"), output=tmp_path / "run")
    run = evaluate(config)
    assert all(result.private for result in run.record.results)
    assert any(PRIVATE in one.prompt for one in run.samples(run.record.results[0].file))
    assert "secret lighthouse" not in render(run)  # and no compressed sample either:
    book = sample_book([run], ["fake"])
    assert book.sets == ()
    assert book.notes == ("No sample of Mine is shown: the card of the set says private.",)
    card = folder / "card.toml"
    card.write_text(card.read_text() + "private = false\n")
    run = evaluate(RunConfig("fake:", (str(folder),), output=tmp_path / "open"))
    assert sample_book([run], ["fake"]).sets


def test_a_private_set_shows_no_row_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path / "mine", [row(1, "B", PRIVATE), row(2, "C")])
    shown: list[int] = []
    finish = LiveFile.finish

    def look(live: LiveFile, result: TaskResult) -> None:
        current = live._current()
        assert current is not None
        shown.append(len(current.samples))
        finish(live, result)

    monkeypatch.setattr(LiveFile, "finish", look)
    evaluate(RunConfig("fake:", (str(folder), "inhouse/en_math:cloze"), limit=2, output=tmp_path / "run"))
    assert shown == [0, 2]


def test_csv_and_free_answers(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text(CARD.format(rows="rows.csv", form="number"))
    (tmp_path / "rows.csv").write_text('question,answer,level\n"Two, plus two?",4,1\nThree plus 1.5?,4.5,2\n')
    task = load_folder(tmp_path)
    assert (task.formulations, task.group_by) == (("generate",), ("level",))
    run = evaluate(RunConfig("fake:", (str(tmp_path),), output=tmp_path / "run"))
    assert run.record.results[0].n == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1 is no JSON"),
        ('{"question": "Q?", "answer": "A"}', "line 1 has no choices"),
        ('{"question": "Q?", "answer": "E", "choices": ["a", "b"]}', "'E' is neither a letter nor the text"),
        ('{"question": "Q?", "answer": "A", "choices": ["a", "a"]}', "2 choices, 1 different"),
        ('{"question": " ", "answer": "A", "choices": ["a", "b"]}', "line 1 has no question"),
        ('{"frage": "Q?", "answer": "A"}', "unknown column 'frage'"),
        ("", "has no rows"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, line: str, message: str) -> None:
    folder = folder_of(tmp_path, [])
    (folder / "rows.jsonl").write_text(line + "\n")
    with pytest.raises(QaratError, match=message):
        load_folder(folder)


def test_a_number_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(QaratError, match="'four' is no number"):
        load_folder(folder_of(tmp_path, [{"question": "2 + 2?", "answer": "four"}], "number"))


@pytest.mark.parametrize(
    ("more", "message"),
    [("nam = 1", "unknown key 'nam'"), ("version = true", "is no int"), ('language = "de"', "language 'de'")],
)
def test_a_bad_card_is_named(tmp_path: Path, more: str, message: str) -> None:
    folder = folder_of(tmp_path, [row(1)])
    card = folder / "card.toml"
    card.write_text(card.read_text() + more + "\n")
    with pytest.raises(QaratError, match=message):
        load_folder(folder)


def test_duplicates_bias_and_outliers_are_found(tmp_path: Path) -> None:
    rows = [row(number) for number in range(1, 31)]
    rows += [row(1), row(40, question="word " * 300)]
    long = "The old harbour master of the town counts every ship that comes in before the sun goes down"
    rows += [row(50, question=long), row(50, question=f"{long} today")]
    found = findings(folder_of(tmp_path, rows))
    assert found["exact duplicates"].text == "row 1 = row 31"
    assert found["near duplicates"].text == "row 33 ~ row 34"
    assert "always A scores 100%" in found["answer positions of 4 choices"].text
    assert not found["answer positions of 4 choices"].ok
    assert "row 32 has 300 words" in found["length outliers"].text
    balanced = findings(folder_of(tmp_path, [row(number, "ABCD"[number % 4]) for number in range(1, 41)]))
    assert balanced["answer positions of 4 choices"].ok


def test_rows_of_a_benchmark_are_found(tmp_path: Path) -> None:
    known = (
        "A train leaves the city at noon and reaches the coast after four hours of travel through the hills"
    )
    write_parquet(tmp_path / "root/some/set/test.parquet", f"SELECT '{known}. When?' AS q, ['x', 'y'] AS a")
    folder = folder_of(tmp_path / "mine", [row(1, question=known), row(2, question="Short?")])
    found = findings(folder, tmp_path / "root")["contamination"]
    assert not found.ok
    assert "row 1 is in some/set/test.parquet, row 0" in found.text
    assert "1 of 2 rows are too short" in found.text
    assert not findings(folder)["contamination"].ok  # never clean where nothing was looked at


def test_the_longest_common_subsequence() -> None:
    assert longest_common("abcbdab", "bdcaba") == 4
    assert longest_common("", "abc") == longest_common("abc", "") == 0
    words = [str(number) for number in range(40)]
    assert overlaps(words[:20], words)
    assert not overlaps(words[:12], words[:12])  # 13 words are needed
    assert not overlaps([*words[:14], *("x" * 26)], [*words[:14], *("y" * 26)])
