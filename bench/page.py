"""Open a page of 20,000 samples as its reader does, and hold it to its promise: two seconds, then 100 ms.

A synthetic run of MMLU's shape (57 subjects, examples in every prompt) is written
by the package's own writer, once as the page of one run and once as a release of two. Each is opened in
Debian's chromium, every time in a fresh browser: until the list can be used, then every subject, "wrong only"
and a search are filtered. The first search reads all texts, and is counted apart. Exits with 1 when opening
takes more than 2 s or filtering more than 100 ms.

    python bench/page.py [SAMPLES]
"""

from __future__ import annotations

import json
import math
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qarat import __version__
from qarat.evaluate.folder import SCHEMA, load_run, write_record, write_samples
from qarat.evaluate.record import Estimate, ModelRecord, RunRecord, SampleRecord, TaskResult
from qarat.report.page import write_page
from qarat.report.release.release import make_release, write_release
from qarat.types import Setting

SAMPLES, SUBJECTS, RUNS = 20_000, 57, 3
OPEN_SECONDS, FILTER_SECONDS = 2.0, 0.1
VOCABULARY = [f"word{place:x}" for place in range(5_000)]

MEASURE = """async steps => {
  const status = document.getElementById("status"), found = {};
  for (const [name, id, value] of steps) {
    const box = document.getElementById(id), before = status.textContent;
    const changed = new Promise(done => new MutationObserver((_, self) => {
      if (!status.textContent.startsWith("Reading")) { self.disconnect(); done(); }
    }).observe(status, {childList: true, characterData: true, subtree: true}));
    if (id === "search") box.focus();
    box.value = value;
    const start = performance.now();
    box.dispatchEvent(new Event(id === "search" ? "input" : "change"));
    await changed;
    await new Promise(requestAnimationFrame);
    found[name] = (performance.now() - start) / 1000;
  }
  return found;
}"""
STEPS = (
    ("subject", "group", "0 7"),
    ("all subjects", "group", ""),
    ("wrong only", "show", "1"),
    ("all", "show", "0"),
    ("first search", "search", "item 19"),
    ("search", "search", "item 7"),
)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds until the list can be used, and by step until the list shows its result."""

    opened: float
    steps: dict[str, float]


def samples(count: int, seed: int) -> Iterator[SampleRecord]:
    """Make multiple-choice items of one model; items are the same for every seed, answers are not."""
    items, luck = random.Random(0), random.Random(seed)
    examples = [" ".join(items.choices(VOCABULARY, k=250)) for _ in range(SUBJECTS)]
    for number in range(count):
        subject = number * SUBJECTS // count
        question = " ".join(items.choices(VOCABULARY, k=80))
        gold = items.randrange(4)
        outputs = [luck.gauss(-9, 1.5) + (place == gold) for place in range(4)]
        top = outputs.index(max(outputs))
        yield SampleRecord(
            id=f"test-{number}",
            digest=f"{number:016x}",
            tags=json.dumps({"subject": f"subject_{subject:02d}"}),
            prompt=f"{examples[subject]}\n\nItem {number}: {question}\nAnswer:",
            continuations=[" A", " B", " C", " D"],
            outputs=outputs,
            target=[gold],
            answer="ABCD"[top],
            values={"acc": float(top == gold)},
            explanation=f"{'ABCD'[top]} against the gold {'ABCD'[gold]}",
            note="",
            error="",
        )


def estimate(values: list[float]) -> Estimate:
    """Return the accuracy of some items."""
    mean, count = sum(values) / len(values), len(values)
    error = math.sqrt(mean * (1 - mean) / count)
    return Estimate(mean, error, max(0.0, mean - 1.96 * error), min(1.0, mean + 1.96 * error), count, "iid")


def write_run(folder: Path, count: int, seed: int) -> Path:
    """Write a run folder of one benchmark."""
    rows = list(samples(count, seed))
    (folder / "samples").mkdir(parents=True)
    write_samples(folder, "mmlu", rows)
    members: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        members[json.loads(row.tags)["subject"]].append(row.values["acc"])
    subjects = {subject: {"acc": estimate(values)} for subject, values in members.items()}
    score = estimate([row.values["acc"] for row in rows])
    result = TaskResult(
        task="mmlu", title="MMLU", version=1, protocol="mmlu@1:letter:5shot", file="mmlu", items="bench",
        setting=Setting("letter", 5, "fixed"), metrics={"acc": score}, groups={"subject": subjects}, n=count,
        total=count, failed=0, errors={}, bounds={}, notes=(), complete=True,
    )  # fmt: skip
    model = ModelRecord(
        name=f"Model-{seed}", address="fake:", fingerprint=f"bench:{seed}", engine="none", dtype="float32",
        context=4096, parameters=1, licence="", card={},
    )  # fmt: skip
    record = RunRecord(SCHEMA, __version__, {}, "python bench/page.py", {}, model, (result,), complete=True)
    write_record(folder, record)
    return folder


def visit(path: Path) -> Times:
    """Open a page in a fresh browser and use its filters."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("#sample .identity")
        opened = page.evaluate("performance.getEntriesByName('samples-ready')[0].startTime") / 1000
        steps: dict[str, float] = page.evaluate(MEASURE, STEPS)
        chromium.close()
    return Times(opened, steps)


def report(name: str, path: Path, seconds: float) -> bool:
    """Print one page's figures, the least of some visits, as load only adds; tell if the promise is kept."""
    visits = [visit(path) for _ in range(RUNS)]
    least = {step: min(one.steps[step] for one in visits) for step in visits[0].steps}
    opened = min(one.opened for one in visits)
    size = path.stat().st_size / 1e6
    steps = ", ".join(f"{step} {1000 * took:.0f} ms" for step, took in least.items())
    print(f"{name}: {size:.1f} MB, written in {seconds:.1f} s, opens in {opened:.2f} s; {steps}")
    slowest = max(took for step, took in least.items() if step != "first search")
    return opened <= OPEN_SECONDS and slowest <= FILTER_SECONDS


def main() -> int:
    """Write and open both pages; return 1 when one of them is slower than promised."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    with tempfile.TemporaryDirectory(prefix="qarat-page-") as place:
        folders = [write_run(Path(place, name), count, seed) for seed, name in enumerate("ab")]
        started = time.perf_counter()
        page = write_page(folders[0])
        single = report(f"one run, {count:,} samples", page, time.perf_counter() - started)
        started = time.perf_counter()
        release = make_release([load_run(folder) for folder in folders])
        page = write_release(release, Path(place, "release"))[0]
        both = report(f"two runs, {count:,} samples each", page, time.perf_counter() - started)
    return int(not (single and both))


if __name__ == "__main__":
    sys.exit(main())
