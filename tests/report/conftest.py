"""A synthetic run on disk for the page: every kind of result a reader can meet, built without a model."""

from __future__ import annotations

import json
import math
import random
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

import pytest

from qarat.evaluate.folder import SCHEMA, write_record, write_samples, write_usage
from qarat.evaluate.record import Estimate, ModelRecord, RunRecord, SampleRecord, TaskResult
from qarat.models.card import model_card
from qarat.report.page import write_page
from qarat.types import Setting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MODEL = "SmolLM2-135M-Instruct"
LETTERS = " A", " B", " C", " D"
SUBJECTS = (
    *(f"field_of_study_{chr(97 + n % 26)}{n:02d}" for n in range(56)),
    "high_school_government_and_politics",
)

CONFIG = {
    "model_type": "llama",
    "hidden_size": 576,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "intermediate_size": 1536,
    "vocab_size": 49152,
    "tie_word_embeddings": True,
    "max_position_embeddings": 8192,
}


def estimate(values: Sequence[float], method: str = "iid") -> Estimate:
    mean = sum(values) / len(values)
    stderr = math.sqrt(sum((value - mean) ** 2 for value in values) / max(1, len(values) - 1) / len(values))
    return Estimate(mean, stderr, max(0.0, mean - 1.96 * stderr), mean + 1.96 * stderr, len(values), method)


def result(name: str, title: str, samples: Sequence[SampleRecord], **special: object) -> TaskResult:
    """Sum samples up; `special` overrides fields of the result, `tag` asks for groups."""
    tag = special.pop("tag", None)
    scored = [sample for sample in samples if not sample.error]
    metrics = tuple(scored[0].values) if scored else ()
    groups: dict[str, list[SampleRecord]] = {}
    for sample in scored if tag else ():
        groups.setdefault(json.loads(sample.tags)[str(tag)], []).append(sample)
    failed = len(samples) - len(scored)
    fields: dict[str, object] = {
        "task": name,
        "title": title,
        "version": 1,
        "protocol": f"{name}@1-5f2c9a1d",
        "setting": Setting("letter", 5, "fixed"),
        "file": name,
        "metrics": {metric: estimate([sample.values[metric] for sample in scored]) for metric in metrics},
        "groups": {
            str(tag): {
                group: {metric: estimate([sample.values[metric] for sample in members]) for metric in metrics}
                for group, members in groups.items()
            }
        }
        if tag
        else {},
        "items": "b1946ac92492d234",
        "n": len(scored),
        "total": len(samples),
        "failed": failed,
        "errors": {"model": failed} if failed else {},
        "bounds": dict.fromkeys(metrics, (0.3, 0.32)),
        "notes": (),
        "complete": not failed,
    }
    return TaskResult(**{**fields, **special})  # type: ignore[arg-type]


def choice(
    number: int, prompt: str, choices: Sequence[str], random_: random.Random, tags: dict[str, str]
) -> SampleRecord:
    outputs = [random_.gauss(-9, 1.5) for _ in choices]
    gold, top = random_.randrange(len(choices)), outputs.index(max(outputs))
    rates = [output / (len(text) - 1) for output, text in zip(outputs, choices, strict=True)]
    values = {"acc": float(gold == top), "acc_norm": float(gold == rates.index(max(rates)))}
    return SampleRecord(
        id=f"test-{number}",
        digest=f"{number:016x}",
        tags=json.dumps(tags),
        prompt=prompt,
        continuations=list(choices),
        outputs=outputs,
        target=[gold],
        answer="ABCD"[top],
        values=values,
        explanation=f"{'ABCD'[top]} was preferred to the gold {'ABCD'[gold]}",
        note="",
        error="",
    )


