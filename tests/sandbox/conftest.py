"""Every test here must leave no process, and nothing in the temporary folder."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sandbox.machine import OTHERS, left_over

from qarat.sandbox import choose
from qarat.sandbox.bwrap import Bubblewrap
from qarat.sandbox.confined import landlock_sandbox
from qarat.sandbox.contract import Sandbox


def _ours() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("qarat-*") if "tests" not in path.name}


@pytest.fixture(autouse=True)
def _nothing_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # nobody else's sandboxes are in there
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.name.startswith(("pytest-", "popen-")):
            parent.chmod(0o755)  # pytest makes them private; a sandbox of another user must get to its folder
    OTHERS.clear()
    OTHERS.update(left_over())
    yield
    assert not left_over()
    assert not _ours()


@pytest.fixture(scope="session")
def bwrap() -> Sandbox:
    """Bubblewrap, which must run wherever CI does."""
    reason = choose.refusal("bwrap")
    if reason and not os.environ.get("CI"):
        pytest.skip(f"no bubblewrap here ({reason}): {choose.INSTALL}")
    assert not reason
    return Bubblewrap()


@pytest.fixture(scope="session")
def landlock() -> Sandbox:
    """Landlock; kernels before 6.12 have too little of it."""
    reason = choose.refusal("landlock")
    if reason:
        pytest.skip(f"no Landlock here: {reason}")
    return landlock_sandbox()


@pytest.fixture(params=["bwrap", "landlock"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each backend that runs here."""
    found: Sandbox = request.getfixturevalue(request.param)
    return found
