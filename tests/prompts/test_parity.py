"""Prompts against lm-evaluation-harness itself, on the same rows, character for character."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.harness import harness_task

from qarat.prompts.build import build_items
from qarat.tasks.spec import Options, parse_spec, settle
from qarat.types import Source

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]

ITEMS = 50
Peer = Callable[[str, Source, int, bool], list[list[tuple[str, str]]]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the harness keeps the rows that it has prepared: HellaSwag's pool takes it seven seconds."""
    return tmp_path_factory.mktemp("harness")


@pytest.fixture
def peer(data_root: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Peer:
    """The harness' requests of a yaml of its tasks folder, on the rows of a source."""
    monkeypatch.setenv("HF_DATASETS_CACHE", str(cache))
    pytest.importorskip("lm_eval", reason="lm-eval is a development dependency")

    def requests(yaml: str, source: Source, shots: int, chat: bool) -> list[list[tuple[str, str]]]:  # noqa: FBT001
        task = harness_task(yaml, source, shots, rows=data_root, cache=cache)
        # The template only has to keep turns apart; how a model's own one renders them is not asked here.
        task.build_all_requests(
            limit=ITEMS,
            apply_chat_template=chat,
            fewshot_as_multiturn=chat,
            chat_template=(lambda turns, **_: repr([(one["role"], one["content"]) for one in turns]))
            if chat
            else None,
        )
        items: dict[int, list[tuple[str, str]]] = {}
        for instance in task.instances:
            items.setdefault(instance.doc_id, []).append(instance.args)
        return [items[index] for index in sorted(items)]

    return requests


CASES = [
    ("mmlu/default/mmlu_anatomy.yaml", "mmlu/anatomy"),
    ("mmlu/default/mmlu_high_school_us_history.yaml", "mmlu/high_school_us_history"),
    ("mmlu/default/mmlu_us_foreign_policy.yaml", "mmlu/us_foreign_policy:harness"),
    ("hellaswag/hellaswag.yaml", "hellaswag"),
    ("hellaswag/hellaswag.yaml", "hellaswag:10shot:harness"),
    ("arc/arc_challenge.yaml", "arc_challenge:harness"),
    ("arc/arc_easy.yaml", "arc_easy:3shot:harness"),
    ("winogrande/default.yaml", "winogrande:harness"),
    ("winogrande/default.yaml", "winogrande:0shot"),
    ("truthfulqa/truthfulqa_mc1.yaml", "truthfulqa_mc1"),
    ("truthfulqa/truthfulqa_mc2.yaml", "truthfulqa_mc2"),
    ("mmlu/default/mmlu_anatomy.yaml", "mmlu/anatomy:chat"),
    ("hellaswag/hellaswag.yaml", "hellaswag:2shot:harness:chat"),
    ("winogrande/default.yaml", "winogrande:2shot:harness:chat"),
]


@pytest.mark.parametrize(("yaml", "spec"), CASES, ids=[spec for _, spec in CASES])
def test_requests_equal_the_harness(yaml: str, spec: str, peer: Peer, data_root: Path) -> None:
    task, setting = settle(parse_spec(spec), Options())
    theirs = peer(yaml, task.data, setting.shots, setting.chat)
    items = build_items(task, setting, root=data_root, limit=ITEMS)
    ours = [
        [
            (
                context
                if isinstance(context, str)
                else repr([(turn.role, turn.content) for turn in context]),
                text,
            )
            for context, text in item.pairs
        ]
        for item in items
    ]
    assert len(ours) == ITEMS
    assert ours == theirs


def test_every_subject_has_the_harness_description(data_root: Path) -> None:
    lm_eval = pytest.importorskip("lm_eval", reason="lm-eval is a development dependency")
    from lm_eval.tasks._yaml_loader import load_yaml

    task, setting = settle(parse_spec("mmlu:0shot"), Options())
    folder = Path(lm_eval.__file__).parent / "tasks/mmlu/default"
    for item in build_items(task, setting, root=data_root, limit=1):
        subject = item.sample.tags["subject"]
        config = load_yaml(folder / f"mmlu_{subject}.yaml")
        context = item.pairs[0][0]
        assert isinstance(context, str)
        assert context.startswith(config["description"] + item.sample.input)
        assert config["tag"] == f"mmlu_{item.sample.tags['category'].replace(' ', '_')}_tasks"
