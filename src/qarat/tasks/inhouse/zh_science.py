"""Physics and chemistry of the Chinese exam set; see `zh_exam`."""

from __future__ import annotations

import random
from collections.abc import Iterable
from fractions import Fraction

from qarat.tasks.inhouse.facts import fact
from qarat.tasks.inhouse.item import WRONG, Item, Maker, drawn_item, tiered
from qarat.tasks.inhouse.problems import written

_MASSES = {"H": 1, "C": 12, "N": 14, "O": 16, "Na": 23, "Mg": 24, "S": 32, "K": 39, "Ca": 40, "Fe": 56, "Cu": 64, "Zn": 65}  # fmt: skip
_COMPOUNDS = (
    ("H₂O", "水", {"H": 2, "O": 1}), ("CO₂", "二氧化碳", {"C": 1, "O": 2}), ("NH₃", "氨气", {"N": 1, "H": 3}),
    ("CH₄", "甲烷", {"C": 1, "H": 4}), ("SO₂", "二氧化硫", {"S": 1, "O": 2}), ("MgO", "氧化镁", {"Mg": 1, "O": 1}),
    ("CuO", "氧化铜", {"Cu": 1, "O": 1}), ("NaOH", "氢氧化钠", {"Na": 1, "O": 1, "H": 1}), ("CaCO₃", "碳酸钙", {"Ca": 1, "C": 1, "O": 3}),
    ("H₂SO₄", "硫酸", {"H": 2, "S": 1, "O": 4}), ("HNO₃", "硝酸", {"H": 1, "N": 1, "O": 3}), ("Fe₂O₃", "氧化铁", {"Fe": 2, "O": 3}),
    ("Ca(OH)₂", "氢氧化钙", {"Ca": 1, "O": 2, "H": 2}), ("Na₂CO₃", "碳酸钠", {"Na": 2, "C": 1, "O": 3}), ("CuSO₄", "硫酸铜", {"Cu": 1, "S": 1, "O": 4}),
    ("C₂H₅OH", "乙醇", {"C": 2, "H": 6, "O": 1}), ("NH₄NO₃", "硝酸铵", {"N": 2, "H": 4, "O": 3}), ("C₆H₁₂O₆", "葡萄糖", {"C": 6, "H": 12, "O": 6}),
)  # fmt: skip
_VALENCES = """
    水中的氢, +1; 水中的氧, -2; 氯化钠中的钠, +1; 二氧化碳中的碳, +4; 氯化钠中的氯, -1; 氧化镁中的镁, +2; 二氧化硫中的硫, +4
    硫酸中的硫, +6; 氧化铁中的铁, +3; 硝酸中的氮, +5; 高锰酸钾中的锰, +7; 氨气中的氮, -3; 氯酸钾中的氯, +5; 碳酸钙中的碳, +4
"""
_EQUATIONS = (
    ("2H₂ + O₂ = ( )H₂O", 2), ("2Mg + O₂ = ( )MgO", 2), ("4P + 5O₂ = ( )P₂O₅", 2), ("3Fe + 2O₂ = ( )Fe₃O₄", 1),
    ("CH₄ + ( )O₂ = CO₂ + 2H₂O", 2), ("4Al + ( )O₂ = 2Al₂O₃", 3), ("2KMnO₄ = K₂MnO₄ + MnO₂ + ( )O₂", 1), ("( )H₂O₂ = 2H₂O + O₂", 2),
    ("C₂H₅OH + ( )O₂ = 2CO₂ + 3H₂O", 3), ("Fe₂O₃ + ( )CO = 2Fe + 3CO₂", 3), ("2KClO₃ = 2KCl + ( )O₂", 3), ("( )NH₃ + 5O₂ = 4NO + 6H₂O", 4),
)  # fmt: skip


def numbers(
    rng: random.Random,
    text: str,
    right: Fraction | int,
    slips: Iterable[Fraction | int | float],
    unit: str = "",
) -> Item:
    """Return an item whose answer is a number with its unit; other wrong ones are multiples of the right one."""
    right = Fraction(right)
    some = (*slips, right * 2, right / 2, right * 10, right + 1, right * 3, right + 2)
    wrong = [one for one in dict.fromkeys(Fraction(slip) for slip in some) if one > 0 and one != right]
    shown = (f"{written(one)}{unit}" for one in wrong[: 2 * WRONG])
    return drawn_item(rng, text, f"{written(right)}{unit}", shown)


