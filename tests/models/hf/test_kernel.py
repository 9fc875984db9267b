"""Both ways of one attention call against attention by the book in float64."""

import pytest
import torch

from qarat.models.hf.kernel import SHORT_KEYS, Kernel

CASES = {
    "open": (3, 40, 25, None, False),
    "causal": (2, 33, 33, None, True),
    "masked": (2, 17, 30, 13, False),
}


def by_the_book(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None, softcap: float | None
) -> tuple[torch.Tensor, torch.Tensor]:
    repeat = q.shape[2] // k.shape[2]
    q, k, v = (x.double().transpose(1, 2) for x in (q, k, v))
    scores = q @ k.repeat_interleave(repeat, 1).transpose(-1, -2) * 0.3
    if softcap is not None:
        scores = torch.tanh(scores / softcap) * softcap
    if mask is not None:
        scores = scores + mask.double()
    out = scores.softmax(-1) @ v.repeat_interleave(repeat, 1)
    return out.transpose(1, 2), scores.logsumexp(-1).transpose(1, 2)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("heads", [(4, 4), (6, 2)])
@pytest.mark.parametrize("softcap", [None, 2.0])
def test_both_ways_are_exact(case: str, heads: tuple[int, int], softcap: float | None) -> None:
    segments, tokens, keys, near, causal = CASES[case]
    random = torch.Generator().manual_seed(0)
    q, k, v = (
        3 * torch.randn(segments, rows, count, 16, generator=random)
        for rows, count in ((tokens, heads[0]), (keys, heads[1]), (keys, heads[1]))
    )
    triangle = torch.full((segments, 1, tokens, keys), float("-inf")).triu((near or 0) + 1)
    mask = triangle if near is not None else None
    out, lse = by_the_book(q, k, v, triangle if causal or near is not None else None, softcap)
    kernel = Kernel(0.3, softcap, "highest")
    ways = [kernel._products] if softcap else [kernel._products, kernel._fused]
    for way in ways:
        mine, mine_lse = way(q, k, v, mask, causal=causal)
        torch.testing.assert_close(mine.double(), out, atol=4e-5, rtol=0)
        torch.testing.assert_close(mine_lse.double(), lse, atol=4e-5, rtol=0)


@pytest.mark.parametrize(
    ("fast", "keys", "way"),
    [("highest", 9, "_fused"), ("medium", 9, "_products"), ("medium", SHORT_KEYS, "_fused")],
)
def test_short_calls_are_products_where_the_fast_gemm_pays(
    monkeypatch: pytest.MonkeyPatch, fast: str, keys: int, way: str
) -> None:
    taken = []
    for name in ("_fused", "_products"):
        monkeypatch.setattr(Kernel, name, lambda *_, name=name, **__: taken.append(name))
    before = torch.get_float32_matmul_precision()
    Kernel(1.0, None, fast)(torch.zeros(1, 9, 2, 4), torch.zeros(1, keys, 2, 4), torch.zeros(1, keys, 2, 4))
    assert taken == [way]
    assert torch.get_float32_matmul_precision() == before
