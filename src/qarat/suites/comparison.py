"""Two models side by side, as a published comparison of Qwen2.5-1.5B and 7B did it.

It ran lm-evaluation-harness and names its sampling (temperature 0.1, top_p 0.95), which moves generated
answers alone, but shots for MBPP only; the harness' default is none. MBPP stands here twice, for the 0 % of
its 0-shot run is part of what it found. It ran at half precision, an option of the run and of no measurement:
`--dtype float16`.
"""

from typing import Final

from qarat.suites.suite import Entry, Suite

_SAMPLED = "temperature=0.1:top_p=0.95"

COMPARISON: Final = Suite(
    "comparison",
    "Two models compared on MMLU, HellaSwag and MBPP",
    (
        Entry("mmlu:0shot:letter", "MMLU", "MMLU Evaluation"),
        Entry("hellaswag:0shot:cloze", "HellaSwag", "HellaSwag Evaluation"),
        Entry(f"mbpp_harness:0shot:{_SAMPLED}", "MBPP, 0-shot", "MBPP Evaluation"),
        Entry(f"mbpp_harness:2shot:{_SAMPLED}", "MBPP", "MBPP Evaluation"),
    ),
    ("comparison/mmlu", "comparison/hellaswag", "comparison/mbpp"),
)