def _speed(rng: random.Random, level: int) -> Item:
    v, t = rng.randrange(2, 30), rng.randrange(2, 60)
    if level == 1:
        text = rng.choice(
            (
                "一个物体做匀速直线运动，{}秒内通过的路程是{}米，它的速度是多少？",
                "小车匀速行驶，{}秒行驶了{}米，小车的速度是多少？",
            )
        )
        return numbers(rng, text.format(t, v * t), v, (v * t * t, v + t), "米/秒")
    if level == 2:
        speed = 18 * rng.randrange(1, 9)
        text = rng.choice(("{}千米/时合多少米/秒？", "汽车的速度是{}千米/时，换算成米/秒是多少？"))
        return numbers(
            rng, text.format(speed), Fraction(speed * 5, 18), (speed * Fraction(18, 5), speed), "米/秒"
        )
    a, start = rng.randrange(1, 6), rng.randrange(0, 10)
    t = rng.randrange(2, 9)
    text = "一个物体的初速度为{}米/秒，以{}米/秒²的加速度做匀加速直线运动，{}秒内的位移是多少？"
    right = start * t + Fraction(a * t * t, 2)
    return numbers(
        rng, text.format(start, a, t), right, (start * t + a * t * t, (start + a) * t, start + a * t), "米"
    )


def _density(rng: random.Random, level: int) -> Item:
    density, volume = rng.randrange(2, 12), rng.randrange(3, 40)
    mass = density * volume
    if level == 1:
        text = rng.choice(
            (
                "一块金属的质量是{}克，体积是{}立方厘米，它的密度是多少？",
                "某物体质量为{}克，体积为{}立方厘米，求它的密度。",
            )
        )
        return numbers(rng, text.format(mass, volume), density, (mass * volume, mass + volume), "克/立方厘米")
    if level == 2:
        text = rng.choice(
            (
                "密度为{}克/立方厘米的金属块，体积是{}立方厘米，质量是多少？",
                "某金属的密度是{}克/立方厘米，{}立方厘米这种金属的质量是多少？",
            )
        )
        return numbers(
            rng, text.format(density, volume), mass, (Fraction(volume, density), density + volume), "克"
        )
    volume = 10 * rng.randrange(2, 30)
    text = (
        "体积为{}立方厘米的物体浸没在水中，受到的浮力是多少？（水的密度取1.0×10³千克/立方米，g取10牛/千克）"
    )
    return numbers(
        rng,
        text.format(volume),
        Fraction(volume, 100),
        (volume, Fraction(volume, 10), Fraction(volume, 1000)),
        "牛",
    )


def _ohm(rng: random.Random, level: int) -> Item:
    current, resistance = rng.randrange(1, 6), rng.randrange(2, 21)
    volts = current * resistance
    if level == 1:
        text = rng.choice(
            (
                "一个{}欧的电阻两端的电压是{}伏，通过它的电流是多少？",
                "把{}欧的电阻接在{}伏的电源两端，电路中的电流是多少？",
            )
        )
        return numbers(
            rng, text.format(resistance, volts), current, (volts * resistance, volts + resistance), "安"
        )
    if level == 2:
        text = rng.choice(
            (
                "用电器两端的电压为{}伏，通过的电流为{}安，它的电功率是多少？",
                "某灯泡接在{}伏的电源上，通过的电流是{}安，它的功率是多少？",
            )
        )
        return numbers(rng, text.format(volts, current), volts * current, (resistance, volts + current), "瓦")
    one, other = rng.choice(
        ((3, 6), (4, 12), (6, 12), (10, 15), (20, 30), (5, 20), (8, 24), (12, 24), (2, 2), (6, 3))
    )
    joined = Fraction(one * other, one + other)
    text = rng.choice(
        ("{}欧和{}欧的两个电阻并联，总电阻是多少？", "把{}欧与{}欧的电阻并联起来，等效电阻是多少？")
    )
    return numbers(
        rng, text.format(one, other), joined, (one + other, one * other, Fraction(one + other, 2)), "欧"
    )


