"""Reasoning, Chinese: puzzles whose one solution is found by trial of all, dates, rules, paths and codes.

Higher levels have more people, more premises or more steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations, permutations, product

from qarat.tasks.inhouse.item import Item, Maker, drawn_item, near, shuffled
from qarat.tasks.inhouse.puzzles import Claim, Clue, enough_clues, fitting, follows

_NAMES = "小明 小红 小华 小丽 小刚 小芳 小强 小雨 小军 小兰".split()
_JOBS = "医生 教师 律师 厨师 司机 画家 记者 护士".split()
_TERMS = "甲类物品 乙类物品 丙类物品 丁类物品 戊类物品 己类物品".split()
_ORDINALS = "一二三四五六七"
_WEEK = "一二三四五六日"
_TURNS = ("北", "东", "南", "西")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Order = tuple[str, ...]


def _until(make: Callable[[], Item | None]) -> Item:
    while True:
        item = make()
        if item is not None:
            return item


def _people(rng: random.Random, level: int) -> list[str]:
    return rng.sample(_NAMES, level + 3)


# Orders of people: a row of seats, and a ranking.


def _seat_clues(names: list[str]) -> Iterator[Clue[Order]]:
    last = len(names) - 1
    for one in names:
        yield Clue(f"{one}坐在两端的位置之一。", lambda row, a: row.index(a) in (0, last), (one,))
        yield Clue(f"{one}不坐在两端。", lambda row, a: row.index(a) not in (0, last), (one,))
        for place in range(last + 1):
            text = f"{one}不坐在左起第{_ORDINALS[place]}个位置。"
            yield Clue(text, lambda row, a, p: row.index(a) != p, (one, place))
    for one, other in permutations(names, 2):
        yield Clue(
            f"{one}紧挨着坐在{other}的左边。",
            lambda row, a, b: row.index(a) + 1 == row.index(b),
            (one, other),
        )
        yield Clue(
            f"{one}坐在{other}的左边（不一定相邻）。",
            lambda row, a, b: row.index(a) < row.index(b),
            (one, other),
        )
        if one < other:
            yield Clue(
                f"{one}和{other}不相邻。",
                lambda row, a, b: abs(row.index(a) - row.index(b)) > 1,
                (one, other),
            )
            text = f"{one}和{other}之间正好坐着一个人。"
            yield Clue(text, lambda row, a, b: abs(row.index(a) - row.index(b)) == 2, (one, other))


def _seats(rng: random.Random, level: int) -> Item:
    def make() -> Item | None:
        names = _people(rng, level)
        worlds = list(permutations(names))
        actual = rng.choice(worlds)
        clues = enough_clues(rng, worlds, actual, shuffled(rng, _seat_clues(names)))
        if clues is None:
            return None
        place = rng.randrange(len(names))
        lead = rng.choice(("{}坐成一排，从左到右共{}个座位。", "{}并排坐在从左到右的{}个座位上。"))
        lead = lead.format("、".join(names), len(names))
        asked = rng.choice(("左起第{}个座位上坐的是谁？", "谁坐在左起第{}个位置？")).format(_ORDINALS[place])
        return drawn_item(rng, "".join((lead, *(clue.text for clue in clues), asked)), actual[place], names)

    return _until(make)


_SCALES = (("高", "矮", "身高"), ("大", "小", "年龄"), ("重", "轻", "体重"))


def _rank_clues(names: list[str], more: str, less: str) -> Iterator[Clue[Order]]:
    # The first of a world has the most.
    for one, other in permutations(names, 2):
        yield Clue(f"{one}比{other}{more}。", lambda row, a, b: row.index(a) < row.index(b), (one, other))
        yield Clue(f"{one}比{other}{less}。", lambda row, a, b: row.index(a) > row.index(b), (one, other))


def _ranks(rng: random.Random, level: int) -> Item:
    names = _people(rng, level)
    worlds = list(permutations(names))
    actual = rng.choice(worlds)
    more, less, scale = rng.choice(_SCALES)
    clues = enough_clues(rng, worlds, actual, shuffled(rng, _rank_clues(names, more, less))) or []
    place = rng.randrange(len(names))
    word = f"第{_ORDINALS[place]}{more}" if place else f"最{more}"
    lead = rng.choice(("{}的{}各不相同。", "{}比较了{}，没有两个人相同。")).format("、".join(names), scale)
    asked = rng.choice(("按{0}从{1}到{2}排，排在第{3}位的是谁？", "谁的{0}{4}？"))
    asked = asked.format(scale, more, less, _ORDINALS[place], word)
    return drawn_item(rng, "".join((lead, *(clue.text for clue in clues), asked)), actual[place], names)


def _job_clues(names: list[str], jobs: list[str]) -> Iterator[Clue[Order]]:
    for (at, one), job in product(enumerate(names), jobs):
        yield Clue(f"{one}不是{job}。", lambda row, p, j: row[p] != j, (at, job))
        for other in jobs:
            if other < job:
                text = f"{one}是{job}或者{other}。"
                yield Clue(text, lambda row, p, j, k: row[p] in (j, k), (at, job, other))
    for (at, one), (to, other) in combinations(list(enumerate(names)), 2):
        for job in jobs:
            text = f"{one}和{other}中有一个人是{job}。"
            yield Clue(text, lambda row, p, q, j: j in (row[p], row[q]), (at, to, job))


def _jobs(rng: random.Random, level: int) -> Item:
    def make() -> Item | None:
        names, jobs = _people(rng, level), rng.sample(_JOBS, level + 3)
        worlds = list(permutations(jobs))
        actual = rng.choice(worlds)
        clues = enough_clues(rng, worlds, actual, shuffled(rng, _job_clues(names, jobs)))
        if clues is None:
            return None
        at = rng.randrange(len(names))
        lead = rng.choice(
            (
                "{}的职业分别是{}（顺序不一定对应），各不相同。",
                "{}从事{}这几种职业（顺序不一定对应），每人一种，互不重复。",
            )
        )
        lead = lead.format("、".join(names), "、".join(jobs))
        if rng.random() < 0.5:
            asked = rng.choice(("{}的职业是什么？", "{}是做什么工作的？")).format(names[at])
            return drawn_item(rng, "".join((lead, *(clue.text for clue in clues), asked)), actual[at], jobs)
        asked = rng.choice(("谁是{}？", "职业是{}的是谁？")).format(actual[at])
        return drawn_item(rng, "".join((lead, *(clue.text for clue in clues), asked)), names[at], names)

    return _until(make)


# Truth and lies: a world says of each person whether he or she tells the truth.


Truth = tuple[bool, ...]


def _said_on_others(names: list[str], speaker: int) -> Iterator[Clue[Truth]]:
    for other, name in enumerate(names):
        if other != speaker:
            yield Clue(f"{name}是骗子", lambda who, o: not who[o], (other,))
            yield Clue(f"{name}是老实人", lambda who, o: who[o], (other,))
            yield Clue(f"我和{name}是同一类人", lambda who, o: who[o] == who[speaker], (other,))
    for number in range(1, len(names)):
        yield Clue(f"我们当中正好有{number}个骗子", lambda who, n: who.count(False) == n, (number,))


def _knights(rng: random.Random, level: int) -> Item:
    def make() -> Item | None:
        names = rng.sample(_NAMES, level + 2)
        said = [rng.choice(list(_said_on_others(names, speaker))) for speaker in range(len(names))]
        # A statement is true exactly when its speaker is honest.
        rules: list[Clue[Truth]] = [
            Clue(one.text, lambda who, s, c: c.holds(who) == who[s], (at, one)) for at, one in enumerate(said)
        ]
        worlds = list(product((True, False), repeat=len(names)))
        found = fitting(worlds, rules)
        if len(found) != 1 or all(found[0]):
            return None
        lead = rng.choice(
            (
                "岛上的人分两类：老实人只说真话，骗子只说假话。",
                "某地的居民要么是永远说真话的老实人，要么是永远说假话的骗子。",
            )
        )
        talk = "".join(f"{name}说：“{one.text}。”" for name, one in zip(names, said, strict=True))
        asked = rng.choice(
            (
                "其中哪些人是骗子？（按出现的先后顺序写出名字）",
                "骗子是谁？（按出现的先后顺序写出所有骗子的名字）",
            )
        )
        every = [_listed(names, one) for one in shuffled(rng, worlds) if not all(one)]
        return drawn_item(rng, f"{lead}{talk}{asked}", _listed(names, found[0]), every)

    return _until(make)


def _listed(names: list[str], honest: Truth) -> str:
    return "、".join(name for name, one in zip(names, honest, strict=True) if not one)


def _culprit(rng: random.Random, level: int) -> Item:
    deeds = ("打碎了花瓶", "吃了最后一块蛋糕", "画了黑板报", "忘了关灯", "借走了那本书", "做了这件好事")

    def make() -> Item | None:
        names = _people(rng, level)
        deed, true = rng.choice(deeds), rng.choice((1, len(names) - 1))
        said: list[Clue[str]] = []
        for name in names:
            other = rng.choice([one for one in names if one != name])
            options: tuple[Clue[str], ...] = (
                Clue(f"是{other}", lambda who, o: who == o, (other,)),
                Clue(f"不是{other}", lambda who, o: who != o, (other,)),
                Clue("不是我", lambda who, o: who != o, (name,)),
            )
            said.append(rng.choice(options))
        found = [who for who in names if sum(one.holds(who) for one in said) == true]
        if len(found) != 1:
            return None
        lead = rng.choice(("{}中有一个人{}。", "{}当中，只有一个人{}。")).format("、".join(names), deed)
        talk = "".join(f"{name}说：“{one.text}。”" for name, one in zip(names, said, strict=True))
        rule = "其中只有一个人说了真话。" if true == 1 else "其中只有一个人说了假话。"
        asked = rng.choice(("究竟是谁{}？", "{}的人是谁？")).format(deed)
        return drawn_item(rng, f"{lead}{talk}{rule}{asked}", found[0], names)

    return _until(make)


# Conclusions: what follows from all, no and some.


def _claim(one: Claim, terms: list[str]) -> str:
    x, y = terms[one.x], terms[one.y]
    return {
        "all": f"所有{x}都是{y}",
        "no": f"没有{x}是{y}",
        "some": f"有些{x}是{y}",
        "some not": f"有些{x}不是{y}",
    }[one.form]


def _syllogism(rng: random.Random, level: int) -> Item:
    def make() -> Item | None:
        many = level + 2
        terms = rng.sample(_TERMS, many)
        steps = list(zip(range(many), range(1, many), strict=False))
        forms = ["all"] * len(steps)
        forms[-1] = rng.choice(("all", "no"))
        premises = [Claim(form, x, y) for form, (x, y) in zip(forms, steps, strict=True)]
        if rng.random() < 0.5:
            premises[0] = Claim("some", 0, 1)
        every = [
            Claim(form, x, y)
            for form in ("all", "no", "some", "some not")
            for x, y in permutations(range(many), 2)
        ]
        right = [one for one in every if one not in premises and follows(premises, one, many)]
        # Of two terms that no premise names together, so that something has to be concluded.
        right = [one for one in right if abs(one.x - one.y) == many - 1]
        wrong = [one for one in every if not follows(premises, one, many)]
        if not right:
            return None
        shown = "，".join(_claim(one, terms) for one in shuffled(rng, premises))
        asked = rng.choice(
            ("已知：{}。由此必然可以推出下面哪一项？", "如果{}，那么下面哪一项一定成立？")
        ).format(shown)
        options = (_claim(one, terms) for one in rng.sample(wrong, 4))
        return drawn_item(rng, asked, _claim(rng.choice(right), terms), options, listed="（/；/）")

    return _until(make)


# Dates, rules, paths and codes: computed.


def _dates(rng: random.Random, level: int) -> Item:
    day = date(2024, 1, 1) + timedelta(days=rng.randrange(1200))
    said = f"{day.year}年{day.month}月{day.day}日是星期{_WEEK[day.weekday()]}"
    if level == 1:
        ahead = rng.randint(8, 60)
        text = rng.choice(("{}，再过{}天是星期几？", "已知{}，那么{}天以后是星期几？")).format(said, ahead)
        after = day + timedelta(days=ahead)
    elif level == 2:
        back = rng.randint(30, 200)
        text = rng.choice(("{}，{}天以前是星期几？", "已知{}，那么{}天前的那一天是星期几？")).format(
            said, back
        )
        after = day - timedelta(days=back)
    else:
        after = day + timedelta(days=rng.randint(61, 400))
        text = rng.choice(("{}，那么{}是星期几？", "已知{}，请问{}是星期几？"))
        text = text.format(said, f"{after.year}年{after.month}月{after.day}日")
    right = f"星期{_WEEK[after.weekday()]}"
    return drawn_item(rng, text, right, (f"星期{one}" for one in shuffled(rng, _WEEK)))


def _rules(rng: random.Random, level: int) -> Item:
    a, b, c = rng.randint(1, 9), rng.randint(2, 7), rng.randint(2, 4)
    if level == 1:
        row = rng.choice(
            ([a + b * i for i in range(6)], [a * c**i for i in range(6)], [60 + a - b * i for i in range(6)])
        )
    elif level == 2:
        growing = [a + sum(b + j for j in range(i)) for i in range(6)]
        squares = [(i + c) ** 2 + a for i in range(6)]
        row = rng.choice((growing, squares, [a * c**i + b for i in range(6)]))
    else:
        sums = [a, a + b]
        while len(sums) < 6:
            sums.append(sums[-1] + sums[-2])
        woven = [a + b * (i // 2) if i % 2 == 0 else 50 - c * (i // 2) for i in range(8)]
        turns = [a]
        while len(turns) < 7:
            turns.append(turns[-1] * c if len(turns) % 2 else turns[-1] + b)
        row = rng.choice((sums, woven, turns))
    *shown, right = row
    text = rng.choice(
        (
            "按规律填数：{}，（　）。括号里应填什么数？",
            "观察数列{}，…，它的下一个数是多少？",
            "{}，…这列数按同一规律排列，接下来的数是多少？",
        )
    )
    slips = near(right, 2 * shown[-1] - shown[-2], shown[-1] + shown[0], right + b, right - b)
    return drawn_item(rng, text.format("，".join(map(str, shown))), right, slips)


def _paths(rng: random.Random, level: int) -> Item:
    name, x, y, facing = rng.choice(_NAMES), 0, 0, rng.randrange(4)
    said = [f"{name}面朝{_TURNS[facing]}站立"]
    for _ in range(level + 1):
        turn, word = rng.choice(((1, "右"), (3, "左")))
        steps = 5 * rng.randint(1, 8)
        facing = (facing + turn) % 4
        x += steps * (0, 1, 0, -1)[facing]
        y += steps * (1, 0, -1, 0)[facing]
        said.append(f"向{word}转后走{steps}米")
    story = f"{said[0]}，{'，再'.join(said[1:])}。"
    if rng.random() < 0.5 or (x, y) == (0, 0):
        asked = rng.choice(("现在{}面朝哪个方向？", "最后{}面向哪一方？")).format(name)
        return drawn_item(rng, story + asked, f"{_TURNS[facing]}方", (f"{one}方" for one in _TURNS))
    where = ("东" if x > 0 else "西" if x else "") + ("北" if y > 0 else "南" if y else "")
    asked = rng.choice(("现在{}在出发点的哪个方向？", "最后{}位于出发点的什么方向？")).format(name)
    others = shuffled(rng, ("东", "西", "南", "北", "东北", "东南", "西北", "西南"))
    return drawn_item(rng, story + asked, f"{where}方", (f"{one}方" for one in others))


def _codes(rng: random.Random, level: int) -> Item:
    key = rng.randint(1, 9)
    shown, asked = ("".join(rng.sample(_LETTERS, level + 2)) for _ in range(2))
    turned = level > 1 and rng.random() < 0.7

    def coded(word: str, by: int = key, *, back: bool = turned) -> str:
        moved = "".join(_LETTERS[(_LETTERS.index(one) + by) % 26] for one in word)
        return moved[::-1] if back else moved

    text = rng.choice(
        ("某种密码把{}写成{}。按同样的规则，{}应写成什么？", "如果{}的密码是{}，那么{}的密码是什么？")
    )
    rule = "（规则：每个字母在字母表中后移相同的位数，{}。）".format(
        "然后整个词倒过来写" if turned else "Z之后回到A"
    )
    wrong = [
        coded(asked, key + 1),
        coded(asked, key - 1),
        coded(asked, back=not turned),
        coded(asked, -key),
        coded(asked, key + 2),
    ]
    return drawn_item(rng, text.format(shown, coded(shown), asked) + rule, coded(asked), wrong)


MAKERS: dict[str, Maker] = {
    "座位": _seats,
    "排序": _ranks,
    "职业": _jobs,
    "真话与谎话": _knights,
    "谁做的": _culprit,
    "三段论": _syllogism,
    "日期": _dates,
    "数列规律": _rules,
    "方位": _paths,
    "密码": _codes,
}
