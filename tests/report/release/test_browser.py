"""A release in a real browser: models side by side, links, keys, paper, and no finding of axe."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec
import pytest

from qarat.evaluate.folder import load_run
from qarat.evaluate.record import SampleRecord
from qarat.report.release.release import make_release, write_release

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

A, B = "Ann-1B", "Bob-1B"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs of the same items: what each got right, and the page of both."""

    page: Path
    first: Sequence[SampleRecord]
    second: Sequence[SampleRecord]

    def count(self, first: float, second: float) -> int:
        both = zip(self.first, self.second, strict=True)
        return sum((one.values["acc"], two.values["acc"]) == (first, second) for one, two in both)


@pytest.fixture
def pair(save_run: Callable[..., Path], synthetic: ModuleType, tmp_path: Path) -> Pair:
    first = synthetic.knowledge(114)
    second = [
        msgspec.structs.replace(one, values={"acc": float(n % 3 == 0), "acc_norm": 0.0})
        for n, one in enumerate(first)
    ]
    second[7] = msgspec.structs.replace(second[7], prompt=second[7].prompt.replace("Question 7:", "Ask 7:"))
    folders = [
        save_run([(synthetic.result("mmlu", "MMLU", rows, tag="subject"), rows)], to=name, name=name)
        for name, rows in ((A, first), (B, second))
    ]
    made = make_release([load_run(folder) for folder in folders], "qwen2.5-7b")
    return Pair(write_release(made, tmp_path / "out")[0], first, second)


def offered(page: Page) -> dict[str, int]:
    """Return what the box "Show" offers with the numbers it gives."""
    told = [
        re.fullmatch(r"(.*) \(([\d,]+)\)", text) for text in page.locator("#show option").all_inner_texts()
    ]
    return {found[1]: int(found[2].replace(",", "")) for found in told if found}


def test_where_models_differ(visit: Callable[..., Page], pair: Pair) -> None:
    page = visit(pair.page)
    assert offered(page) == {
        "all": 114,
        "wrong only (any model)": 114 - pair.count(1, 1),
        "where they differ": pair.count(1, 0) + pair.count(0, 1),
        f"only {A} right": pair.count(1, 0),
        f"only {B} right": pair.count(0, 1),
        "both wrong": pair.count(0, 0),
        "both right": pair.count(1, 1),
        "failed": 0,
    }
    page.locator("#show").select_option(value="4")
    told = [row.get_attribute("aria-label") or "" for row in page.locator(".row").all()]
    assert told
    assert all(text.startswith(f"{A} wrong, {B} right:") for text in told)


def test_an_item_stands_side_by_side_and_other_prompts_are_marked(
    visit: Callable[..., Page], pair: Pair
) -> None:
    page = visit(pair.page, fragment="#sample/mmlu/test-7")
    assert page.locator("#sample h3").inner_text() == "test-7"
    assert page.locator(".answer h4.who bdi").all_inner_texts() == [A, B]
    texts = page.locator(".answer pre").all_text_contents()
    assert texts == [pair.first[7].prompt, pair.second[7].prompt]
    assert page.locator(".answer mark").all_text_contents() == ["Question", "Ask"]
    page.get_by_role("button", name="Next").click()
    page.locator("#sample h3", has_text="test-8").wait_for()
    assert page.locator("#sample .answer pre").count() == 0, "one prompt for both"
    assert page.url.endswith("#sample/mmlu/test-8")


def test_everything_works_from_the_keyboard(visit: Callable[..., Page], pair: Pair) -> None:
    page = visit(pair.page)
    page.keyboard.press("j")
    page.locator("#sample h3", has_text="test-1").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("question 41")
    page.locator("#status").get_by_text("1 of 114 samples").wait_for()
    page.keyboard.press("Escape")
    page.locator("#status").get_by_text("114 of 114 samples").wait_for()
    page.keyboard.press("End")
    page.locator("#sample h3", has_text="test-113").wait_for()
    page.keyboard.press("k")
    page.locator("#sample h3", has_text="test-112").wait_for()
    assert page.locator(".row[aria-selected=true]").get_attribute("aria-posinset") == "113"
    page.get_by_label("Keys").uncheck()
    page.keyboard.press("k")
    assert page.locator("#sample h3").inner_text() == "test-112"


def test_paper_has_the_chosen_sample_or_says_why_not(visit: Callable[..., Page], pair: Pair) -> None:
    page = visit(pair.page)
    page.emulate_media(media="print")
    assert page.get_by_text("Samples are printed when one is chosen").is_visible()
    assert not page.locator("#sample").is_visible()
    page.emulate_media(media="screen")
    page.locator(".row").nth(2).click()
    page.emulate_media(media="print")
    assert page.locator("#sample h3").is_visible()
    assert not page.locator("#list").is_visible()


def test_notes_lead_home_on_a_telephone(visit: Callable[..., Page], pair: Pair) -> None:
    page = visit(pair.page, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    note = page.locator(".release sup a").first
    target = page.locator(note.get_attribute("href") or "")
    note.click()
    assert target.inner_text()
    assert page.evaluate("document.querySelector(':target') !== null")
    published = page.locator("#table-2 thead .published")
    assert published.count() > 0
    assert all("published" in text for text in published.all_inner_texts())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_no_serious_finding(
    visit: Callable[..., Page], pair: Pair, full_page: Path, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH
    for path in (pair.page, full_page):
        page = visit(path, scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate(Path(axe).read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert len(found["passes"]) > 30, "axe looked at the page"
        bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        told = {one["id"]: [node["html"] for node in one["nodes"][:2]] for one in bad}
        assert not told, json.dumps(told, indent=1)
