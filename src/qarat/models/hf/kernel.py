"""One exact attention call that also tells its log-sum-exp, so that calls over parts of the keys merge.

The merge is that of Milakov & Gimelshein 2018 (arXiv 1805.02867) and of FlashInfer's cascade. Always in
float32, whatever the model's dtype: the CPU kernel is no slower so, and the merge loses nothing.
"""

from __future__ import annotations

import torch

SHORT_KEYS = 256
"""Up to here the faster float32 GEMM does more in two plain products than within the fused kernel.

The kernel calls it once for 32 queries of one head, and it is slow to start.
"""

LONG_ROWS = 768
"""From this many queries on, the kernel works in its longest blocks without help."""


class Kernel:
    """One exact attention call that also returns its log-sum-exp.

    Inputs and outputs [batch, tokens, heads, ...].
    """

    __slots__ = ("fast", "scale", "softcap")

    def __init__(self, scale: float, softcap: float | None, fast: str) -> None:
        self.scale, self.softcap, self.fast = scale, softcap, fast

    def __call__(
        self,
        q: torch.Tensor,
        k: torch.Tensor,
        v: torch.Tensor,
        *,
        mask: torch.Tensor | None = None,
        causal: bool = False,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Attend: output [batch, tokens, heads, width] and log-sum-exp [batch, tokens, heads]."""
        before = torch.get_float32_matmul_precision()
        torch.set_float32_matmul_precision(self.fast)
        try:
            fused = self.softcap is None and q.shape[-1] == v.shape[-1]
            if fused and (self.fast == "highest" or k.shape[1] >= SHORT_KEYS):
                return self._fused(q, k, v, mask, causal=causal)
            return self._products(q, k, v, mask, causal=causal)
        finally:
            torch.set_float32_matmul_precision(before)

    def _fused(
        self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None, *, causal: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Attend by torch's kernel, which never holds all scores."""
        if mask is None and not causal and k.shape[2] < q.shape[2] and q.shape[1] < LONG_ROWS:
            # Queries that share a key head are rows of one product: the kernel works in longer blocks so.
            grouped = q.unflatten(2, (k.shape[2], -1))
            out, lse = self._fused(grouped.transpose(2, 3).flatten(1, 2), k, v, None, causal=False)
            folded = (q.shape[1], grouped.shape[3])
            return (
                out.unflatten(1, folded).transpose(2, 3).flatten(2, 3),
                lse.unflatten(1, folded).transpose(2, 3).flatten(2, 3),
            )
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        out, lse = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(  # noqa: SLF001
            q, k, v, 0.0, causal, attn_mask=mask, scale=self.scale
        )
        return out.transpose(1, 2), lse.transpose(1, 2)

    def _products(
        self, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None, *, causal: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Attend by two products with all scores between them; also what the fused kernel cannot.

        That is soft-capped scores, and values of another width than the keys.
        """
        (segments, tokens, heads, _), (_, keys, groups, _) = q.shape, k.shape
        rows = (
            (q * self.scale)
            .unflatten(2, (groups, -1))
            .transpose(1, 2)
            .reshape(segments * groups, -1, q.shape[3])
        )
        columns, values = (x.transpose(1, 2).reshape(segments * groups, keys, -1) for x in (k, v))
        scores = rows @ columns.transpose(1, 2)
        if self.softcap is not None:
            scores = torch.tanh(scores / self.softcap) * self.softcap
        if causal:
            mask = torch.full((1, 1, tokens, keys), float("-inf")).triu(1)
        if mask is not None:
            scores.view(segments, groups, tokens, -1, keys).add_(mask[:, :, :, None])
        shares = scores.softmax(-1)
        lse = scores.amax(-1) - shares.amax(-1).log()  # a second exp of every score would cost more
        out = shares @ values
        unfold = (segments, groups, tokens, heads // groups)
        return (
            out.view(*unfold, -1).transpose(1, 2).flatten(2, 3),
            lse.view(unfold).transpose(1, 2).flatten(2, 3),
        )


def merge(
    out: torch.Tensor, lse: torch.Tensor, rows: slice | torch.Tensor, other: tuple[torch.Tensor, torch.Tensor]
) -> None:
    """Merge attention over further keys, (output, log-sum-exp) of `rows`, into `out` [T, heads, width]."""
    more, more_lse = other
    weight = torch.sigmoid(more_lse - lse[rows])
    out[rows] = torch.lerp(out[rows], more, weight[..., None])
    lse[rows] = torch.logaddexp(lse[rows], more_lse)


def sink(out: torch.Tensor, lse: torch.Tensor, s_aux: torch.Tensor | None) -> torch.Tensor:
    """Let a sink (one logit a head) take its share of the probability; it gives no value."""
    return out if s_aux is None else out * torch.sigmoid(lse - s_aux.float())[..., None]


def beyond(query_depth: torch.Tensor, key_depth: torch.Tensor, window: int | None) -> torch.Tensor | None:
    """Additive mask of a path whose far end leaves the sliding window; None when all of it is in sight.

    A large finite number, not -inf: a query that sees nothing of the path gets an average that the merge
    weighs 0.
    """
    if window is None or int(query_depth.max()) - int(key_depth[0]) < window:
        return None
    far = query_depth[:, None] - key_depth[None, :] >= window
    return torch.zeros(far.shape).masked_fill_(far, -1e30)[None, None]
