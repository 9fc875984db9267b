"""Solvers agree: what the generator calls the only solution is found again from the text alone."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qarat.registry import find
from qarat.tasks.inhouse.puzzles import Claim, follows
from qarat.types import Row

NAME = r"小[明红华丽刚芳强雨军兰]"
FORMS = ("all", "no", "some", "some not")


def rows_of(kind: str) -> list[Row]:
    rows = find("inhouse/zh_reasoning").data.rows
    assert rows is not None
    return [row for seed in ("seed-1", "seed-9") for row in rows(seed, "test") if row["kind"] == kind]


def gold(row: Row) -> str:
    return str(row["choices"][row["answer"]])


def test_seats_follow_from_the_text() -> None:
    place = {sign: at for at, sign in enumerate("一二三四五六七")}
    for row in rows_of("座位"):
        lead, text = row["question"].split("。", 1)
        names = re.findall(NAME, lead)

        def holds(order: tuple[str, ...], clue: str) -> bool:
            at = [order.index(name) for name in re.findall(NAME, clue)]
            where = re.search("左起第(.)个位置", clue)
            if where:
                return at[0] != place[where[1]]
            ends = (0, len(order) - 1)
            rules: dict[str, Callable[[], bool]] = {
                "两端的位置之一": lambda: at[0] in ends,
                "不坐在两端": lambda: at[0] not in ends,
                "紧挨着": lambda: at[0] + 1 == at[1],
                "不一定相邻": lambda: at[0] < at[1],
                "不相邻": lambda: abs(at[0] - at[1]) > 1,
                "正好坐着一个人": lambda: abs(at[0] - at[1]) == 2,
            }
            return next(rule() for words, rule in rules.items() if words in clue)

        *clues, asked = text.split("。")
        found = [order for order in permutations(names) if all(holds(order, clue) for clue in clues)]
        assert len(found) == 1
        wanted = re.search("左起第(.)个", asked)
        assert wanted
        assert found[0][place[wanted[1]]] == gold(row)


def test_liars_follow_from_the_text() -> None:
    for row in rows_of("真话与谎话"):
        said = re.findall(rf"({NAME})说：“([^”]*)。”", row["question"])
        names = [name for name, _ in said]
        found = []
        for world in product((True, False), repeat=len(names)):
            honest = dict(zip(names, world, strict=True))
            for name, text in said:
                other, number = re.search(NAME, text), re.search("正好有(.)个", text)
                if number:
                    true = world.count(False) == int(number[1])
                elif other and "同一类" in text:
                    true = honest[name] == honest[other[0]]
                else:
                    assert other
                    true = honest[other[0]] == ("老实人" in text)
                if true != honest[name]:
                    break
            else:
                found.append("、".join(name for name in names if not honest[name]))
        assert found == [gold(row)]


def test_who_did_it_follows_from_the_text() -> None:
    for row in rows_of("谁做的"):
        said = re.findall(rf"({NAME})说：“(.*?)。”", row["question"])
        names = [name for name, _ in said]
        wanted = 1 if "只有一个人说了真话" in row["question"] else len(names) - 1
        found = []
        for who in names:
            true = 0
            for name, text in said:
                meant = name if "我" in text else re.search(NAME, text)[0]  # type: ignore[index]
                true += (who == meant) != text.startswith("不")
            found += [who] if true == wanted else []
        assert found == [gold(row)]


def test_weekdays_are_those_of_the_calendar() -> None:
    for row in rows_of("日期"):
        numbers = [int(one) for one in re.findall(r"\d+", row["question"])]
        day = date(*numbers[:3])
        later = date(*numbers[3:]) if len(numbers) == 6 else None
        if later is None:
            back = re.search(r"天以?前|天前", row["question"])
            later = day + timedelta(days=-numbers[3] if back else numbers[3])
        assert gold(row) == f"星期{'一二三四五六日'[later.weekday()]}"


CLAIMS = st.builds(Claim, st.sampled_from(FORMS), st.integers(0, 2), st.integers(0, 2)).filter(
    lambda claim: claim.x != claim.y
)


def holds_in(claim: Claim, world: list[tuple[bool, ...]]) -> bool:
    xs = [kind for kind in world if kind[claim.x]]
    return {
        "all": all(kind[claim.y] for kind in xs),
        "no": not any(kind[claim.y] for kind in xs),
        "some": any(kind[claim.y] for kind in xs),
        "some not": any(not kind[claim.y] for kind in xs),
    }[claim.form]


@given(st.lists(CLAIMS, min_size=1, max_size=3), CLAIMS)
def test_conclusions_follow_in_every_world(premises: list[Claim], conclusion: Claim) -> None:
    kinds = list(product((False, True), repeat=3))
    worlds = [
        [kind for kind, there in zip(kinds, chosen, strict=True) if there]
        for chosen in product((0, 1), repeat=8)
    ]
    models = [world for world in worlds if all(holds_in(one, world) for one in premises)]
    expected = bool(models) and all(holds_in(conclusion, world) for world in models)
    assert follows(premises, conclusion, 3) == expected


@pytest.mark.parametrize("kind", ["排序", "职业", "三段论"])
def test_every_kind_is_there(kind: str) -> None:
    assert len(rows_of(kind)) > 20
