"""The report of one run: a single HTML file that opens from a disk, without a network, in ten years.

Everything stands inside the file: style, scripts, charts as SVG, samples in blocks that are read when they
are looked at. A content security policy of the page forbids every connection and every script but its own,
named by their hashes, so that texts of models and benchmarks, which are other people's, could not act even
if they broke out of their place. The page is a pure function of the run folder.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from qarat.errors import MissingExtraError, RunFolderError
from qarat.evaluate.folder import Run, load_run
from qarat.evaluate.record import RunRecord, TaskResult
from qarat.report.charts.draw import Spec, overall_chart, render_svg, subject_chart
from qarat.report.facts import model_facts
from qarat.report.release.samples import SampleBook, has_samples, sample_book
from qarat.report.reproduce import reproduction
from qarat.report.samples import judged
from qarat.report.summary import (
    MetricRow,
    figure,
    guessing,
    headline,
    meanings,
    metric_row,
    ranked_groups,
    score_row,
    scores,
    setting_label,
    suspicion,
)
from qarat.scoring.metrics import BESIDE, METRICS

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

REPORT = "report.html"
TEMPLATES = Path(__file__).parent / "templates"
PROFILE_FROM = 3
"""Number of scores from which a figure of all of them says more than the table."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart, safe to stand in the page, and its caption."""

    svg: Markup
    caption: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One subject: its name as stored, number of items, metrics in the order of the table's head."""

    name: str
    n: int
    metrics: tuple[MetricRow | None, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """All groups of one tag of one task, best first; `task` is the file of its samples."""

    task: str
    heading: str
    tag: str
    metrics: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    figure: Figure | None


def write_page(run_dir: Path, samples: str = "") -> Path:
    """Write `report.html` into a run folder and return its path; `samples` is as for `sample_book`.

    Charts need the extra `report`; without it the page has its tables and says how to get them.

    Raises:
        RunFolderError: the folder is none, is damaged, or cannot be written.
        UsageError: `samples` is no amount.
    """
    target = run_dir / REPORT
    text = render(load_run(run_dir), samples)
    beside = target.with_name(f".{REPORT}.{os.getpid()}.writing")
    try:
        beside.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        beside.replace(target)
    except OSError as error:
        raise RunFolderError(
            f"cannot write {target}: {error}", "free space or make the folder writable"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return target


def render(run: Run, samples: str = "") -> str:
    """Render the page of a run as HTML; `samples` is as for `sample_book`."""
    record, drawer = run.record, _Drawer()
    chances = [_chance(run, result) for result in record.results]
    values: dict[str, Any] = {
        "record": record,
        "headline": headline(record),
        "meanings": meanings(record),
        "warnings": [told for result in record.results if (told := suspicion(result, record.model))],
        "scores": [score_row(*pair) for pair in zip(record.results, chances, strict=True)],
        "beside_labels": [METRICS[name].label for name in BESIDE],
        "any_bounds": any(result.failed and result.bounds for result in record.results),
        "profile": _profile(drawer, record, chances),
        "groups": list(_groups(drawer, record, chances)),
        "model_facts": model_facts(record.model),
        "box": reproduction(record.model.name, record, run.usage()),
        "charts_hint": drawer.hint,
        **browser_values(sample_book([run], [record.model.name], samples)),
    }
    return environment().get_template("report.html.j2").render(values)


class _Drawer:
    """Draws charts while the extra is there; remembers the hint when it is not."""

    def __init__(self) -> None:
        self.hint = ""

    def draw(self, spec: Spec, title: str, description: str) -> Figure | None:
        from markupsafe import Markup

        if self.hint:
            return None
        try:
            svg = render_svg(spec, title, description)
        except MissingExtraError as error:
            self.hint = error.hint
            return None
        # Vega escapes every text it draws; a test feeds it hostile ones.
        return Figure(Markup(svg), description)  # noqa: S704


def _chance(run: Run, result: TaskResult) -> float | None:
    return guessing(run.samples(result.file)) if judged(result) and has_samples(run, result) else None


def _profile(drawer: _Drawer, record: RunRecord, chances: Sequence[float | None]) -> Figure | None:
    pairs = zip(record.results, chances, strict=True)
    shares = [(result, chance) for result, chance in pairs if judged(result)]
    if len(shares) < PROFILE_FROM:
        return None
    spec = overall_chart([result for result, _ in shares], [chance for _, chance in shares])
    caption = "First metric of every benchmark, best first: score, 95 % interval, dashed tick for guessing."
    return drawer.draw(spec, f"Scores of {record.model.name}", caption)


def _groups(drawer: _Drawer, record: RunRecord, chances: Sequence[float | None]) -> Iterator[GroupTable]:
    for result, chance in zip(record.results, chances, strict=True):
        for tag in result.groups if result.metrics else ():
            if ranked := ranked_groups(result, tag):
                drawn = drawer.draw(*_group_chart(result, tag, ranked, chance))
                rows = tuple(_group_row(result, tag, name) for name in ranked)
                yield GroupTable(
                    result.file, _heading(result), tag, tuple(scores(result.metrics)), rows, drawn
                )


def _group_row(result: TaskResult, tag: str, name: str) -> GroupRow:
    estimates = result.groups[tag][name]
    metrics = tuple(
        metric_row(metric, estimates[metric]) if metric in estimates else None
        for metric in scores(result.metrics)
    )
    return GroupRow(name, estimates[next(iter(result.metrics))].n, metrics)


def _group_chart(
    result: TaskResult, tag: str, ranked: Sequence[str], chance: float | None
) -> tuple[Spec, str, str]:
    """Return a chart, its title and its caption."""
    metric, whole = next(iter(result.metrics.items()))
    best, worst = (name.replace("_", " ") for name in (ranked[0], ranked[-1]))
    caption = (
        f"{_heading(result)}: {metric} by {tag} with 95 % intervals, {len(ranked)} in all, from {best} to "
        f"{worst}; the solid line is the whole benchmark ({figure(whole.value, metric)})"
    )
    caption += "." if chance is None else f", the dashed one guessing ({figure(chance, metric)})."
    return subject_chart(result, tag, chance), f"{result.title} by {tag}", caption


def _heading(result: TaskResult) -> str:
    return f"{result.title}, {setting_label(result.setting)}"


def environment() -> Environment:
    """Return the templates of the package, which escape every text that they are given."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["zip"] = zip
    return templates


def asset(*names: str) -> Markup:
    """Return style sheets or scripts of the package, one after the other, as they may stand in a page."""
    from markupsafe import Markup

    texts = [(TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    return Markup("".join(texts))  # noqa: S704 - our own files


def browser_values(book: SampleBook, styles: Sequence[str] = ("report.css",)) -> dict[str, Any]:
    """Return what the template of a page with samples needs: the book, style, scripts, their policy."""
    scripts = [asset("report.js"), asset("outcomes.js", "samples.js")]
    return {
        "book": book,
        "labels_json": msgspec.json.encode(book.labels).decode(),
        "style": asset(*styles),
        "scripts": scripts,
        "script_sources": " ".join(f"'sha256-{csp_hash(script)}'" for script in scripts),
    }


def csp_hash(script: str) -> str:
    """Return the hash by which a content security policy names a script of the page."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
