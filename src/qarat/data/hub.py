"""The hub's side: which files of a pinned revision are in its cache, and downloading the others.

huggingface_hub does the transport and honours HF_ENDPOINT, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.
Its `snapshot_download` keeps the list of a commit's files beside the files, so a second run needs no network.
Only whole commit hashes are accepted as revisions: a branch or tag can move, and the same protocol id would
then stand for other rows.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from qarat.data.layout import Listing, Part, container, lacking, locate
from qarat.errors import DataError
from qarat.types import Source

_COMMIT = re.compile(r"[0-9a-f]{40}")
_LISTING_TIMEOUT = 10.0  # seconds
_ATTEMPTS = 4


def is_offline() -> bool:
    """Whether HF_HUB_OFFLINE forbids the network."""
    from huggingface_hub import is_offline_mode

    return is_offline_mode()


def has_token() -> bool:
    """Whether there is a login to show to the hub: HF_TOKEN, or what `hf auth login` wrote."""
    from huggingface_hub import get_token

    return get_token() is not None


def cache_folder(source: Source) -> str:
    """Return where the hub's cache keeps this data set, for messages."""
    from huggingface_hub import constants

    return str(Path(constants.HF_HUB_CACHE) / f"datasets--{source.id.replace('/', '--')}")


def cached_files(source: Source, parts: Iterable[Part]) -> Mapping[Part, Sequence[Path]]:
    """Return the files of every part that is wholly in the hub's cache; no network.

    Raises:
        DataError: the files of the revision are known and the part is not among them.
    """
    from huggingface_hub import try_to_load_from_cache

    listing = _cached_listing(source)
    if listing is None:
        return {}
    found: dict[Part, Sequence[Path]] = {}
    for part in parts:
        paths = _located(source, listing, part)
        copies = [
            try_to_load_from_cache(source.id, container(path), revision=source.revision, repo_type="dataset")
            for path in paths
        ]
        here = [
            Path(copy + path.removeprefix(container(path)))
            for copy, path in zip(copies, paths, strict=True)
            if isinstance(copy, str)
        ]
        if len(here) == len(paths):
            found[part] = here
    return found


def fetch(source: Source, parts: Iterable[Part]) -> Mapping[Part, Sequence[Path]]:
    """Download `parts` at the pinned revision into the hub's cache and return their files.

    Progress goes to stderr. A connection that ends early is taken up at the last 10 MB that were written;
    where huggingface_hub gives up, the file is asked for anew, and files that are complete are kept.

    Raises:
        DataError: no pinned revision, no such data set, revision, config or split, or the network failed.
    """
    import httpx2
    from huggingface_hub import HfApi

    require_commit(source)
    try:
        listing = _cached_listing(source)
        if listing is None:
            info = HfApi().dataset_info(source.id, revision=source.revision, timeout=_LISTING_TIMEOUT)
            listing = Listing.of(file.rfilename for file in info.siblings or ())
        wanted = {part: _located(source, listing, part) for part in parts}
        files = dict.fromkeys(container(path) for paths in wanted.values() for path in paths)
        patterns = [glob.escape(file) for file in files]
        folder = Path(_downloaded(source, patterns))
    except (httpx2.HTTPError, OSError, ValueError) as error:  # ValueError: an id or answer that is no hub's
        raise _explained(source, error) from error
    return {part: [folder / path for path in paths] for part, paths in wanted.items()}


def require_commit(source: Source) -> None:
    """Refuse to download what is not pinned.

    Raises:
        DataError: the revision is empty or can move.
    """
    if not _COMMIT.fullmatch(source.revision):
        given = (
            f"the revision {source.revision!r} is no commit hash"
            if source.revision
            else "no revision is given"
        )
        raise DataError(
            f"{source.id} cannot be downloaded: {given}",
            "pin the data set in the task: Source(..., revision='<40 hexadecimal digits>')",
        )


def _cached_listing(source: Source) -> Listing | None:
    from huggingface_hub import get_cached_repo_tree
    from huggingface_hub.errors import CachedRepoTreeNotFoundError

    if not _COMMIT.fullmatch(source.revision):
        return None
    try:
        files = get_cached_repo_tree(source.id, repo_type="dataset", revision=source.revision)
    except CachedRepoTreeNotFoundError:
        return None
    return Listing.of(file.rfilename for file in files)


def _located(source: Source, listing: Listing, part: Part) -> Sequence[str]:
    where = f"{source.id} at revision {source.revision}"
    paths = locate(source, listing, part, where)
    if not paths:
        message, nearest = lacking(source, listing, part, where)
        unnamed = not listing.parquet and source.files is None
        remedy = (
            "name its files in the task's source (docs/data.md)" if unnamed else "correct the task's source"
        )
        raise DataError(message, nearest or remedy)
    return paths


def _downloaded(source: Source, patterns: Sequence[str]) -> str:
    import httpx2
    from huggingface_hub import snapshot_download

    for _ in range(_ATTEMPTS - 1):
        try:
            return snapshot_download(
                source.id, repo_type="dataset", revision=source.revision, allow_patterns=list(patterns)
            )
        except httpx2.TransportError:
            continue
    return snapshot_download(
        source.id, repo_type="dataset", revision=source.revision, allow_patterns=list(patterns)
    )


def _explained(source: Source, error: Exception) -> DataError:
    import httpx2
    from huggingface_hub import constants, errors

    page = f"{constants.ENDPOINT}/datasets/{source.id}"
    if isinstance(error, errors.GatedRepoError):
        return DataError(f"{source.id} is gated", f"accept its terms at {page}, then: hf auth login")
    if isinstance(error, errors.RepositoryNotFoundError):
        return DataError(
            f"the hub at {constants.ENDPOINT} has no data set {source.id}",
            "check the id in the task; if the data set is private: hf auth login",
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return DataError(
            f"{source.id} has no revision {source.revision}", f"pin one of the commits at {page}/commits/main"
        )
    if isinstance(
        error, httpx2.TransportError | errors.OfflineModeIsEnabled | errors.LocalEntryNotFoundError
    ):
        cause = error.__cause__ or error
        return DataError(
            f"cannot download {source.id} from {constants.ENDPOINT}: {_first_line(cause)}",
            "try again when the hub answers (finished files are kept), name a local copy with --data-root, "
            "or set HF_HUB_OFFLINE=1, with which a suite leaves out what is not here",
        )
    return DataError(
        f"cannot download {source.id}: {_first_line(error)}",
        f"look at {page}, and at the space and rights in {constants.HF_HUB_CACHE}",
    )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
