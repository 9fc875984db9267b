"""Downloads from a hub on this machine: pinned, resumed, cached, and refused with a reason.

huggingface_hub reads its environment when it is imported, so every client is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.data.hub_files import write_rows
from tests.data.hub_server import HubServer
from tests.data.parquet_files import write_parquet, write_questions

from qarat.data.layout import container

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40

CLIENT = """
import json, sys
from qarat.data import check_source, load_rows
from qarat.errors import DataError
from qarat.types import Files, Source
id, revision, configs, split, own, gated = json.loads(sys.argv[1])
files = Files(tuple(own)) if own else None
source = Source(id, split, configs=configs, revision=revision, files=files, gated=gated)
try:
    missing = check_source(source, configs, None)
    rows = [row for config in configs for row in load_rows(source, config, split, None)]
    print(json.dumps({"missing": missing, "rows": rows}))
except DataError as error:
    print(json.dumps({"message": error.message, "hint": error.hint}))
"""


@dataclass(frozen=True, slots=True)
class Client:
    """Loads a split in a fresh process; its answer is all that may stand on stdout."""

    endpoint: str
    home: Path

    def load(
        self,
        split: str = "test",
        *,
        name: str = "org/quiz",
        revision: str = COMMIT,
        configs: Sequence[str] = ("default",),
        own: tuple[str, ...] = (),
        gated: bool = False,
        **env: str,
    ) -> dict[str, Any]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "QARAT_"))}
        client = subprocess.run(
            [sys.executable, "-c", CLIENT, json.dumps([name, revision, configs, split, own, gated])],
            env={**kept, "HF_ENDPOINT": self.endpoint, "HF_HOME": str(self.home), "NO_PROXY": "*", **env},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        answer: dict[str, Any] = json.loads(client.stdout)
        return answer


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


@pytest.fixture
def client(hub: HubServer, tmp_path: Path) -> Client:
    return Client(hub.url, tmp_path / "home")


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return write_questions(tmp_path / "made/test.parquet").read_bytes()


def downloads(hub: HubServer) -> list[str]:
    return [seen.path for seen in hub.seen if seen.method == "GET" and "/resolve/" in seen.path]


def test_shards_are_downloaded_in_order_and_nothing_else(
    hub: HubServer, client: Client, tmp_path: Path
) -> None:
    files = {"README.md": b"", "data/train-00000-of-00001.parquet": b"not asked for"}
    for shard in range(2):
        path = write_questions(tmp_path / f"made/{shard}.parquet", rows=2, first=2 * shard)
        files[f"data/test-0000{shard}-of-00002.parquet"] = path.read_bytes()
    hub.add("org/quiz", COMMIT, files)
    answer = client.load()
    assert answer["missing"] == [["default", "test"]]
    assert [row["id"] for row in answer["rows"]] == [0, 1, 2, 3]
    assert answer["rows"][3] == {"id": 3, "question": "question 3", "choices": ["yes", "no"], "answer": 1}
    assert sorted(downloads(hub)) == [
        f"/datasets/org/quiz/resolve/{COMMIT}/data/test-0000{shard}-of-00002.parquet" for shard in range(2)
    ]


@pytest.mark.parametrize(
    "path", ["solo/test-00000-of-00001.parquet", "default/test/0000.parquet", "we[i]rd/test.parquet"]
)
def test_layouts_of_the_hub(hub: HubServer, client: Client, content: bytes, path: str) -> None:
    hub.add("org/quiz", COMMIT, {path: content})
    assert len(client.load()["rows"]) == 3


def test_a_second_run_needs_no_hub(hub: HubServer, client: Client, content: bytes) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    first = client.load()
    hub.stop()
    assert client.load() == {"missing": [], "rows": first["rows"]}
    assert client.load(HF_HUB_OFFLINE="1") == {"missing": [], "rows": first["rows"]}
    assert "has no split 'tset'" in client.load("tset")["message"]


def test_a_dropped_connection_is_resumed_where_it_stopped(
    hub: HubServer, client: Client, tmp_path: Path
) -> None:
    # huggingface_hub writes 10 MiB at a time, and resumes at what it has written.
    select = "SELECT i AS id, sha256(i::VARCHAR) || sha256((-i)::VARCHAR) AS text FROM range(110000) t(i)"
    content = write_parquet(tmp_path / "made/test.parquet", select, ", COMPRESSION uncompressed").read_bytes()
    assert len(content) > 12_000_000
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    hub.drop_once(after=11_500_000)
    assert len(client.load()["rows"]) == 110_000
    assert [seen.range for seen in hub.seen if seen.range] == [f"bytes={10 * 1024**2}-"]
    assert cached(client) == [content]


WORDS = [{"id": "007", "text": "ein\nzwei"}, {"id": "8", "text": "NA"}]


FORMS = ["data/test.csv", "test.tsv", "test.jsonl", "test.json", "test.jsonl.gz", "rows.zip/in/test.csv"]


def test_files_of_every_other_form(hub: HubServer, client: Client, tmp_path: Path) -> None:
    for path in FORMS:
        write_rows(tmp_path / "made", path, WORDS)
    wanted = [container(path) for path in FORMS]
    files = {path: (tmp_path / "made" / path).read_bytes() for path in wanted}
    hub.add("org/quiz", COMMIT, {"README.md": b"", "other.csv": b"not asked for", **files})
    answer = client.load(configs=FORMS, own=("{config}",))
    assert answer == {"missing": [[path, "test"] for path in FORMS], "rows": WORDS * len(FORMS)}
    assert downloads(hub) == [f"/datasets/org/quiz/resolve/{COMMIT}/{path}" for path in wanted]
    hub.stop()
    again = client.load(configs=FORMS, own=("{config}",), HF_HUB_OFFLINE="1")
    assert again == {"missing": [], "rows": answer["rows"]}


def test_parquet_goes_before_the_files_that_are_named(hub: HubServer, client: Client, content: bytes) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content, "test.jsonl": b"{}"})
    assert len(client.load(own=("{split}.jsonl",))["rows"]) == 3


def test_a_piece_that_the_revision_lacks(hub: HubServer, client: Client) -> None:
    hub.add("org/quiz", COMMIT, {"test.jsonl": b"{}"})
    answer = client.load(own=("{split}.jsonl", "{split}2.jsonl"))
    assert "lacks test2.jsonl, a piece of config 'default', split 'test'" in answer["message"]
    assert "and no dev.jsonl\n" in client.load("dev", own=("{split}.jsonl",))["message"]


def test_lines_whose_download_breaks_off_are_resumed(hub: HubServer, client: Client) -> None:
    content = b"".join(b'{"id": %d, "text": "%s"}\n' % (n, b"x" * 1000) for n in range(12_000))
    hub.add("org/quiz", COMMIT, {"test.jsonl": content})
    hub.drop_once(after=11_500_000)
    assert len(client.load(own=("{split}.jsonl",))["rows"]) == 12_000
    assert [seen.range for seen in hub.seen if seen.range] == [f"bytes={10 * 1024**2}-"]


@pytest.mark.parametrize("reset", [False, True])
def test_an_early_end_of_the_connection_is_survived(
    hub: HubServer, client: Client, content: bytes, *, reset: bool
) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    hub.drop_once(after=100, reset=reset)
    assert len(client.load()["rows"]) == 3
    assert len(downloads(hub)) == 2
    assert cached(client) == [content]


def test_a_damaged_copy_in_the_cache_is_fetched_again_as_the_hint_says(
    hub: HubServer, client: Client, content: bytes
) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    client.load()
    (path,) = snapshot_files(client)
    path.resolve().write_bytes(content[:-1])
    answer = client.load()
    assert "cut short" in answer["message"]
    remove, file = answer["hint"].removeprefix("fetch it again: ").removesuffix(", then retry").split(" ", 1)
    assert remove == "rm"
    Path(file).unlink()
    assert len(client.load()["rows"]) == 3


def test_an_unknown_data_set(hub: HubServer, client: Client) -> None:
    answer = client.load(name="org/quizz")
    assert f"the hub at {hub.url} has no data set org/quizz\n" in answer["message"]
    assert "check the id" in answer["hint"]


def test_a_gated_data_set(hub: HubServer, client: Client) -> None:
    hub.gated.add("org/quiz")
    answer = client.load()
    assert answer["message"].startswith("org/quiz is gated\n")
    assert f"{hub.url}/datasets/org/quiz" in answer["hint"]
    assert "hf auth login" in answer["hint"]


def test_what_is_known_to_be_gated_needs_a_login(hub: HubServer, client: Client, content: bytes) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    answer = client.load(gated=True)
    assert "no token is set" in answer["message"]
    assert "HF_TOKEN" in answer["hint"]
    assert hub.seen == []
    assert len(client.load(gated=True, HF_TOKEN="hf_made_up")["rows"]) == 3  # noqa: S106 - no one's


def test_an_address_that_is_no_hub(hub: HubServer, tmp_path: Path) -> None:
    answer = Client(hub.url + "/elsewhere", tmp_path).load()
    assert answer["message"].startswith("cannot download org/quiz: Client error '404")


def test_an_unknown_revision(hub: HubServer, client: Client, content: bytes) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    answer = client.load(revision=OTHER)
    assert f"org/quiz has no revision {OTHER}\n" in answer["message"]
    assert "/commits/main" in answer["hint"]


def test_an_unknown_split(hub: HubServer, client: Client, content: bytes) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    answer = client.load("tset")
    assert "has no split 'tset' in config 'default'; it has test\n" in answer["message"]
    assert answer["hint"] == "did you mean test?"
    assert downloads(hub) == []


def test_a_repository_without_parquet(hub: HubServer, client: Client) -> None:
    hub.add("org/quiz", COMMIT, {"test.jsonl": b"{}"})
    answer = client.load()
    assert "holds no parquet file" in answer["message"]
    assert "name its files" in answer["hint"]


def test_a_hub_that_is_down(hub: HubServer, client: Client) -> None:
    hub.stop()
    answer = client.load()
    assert f"cannot download org/quiz from {hub.url}" in answer["message"]
    assert "no local root is named" in answer["message"]
    assert "--data-root" in answer["hint"]


def test_offline_asks_nobody(hub: HubServer, client: Client, content: bytes) -> None:
    hub.add("org/quiz", COMMIT, {"data/test-00000-of-00001.parquet": content})
    assert "HF_HUB_OFFLINE is set" in client.load(HF_HUB_OFFLINE="1")["message"]
    assert hub.seen == []


def snapshot_files(client: Client) -> list[Path]:
    return sorted(client.home.glob("hub/datasets--org--quiz/snapshots/*/**/*.parquet"))


def cached(client: Client) -> list[bytes]:
    return [path.read_bytes() for path in snapshot_files(client)]
