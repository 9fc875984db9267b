"""Suites for a first look: one that needs no data files, and one that makes a model write in every form.

Neither measures a model well. Answers of `generation-smoke` end at 256 tokens, which the protocol of each
number says, so that none of them is mistaken for the benchmark's.
"""

from typing import Final

from qarat.suites.suite import Entry, Suite

DEMO: Final = Suite(
    "demo",
    "A first run: generated questions that need no data files, sized for a small model on a processor",
    (
        Entry("inhouse/en_knowledge:cloze", "Knowledge", "By the text of the answer"),
        Entry("inhouse/en_knowledge:cloze:5shot", "Knowledge, 5-shot", "By the text of the answer"),
        Entry("inhouse/en_math:cloze", "Math", "By the text of the answer"),
    ),
)

_CUT = "max_tokens=256"

SMOKE: Final = Suite(
    "generation-smoke",
    "Every kind of generated answer, cut short: does it all work? Add --limit 3",
    (
        Entry("gsm8k", "GSM8K", "Mathematics"),
        Entry("gsm8k_cot", "GSM8K, chain of thought", "Mathematics"),
        Entry(f"hendrycks_math:{_CUT}", "MATH", "Mathematics"),
        Entry(f"math_500:{_CUT}", "MATH-500", "Mathematics"),
        Entry(f"theoremqa:{_CUT}", "TheoremQA", "Mathematics"),
        Entry(f"mgsm/de:0shot:{_CUT}", "MGSM in German, 0-shot", "Mathematics"),
        Entry(f"mmlu_pro:{_CUT}", "MMLU-Pro", "Knowledge and reasoning"),
        Entry(f"gpqa_cot/diamond:{_CUT}", "GPQA", "Knowledge and reasoning"),
        Entry(f"bbh:{_CUT}", "BBH", "Knowledge and reasoning"),
        Entry(f"mixeval:{_CUT}", "MixEval", "Knowledge and reasoning"),
        Entry(f"mixeval_hard:{_CUT}", "MixEval-Hard", "Knowledge and reasoning"),
        Entry(f"mixeval_base:{_CUT}", "MixEval (base)", "Knowledge and reasoning"),
        Entry(f"livebench_reasoning:{_CUT}", "LiveBench, reasoning", "Knowledge and reasoning"),
        Entry(f"ifeval:{_CUT}", "IFEval", "Instructions"),
        Entry(f"mifeval:{_CUT}", "M-IFEval", "Instructions"),
        Entry("system_prompts", "System prompts", "Instructions"),
        Entry("flores_devtest", "Flores-101, devtest alone", "Languages"),
        Entry("blend", "BLEnD", "Languages"),
        Entry(f"structured_output:{_CUT}", "Structured output", "Forms"),
        Entry(f"structured_data:{_CUT}", "Structured data", "Forms"),
        Entry(f"long_text:{_CUT}", "Long text", "Forms"),
    ),
)
