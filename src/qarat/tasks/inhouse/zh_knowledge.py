"""Knowledge, Chinese: facts from tables of what has one defensible answer, and facts that can be computed."""

from __future__ import annotations

import calendar
import random

from qarat.tasks.inhouse.facts import belongs, fact, ring
from qarat.tasks.inhouse.item import Item, Maker, drawn_item, near, shuffled, table, tiered
from qarat.tasks.inhouse.tables_zh import (
    COUNTRIES,
    ELEMENTS,
    FESTIVALS,
    IDIOM_PEOPLE,
    IDIOMS,
    INVENTIONS,
    KINDS,
    MEASURES,
    OPPOSITES,
    POEMS,
    PROVINCES,
    WORKS,
)

ZODIAC = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
DYNASTIES = "秦朝 西汉 东汉 三国 西晋 东晋 南北朝 隋朝 唐朝 五代十国 北宋 南宋 元朝 明朝 清朝".split()
_TERMS = (
    "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 "
    "立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
).split()
_WEEK = tuple(f"星期{one}" for one in "一二三四五六日")
_UNITS = (
    ("米", "千米", 1000), ("克", "千克", 1000), ("分钟", "小时", 60), ("天", "星期", 7), ("厘米", "米", 100),
    ("克", "斤", 500), ("米", "里", 500), ("秒", "小时", 3600), ("平方分米", "平方米", 100), ("毫升", "升", 1000),
    ("平方米", "公顷", 10_000), ("立方厘米", "立方分米", 1000), ("小时", "星期", 168), ("平方米", "平方千米", 1_000_000),
)  # fmt: skip
_PLANETS = "水星 金星 地球 火星 木星 土星 天王星 海王星".split()
_DIGITS, _FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_PLACES, _FORMAL_PLACES = ("", "十", "百", "千"), ("", "拾", "佰", "仟")


def in_characters(number: int, *, formal: bool = False) -> str:
    """Return a number from 1 to 9999 in Chinese characters, or in those that stand on cheques."""
    digits, places = (_FORMAL, _FORMAL_PLACES) if formal else (_DIGITS, _PLACES)
    said, gap = "", False
    for place in reversed(range(len(places))):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + digits[digit] + places[place]
        gap = digit == 0
    return said[1:] if said.startswith("一十") else said


def stem_branch(year: int) -> str:
    """Return the year's name in the cycle of sixty; 1984 begins one."""
    return STEMS[(year - 4) % 10] + BRANCHES[(year - 4) % 12]


def _zodiac(rng: random.Random, level: int) -> Item:
    if level == 1:
        at = rng.randrange(12)
        text = rng.choice(
            ("十二生肖中，排在“{}”后面一位的是什么？", "十二生肖按顺序排列，“{}”之后是哪种动物？")
        )
        others = [one for one in shuffled(rng, ZODIAC) if one != ZODIAC[at]]
        return drawn_item(rng, text.format(ZODIAC[at]), ZODIAC[(at + 1) % 12], others)
    year = rng.randint(1950, 2040)
    animal = ZODIAC[(year - 4) % 12]
    if level == 2:
        text = rng.choice(("农历{}年是什么生肖年？", "农历{}年出生的人属什么？"))
        return drawn_item(rng, text.format(f"{year}"), animal, shuffled(rng, ZODIAC))
    text = rng.choice(("下面哪一个农历年是{}年？", "属{}的人可能出生在下面哪一个农历年？"))
    wrong = [year + one for one in (1, -1, 2, -2, 10, -10)]
    return drawn_item(rng, text.format(animal), year, wrong, key=str(year))


def _stem_branches(rng: random.Random, level: int) -> Item:
    if level == 1:
        at = rng.randrange(9)
        text = rng.choice(("十天干中，排在“{}”后面一位的是哪个？", "按天干的顺序，“{}”之后是什么？"))
        others = [one for one in shuffled(rng, STEMS) if one != STEMS[at]]
        return drawn_item(rng, text.format(STEMS[at]), STEMS[at + 1], others)
    if level == 2:
        at = rng.randrange(12)
        hours = f"{(2 * at - 1) % 24}时至{2 * at + 1}时"
        text = rng.choice(("古代的“{}时”相当于现在的几点到几点？", "十二时辰中的“{}时”是指什么时间？"))
        every = (f"{(2 * one - 1) % 24}时至{2 * one + 1}时" for one in shuffled(rng, range(12)))
        return drawn_item(rng, text.format(BRANCHES[at]), hours, every)
    year = rng.randint(1900, 2043)
    text = rng.choice(("按干支纪年，农历{}年是什么年？", "农历{}年用干支纪年法怎么表示？"))
    wrong = (f"{stem_branch(year + one)}年" for one in (1, -1, 2, 10, 12, -12))
    return drawn_item(rng, text.format(year), f"{stem_branch(year)}年", wrong)


