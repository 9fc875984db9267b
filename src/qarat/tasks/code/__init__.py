"""Code benchmarks: what a model writes is run in the sandbox and judged by tests.

Read `execution` first: the one way from a text to a verdict. A benchmark adds how its prompt reads, how the
program is found in an answer, and which check judges it.
"""

from qarat.tasks.code import humaneval, livecodebench, mbpp, multipl_e

__all__ = ["humaneval", "livecodebench", "mbpp", "multipl_e"]
