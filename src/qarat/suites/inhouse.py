"""Generated in-house sets under the headings of Qwen2's Tables 10 and 11, asked as a chat model is asked.

Qwen2's own sets were never released: its printed numbers are of other items and stand beside none of these.
"""

from typing import Final

from qarat.suites.groups import INHOUSE_CHINESE, INHOUSE_ENGLISH, Group
from qarat.suites.suite import Entry, Suite


def _entries(group: Group) -> tuple[Entry, ...]:
    return tuple(Entry(part.spec, part.title.split()[0], group.name, group.name) for part in group.parts)


INHOUSE_ZH: Final = Suite("inhouse-zh", "Generated in-house sets, Chinese", _entries(INHOUSE_CHINESE))
INHOUSE_EN: Final = Suite("inhouse-en", "Generated in-house sets, English", _entries(INHOUSE_ENGLISH))
QWEN2_INHOUSE: Final = Suite(
    "qwen2-inhouse",
    "Generated in-house sets, Chinese and English, as Qwen2's Tables 10 and 11 are laid out",
    (*INHOUSE_ZH.entries, *INHOUSE_EN.entries),
)
