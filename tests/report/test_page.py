"""The page as a file: complete, well-formed, self-contained, deterministic, and deaf to hostile texts."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from qarat.errors import RunFolderError
from qarat.report.page import TEMPLATES, write_page
from qarat.types import Setting

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "line"}
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>\"'&<!--\u2028{{ 7*7 }}"


class Page(HTMLParser):
    """Checks that every element is closed in order and keeps what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.words).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def page(full_page: Path) -> Page:
    return Page(full_page.read_text(encoding="utf-8"))


def test_the_page_shows_scores_with_errors_counts_and_protocols(page: Page) -> None:
    assert "SmolLM2-135M-Instruct" in page.text
    for words in ("MMLU", "n = 1,140", "mmlu@1-5f2c9a1d", "10-shot, cloze", "lower is better", "0-shot, bpb"):
        assert words in page.text
    bars = [tag for tag in page.all("div") if tag.get("class") == "bar"]
    assert len(bars) == 6
    assert all(
        re.fullmatch(r"[\d.]+, 95 % interval [\d.]+ to [\d.]+, guessing 25.0", tag["aria-label"] or "")
        for tag in bars
    )


def test_what_failed_and_what_is_partial_is_said_at_the_top(page: Page) -> None:
    top = page.text[: page.text.index("Table 1.")]
    assert "This run is not complete" in top
    assert "4 failed (model)" in top
    assert "partial: 1,187 of 1,267 items left out" in top
    assert "TruthfulQA , 5-shot, letter: no score (data)" in top


def test_a_complete_run_has_no_warning(save_run: Callable[..., Path], synthetic: ModuleType) -> None:
    samples = synthetic.knowledge(57)
    text = write_page(save_run([(synthetic.result("m", "M", samples), samples)])).read_text(encoding="utf-8")
    assert "not complete" not in text
    assert "Failed as 0" not in text


def test_reproduction_tells_command_versions_hashes_and_cost(page: Page) -> None:
    text = page.text[page.text.rindex("Reproduce") :]
    for words in (
        "qarat run gguf:",
        "sha256:9a0364b9",
        "torch 2.13.0",
        "b1946ac92492d234",
        "61,203,114",
        "1.80 GiB",
    ):
        assert words in text


def test_charts_and_group_tables_are_there(page: Page) -> None:
    assert len(page.all("svg")) == 2
    assert len(page.all("title")) == 3
    assert "57 in all" in page.text
    links = [tag for tag in page.all("a") if tag.get("data-tag") == "subject"]
    assert len(links) == 57


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    for tag, attributes in page.tags:
        for name in ("src", "href", "xlink:href", "action", "data", "srcset", "poster"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
        assert not any("url(" in (value or "") for value in attributes.values())
        assert not any(name.startswith("on") for name in attributes)
    assert not page.all("link")


def test_the_policy_names_the_two_scripts_that_may_run(page: Page) -> None:
    code = [body for body in page.scripts if "use strict" in body]
    digests = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in code]
    (policy,) = (tag["content"] or "" for tag in page.all("meta") if "http-equiv" in tag)
    assert len(code) == 2
    assert "script-src " + " ".join(f"'sha256-{digest}'" for digest in digests) + ";" in policy
    assert policy.startswith("default-src 'none'")


def test_tables_and_fields_can_be_used_without_eyes(page: Page) -> None:
    assert all("scope" in head for head in page.all("th"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        if attributes.get("class") == "scroll":
            assert attributes.get("tabindex") == "0", tag
            assert attributes.get("aria-label"), tag


def test_the_same_folder_makes_the_same_bytes(full_run: Path) -> None:
    first = write_page(full_run).read_bytes()
    assert write_page(full_run).read_bytes() == first
    assert [path.name for path in full_run.glob("*.writing")] == []


def test_without_the_extra_the_page_has_its_tables_and_says_so(
    full_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    page = Page(write_page(full_run).read_text(encoding="utf-8"))
    assert page.all("svg") == []
    assert 'pip install "qarat[report]"' in page.text
    assert any("open" in tag for tag in page.all("details") if tag.get("class") == "grouptable")


def test_hostile_texts_stay_texts(save_run: Callable[..., Path], synthetic: ModuleType) -> None:
    plain = synthetic.knowledge(57)[0]
    fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
    poisoned: dict[str, Any] = dict.fromkeys(("id", "prompt", "answer", "explanation", "note"), HOSTILE)
    tags = synthetic.json.dumps({"subject": HOSTILE})
    sample = type(plain)(**{**fields, **poisoned, "tags": tags, "continuations": [HOSTILE] * 4})
    result = synthetic.result(
        "m",
        HOSTILE,
        [sample, sample],
        tag="subject",
        notes=(HOSTILE,),
        protocol=HOSTILE,
        setting=Setting("letter", 0, "fixed"),
    )
    clean = synthetic.result("m", "M", [plain, plain], tag="subject", setting=Setting("letter", 0, "fixed"))
    harmless = Page(write_page(save_run([(clean, [plain, plain])])).read_text(encoding="utf-8"))
    text = write_page(save_run([(result, [sample, sample])], name=HOSTILE)).read_text(encoding="utf-8")
    page = Page(text)
    extra = len(page.tags) - len(harmless.tags)
    assert extra == 1  # the note
    assert sum("type" not in tag for tag in page.all("script")) == 2
    assert page.all("img") == []
    assert "window.hacked=1</script>" not in text
    assert "49" not in page.text.split("{{ 7*7 }}")[0]


def test_a_run_without_results_still_has_a_page(save_run: Callable[..., Path]) -> None:
    page = Page(write_page(save_run([], complete=False)).read_text(encoding="utf-8"))
    assert "No task of this run has a result" in page.text


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="no run folder"):
        write_page(tmp_path)


def test_a_full_benchmark_stays_small(save_run: Callable[..., Path], synthetic: ModuleType) -> None:
    samples = synthetic.knowledge(2_850)
    path = write_page(save_run([(synthetic.result("mmlu", "MMLU", samples, tag="subject"), samples)]))
    raw = sum(len(sample.prompt) for sample in samples)
    assert raw > 6_000_000
    assert path.stat().st_size < 1_500_000


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "warn"])
def test_text_stands_out_from_every_paper(scheme: int, text: str) -> None:
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    colours = dict(
        re.findall(r"--([\w-]+): (#\w{6});", re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme])
    )
    for paper in ("paper", "faint", "warn-paper"):
        darker, lighter = sorted((luminance(colours[text]), luminance(colours[paper])))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (text, paper)
