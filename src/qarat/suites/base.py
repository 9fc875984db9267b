"""Base models as Qwen2.5's release measured them: its shots, in its order.

The release does not say everything. GPQA is taken to be the diamond set: nearly all of its numbers are k of
198 and few are k of 448. TruthfulQA is taken to be mc2, mMMLU to be okapi's translation, and MBPP to be the
problems that EvalPlus kept, as on its leaderboard. MMLU-STEM, which its tables have and its list of shots has
not, is asked as MMLU.
"""

from typing import Final

from qarat.suites.suite import Entry, Suite

GENERAL, SCIENCE = "General Tasks", "Mathematics & Science Tasks"
CODING, MULTILINGUAL = "Coding Tasks", "Multilingual Tasks"

_ENTRIES: Final = (
    Entry("mmlu:5shot", "MMLU", GENERAL),
    Entry("mmlu_pro:5shot", "MMLU-Pro", GENERAL),
    Entry("mmlu_redux:5shot", "MMLU-Redux", GENERAL),
    Entry("bbh:3shot", "BBH", GENERAL),
    Entry("arc_challenge:25shot", "ARC-C", GENERAL),
    Entry("truthfulqa_mc2:0shot", "TruthfulQA", GENERAL),
    Entry("winogrande:5shot", "WinoGrande", GENERAL),
    Entry("hellaswag:10shot", "HellaSwag", GENERAL),
    Entry("gpqa/diamond:5shot", "GPQA", SCIENCE),
    Entry("theoremqa:5shot", "TheoremQA", SCIENCE),
    Entry("hendrycks_math:4shot", "MATH", SCIENCE),
    Entry("mmlu_stem:5shot", "MMLU-STEM", SCIENCE),
    Entry("gsm8k:4shot", "GSM8K", SCIENCE),
    Entry("humaneval:0shot", "HumanEval", CODING),
    Entry("humaneval_plus:0shot", "HumanEval+", CODING),
    Entry("mbpp_evalplus:0shot", "MBPP", CODING),
    Entry("mbpp_plus:0shot", "MBPP+", CODING),
    Entry("multipl_e:0shot", "MultiPL-E", CODING),
    Entry("m3exam:5shot", "M3Exam", MULTILINGUAL, "Multi-Exam"),
    Entry("indommlu:3shot", "IndoMMLU", MULTILINGUAL, "Multi-Exam"),
    Entry("rummlu:5shot", "ruMMLU", MULTILINGUAL, "Multi-Exam"),
    Entry("okapi_mmlu:5shot", "mMMLU", MULTILINGUAL, "Multi-Exam"),
    Entry("belebele:5shot", "BELEBELE", MULTILINGUAL, "Multi-Understanding"),
    Entry("xcopa:5shot", "XCOPA", MULTILINGUAL, "Multi-Understanding"),
    Entry("xwinograd:5shot", "XWinograd", MULTILINGUAL, "Multi-Understanding"),
    Entry("xstorycloze:0shot", "XStoryCloze", MULTILINGUAL, "Multi-Understanding"),
    Entry("pawsx:5shot", "PAWS-X", MULTILINGUAL, "Multi-Understanding"),
    Entry("mgsm:8shot", "MGSM", MULTILINGUAL, "Multi-Mathematics"),
    Entry("flores:5shot", "Flores-101", MULTILINGUAL, "Multi-Translation"),
)

BASE: Final = Suite(
    "qwen2.5-base",
    "Base models, as in Qwen2.5's tables of 7B to 72B",
    _ENTRIES,
    ("qwen2.5/base-72b", "qwen2.5/base-14b-32b", "qwen2.5/base-7b"),
)
BASE_SMALL: Final = Suite(
    "qwen2.5-base-small",
    "Base models, as in Qwen2.5's table of 0.5B to 3B: the same measurements",
    _ENTRIES,
    ("qwen2.5/base-small",),
)
