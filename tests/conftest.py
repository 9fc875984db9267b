"""What all tests share: no network, no cache of the user's, two threads, and where real rows and model are.

Environment variables are set when this file is imported, before tests import the libraries that read them.
"""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from qarat import registry

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT.parent / "shared/data/hub"
HUB_CACHE = tempfile.mkdtemp(prefix="qarat-tests-")

os.environ["HF_HOME"] = HUB_CACHE  # a data set that this machine once downloaded must not make a test pass
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1" if "PYTEST_XDIST_WORKER" in os.environ else "2")
os.environ.setdefault(
    "TOKENIZERS_PARALLELISM", "false"
)  # tests start processes, which its threads warn about
if ROWS.is_dir():
    os.environ.setdefault("QARAT_DATA", str(ROWS))

settings.register_profile("qarat", deadline=None)  # a loaded machine is slow, not wrong
settings.load_profile("qarat")


def pytest_unconfigure() -> None:
    shutil.rmtree(HUB_CACHE, ignore_errors=True)


@pytest.fixture(autouse=True)
def _tasks_of_one_test() -> Iterator[None]:
    """What a test registers is gone after it."""
    registry.names()
    before = dict(registry._entries)
    yield
    registry._entries.clear()
    registry._entries.update(before)


@pytest.fixture(scope="session")
def data_root() -> Path:
    """Folder of real benchmark rows in hub layout."""
    root = os.environ.get("QARAT_DATA")
    if not root or not Path(root).is_dir():
        pytest.skip(f"no benchmark rows: QARAT_DATA is {root!r} and ../shared/data/hub is absent")
    return Path(root)


@pytest.fixture(scope="session")
def smollm2_gguf() -> Path:
    """SmolLM2-135M-Instruct, the demo's model."""
    if importlib.util.find_spec("qarat_smollm2") is None:
        pytest.skip('no real model: pip install -c constraints.txt -e ".[dev]" brings it')
    import qarat_smollm2

    return qarat_smollm2.path()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser that playwright drives; its own download is never used."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no browser: apt-get install chromium")
    return found
