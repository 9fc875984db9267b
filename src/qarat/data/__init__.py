"""Rows of a benchmark by hub id, config and split: from a local folder first, then from the hub, pinned.

A score is only as reproducible as the rows behind it, so a download always names a commit, and a split that
is missing, empty, cut short or not UTF-8 is an error before any model loads, never a smaller benchmark. The
local root mirrors the hub (`<root>/<org>/<name>/<config>/<split>.parquet`, or the hub's own files), which
lets the same task run on a machine without a network. `layout` says which files are a split, `load` and `hub`
where they are looked for, `parquet` and `forms` how they become rows.
"""

from __future__ import annotations

from qarat.data.hub import fetch
from qarat.data.layout import Part
from qarat.data.load import check_source, load_rows

__all__ = ["Part", "check_source", "fetch", "load_rows"]