def _pressure(rng: random.Random, level: int) -> Item:
    force, area = 20 * rng.randrange(2, 40), rng.choice((2, 4, 5, 10))
    if level == 1:
        text = "{}牛的压力均匀作用在{}平方米的面积上，压强是多少？"
        return numbers(
            rng, text.format(force, area), Fraction(force, area), (force * area, force + area), "帕"
        )
    if level == 2:
        depth = rng.randrange(1, 30)
        text = rng.choice(
            (
                "水面下{}米深处，水产生的压强是多少？（水的密度取1.0×10³千克/立方米，g取10牛/千克）",
                "潜水员下潜到水下{}米处，受到水的压强是多少？（水的密度取1.0×10³千克/立方米，g取10牛/千克）",
            )
        )
        return numbers(
            rng, text.format(depth), depth * 10_000, (depth * 1000, depth * 100, depth * 100_000), "帕"
        )
    weight, height, seconds = 10 * rng.randrange(5, 60), rng.randrange(2, 10), rng.choice((2, 4, 5, 10))
    text = "起重机把重{}牛的物体匀速提升{}米，用时{}秒，起重机对物体做功的功率是多少？"
    right = Fraction(weight * height, seconds)
    return numbers(
        rng,
        text.format(weight, height, seconds),
        right,
        (weight * height, weight * height * seconds, Fraction(weight, seconds)),
        "瓦",
    )


def _molar(rng: random.Random, level: int) -> Item:
    formula, name, parts = rng.choice(tiered(_COMPOUNDS, level))
    mass = sum(_MASSES[one] * many for one, many in parts.items())
    given = "、".join(f"{one}—{_MASSES[one]}" for one in parts)
    if rng.random() < 0.5:
        text = f"{name}（{formula}）的相对分子质量是多少？（相对原子质量：{given}）"
        once = sum(_MASSES[one] for one in parts)
        return numbers(rng, text, mass, (once, mass + 16, mass - 1, mass + 12))
    moles = rng.choice((2, 3, 5, Fraction(1, 2)))
    text = f"{written(Fraction(moles))}摩尔{name}（{formula}）的质量是多少？（相对原子质量：{given}）"
    return numbers(rng, text, mass * moles, (mass, mass + moles, mass * moles * 2), "克")


def _equation(rng: random.Random, level: int) -> Item:
    text, right = rng.choice(tiered(_EQUATIONS, level))
    asked = rng.choice(
        ("配平化学方程式{}，括号里应填什么数？", "化学方程式{}配平后，括号内的化学计量数是多少？")
    )
    return drawn_item(rng, asked.format(text.replace("( )", "（　）")), right, (1, 2, 3, 4, 5), key=text)


def _solutions(rng: random.Random, level: int) -> Item:
    percent, total = rng.choice((5, 10, 15, 20, 25)), 20 * rng.randrange(2, 20)
    solute = Fraction(total * percent, 100)
    if level == 1:
        text = rng.choice(
            (
                "{}克质量分数为{}%的食盐溶液中含食盐多少克？",
                "要配制{}克质量分数为{}%的食盐溶液，需要食盐多少克？",
            )
        )
        return numbers(rng, text.format(total, percent), solute, (total - solute, percent, solute / 10), "克")
    if level == 2:
        text = "把{}克食盐溶解在{}克水中，所得溶液的质量分数是多少？"
        return numbers(
            rng,
            text.format(written(solute), written(total - solute)),
            percent,
            (100 - percent, percent * 2, percent + 5),
            "%",
        )
    text = rng.choice(
        (
            "向{0}克质量分数为{1}%的食盐溶液中加入{0}克水，溶液的质量分数变为多少？",
            "把{0}克质量分数为{1}%的食盐溶液加水稀释到{2}克，稀释后溶液的质量分数是多少？",
        )
    )
    return numbers(
        rng,
        text.format(total, percent, 2 * total),
        Fraction(percent, 2),
        (percent, percent * 2, Fraction(percent, 4)),
        "%",
    )


MAKERS: dict[str, Maker] = {
    "物理：运动": _speed,
    "物理：密度与浮力": _density,
    "物理：电学": _ohm,
    "物理：压强与功率": _pressure,
    "化学：相对分子质量": _molar,
    "化学：方程式": _equation,
    "化学：溶液": _solutions,
    "化学：化合价": fact(_VALENCES, ("{}元素的化合价是多少？", "{}显什么化合价？")),
}
