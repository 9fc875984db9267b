"""The scores of a run as markdown for a README: the table with its intervals, remarks, the command."""

from __future__ import annotations

from dataclasses import replace

from qarat.evaluate.record import RunRecord
from qarat.report.run_tables import remarks, score_table
from qarat.report.summary import meanings
from qarat.report.tables import to_markdown


def markdown(record: RunRecord, date: str) -> str:
    """Return the section `Evaluation` of a README; `date` is ISO 8601 or empty."""
    model = record.model
    who = f"measured by {record.imported}" if record.imported else f"measured by qarat {record.qarat}"
    when = f" on {date[:10]}" if date else ""
    explained = "; ".join(f"{name}: {meaning}" for name, meaning in meanings(record))
    lines = [*remarks(record), *([f"{explained}."] if explained else [])]
    table = replace(score_table(record), remarks=tuple(lines))
    protocols = ", ".join(f"`{result.protocol}`" for result in record.results)
    parts = [
        f"## Evaluation of {model.name}\n",
        f"Scores ± standard error with 95 % intervals, shares in percent; {who}{when}.\n",
        to_markdown(table),
        f"Protocols: {protocols}\n",
    ]
    if record.command:
        parts.append(f"Reproduce:\n\n```\n{record.command}\n```\n")
    return "\n".join(parts)
