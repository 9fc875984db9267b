"""Exams of one language each, by letter: JMMLU, KMMLU, TurkishMMLU, ruMMLU and IndoMMLU.

KMMLU (Son et al. 2024) and TurkishMMLU (Yüksel et al. 2024) have the prompts of lm-evaluation-harness 0.4.13;
KMMLU draws its examples from dev, which holds five, TurkishMMLU takes the first ones. ruMMLU is MMLU as
NLPCoreTeam translated it, with the wording of their own program. IndoMMLU (Koto et al. 2023), 3-shot, has the
wording of its authors' program, said once; its examples are the three rows that the set marks for each
subject. JMMLU (Yin et al. 2024) has no examples of its own and no fixed wording: they are drawn from the test
split, never the item itself, and the words are MMLU's in Japanese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qarat.data.load import load_rows
from qarat.prompts.words import WORDS
from qarat.registry import task
from qarat.tasks.multilingual.mmlu_like import announced, letter, listed, mmlu_like, reads, subject_tags
from qarat.tasks.multilingual.subjects import INDOMMLU, JMMLU, KMMLU, RUMMLU, TURKISHMMLU
from qarat.types import Files, Layout, Row, Sample, Source, Task

NOT_TO_BE_ALTERED = frozenset({"japanese_civics", "japanese_geography", "japanese_idiom"})
"""JMMLU's subjects under CC BY-NC-ND; upstream keeps them apart, so copies often lack them."""

_LETTERED = re.compile(r"^[A-E]\s*[.)]\s*")


@task
def jmmlu() -> Task:
    """MMLU in Japanese and exams of Japanese schools, 56 subjects."""
    words = WORDS["ja"]
    source = Source(
        "nlp-waseda/JMMLU",
        "test",
        tuple(sorted(JMMLU)),
        revision="3637b25e444ccfdcde4d23a783cbe8e674faa01b",
        files=Files(("JMMLU.zip/JMMLU/{split}/{config}.csv",)),
        fewshot_split="test",
    )
    layout = Layout(answer=f"\n{words.answer}", description=announced(words.exam, JMMLU))
    sample, cite = reads(subject_tags(JMMLU)), "https://arxiv.org/abs/2402.14531"
    return mmlu_like("jmmlu", "JMMLU", source, sample, layout, language="ja", cite=cite)


@task
def jmmlu_by_sa() -> Task:
    """The 53 subjects of JMMLU under CC BY-SA."""
    whole = jmmlu()
    free = tuple(subject for subject in whole.data.configs if subject not in NOT_TO_BE_ALTERED)
    return replace(
        whole, name="jmmlu_by_sa", title="JMMLU (CC BY-SA)", data=replace(whole.data, configs=free)
    )


@task
def kmmlu() -> Task:
    """Korean licensing and university exams, 45 subjects."""
    source = Source(
        "HAERAE-HUB/KMMLU",
        "test",
        tuple(KMMLU),
        revision="d61b3f19e552c576bf5960dd24289763edc36a88",
        files=Files(("data/{config}-{split}.csv",)),
        fewshot_split="dev",
    )
    layout = Layout(answer=f"\n{WORDS['ko'].answer}")
    sample = reads(subject_tags(KMMLU), gold=lambda answer: int(answer) - 1)
    cite = "https://arxiv.org/abs/2402.11548"
    return mmlu_like("kmmlu", "KMMLU", source, sample, layout, language="ko", cite=cite)


@task
def turkishmmlu() -> Task:
    """Turkish high school questions with five options, 9 subjects, the small set of 900."""
    words, subjects = WORDS["tr"], tuple(TURKISHMMLU)
    spelt = {subject: subject.replace("_", " ") for subject in subjects}
    source = Source(
        "AYueksel/TurkishMMLU",
        "test",
        subjects,
        revision="fcbe5bb19af2714186fdd5752671e0748efa0024",
        files=Files(("{split}/TurkishMMLU_{config}.json",), spelt),
        fewshot_split="dev",
        fewshot_first=True,
    )
    layout = Layout(question=f"{words.question} {{}}", answer=f"\n{words.answer}")
    sample, cite = reads(subject_tags(TURKISHMMLU), options="choices"), "https://arxiv.org/abs/2407.12402"
    return mmlu_like("turkishmmlu", "TurkishMMLU", source, sample, layout, language="tr", cite=cite)


@task
def rummlu() -> Task:
    """MMLU's 57 subjects in Russian."""
    words, subjects = WORDS["ru"], tuple(sorted(RUMMLU))
    source = Source("NLPCoreTeam/mmlu_ru", "test", subjects, fewshot_split="dev", fewshot_first=True)
    layout = Layout(answer=f"\n{words.answer}", description=announced(words.exam, RUMMLU))
    sample = reads(subject_tags(RUMMLU), options="choices_ru", question="question_ru", gold=int)
    cite = "https://github.com/NLP-Core-Team/mmlu_ru"
    return mmlu_like("rummlu", "ruMMLU", source, sample, layout, language="ru", cite=cite)


def _is_example(row: Row) -> bool:
    return str(row["is_for_fewshot"]).strip() in ("1", "1.0", "True")


def _options(row: Row) -> list[str]:
    return [_LETTERED.sub("", option.strip()) for option in listed(row["options"])]


def _indommlu(row: Row) -> Sample:
    options, subject = _options(row), row["subject"]
    to_university = row["level"].startswith("University")
    level = "seleksi masuk universitas" if to_university else f"{row['class']} {row['level']}"
    tags = {"category": INDOMMLU[subject].category, "subject": subject, "level": level}
    return Sample(
        id="",
        input=row["question"].strip(),
        choices=tuple(options),
        target=letter(row["answer"]),
        tags=tags,
    )


def _indommlu_exam(sample: Sample) -> str:
    name = INDOMMLU[sample.tags["subject"]].name
    asked = f"Ini adalah soal {name} untuk {sample.tags['level']}."
    return f"{asked} Pilihlah salah satu jawaban yang dianggap benar!\n\n"


_INDOMMLU = Source(
    "indolem/IndoMMLU",
    "test",
    revision="5f9ff6e800a072b70ab27df3f7b20070b97e90ba",
    alike=lambda row: str(row["subject"]),
    keep=lambda row: not _is_example(row),
)


def _marked(config: str, root: Path | None) -> Sequence[Row]:
    return load_rows(replace(_INDOMMLU, keep=_is_example), config, _INDOMMLU.split, root)


@task
def indommlu() -> Task:
    """Indonesian exams from primary school to university entrance, 25 subjects."""
    source, cite = replace(_INDOMMLU, examples=_marked), "https://arxiv.org/abs/2310.04928"
    layout = Layout(answer=f"\n\n{WORDS['id'].answer}", description=_indommlu_exam)
    whole = mmlu_like("indommlu", "IndoMMLU", source, _indommlu, layout, language="id", cite=cite)
    return replace(whole, shots=3)
