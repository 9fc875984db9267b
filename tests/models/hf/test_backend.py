from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.models.test_contract import QUESTIONS, REQUESTS, SHOTS, answer

from qarat.errors import ModelError
from qarat.models.hf.backend import HfModel
from qarat.models.hf.gguf_file import expected_size
from qarat.models.hf.loading import examine, fingerprint, licence, locate
from qarat.models.load import open_model, open_planner
from qarat.models.options import ModelOptions
from qarat.types import Choose, Decoding, Generate, Message, Output


def totals(outputs: dict[int, Output]) -> list[list[float]]:
    return [[one.total for one in outputs[index].loglikelihoods] for index in sorted(outputs)]


@pytest.fixture(scope="module")
def model(tiny_folder: Path) -> HfModel:
    opened = open_model(f"hf:{tiny_folder}", ModelOptions(device="cpu", threads=1, matmul="highest"))
    assert isinstance(opened, HfModel)
    return opened


def test_all_rungs_agree(model: HfModel, tiny_folder: Path) -> None:
    assert model.choice.rung == "tree"
    expected = totals(answer(model, REQUESTS))
    for rung in ("prefix", "plain"):
        options = ModelOptions(device="cpu", threads=1, matmul="highest", rung=rung)
        other = open_model(f"hf:{tiny_folder}", options)
        assert isinstance(other, HfModel)
        assert other.choice.rung == rung
        assert rung in other.info.engine
        for row, reference in zip(totals(answer(other, REQUESTS)), expected, strict=True):
            assert row == pytest.approx(reference, abs=1e-4)


def test_usage_counts_what_was_shared(model: HfModel) -> None:
    answer(model, REQUESTS)
    usage = model.usage()
    assert usage["requests"] == 9
    assert (
        usage["computed_tokens"]
        == usage["unique_tokens"]
        < usage["baseline_tokens"]
        <= usage["request_tokens"]
    )
    assert usage["floor_seconds"] > 0
    planned = open_planner(model.info.address, ModelOptions()).plan(REQUESTS)
    assert {key: planned[key] for key in ("requests", "unique_tokens")} == {
        key: usage[key] for key in ("requests", "unique_tokens")
    }
    assert planned["seconds"] > 0


def test_a_context_longer_than_the_models_is_cut_and_said(model: HfModel) -> None:
    long = Choose((("word " * 400 + "end:", " yes"), ("word " * 400 + "end:", " no")))
    outputs = answer(model, [long, REQUESTS[0]])
    assert "cut on the left" in outputs[0].note
    assert "256" in outputs[0].note
    assert outputs[0].error is None
    assert outputs[1].note == ""


def test_a_continuation_longer_than_the_context_fails_alone(model: HfModel) -> None:
    outputs = answer(model, [Choose((("a", " word" * 600),)), REQUESTS[0]])
    assert outputs[0].error is not None
    assert outputs[0].error.boundary == "model"
    assert outputs[1].error is None


def test_an_empty_context_begins_with_the_models_first_token(model: HfModel) -> None:
    outputs = answer(model, [Choose((("", "The answer"),))])
    assert outputs[0].loglikelihoods[0].tokens >= 1


def test_turns_are_rendered_with_the_models_template(model: HfModel) -> None:
    turns = (Message("user", "who?"),)
    text = "<|begin|>user\nwho?<|end|>\n<|begin|>assistant\n"
    asked = answer(model, [Choose(((turns, "me"),)), Choose(((text, "me"),))])
    assert asked[0] == asked[1]


def test_weights_and_not_places_name_a_model(tiny_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for path in tiny_folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    name = fingerprint(locate("hf", str(tiny_folder)))
    assert fingerprint(locate("hf", str(copy))) == name
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert fingerprint(locate("hf", str(copy))) != name


def test_the_licence_is_the_one_the_files_state(tiny_folder: Path, smollm2_gguf: Path) -> None:
    assert licence(locate("hf", str(tiny_folder))) == ""
    assert licence(locate("gguf", str(smollm2_gguf))) == "apache-2.0"
    readme = tiny_folder / "README.md"
    readme.write_text("---\nlibrary_name: transformers\nlicense: mit\n---\n# Tiny\n")
    try:
        assert licence(locate("hf", str(tiny_folder))) == "mit"
    finally:
        readme.unlink()


@pytest.mark.parametrize("cut", [4, 100, -10])
def test_a_truncated_file_is_found_before_loading(tiny_folder: Path, tmp_path: Path, cut: int) -> None:
    for path in tiny_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:cut])
    with pytest.raises(ModelError, match="damaged or cut short") as caught:
        examine("hf", str(tmp_path))
    assert caught.value.hint


