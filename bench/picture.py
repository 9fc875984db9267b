"""Take the picture of a release that README.md shows: the page's beginning and one part of it, light.

    qarat report RUN RUN --against qwen2.5-0.5b -o release
    python bench/picture.py release/release.html docs/release.png [PART...]

PART is the id of a section (showcase, samples, charts); by default the tables and the sample browser.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WIDTH, SCALE = 1100, 1.5
PARTS = ("table-2", "samples")


def main() -> int:
    """Write the picture; only the parts asked for are left on the page."""
    from playwright.sync_api import sync_playwright

    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    page_file, target, *parts = sys.argv[1:]
    shown = parts or PARTS
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=SCALE)
        page.goto(Path(page_file).resolve().as_uri())
        page.wait_for_selector("#sample .identity")
        left_out = "main > section" + "".join(f":not(#{part})" for part in shown)
        page.add_style_tag(content=f"body {{ padding-block: 2rem }} {left_out} {{ display: none }}")
        page.screenshot(path=target, full_page=True)
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
