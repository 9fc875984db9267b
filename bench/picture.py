"""Take the picture of a release that README.md shows: its beginning and some of its parts, light.

    qarat report RUN RUN --against qwen2.5-0.5b -o release
    python bench/picture.py release/release.html docs/release.png [PART...]

PART is the id of a section (charts, showcase, samples); by default the benchmarks and the sample browser. A
link to a sample, release.html#sample/..., has that sample chosen.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WIDTH, HEIGHT = 1100, 1350
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
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        path, _, sample = page_file.partition("#")
        page.goto(f"{Path(path).resolve().as_uri()}#{sample}")
        page.wait_for_selector("#sample .identity")
        left_out = "main > section" + "".join(f":not(#{part})" for part in shown)
        page.add_style_tag(content=f"body {{ padding-block: 2rem }} {left_out} {{ display: none }}")
        page.screenshot(path=target, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
