"""Whatever holds results: a run folder, or the files of another tool, recognised by what is in them."""

from __future__ import annotations

from pathlib import Path

from qarat.errors import RunFolderError
from qarat.evaluate.folder import RECORD, Run, load_run
from qarat.exchange import inspect_ai, lm_eval, nemo, olmes, olmo_eval
from qarat.exchange.imported import ImportedRun

KNOWN = {
    "qarat": f"a run folder, with {RECORD}",
    "lm-evaluation-harness": lm_eval.RECOGNISED,
    "inspect-ai": inspect_ai.RECOGNISED,
    "OLMES": olmes.RECOGNISED,
    "olmo-eval": olmo_eval.RECOGNISED,
    "NeMo Evaluator": nemo.RECOGNISED,
}
"""Where results may come from, and what each is recognised by."""


def load_run_or_foreign(path: Path | str) -> Run | ImportedRun:
    """Return the run at `path`, whoever measured it.

    Raises:
        RunFolderError: nothing there is a result of a known tool, or it is damaged.
        UsageError: a folder holds several results, and which one is meant must be said.
    """
    place = Path(path)
    if (place / RECORD).is_file() or not place.exists():
        return load_run(place)  # its error names the runs that are near
    found: ImportedRun | None = None
    if logs := inspect_ai.find(place):
        found = inspect_ai.read(logs)
    elif metrics := olmes.find(place):
        found = olmes.read(metrics)
    elif results := lm_eval.find(place):
        found = lm_eval.read(results)
    elif summary := olmo_eval.find(place):
        found = olmo_eval.read(summary)
    elif scores := nemo.find(place):
        found = nemo.read(scores)
    if found:
        return found
    known = "\n  ".join(f"{tool}: {what}" for tool, what in KNOWN.items())
    raise RunFolderError(f"{place} is no result of a known tool", f"known are\n  {known}")
