"""Everything that the documents name is in the catalogue, nothing in it is invented, and its tasks exist."""

from __future__ import annotations

import re

import pytest
from tests.reference.markdown import DOCUMENTS, FOLDER, read

from qarat import reference, registry, suites
from qarat.reference.catalogue import Benchmark, catalogue, licences
from qarat.suites.suite import JUDGE

NO_BENCHMARKS = {"Architecture", "# Act Params", "# Params", "#Non-emb Params", "Non-Emb Params", "Avg."}
OF_OTHER_THINGS = {
    "qwen2.5/card",
    "qwen2/table-13",
    "comparison/mmlu",
    "comparison/hellaswag",
    "comparison/mbpp",
}
"""Tables whose labels are figures of models, languages, subjects or metrics."""

IN_PROSE = {
    "qwen2.5": (
        *("MMLU", "LiveCodeBench (2305-2409)", "MGSM8K", "IFEval (multilingual)", "okapi_MMLU", "BLEnD"),
        *("generating long texts", "understanding structured data", "generating structured outputs"),
        *("system prompts", "role-play", "condition-setting", "generating JSON output"),
    ),
    "comparison": ("MMLU", "HellaSwag", "MBPP"),
    "qwen2": (
        *("MMLU", "MMLU-Pro", "GPQA", "Theorem QA", "HumanEval", "MBPP", "MultiPL-E", "LiveCodeBench v1"),
        *(
            "GSM8K",
            "MATH",
            "MT-Bench",
            "Arena-Hard",
            "AlignBench",
            "MixEval",
            "IFEval",
            "NIAH",
            "NeedleBench",
        ),
        *("LV-Eval", "Needle in a Haystack", "Needle in A Haystack", "red teaming", "privacy", "fraud"),
        *("illegal behaviors", "pornography", "multilingual human evaluation", "Contamination Analysis"),
    ),
}


def spellings(source: str) -> dict[str, Benchmark]:
    """Every spelling that the catalogue knows of a document's names."""
    mine = [one for one in catalogue() if source in one.documents]
    return {text: one for one in mine for text in (one.name, *one.printed)}


def text_of(source: str) -> str:
    found = sorted(FOLDER.glob(f"{DOCUMENTS[source]}_*.txt"))
    if not found:
        pytest.skip(f"no documents: {FOLDER} does not hold them")
    return found[0].read_text(encoding="utf-8").replace("*", "")


@pytest.mark.parametrize("source", reference.SOURCES)
def test_every_name_of_the_tables_is_known(source: str) -> None:
    known = spellings(source)
    for markdown, table in zip(read(source), reference.tables(source), strict=True):
        labels = {row for _, row, _ in markdown.rows} if table.rows == "benchmark" else set(markdown.columns)
        if table.id not in OF_OTHER_THINGS:
            assert {label.split(" / ")[0] for label in labels} - NO_BENCHMARKS - known.keys() == set()
        for cell in reference.query(table=table.id):
            if table.id != "qwen2.5/card" and cell.row not in NO_BENCHMARKS and cell.part != "Avg.":
                assert {cell.benchmark, f"{cell.benchmark}: {cell.part}"} & known.keys(), cell


def test_every_name_of_the_lists_of_tasks_is_known() -> None:
    lists = re.findall(r"^[A-Z][\w& ]+ Tasks: (.+)$", text_of("qwen2.5"), re.MULTILINE)
    assert len(lists) == 8
    names = {
        part.split("(")[-1] if "Multi-" in part else part
        for line in lists
        for part in re.sub(r" \d+-shot|\(\d+-shot\)|\)", "", line).replace(" (Python", ", (Python").split(",")
        if not re.match(r" ?\(?(Python|C\+\+|JAVA|PHP|TypeScript|C#|Bash|JavaScript)$", part.strip())
    }
    assert len(names) > 35
    assert {name.strip() for name in names if name.strip()} - spellings("qwen2.5").keys() == set()


@pytest.mark.parametrize("source", reference.SOURCES)
def test_names_of_the_prose_are_known_and_nothing_is_invented(source: str) -> None:
    text, known = text_of(source), spellings(source)
    assert [name for name in IN_PROSE[source] if name not in text or name not in known] == []
    for one in known.values():
        assert any(name in text for name in (one.name, *one.printed)), one.name
    every = "".join(map(text_of, reference.SOURCES))
    assert [one for one in catalogue() for name in one.printed if name not in every] == []


def test_tasks_are_registered_and_all_of_them_are_here() -> None:
    named = [name for one in catalogue() for name in one.tasks]
    # Of a family, each member is a benchmark of its own.
    assert {name.partition("/")[0] for name in named} == set(registry.names())
    assert len({one.name for one in catalogue()}) == len(catalogue())


def test_what_nothing_measures_says_what_it_needs() -> None:
    assert [one.name for one in catalogue() if not one.tasks and not one.missing] == []
    judged = {
        entry.title
        for name in suites.names()
        for entry in suites.find(name).entries
        if entry.missing == JUDGE
    }
    assert judged == {one.name for one in catalogue() if one.missing == "a judge"}


def test_every_data_set_has_a_licence_or_says_that_none_is_known() -> None:
    tasks = [registry.find(part) for name in registry.names() for part in registry.expand(name)]
    used = {task.data.id for task in tasks if task.data.rows is None} | {one.hub for one in catalogue()} - {
        ""
    }
    assert used == licences().keys()
    for licence, stated_by in licences().values():
        assert licence
        assert bool(stated_by) == (licence not in ("unknown", "one's own translation"))
