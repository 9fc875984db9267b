"""BLEnD, everyday knowledge of 16 regions in short answers (Myung et al. 2024).

`blend` asks in English and `blend_local` in the region's own language; a region is a configuration. Taken
from the benchmark's repository: the instruction `inst-4` in 13 languages (exemplars/blend.json), which
questions count (not those that three annotators called inapplicable or left, or five did not know), and the
soft exact match. It walks through the annotated answers from the most frequent one down; the first that the
response contains decides. SEM-B counts it as 1, SEM-W as its votes over those of the most frequent answer. In
both languages an answer in English counts too.

Chosen here, and the reason why numbers are not those of the paper: one instruction, where the paper averages
two; and words are compared without the paper's thirteen lemmatisers. An answer is contained when it is a part
of the response, or when each of its words is one of the response's words, acute accents and English plural
endings aside. Inflected languages lose some matches by this.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import punctuation
from typing import Any

from qarat.registry import task
from qarat.types import Files, Generation, Layout, Row, Sample, Score, Source, Task

REGIONS = {
    "AS": ("Assam", "Assamese"),
    "AZ": ("Azerbaijan", "Azerbaijani"),
    "CN": ("China", "Chinese"),
    "DZ": ("Algeria", "Arabic"),
    "ES": ("Spain", "Spanish"),
    "ET": ("Ethiopia", "Amharic"),
    "GB": ("UK", "English"),
    "GR": ("Greece", "Greek"),
    "ID": ("Indonesia", "Indonesian"),
    "IR": ("Iran", "Persian"),
    "JB": ("West Java", "Sundanese"),
    "KP": ("North Korea", "Korean"),
    "KR": ("South Korea", "Korean"),
    "MX": ("Mexico", "Spanish"),
    "NG": ("Northern Nigeria", "Hausa"),
    "US": ("US", "English"),
}

_WIDE = str.maketrans("\uff1a\u3001\uff0c\u3002", ":,,.")
_ACUTE = {ord("\N{COMBINING ACUTE ACCENT}"): None}
_NAMED = re.compile(r"(\w+):\s")

_INAPPLICABLE, _UNKNOWN = 3, 5


def _counts(row: Row) -> bool:
    """Tell whether the question is one of the benchmark: enough annotators had an answer to it."""
    idks = json.loads(row["idks"]) if isinstance(row["idks"], str) else row["idks"]
    return (
        bool(row["annotations"])
        and idks["no-answer"] + idks["not-applicable"] < _INAPPLICABLE
        and idks["idk"] < _UNKNOWN
    )


@cache
def _wording() -> Mapping[str, str]:
    """Return the instruction in English and in the language of every region."""
    text = (files("qarat.tasks.exemplars") / "blend.json").read_text(encoding="utf-8")
    wording: dict[str, str] = json.loads(text)
    return wording


def _in_english(row: Row) -> Sample:
    return _sample(row, _wording()["English"].format(row["en_question"]), local=False)


def _in_its_own(row: Row) -> Sample:
    return _sample(row, _wording()[row["config"]].format(row["question"]), local=True)


def _sample(row: Row, text: str, *, local: bool) -> Sample:
    region, language = REGIONS[row["config"]]
    local = local and language != "English"
    annotated = [
        {
            "local": [one for one in answer["answers"] if one.strip()] if local else [],
            "english": [one for one in answer["en_answers"] if one.strip()],
            "count": answer["count"],
        }
        for answer in row["annotations"]
    ]
    best = [*annotated[0]["local"], *(one for answer in annotated for one in answer["english"])]
    return Sample(
        id=f"{row['config']}/{row['ID']}",
        input=text,
        gold=best[0] if best else "",
        facts={"answers": annotated},
        tags={"region": region, "language": language if local else "English"},
    )


def _grade(sample: Sample, text: str) -> Score:
    response = _bare(text, str(sample.input))
    answers: Sequence[Mapping[str, Any]] = sample.facts["answers"]
    for answer in answers:
        found = next((one for one in answer["local"] if _contains(response, one)), None)
        found = found or next(
            (one for one in answer["english"] if _contains(response, one, english=True)), None
        )
        if found:
            weight = answer["count"] / answers[0]["count"]
            told = f"holds {found!r}, given by {answer['count']}; the commonest by {answers[0]['count']}"
            return Score({"sem_b": 1.0, "sem_w": weight}, response, told)
    told = f"holds none of the {len(answers)} answers given, the commonest being {sample.gold!r}"
    return Score({"sem_b": 0.0, "sem_w": 0.0}, response, told, extracted=bool(response))


def _bare(text: str, prompt: str) -> str:
    """Return the response in lower case without a repeated prompt and without a leading "Answer:"."""
    response = text.replace(prompt, "").translate(_WIDE).lower().strip()
    named = _NAMED.match(response)
    if named and named[1] in prompt.lower():
        response = response[named.end() :]
    return response.strip().strip(".").strip()


def _contains(response: str, answer: str, *, english: bool = False) -> bool:
    answer = answer.lower()
    spellings = {answer, answer.replace("-", " "), answer.replace(" ", "-")}
    if any(spelling in response for spelling in spellings):
        return True
    words = _words(answer, english=english)
    return bool(words) and words <= _words(response, english=english)


def _words(text: str, *, english: bool) -> set[str]:
    words = {
        word.strip(punctuation)
        for word in unicodedata.normalize("NFD", text).translate(_ACUTE).lower().split()
    }
    return {_singular(word) if english else word for word in words if word}


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _task(name: str, title: str, *, local: bool) -> Task:
    return Task(
        name=name,
        title=title,
        data=Source(
            id="nayeon212/BLEnD",
            configs=tuple(REGIONS),
            split="",
            stored="annotations",
            keep=_counts,
            files=Files(
                ("data/annotations_hf/{split}_data.json",),
                {code: region.replace(" ", "_") for code, (region, _) in REGIONS.items()},
            ),
        ),
        sample=_in_its_own if local else _in_english,
        layout=Layout(answer=""),
        generation=Generation(grade=_grade, max_tokens=128),
        formulation="generate",
        formulations=("generate",),
        metrics=("sem_b", "sem_w"),
        group_by=("region", "language"),
        strata="region",
        language="multilingual" if local else "en",
        cite="https://arxiv.org/abs/2406.09948",
    )


@task
def blend() -> Task:
    """Questions in English on all 16 regions; `blend/CN` is one of them."""
    return _task("blend", "BLEnD", local=False)


@task
def blend_local() -> Task:
    """The same questions in the regions' own languages."""
    return _task("blend_local", "BLEnD, local languages", local=True)
