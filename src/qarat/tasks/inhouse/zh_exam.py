"""Exam, Chinese: multiple choice of nine school subjects, numbers computed and facts from small tables.

The kind is the subject and the topic. Wrong numbers are those of the usual mistakes: the wrong operation, a
unit or a factor forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from fractions import Fraction

from qarat.tasks.inhouse import zh_science
from qarat.tasks.inhouse.facts import fact
from qarat.tasks.inhouse.item import WRONG, Item, Maker, drawn_item, shuffled
from qarat.tasks.inhouse.problems import written
from qarat.tasks.inhouse.zh_science import numbers

_BIOLOGY = """
    植物细胞进行光合作用的场所, 叶绿体; 人体血液循环的动力器官, 心脏; 植物吸收水分的主要器官, 根; 人体最大的消化腺, 肝脏
    细胞的控制中心, 细胞核; 人体进行气体交换的主要场所, 肺; 控制物质进出细胞的结构, 细胞膜; 人体消化和吸收的主要场所, 小肠
    形成尿液的器官, 肾脏; 血液中运输氧气的细胞, 红细胞; 分泌胰岛素的器官, 胰腺; 细胞进行有氧呼吸的主要场所, 线粒体
    植物细胞特有的、起支持和保护作用的结构, 细胞壁; 合成蛋白质的细胞器, 核糖体; 植物体内运输水分的组织, 导管
    植物体内运输有机物的组织, 筛管; 叶片与外界进行气体交换的“窗口”, 气孔; 遗传信息的主要载体, DNA
"""
_EVENTS = """
    统一文字和度量衡, 秦朝; 郑和下西洋, 明朝; 鸦片战争, 清朝; 贞观之治, 唐朝; 大运河全线开通, 隋朝; 张骞出使西域, 西汉
    文成公主入藏, 唐朝; 设立行省制度, 元朝; 王安石变法, 北宋; 蔡伦改进造纸术, 东汉; 黄巾起义, 东汉; 戚继光抗倭, 明朝
    淝水之战, 东晋; 岳飞抗金, 南宋; 八王之乱, 西晋; 玄奘西行, 唐朝; 北魏孝文帝改革, 南北朝; 毕昇发明活字印刷术, 北宋
"""
_YEARS = (
    ("秦统一六国", -221), ("隋朝建立", 581), ("唐朝建立", 618), ("北宋建立", 960), ("明朝建立", 1368), ("鸦片战争爆发", 1840),
    ("甲午中日战争爆发", 1894), ("戊戌变法", 1898), ("辛亥革命爆发", 1911), ("五四运动爆发", 1919), ("中国共产党成立", 1921),
    ("南昌起义", 1927), ("九一八事变", 1931), ("七七事变", 1937), ("中华人民共和国成立", 1949), ("香港回归祖国", 1997), ("澳门回归祖国", 1999),
    ("法国大革命爆发", 1789), ("美国《独立宣言》发表", 1776), ("第一次世界大战爆发", 1914), ("俄国十月革命", 1917), ("第二次世界大战全面爆发", 1939),
)  # fmt: skip
_GEOGRAPHY = """
    世界上面积最大的洲, 亚洲; 世界上面积最大的洋, 太平洋; 世界上最高的山峰, 珠穆朗玛峰; 中国最长的河流, 长江
    中国面积最大的省级行政区, 新疆维吾尔自治区; 世界上面积最大的国家, 俄罗斯; 中国最大的咸水湖, 青海湖; 中国最大的淡水湖, 鄱阳湖
    世界上最长的山脉, 安第斯山脉; 世界上面积最大的岛屿, 格陵兰岛; 除极地外世界上面积最大的沙漠, 撒哈拉沙漠; 世界上水量最大的河流, 亚马孙河
    中国面积最大的岛屿, 台湾岛; 世界上最深的湖泊, 贝加尔湖; 世界上最深的海沟, 马里亚纳海沟; 世界上面积最大的湖泊, 里海