def _dynasties(rng: random.Random, level: int) -> Item:
    if level == 1:
        # Between Western and Eastern Han lies a dynasty that is not in the list.
        at = rng.choice([one for one in range(len(DYNASTIES) - 1) if DYNASTIES[one] != "西汉"])
        text = rng.choice(("下面哪个时期紧接在{}之后？", "按时间顺序，{}的下一个时期是哪个？"))
        others = [one for one in shuffled(rng, DYNASTIES) if one != DYNASTIES[at]]
        return drawn_item(rng, text.format(DYNASTIES[at]), DYNASTIES[at + 1], others)
    picked = sorted(rng.sample(range(len(DYNASTIES)), level + 1))
    right = "、".join(DYNASTIES[one] for one in picked)
    text = rng.choice(
        ("下列各项中，按时间先后顺序排列正确的是哪一项？", "下面哪一组时期的先后顺序是正确的？")
    )
    wrong = ["、".join(DYNASTIES[one] for one in shuffled(rng, picked)) for _ in range(40)]
    return drawn_item(rng, text, right, wrong, key=right)


def _numbers(rng: random.Random, level: int) -> Item:
    number = rng.randint(*((11, 99), (101, 999), (1001, 9999))[level - 1])
    formal = rng.random() < 0.5
    said = in_characters(number, formal=formal)
    backward = int(str(number)[::-1])
    wrong = [
        one for one in near(number, backward, number + 10, number + 90, number - 9, least=1) if one <= 9999
    ]
    if rng.random() < 0.5:
        text = rng.choice(("“{}”用阿拉伯数字怎么写？", "中文数字“{}”表示的数是多少？"))
        return drawn_item(rng, text.format(said), number, wrong)
    text = "{}用中文大写数字怎么写？" if formal else rng.choice(("数字{}用汉字怎么写？", "{}读作什么？"))
    return drawn_item(rng, text.format(number), said, (in_characters(one, formal=formal) for one in wrong))


