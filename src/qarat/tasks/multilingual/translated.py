"""MMLU in many languages, 5-shot by letter: okapi's, OpenAI's MMMLU, Global-MMLU and its Lite form.

Prompts as in lm-evaluation-harness 0.4.13: English words around the question in all languages. A language is
a configuration; subject and category are tags. Examples: okapi's (Lai et al. 2023) are the first rows of
train, whatever their subject; MMMLU has no other split, so that the first test rows of the item's subject are
shown, without the item; Global-MMLU's (Singh et al. 2024) are the first dev rows of the subject, and those of
Lite a draw from the dev rows of its category.

Translations of one question are not independent, and the error of a mean over languages takes them to be.
"""

from __future__ import annotations

from dataclasses import replace

from qarat.registry import task
from qarat.tasks.mmlu import SUBJECTS
from qarat.tasks.multilingual.mmlu_like import MANY, OPTION_A_TO_D, mmlu_like, reads
from qarat.types import Files, Layout, Row, Sample, Source, Task

OKAPI = (
    "ar bn ca da de en es eu fr gu hi hr hu hy id is it kn ml mr nb ne nl pt ro ru sk sr sv ta te uk vi zh"
)
AFRI = "amh eng ewe fra hau ibo kin lin lug orm sna sot swa twi wol xho yor zul"
AFRI_COMMIT = "96f247619673906ae4c321a3232afc67b98ea57e"
MMMLU = {
    "AR_XY": "Arabic",
    "BN_BD": "Bengali",
    "DE_DE": "German",
    "ES_LA": "Spanish",
    "FR_FR": "French",
    "HI_IN": "Hindi",
    "ID_ID": "Indonesian",
    "IT_IT": "Italian",
    "JA_JP": "Japanese",
    "KO_KR": "Korean",
    "PT_BR": "Brazilian Portuguese",
    "SW_KE": "Swahili",
    "YO_NG": "Yoruba",
    "ZH_CN": "Simplified Chinese",
}
GLOBAL = (
    "am ar bn cs de el en es fa fil fr ha he hi id ig it ja ko ky lt mg ms ne nl ny pl pt ro ru si sn so sr "
    "sv sw te tr uk vi yo zh"
)
GLOBAL_LITE = "ar bn de en es fr hi id it ja ko pt sw yo zh"


def _mmlu_tags(language: str, subject: str) -> dict[str, str]:
    return {"language": language, "category": SUBJECTS[subject], "subject": subject}


def _okapi_tags(row: Row) -> dict[str, str]:
    return _mmlu_tags(row["config"], row["id"].split("/")[0])


def _mmmlu_subject(row: Row) -> str:
    # Some languages have the name of a file in this column: anatomy_test.csv_sw-KE.csv.
    subject: str = row["Subject"]
    return subject.partition("_test")[0]


def _mmmlu_tags(row: Row) -> dict[str, str]:
    return _mmlu_tags(row["config"], _mmmlu_subject(row))


def _mmmlu_exam(sample: Sample) -> str:
    subject, language = sample.tags["subject"].replace("_", " "), MMMLU[sample.tags["language"]]
    return f"The following are multiple choice questions (with answers) about {subject} ({language}).\n\n"


def _global_tags(row: Row) -> dict[str, str]:
    return {
        "language": row["config"],
        "category": row["subject_category"],
        "subject": row["subject"],
        "culture": row["cultural_sensitivity_label"] or "not labelled",
    }


@task
def okapi_mmlu() -> Task:
    """MMLU as ChatGPT translated it for okapi, 34 languages."""
    languages = tuple(OKAPI.split())
    source = Source(
        "alexandrainst/m_mmlu",
        "test",
        languages,
        revision="18e6c8e65b2010a9819fcd8152718b17f8c551a7",
        files=Files(("data/{config}/{split}.jsonl",)),
        fewshot_split="train",
        fewshot_first=True,
    )
    sample = reads(_okapi_tags, OPTION_A_TO_D, question="instruction")
    title, cite = "okapi MMLU (translated)", "https://arxiv.org/abs/2307.16039"
    return mmlu_like("okapi_mmlu", title, source, sample, Layout(), language=MANY, cite=cite)


@task
def afrimmlu() -> Task:
    """Five subjects of MMLU in 16 languages of Africa, English and French, translated by people."""
    sample = reads(lambda row: _mmlu_tags(row["config"], row["subject"]), options="choices")
    files, cite = Files(("data/{config}/{split}.tsv",)), "https://arxiv.org/abs/2406.03368"
    source = Source("masakhane/afrimmlu", "test", tuple(AFRI.split()), AFRI_COMMIT, "dev", files=files)
    return mmlu_like("afrimmlu", "AfriMMLU", source, sample, Layout(), language=MANY, cite=cite)


@task
def mmmlu() -> Task:
    """MMLU as people translated it for OpenAI, 14 languages; `mmmlu/SW_KE` is one of them."""
    source = Source(
        "openai/MMMLU",
        "test",
        tuple(MMMLU),
        revision="325a01dc3e173cac1578df94120499aaca2e2504",
        files=Files(("{split}/mmlu_{config}.csv",), {name: name.replace("_", "-") for name in MMMLU}),
        fewshot_split="test",
        fewshot_first=True,
        alike=_mmmlu_subject,
    )
    sample = reads(_mmmlu_tags, question="Question", answer="Answer")
    layout, cite = Layout(description=_mmmlu_exam), "https://huggingface.co/datasets/openai/MMMLU"
    return mmlu_like("mmmlu", "MMMLU", source, sample, layout, language=MANY, cite=cite)


@task
def global_mmlu() -> Task:
    """Global-MMLU, 42 languages; "culture" tells questions that depend on one (CS) from others (CA)."""
    whole = mmlu_like(
        "global_mmlu",
        "Global-MMLU",
        Source(
            "CohereLabs/Global-MMLU",
            "test",
            tuple(GLOBAL.split()),
            revision="0e619dbeb34206cd48705a1a0ea7fb21cae09993",
            fewshot_split="dev",
            fewshot_first=True,
            alike=lambda row: str(row["subject"]),
        ),
        reads(_global_tags, OPTION_A_TO_D),
        Layout(),
        language=MANY,
        cite="https://arxiv.org/abs/2412.03304",
    )
    return replace(whole, group_by=(*whole.group_by, "culture"))


@task
def global_mmlu_lite() -> Task:
    """400 questions in each of 15 languages, half of them culturally sensitive, post-edited by people."""
    whole = global_mmlu()
    source = replace(
        whole.data,
        id="CohereLabs/Global-MMLU-Lite",
        configs=tuple(GLOBAL_LITE.split()),
        revision="36c2fd756f19ccf13a9a96c8e53ccecc02192b8b",
        fewshot_first=False,
        alike=lambda row: str(row["subject_category"]),
    )
    return replace(whole, name="global_mmlu_lite", title="Global-MMLU-Lite", data=source)