"""
_VERBS = (
    "go/went/gone/going see/saw/seen/seeing eat/ate/eaten/eating write/wrote/written/writing take/took/taken/taking "
    "give/gave/given/giving speak/spoke/spoken/speaking know/knew/known/knowing break/broke/broken/breaking "
    "choose/chose/chosen/choosing forget/forgot/forgotten/forgetting begin/began/begun/beginning"
)


def _genetics(rng: random.Random, level: int) -> Item:
    crosses = (("Aa", "aa"), ("Aa", "Aa"), ("AA", "Aa"), ("AA", "aa"))
    one, other = rng.choice(crosses)
    pairs = ["".join(sorted((x, y))) for x in one for y in other]
    if level < 3:
        wanted, words = rng.choice(
            (("dominant", "表现为显性性状"), ("Aa", "基因型为Aa"), ("aa", "表现为隐性性状"))[: level + 1]
        )
        hits = sum("A" in pair if wanted == "dominant" else pair == wanted for pair in pairs)
        text = rng.choice(
            (
                "基因型为{}和{}的个体杂交，后代中{}的比例是多少？",
                "亲本基因型分别为{}和{}，子代中{}的概率是多少？",
            )
        )
        return _shares(rng, text.format(one, other, words), Fraction(hits, 4))
    doubly, words = rng.choice(
        (
            (Fraction(9, 16), "两种性状都为显性"),
            (Fraction(1, 16), "两种性状都为隐性"),
            (Fraction(1, 4), "基因型为AaBb"),
        )
    )
    text = rng.choice(
        (
            "AaBb自交（两对基因独立遗传），后代中{}的比例是多少？",
            "两对等位基因独立遗传，AaBb与AaBb杂交，子代中{}的概率是多少？",
        )
    )
    return _shares(
        rng, text.format(words), doubly, (Fraction(3, 16), Fraction(9, 16), Fraction(1, 16), Fraction(1, 2))
    )


def _shares(rng: random.Random, text: str, right: Fraction, more: Iterable[Fraction] = ()) -> Item:
    every = (*more, *(Fraction(quarter, 4) for quarter in range(5)))
    shown = [
        f"{100 * one}%" if one.denominator == 1 else f"{one.numerator}/{one.denominator}"
        for one in (right, *every)
    ]
    return drawn_item(rng, text, shown[0], shown[1:])


def _time_zones(rng: random.Random, level: int) -> Item:
    if level == 1:
        west, east = rng.randrange(0, 5), rng.randrange(6, 12)
        hour = rng.randrange(3, 12)
        text = rng.choice(
            ("东{}区是{}时，同一时刻东{}区是几时？", "当东{}区为{}时的时候，东{}区的区时是多少？")
        )
        west = max(west, 1)
        return drawn_item(
            rng,
            text.format(west, hour, east),
            f"{hour + east - west}时",
            _hours(hour + east - west, hour, west - east),
        )
    if level == 2:
        zone, hour = rng.randrange(1, 8), rng.randrange(16, 24)
        right = hour - 8 - zone
        text = rng.choice(
            (
                "北京时间（东八区）{1}时，西{0}区是当天几时？",
                "当北京时间为{1}时，位于西{0}区的城市是当天几时？",
            )
        )
        return drawn_item(rng, text.format(zone, hour), f"{right}时", _hours(right, hour, zone - 8))
    longitude = 15 * rng.randrange(1, 6)
    hour = rng.randrange(10, 14)
    right = hour - (120 - longitude) // 15
    text = rng.choice(
        (
            "东经120°的地方时是{}时，同一时刻东经{}°的地方时是几时？",
            "当东经120°为{}时的时候，东经{}°的地方时是多少？",
        )
    )
    return drawn_item(
        rng, text.format(hour, longitude), f"{right}时", _hours(right, hour, (120 - longitude) // 15)
    )


def _hours(right: int, hour: int, shift: int) -> list[str]:
    slips = (hour + shift, right + 1, right - 1, right + 2, hour, right + 12)
    return [f"{one}时" for one in slips if 0 <= one <= 24 and one != right] + [
        f"{(right + 3) % 24}时",
        f"{(right + 5) % 24}时",
        f"{(right + 7) % 24}时",
    ]


def _maps(rng: random.Random, level: int) -> Item:
    if level == 1:
        at, up = rng.randrange(10, 30), 1000 * rng.randrange(1, 5)
        text = rng.choice(
            (
                "海拔每升高100米，气温约下降0.6℃。山脚气温为{}℃，比山脚高{}米的山顶气温约是多少？",
                "山脚的气温是{}℃，山顶比山脚高{}米。按每升高100米气温下降0.6℃计算，山顶气温约是多少？",
            )
        )
        right = Fraction(at) - Fraction(6 * up, 1000)
        shown = (
            f"{written(one)}℃"
            for one in (at + Fraction(6 * up, 1000), right + 6, right - 6, right + 3, Fraction(at))
            if one != right
        )
        return drawn_item(rng, text.format(at, up), f"{written(right)}℃", shown)
    scale = rng.choice((10_000, 50_000, 100_000, 500_000, 1_000_000))
    far = rng.randrange(2, 20)
    if level == 2:
        text = rng.choice(
            (
                "在比例尺为1∶{}的地图上，两地相距{}厘米，实际距离是多少千米？",
                "一幅地图的比例尺是1∶{}，图上{}厘米代表实际距离多少千米？",
            )
        )
        right = Fraction(scale * far, 100_000)
        return numbers(rng, text.format(scale, far), right, (right * 10, right / 10, right * 100), "千米")
    text = "甲、乙两地的实际距离是{}千米，在地图上相距{}厘米，这幅地图的比例尺是多少？"
    scales = (1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000)
    shown = (f"1∶{one}" for one in shuffled(rng, scales))
    return drawn_item(rng, text.format(written(Fraction(scale * far, 100_000)), far), f"1∶{scale}", shown)


def _year_order(rng: random.Random, level: int) -> Item:
    names, years = zip(*_YEARS, strict=True)
    if level < 3:
        at = rng.randrange(level, len(names))
        word, when = rng.choice((("最早", min), ("最晚", max)))
        gap = (400, 40)[level - 1]
        near_ones = [
            one
            for one in range(len(names))
            if one != at and (abs(years[one] - years[at]) > gap) == (level == 1)
        ]
        if len(near_ones) < WRONG:
            near_ones = [one for one in range(len(names)) if one != at]
        picked = [at, *rng.sample(near_ones, WRONG)]
        right = when(picked, key=lambda one: years[one])
        text = rng.choice(("下列历史事件中，发生时间{}的是哪一个？", "下面哪个历史事件发生得{}？"))
        key = f"{word} {names[right]}"
        return drawn_item(
            rng, text.format(word), names[right], (names[one] for one in picked if one != right), key=key
        )
    name, year = rng.choice(_YEARS[1:])
    text = rng.choice(("{}是在哪一年？", "下面哪一年发生了“{}”？"))
    wrong = (f"{year + one}年" for one in shuffled(rng, (-3, -2, -1, 1, 2, 3, 5, -5)))
    return drawn_item(rng, text.format(name), f"{year}年", wrong)


def _algebra(rng: random.Random, level: int) -> Item:
    one, other = rng.randrange(1, 9), rng.randrange(1, 9)
    if level == 1:
        slope, add, x = rng.randrange(2, 9), rng.randrange(1, 15), rng.randrange(2, 9)
        text = rng.choice(
            ("已知函数y={}x+{}，当x={}时，y的值是多少？", "一次函数y={}x+{}在x={}处的函数值是多少？")
        )
        return numbers(
            rng, text.format(slope, add, x), slope * x + add, (slope + add + x, slope * (x + add), slope * x)
        )
    if level == 2:
        text = rng.choice(
            ("方程x²-{}x+{}=0的两根之和是多少？", "设方程x²-{}x+{}=0有两个实数根，它们的和等于多少？")
        )
        return numbers(
            rng, text.format(one + other, one * other), one + other, (one * other, abs(one - other), 1)
        )
    text = rng.choice(
        ("方程x²-{}x+{}=0的较大的根是多少？", "一元二次方程x²-{}x+{}=0的两个根中，较大的一个是多少？")
    )
    other = one + rng.randrange(1, 9)
    return numbers(rng, text.format(one + other, one * other), other, (one, one + other, one * other))


def _angles(rng: random.Random, level: int) -> Item:
    if level == 1:
        a, b = rng.randrange(20, 80), rng.randrange(20, 80)
        text = rng.choice(
            (
                "三角形的两个内角分别是{}°和{}°，第三个内角是多少度？",
                "在△ABC中，∠A={}°，∠B={}°，∠C等于多少度？",
            )
        )
        return numbers(rng, text.format(a, b), 180 - a - b, (a + b, 90, abs(a - b), 360 - a - b), "°")
    if level == 2:
        sides = rng.randrange(5, 13)
        text = rng.choice(("{}边形的内角和是多少度？", "一个凸{}边形所有内角之和是多少度？"))
        return numbers(rng, text.format(sides), 180 * (sides - 2), (180 * sides, 180 * (sides - 1), 360), "°")
    m, n = rng.choice(((2, 1), (3, 2), (4, 1), (4, 3), (5, 2), (6, 1), (7, 2), (8, 1)))
    times = rng.randrange(1, 4)
    legs = sorted((times * (m * m - n * n), times * 2 * m * n))
    a, b, c = legs[0], legs[1], times * (m * m + n * n)
    text = rng.choice(
        (
            "直角三角形的两条直角边长分别是{}和{}，斜边长是多少？",
            "在Rt△ABC中，∠C=90°，AC={}，BC={}，AB的长是多少？",
        )
    )
    return numbers(rng, text.format(a, b), c, (a + b, b + 1, a * b, c + 1))


def _binary(rng: random.Random, level: int) -> Item:
    number = rng.randrange(*((4, 16), (16, 64), (64, 200))[level - 1])
    wrong = shuffled(rng, (number + one for one in (-3, -2, -1, 1, 2, 3)))
    if rng.random() < 0.5:
        text = rng.choice(("二进制数{}转换成十进制数是多少？", "与二进制数{}相等的十进制数是哪一个？"))
        return drawn_item(rng, text.format(f"{number:b}"), number, wrong)
    text = rng.choice(("十进制数{}转换成二进制数是多少？", "十进制数{}用二进制怎么表示？"))
    return drawn_item(rng, text.format(number), f"{number:b}", (f"{one:b}" for one in wrong))


def _english(rng: random.Random, level: int) -> Item:
    verb = rng.choice([one.split("/") for one in _VERBS.split()])
    asked = (("一般过去时", 1), ("过去分词", 2), ("现在分词", 3))
    if level == 1:
        name, form = asked[0] if rng.random() < 0.5 else asked[2]
        text = f"英语动词{verb[0]}的{'过去式' if form == 1 else name}是哪一个？"
        return drawn_item(
            rng, text, verb[form], (*verb, f"{verb[0].removesuffix('e')}ed"), key=f"{verb[0]} {form}"
        )
    sentence, form = rng.choice(
        (("They have ____ before.", 2), ("She ____ yesterday.", 1))
        if level == 2
        else (("By then he had already ____.", 2), ("Look! He is ____ now.", 3))
    )
    text = rng.choice(("句子“{}”的空格处应填动词{}的哪种形式？", "“{}”中的空格应填{}的哪个词形？"))
    options = (*verb, f"{verb[0].removesuffix('e')}ed")
    return drawn_item(rng, text.format(sentence, verb[0]), verb[form], options, key=f"{sentence} {verb[0]}")


MAKERS: dict[str, Maker] = {
    **zh_science.MAKERS,
    "生物：结构与功能": fact(
        _BIOLOGY, ("{}是什么？", "下列结构中，哪一个是{}？"), back=("下面哪一项是对{}的正确描述？",)
    ),
    "生物：遗传": _genetics,
    "地理：时间": _time_zones,
    "地理：地图与气温": _maps,
    "地理：世界之最": fact(_GEOGRAPHY, ("{}是哪一个？", "下面哪一个是{}？")),
    "历史：朝代与事件": fact(_EVENTS, ("“{}”发生在哪个时期？", "下面哪个时期发生了“{}”？")),
    "历史：时间": _year_order,
    "数学：代数": _algebra,
    "数学：几何": _angles,
    "信息技术：进制": _binary,
    "英语：动词": _english,
}