@pytest.mark.parametrize("size", [3, 20, 5_000, 2_000_000, -1])
def test_a_damaged_gguf_file_is_found_before_loading(smollm2_gguf: Path, tmp_path: Path, size: int) -> None:
    short = tmp_path / "short.gguf"
    short.write_bytes(smollm2_gguf.read_bytes()[:size])
    with pytest.raises(ModelError, match=r"no whole GGUF file|cut short"):
        examine("gguf", str(short))
    short.write_bytes(b"not a model" * 9)
    with pytest.raises(ModelError, match="no whole GGUF file"):
        examine("gguf", str(short))


def test_a_whole_gguf_file_passes_in_a_moment(smollm2_gguf: Path) -> None:
    assert expected_size(smollm2_gguf) == smollm2_gguf.stat().st_size
    examine("gguf", str(smollm2_gguf))


def test_a_missing_weight_is_never_made_up(tiny_folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    for path in tiny_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors["model.layers.1.mlp.up_proj.weight"]
    save_file(tensors, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lacks weights.*up_proj"):
        open_model(f"hf:{tmp_path}", ModelOptions(device="cpu"))


def test_a_config_of_another_model_is_refused_before_loading(tiny_folder: Path, tmp_path: Path) -> None:
    for path in tiny_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    sizes = {
        "hidden_size": 4096,
        "intermediate_size": 11008,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
    }
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama", "vocab_size": 32000, **sizes}))
    with pytest.raises(ModelError, match="asks for"):
        examine("hf", str(tmp_path))


def test_a_model_that_is_not_cached_is_said_at_once_offline() -> None:
    with pytest.raises(ModelError, match="not in the local cache"):
        examine("hf", "nobody/nothing")


def test_a_prompt_is_cut_on_the_left_to_leave_room_and_that_is_said(model: HfModel) -> None:
    whole = "word " * 400 + "Question: who?\nAnswer:"
    tokens = model._engine.encoder.tokenizer(whole)["input_ids"]
    kept = model._engine.encoder.tokenizer.decode(tokens[-216:])
    asked = [Generate(text, (), Decoding(40)) for text in (whole, kept)]
    outputs = answer(model, [*asked, Generate("a", (), Decoding(256))])
    assert outputs[0].completions == outputs[1].completions
    assert "cut on the left" in outputs[0].note
    assert "216" in outputs[0].note
    assert not outputs[1].note
    assert outputs[2].error is not None
    assert outputs[2].error.boundary == "model"


def test_greedy_draws_are_one_text(model: HfModel) -> None:
    once, thrice = answer(model, [Generate("a", (), Decoding(9, n=n)) for n in (1, 3)]).values()
    assert thrice.completions == once.completions * 3
    assert model.usage()["generated_tokens"] == 2 * 9


def test_generated_tokens_are_counted_and_priced_at_most(model: HfModel) -> None:
    requests = [
        Generate(SHOTS + question, ("\n",), Decoding(20, temperature=1.0, n=2)) for question in QUESTIONS
    ]
    outputs = answer(model, requests)
    usage = model.usage()
    written = sum(one.tokens for output in outputs.values() for one in output.completions)
    assert usage["generated_tokens"] == written <= 120
    assert (
        usage["computed_tokens"] == usage["unique_tokens"] + written - 6
    )  # the first one comes with the prompt
    assert usage["unique_tokens"] < usage["baseline_tokens"]
    planned = open_planner(model.info.address, ModelOptions()).plan([*requests, *REQUESTS])
    assert planned["generated_tokens"] == 120
    assert planned["requests"] == 3 + 9
    assert planned["seconds"] > 0


def test_distributions_that_are_none_are_an_error_of_their_request(tiny_folder: Path) -> None:
    model = open_model(f"hf:{tiny_folder}", ModelOptions(device="cpu", threads=1, matmul="highest"))
    assert isinstance(model, HfModel)
    head = model._engine.model.lm_head.weight
    head.data = head.detach() * float("nan")
    output = answer(model, [Generate("a", (), Decoding(9))])[0]
    assert output.error is not None
    assert "not finite" in output.error.message