def knowledge(count: int) -> list[SampleRecord]:
    """MMLU's shape: five examples a subject, four letters."""
    random_ = random.Random(1)
    words = [
        "the",
        "of",
        "a",
        "cell",
        "state",
        "law",
        "field",
        "energy",
        "function",
        "theory",
        "price",
        "court",
    ]
    openings = {
        subject: f"The following are multiple choice questions (with answers) about {subject}.\n\n"
        + "\n\n".join(
            f"Example {n} of {subject}: {' '.join(random_.choices(words, k=60))}\nA. x\nB. y\nC. z\nAnswer: A"
            for n in range(5)
        )
        for subject in SUBJECTS
    }
    samples = []
    for number in range(count):
        subject = SUBJECTS[number * len(SUBJECTS) // count]
        question = " ".join(random_.choices(words, k=70))
        options = "\n".join(f"{letter}. {' '.join(random_.choices(words, k=6))}" for letter in "ABCD")
        prompt = f"{openings[subject]}\n\nQuestion {number}: {question}\n{options}\nAnswer:"
        samples.append(choice(number, prompt, LETTERS, random_, {"subject": subject}))
    return samples


def endings(count: int) -> list[SampleRecord]:
    """HellaSwag's shape: long continuations, no examples, some items without a score."""
    random_ = random.Random(2)
    samples = []
    for number in range(count):
        choices = [f" then {'slowly ' * (n + 1)}walks away, number {number}.{n}" for n in range(4)]
        sample = choice(number, f"A person {number} is in a kitchen. He", choices, random_, {})
        if number % 97 == 5:
            broken = {
                "outputs": [],
                "values": {},
                "answer": "",
                "explanation": "",
                "error": "model: out of memory",
            }
            sample = SampleRecord(
                **{name: broken.get(name, getattr(sample, name)) for name in sample.__struct_fields__}
            )
        samples.append(sample)
    return samples


def bits(count: int) -> list[SampleRecord]:
    random_ = random.Random(3)
    return [
        SampleRecord(
            f"b{n}",
            f"{n:016x}",
            "{}",
            f"Question: number {n}?\nAnswer:",
            [" gold text"],
            [-random_.random() * 20],
            [0],
            "",
            {"bpb": random_.random() + 0.5},
            "bits of the gold text over its bytes",
            "context cut to 8,192 tokens" if n == 0 else "",
            "",
        )
        for n in range(count)
    ]


def record(results: Sequence[TaskResult], *, name: str = MODEL, complete: bool = True) -> RunRecord:
    return RunRecord(
        schema=SCHEMA,
        qarat="0.1.0",
        versions={"python": "3.11.2", "torch": "2.13.0", "transformers": "5.23.0"},
        command="qarat run gguf:SmolLM2-135M-Instruct.Q4_1.gguf mmlu hellaswag:10shot arc_challenge:bpb",
        config={
            "model": "gguf:SmolLM2-135M-Instruct.Q4_1.gguf",
            "tasks": ["mmlu", "hellaswag"],
            "limit": None,
        },
        model=ModelRecord(
            name=name,
            address="gguf:SmolLM2-135M-Instruct.Q4_1.gguf",
            fingerprint="sha256:9a0364b9e99bb480dd25e1f0284c8555",
            engine="hf 5.23.0, tree scoring",
            dtype="float32",
            context=8192,
            parameters=134_515_008,
            licence="Apache-2.0",
            card=model_card(CONFIG, 134_515_008),
        ),
        results=tuple(results),
        complete=complete,
    )


def save(
    root: Path, pairs: Sequence[tuple[TaskResult, Sequence[SampleRecord]]], to: str = "run", **fields: object
) -> Path:
    """Write results with their samples as the run folder `to` and return its path."""
    folder = root / to
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    for result_, samples in pairs:
        if samples:
            write_samples(folder, result_.file, samples)
    write_record(folder, record([result_ for result_, _ in pairs], **fields))  # type: ignore[arg-type]
    return folder


def save_full(root: Path) -> Path:
    """A run with 57 subjects, two metrics, bits per byte, failed items, and a task that failed as a whole."""
    mmlu, hellaswag, arc = knowledge(1140), endings(300), bits(40)
    folder = save(
        root,
        [
            (result("mmlu", "MMLU", mmlu, tag="subject"), mmlu),
            (result("hellaswag", "HellaSwag", hellaswag, setting=Setting("cloze", 10, "fixed")), hellaswag),
            (
                result(
                    "winogrande", "WinoGrande", hellaswag[:80], file="hellaswag", total=1267, complete=False
                ),
                [],
            ),
            (result("arc", "ARC-Challenge", arc, setting=Setting("bpb", 0, "fixed")), arc),
            (result("truthfulqa", "TruthfulQA", [], total=817, errors={"data": 1}, complete=False), []),
        ],
        complete=False,
    )
    tokens = {"requested_tokens": 61_203_114, "unique_tokens": 2_214_300, "ratio": 27.64, "seconds": 81.25}
    write_usage(
        folder,
        {
            "seconds": 93.1,
            "peak_memory_bytes": 1_932_735_283,
            "environment": {"machine": "x86_64"},
            "tasks": {"mmlu": tokens, "arc": {}},
        },
    )
    return folder


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The builders of this file, for tests that need a run of their own."""
    return sys.modules[__name__]


@pytest.fixture
def save_run(tmp_path: Path) -> Callable[..., Path]:
    """Return `save` into a folder of the test's own."""
    return partial(save, tmp_path)


@pytest.fixture
def full_run(tmp_path: Path) -> Path:
    return save_full(tmp_path)


@pytest.fixture(scope="module")
def full_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a full run, written once for tests that only look at it."""
    return write_page(save_full(tmp_path_factory.mktemp("full")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages with samples; in the end insist that nothing was fetched or complained about."""
    asked: list[str] = []
    complaints: list[str] = []
    contexts = []

    def visit_(
        path: Path, width: int = 1100, scheme: Literal["light", "dark"] = "light", fragment: str = ""
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("#sample .identity")
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert complaints == []
    # Downloads of the page itself alone; a blob is what the page reads its own samples from.
    assert all(url.startswith(("file://", "blob:")) for url in asked)
    assert sum(url.startswith("file://") for url in asked) == len(contexts)
