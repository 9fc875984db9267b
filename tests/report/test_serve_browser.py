"""The live page in a real browser: it follows a run without being loaded again, and complains of nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.evaluate.paused import paused_run
from tests.report.serving import served

from qarat.evaluate import live

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


def test_the_page_follows_the_run_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setattr(live, "SECONDS", 0.02)
    complaints: list[str] = []
    with served(tmp_path / "run") as port, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        with paused_run(tmp_path / "run"):
            page.goto(f"http://127.0.0.1:{port}/")
            assert page.locator("progress").get_attribute("value") == "5"
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            page.evaluate("window.unbroken = true")
            status = page.locator("#status-0").element_handle()
        page.get_by_role("link", name="The report, with every sample").wait_for(timeout=20_000)
        assert page.evaluate("window.unbroken")  # the same page, changed in place
        assert status.inner_text().startswith("Finished")  # the same element, so that it is read out
        assert page.title().startswith("Finished")
        assert page.locator("progress").count() == 0
        page.get_by_role("link", name="The report, with every sample").click()
        page.wait_for_selector("#sample .identity")
        browser.close()
    assert complaints == []
