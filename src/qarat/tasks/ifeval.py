"""Instruction following that a rule can verify: IFEval, M-IFEval, and IFEval in translation.

IFEval (Zhou et al. 2023): 541 prompts with one to three of 25 kinds of instruction; as in
lm-evaluation-harness 0.4.13, 0-shot, greedy, 1,280 tokens, no stop strings. Instruction-tuned models are
asked with `--chat`. Strict and loose, by prompt and by instruction; releases report prompts, strictly.

M-IFEval (Dussolle et al. 2025): Spanish, French and Japanese, with instructions that only these languages
know; its headline counts instructions. The set is published as JSON lines; put it into a data root with

    duckdb -c "COPY (FROM read_json('es_input_data.jsonl', columns={prompt: 'VARCHAR',
        instruction_id_list: 'VARCHAR[]', kwargs: 'JSON'})) TO 'lightblue-tech/M-IFEval/es/test.parquet'"

IFEval in translation: P-MMEval's ten languages, from a copy on the hub that is stored as parquet, and the
Qwen2.5 release's eight, whose rows were not published; bring your own to the same columns (prompt,
instruction_id_list, kwargs).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from qarat.registry import task
from qarat.scoring.instructions import english, french, japanese, spanish, translated
from qarat.scoring.instructions.compose import obey
from qarat.scoring.instructions.follow import Arguments, Check, grade
from qarat.scoring.instructions.reading import require
from qarat.types import Files, Generation, Layout, Row, Sample, Score, Source, Task

_NATIVE = {"es": spanish.CHECKS, "fr": french.CHECKS, "ja": japanese.CHECKS}

Table = Callable[[str], Mapping[str, Check]]
"""The checks of a language."""


def _english(_: str) -> Mapping[str, Check]:
    require("langdetect", "nltk", "punkt")
    return english.CHECKS


def _native(language: str) -> Mapping[str, Check]:
    require("langdetect", "nltk", "punkt", *(["janome"] if language == "ja" else []))
    return _NATIVE[language]


def _task(name: str, title: str, data: Source, table: Table) -> Task:
    """Return a task on rows of IFEval's columns, headed by whole prompts and grouped by language."""

    def sample(row: Row) -> Sample:
        return _sample(row, table)

    def graded(one: Sample, text: str) -> Score:
        return grade(table(one.tags["language"]), one.facts["instructions"], text)

    return Task(
        name=name,
        title=title,
        data=data,
        sample=sample,
        layout=Layout(answer=""),
        generation=Generation(grade=graded, solution=_solution, max_tokens=1280),
        formulation="generate",
        formulations=("generate",),
        metrics=("prompt_strict", "prompt_loose", "inst_strict", "inst_loose"),
        group_by=("language", "group"),
        language="mul",
    )


def _sample(row: Row, table: Table) -> Sample:
    """Return a sample that holds its instructions with their arguments; KeyError if one is unknown."""
    config = row["config"].removeprefix("mifeval-")
    language = "en" if config == "default" else config
    names: Sequence[str] = row["instruction_id_list"]
    given = row["kwargs"]
    arguments: Sequence[Arguments] = json.loads(given) if isinstance(given, str) else given
    for unknown in set(names) - set(table(language)):
        raise KeyError(unknown)
    groups = {name.split(":")[-2] for name in names}
    said = [{key: value for key, value in one.items() if value is not None} for one in arguments]
    return Sample(
        id="",
        input=row["prompt"],
        facts={"instructions": list(zip(names, said, strict=True))},
        tags={
            "language": language,
            "group": groups.pop() if len(groups) == 1 else "several",
            "instructions": str(len(names)),
        },
    )


def _solution(sample: Sample) -> str:
    language = sample.tags["language"]
    return obey(sample.facts["instructions"], translated.ANSWERS[language][0])


@task
def ifeval() -> Task:
    """541 English prompts."""
    source = Source(
        id="google/IFEval",
        split="train",
        revision="966cd89545d6b6acfd7638bc708b98261ca58e84",
        files=Files(("ifeval_input_data.jsonl",)),
    )
    return replace(
        _task("ifeval", "IFEval", source, _english),
        group_by=("group", "instructions"),
        language="en",
        cite="https://arxiv.org/abs/2311.07911",
    )


@task
def mifeval() -> Task:
    """522 prompts in Spanish, French and Japanese; `mifeval/ja` is one of them."""
    source = Source(id="lightblue-tech/M-IFEval", split="test", configs=("es", "fr", "ja"))
    return replace(
        _task("mifeval", "M-IFEval", source, _native),
        metrics=("inst_strict", "inst_loose", "prompt_strict", "prompt_loose"),
        cite="https://arxiv.org/abs/2502.04688",
    )


@task
def mifeval_pmm() -> Task:
    """P-MMEval's IFEval in ten languages; `mifeval_pmm/mifeval-ko` is one of them."""
    source = Source(
        id="DKYoon/P-MMEval",
        split="test",
        configs=tuple(
            f"mifeval-{one}" for one in ("ar", "en", "es", "fr", "ja", "ko", "pt", "th", "vi", "zh")
        ),
        revision="8fa6cb93e737359542071aeab2b0f6365af6c93c",
    )
    built = _task("mifeval_pmm", "P-MMEval mifeval", source, translated.checks_of)
    return replace(built, cite="https://arxiv.org/abs/2411.09116")


@task
def mifeval_qwen25() -> Task:
    """IFEval in the Qwen2.5 release's eight languages, on rows that the user supplies."""
    languages = ("ar", "es", "fr", "id", "ja", "ko", "pt", "vi")
    source = Source(id="local/mifeval", split="test", configs=languages)
    built = _task("mifeval_qwen25", "IFEval (multilingual)", source, translated.checks_of)
    return replace(built, cite="https://arxiv.org/abs/2412.15115")