def _units(rng: random.Random, level: int) -> Item:
    small, large, factor = rng.choice(tiered(_UNITS, level))
    many = rng.randint(1, 5)
    text = rng.choice(("{0}{1}等于多少{2}？", "{0}{1}是多少{2}？"))
    counted = f"{many}个" if large in ("小时", "星期") else str(many)
    right = many * factor
    wrong = [right * 10, max(1, right // 10), *(many * one for *_, one in _UNITS), right + factor]
    return drawn_item(rng, text.format(counted, large, small), right, near(right, *wrong, least=1))


def _idioms(rng: random.Random, level: int) -> Item:
    words = IDIOMS.split()
    word = rng.choice(tiered(words, level))
    at = rng.randrange(4)
    blank = word[:at] + "（　）" + word[at + 1 :]
    text = rng.choice(("在成语“{}”的括号里应填哪个字？", "补全成语“{}”，应填入的字是哪一个？"))
    letters = [one for one in shuffled(rng, "".join(words)) if one not in word]
    return drawn_item(rng, text.format(blank), word[at], letters, key=word)


def _poem_authors(rng: random.Random, level: int) -> Item:
    rows = table(POEMS)
    first, second, author = rng.choice(tiered(rows, level))
    text = rng.choice(("“{}，{}”的作者是谁？", "诗文名句“{}，{}”出自谁的笔下？"))
    others = shuffled(rng, (one[2] for one in rows))
    return drawn_item(rng, text.format(first, second), author, others, key=first)


def _opposites(rng: random.Random, level: int) -> Item:
    pairs = [pair.split("/") for pair in OPPOSITES.split()]
    pair = rng.choice(tiered(pairs, level))
    word, right = rng.sample(pair, 2)
    alike = [one for each in pairs for one in each if len(one) == len(right) and one not in pair]
    text = rng.choice(("“{}”的反义词是哪一个？", "下面哪个词与“{}”意思相反？"))
    return drawn_item(rng, text.format(word), right, shuffled(rng, alike), key=word)


def _atomic_numbers(rng: random.Random, level: int) -> Item:
    name, _, number = rng.choice(tiered(ELEMENTS, level))
    right = int(number)
    text = rng.choice(("元素{}的原子序数是多少？", "{}原子的原子核里有多少个质子？"))
    return drawn_item(
        rng, text.format(name), right, near(right, right + 1, right - 1, right + 2, right - 2, least=1)
    )


def _month_days(rng: random.Random, level: int) -> Item:
    if level == 1:
        month = rng.choice([one for one in range(1, 13) if one != 2])
        text = rng.choice(("公历{}月有多少天？", "公历{}月一共有几天？"))
        return drawn_item(rng, text.format(month), calendar.monthrange(2023, month)[1], (27, 28, 29, 30, 31))
    if level == 2:
        first, last = sorted(rng.sample(range(1, 13), 2))
        year = rng.choice((2022, 2023, 2025, 2026, 2027))
        right = sum(calendar.monthrange(year, month)[1] for month in range(first, last + 1))
        text = rng.choice(
            (
                "{0}年{1}月和{2}月之间（包括这两个月）一共有多少天？",
                "从{0}年{1}月1日到{2}月的最后一天，首尾都算在内，一共有多少天？",
            )
        )
        return drawn_item(
            rng, text.format(year, first, last), right, near(right, right + 1, right - 1, right + 2)
        )
    leap = rng.choice([one for one in range(1600, 2401, 4) if calendar.isleap(one)])
    text = rng.choice(("下面哪一年是闰年？", "下面哪一年的2月有29天？"))
    wrong = [rng.choice((1700, 1800, 1900, 2100, 2200, 2300)), leap + 1, leap + 2, leap - 1, leap - 2]
    return drawn_item(rng, text, leap, wrong, key=str(leap))


MAKERS: dict[str, Maker] = {
    "国家首都": fact(
        COUNTRIES,
        ("{}的首都是哪里？", "下面哪座城市是{}的首都？"),
        back=("{}是哪个国家的首都？", "以{}为首都的国家是哪个？"),
    ),
    "所在大洲": fact(COUNTRIES, ("{}位于哪个大洲？", "{}是哪个大洲的国家？"), column=2),
    "省会": fact(
        PROVINCES,
        ("{}的省会是哪座城市？", "下面哪座城市是{}的省会？"),
        back=("{}是哪个省的省会？", "省会是{}的是哪个省？"),
    ),
    "简称": fact(
        PROVINCES,
        ("{}的简称是什么？", "哪个字是{}的简称？"),
        column=2,
        back=("“{}”是哪个省的简称？", "简称为“{}”的是哪个省？"),
    ),
    "元素符号": fact(
        "\n".join(", ".join(row) for row in ELEMENTS),
        ("元素{}的化学符号是什么？", "元素周期表中，{}用什么符号表示？"),
        back=("化学符号{}表示哪种元素？", "元素周期表中的{}是什么元素？"),
    ),
    "原子序数": _atomic_numbers,
    "成语人物": fact(IDIOM_PEOPLE, ("成语“{}”的主人公是谁？", "成语“{}”讲的是哪位历史人物的故事？")),
    "成语填空": _idioms,
    "诗句": fact(
        POEMS,
        ("“{}”的下一句是什么？", "名句“{}”后面接哪一句？"),
        back=("“{}”的上一句是什么？", "名句“{}”前面是哪一句？"),
    ),
    "诗句作者": _poem_authors,
    "作品": fact(
        WORKS,
        ("{}的作者是谁？", "{}是谁的作品？"),
        back=("下面哪部作品是{}写的？", "{}的代表作是下面哪一部？"),
    ),
    "人物": fact(INVENTIONS, ("{}的人是谁？", "下面哪个人物与“{}”有关？")),
    "传统节日": fact(
        FESTIVALS,
        ("{}在农历的哪一天？", "农历哪一天是{}？"),
        back=("农历{}是什么节日？", "哪个传统节日在农历{}？"),
    ),
    "量词": fact(MEASURES, ("“一（　）{}”，括号里填哪个量词最合适？", "与“{}”搭配最恰当的量词是哪一个？")),
    "反义词": _opposites,
    "种类": belongs(
        KINDS,
        ("下面哪一个属于{}？", "下列各项中，哪一个是{}？"),
        ("下面哪一个不属于{}？", "下列各项中，哪一个不是{}？"),
    ),
    "生肖": _zodiac,
    "干支": _stem_branches,
    "朝代": _dynasties,
    "节气": ring(
        _TERMS,
        {
            1: ("二十四节气中，{}的下一个节气是什么？", "紧接在{}之后的是哪个节气？"),
            -1: ("二十四节气中，{}的上一个节气是什么？", "{}前面的一个节气是哪个？"),
            2: ("二十四节气中，{}之后的第二个节气是什么？",),
            -2: ("二十四节气中，{}之前的第二个节气是什么？",),
            6: ("二十四节气中，{}之后的第六个节气是什么？",),
            -6: ("二十四节气中，{}之前的第六个节气是什么？",),
        },
    ),
    "星期": ring(
        _WEEK,
        {
            1: ("今天是{}，明天是星期几？", "{}的后一天是星期几？"),
            -1: ("今天是{}，昨天是星期几？", "{}的前一天是星期几？"),
            3: ("今天是{}，3天后是星期几？", "{}再过3天是星期几？"),
            -3: ("今天是{}，3天前是星期几？",),
            10: ("今天是{}，10天后是星期几？",),
            -11: ("今天是{}，11天前是星期几？",),
        },
    ),
    "行星": fact(
        "\n".join(f"{name}, {place}" for place, name in enumerate(_PLANETS, 1)),
        ("从太阳由近到远数，{}是第几颗行星？", "按离太阳由近到远的顺序，{}排第几？"),
        back=("从太阳由近到远数，第{}颗行星是哪一颗？",),
    ),
    "历法": _month_days,
    "中文数字": _numbers,
    "单位换算": _units,
}
