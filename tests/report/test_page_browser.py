"""A run's page in a real browser: it opens from disk, fetches nothing, and its filters filter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from qarat.report.page import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def show(page: Page, name: str) -> int:
    """Choose an entry of the box "Show" and return how many samples the page says there are."""
    option = page.locator("#show option", has_text=name).first
    page.get_by_label("Show").select_option(value=option.get_attribute("value"))
    return shown(page)


def shown(page: Page) -> int:
    return int(page.locator("#status").inner_text().split(" of ")[0].replace(",", ""))


def test_wrong_only_shows_only_wrong_ones(
    visit: Callable[..., Page], full_page: Path, synthetic: ModuleType
) -> None:
    page = visit(full_page)
    expected = sum(sample.values["acc"] == 0 for sample in synthetic.knowledge(1140))
    assert show(page, "wrong only") == expected
    assert {"wrong"} == {str(row.get_attribute("aria-label"))[:5] for row in page.locator(".row").all()}


def test_a_sample_shows_prompt_choices_and_reason(
    visit: Callable[..., Page], full_page: Path, synthetic: ModuleType
) -> None:
    page = visit(full_page)
    show(page, "wrong only")
    detail = page.locator("#sample")
    expected = next(
        sample for sample in synthetic.knowledge(1140) if sample.id == detail.locator("h3").inner_text()
    )
    assert expected.values["acc"] == 0
    parts = detail.locator("pre").all_text_contents()
    assert "".join(parts) == expected.prompt
    assert (
        detail.locator("tr.gold .continuation").text_content() == expected.continuations[expected.target[0]]
    )
    picked = detail.locator("tr", has=page.locator("td .tag")).first.locator(".continuation").text_content()
    assert picked == expected.continuations[expected.outputs.index(max(expected.outputs))]
    assert detail.get_by_text(expected.explanation).count() == 1


def test_search_and_groups(visit: Callable[..., Page], full_page: Path) -> None:
    page = visit(full_page)
    assert shown(page) == 1140
    assert page.locator(".row").count() < 30, "only what can be seen is drawn"
    page.get_by_label("Search").fill("question 700:")
    page.locator("#status").get_by_text("1 of 1,140 samples", exact=True).wait_for()
    page.get_by_label("Search").fill("")
    page.locator("#status").get_by_text("1,140 of 1,140 samples", exact=True).wait_for()
    page.get_by_label("Group").select_option(label="field of study a00")
    assert page.locator("#status").inner_text() == "20 of 1,140 samples"


def test_a_score_opens_its_samples(visit: Callable[..., Page], full_page: Path) -> None:
    page = visit(full_page)
    page.get_by_role("link", name="HellaSwag").click()
    page.locator("#status").get_by_text("300 of 300 samples").wait_for()
    page.locator(".grouptable summary").click()
    page.get_by_role("link", name="high school government and politics").click()
    page.locator("#status").get_by_text("20 of 1,140 samples").wait_for()


def test_tables_sort_by_a_click(visit: Callable[..., Page], full_page: Path) -> None:
    page = visit(full_page)
    page.locator(".grouptable summary").click()
    page.get_by_role("button", name="acc_norm").click()
    column = [float(cell) for cell in page.locator(".sortable tbody tr td:nth-child(6)").all_inner_texts()]
    assert column == sorted(column, reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("acc_norm")


def test_nothing_is_wider_than_a_telephone(visit: Callable[..., Page], full_page: Path) -> None:
    page = visit(full_page, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_hostile_samples_do_nothing(
    visit: Callable[..., Page], save_run: Callable[..., Path], synthetic: ModuleType
) -> None:
    hostile = "</script><img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
    plain = synthetic.knowledge(57)[0]
    fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
    poisoned = dict.fromkeys(("id", "prompt", "answer", "explanation", "note"), hostile)
    tags = json.dumps({"subject": hostile, "__proto__": hostile})
    sample = type(plain)(**{**fields, **poisoned, "tags": tags, "continuations": [hostile] * 4})
    page = visit(
        write_page(
            save_run([(synthetic.result("m", hostile, [sample], tag="subject"), [sample])], name=hostile)
        )
    )
    assert page.locator("#sample pre").last.text_content() == hostile
    assert page.locator("#sample h3").text_content() == hostile
    assert page.locator("img").count() == 0
    assert page.evaluate("window.hacked") is None
