"""The kinds of problems of in-house coding: a sentence, a solution and inputs, with numbers left open.

`{a}` and `{b}` stand for numbers in the ranges that a kind names. Sentences say every rule that the hidden
inputs touch, so that a problem has one answer.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Draw = Callable[[random.Random], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: the function's name and signature, what it does, its body, and how an input is drawn.

    At level 1 one pass does it, at level 2 there is a rule with an exception or a second pass, at level 3 a state
    or an order has to be found.
    """

    name: str
    level: int
    signature: str
    en: str
    zh: str
    body: str
    inputs: Draw
    a: range
    b: range = range(1)


def _integers(rng: random.Random) -> tuple[Any, ...]:
    return ([rng.randint(-20, 40) for _ in range(rng.randint(0, 9))],)


def _number(rng: random.Random) -> tuple[Any, ...]:
    return (rng.randint(0, 5000),)


def _word(rng: random.Random) -> tuple[Any, ...]:
    return ("".join(rng.choices("abcdeXYZ", k=rng.randint(0, 11))),)


def _words(rng: random.Random) -> tuple[Any, ...]:
    return (" ".join(_word(rng)[0] for _ in range(rng.randint(0, 6))),)


def _pairs(rng: random.Random) -> tuple[Any, ...]:
    starts = [rng.randint(0, 40) for _ in range(rng.randint(0, 6))]
    return ([[start, start + rng.randint(0, 9)] for start in starts],)


def _grid(rng: random.Random) -> tuple[Any, ...]:
    width = rng.randint(1, 4)
    return ([[rng.randint(-9, 9) for _ in range(width)] for _ in range(rng.randint(1, 4))],)


KINDS = (
    Kind(
        "sum_of_selected",
        1,
        "numbers: list[int]",
        "Return the sum of all numbers that are divisible by {a} and greater than {b}; 0 if there are none.",
        "返回列表中所有能被{a}整除且大于{b}的数之和；如果没有这样的数，返回0。",
        "    return sum(n for n in numbers if n % {a} == 0 and n > {b})\n",
        _integers,
        range(2, 6),
        range(-5, 6),
    ),
    Kind(
        "every_nth_upper",
        1,
        "word: str",
        "Return the word with its {a}-th, {a}*2-th, ... letter (counting from 1) in upper case and all other "
        "letters in lower case.",
        "把单词的第{a}个、第{a}*2个、……字母（从1开始数）变成大写，其余字母变成小写，返回结果。",
        '    return "".join(c.upper() if i % {a} == 0 else c.lower() for i, c in enumerate(word, 1))\n',
        _word,
        range(2, 6),
    ),
    Kind(
        "digit_sum_in_base",
        2,
        "number: int",
        "Return the sum of the digits of a non-negative number written in base {a}.",
        "返回非负整数写成{a}进制时各位数字之和。",
        "    total = 0\n    while number:\n        number, digit = divmod(number, {a})\n  "
        "      total += digit\n"
        "    return total\n",
        _number,
        range(2, 9),
    ),
    Kind(
        "rotated",
        2,
        "numbers: list[int]",
        "Return the list rotated to the right by {a} places; an empty list stays empty.",
        "返回把列表向右循环移动{a}位后的结果；空列表仍返回空列表。",
        "    if not numbers:\n        return []\n    shift = {a} % len(numbers)\n"
        "    return numbers[len(numbers) - shift:] + numbers[:len(numbers) - shift]\n",
        _integers,
        range(2, 12),
    ),
    Kind(
        "runs",
        3,
        "word: str",
        "Return, as a list of [letter, length] pairs in order, the longest possible runs "
        "of one repeated letter "
        "that are at least {a} long.",
        "找出单词中由同一个字母连续重复组成的尽可能长的片段，按顺序返回长度不小于{a}的片段，每个片段写成[字母, 长度]。",
        "    found = []\n    for letter in word:\n        if found and found[-1][0] == letter:\n"
        "            found[-1][1] += 1\n        else:\n            found.append([letter, 1])\n"
        "    return [run for run in found if run[1] >= {a}]\n",
        lambda rng: (
            "".join(letter * rng.randint(1, 4) for letter in rng.choices("abc", k=rng.randint(0, 6))),
        ),
        range(2, 4),
    ),
    Kind(
        "merged",
        3,
        "intervals: list[list[int]]",
        "Return the closed intervals [start, end] merged and sorted by start: two "
        "intervals are merged when the "
        "gap between the end of one and the start of the next is at most {a}.",
        "把闭区间[start, end]合并，并按start排序后返回：如果前一个区间的末端与后一个区间的始端之差不超过{a}，就合并这两个区间。",
        "    merged = []\n    for start, end in sorted(intervals):\n"
        "        if merged and start - merged[-1][1] <= {a}:\n"
        "            merged[-1][1] = max(merged[-1][1], end)\n        else:\n"
        "            merged.append([start, end])\n    return merged\n",
        _pairs,
        range(5),
    ),
    Kind(
        "count_words",
        1,
        "text: str",
        "Return how many different words of at least {a} letters the text has, ignoring case. Words are "
        "separated by spaces.",
        "返回文本中长度至少为{a}个字母的不同单词的个数，不区分大小写。单词之间用空格隔开。",
        "    return len({{word.lower() for word in text.split() if len(word) >= {a}}})\n",
        _words,
        range(2, 6),
    ),
    Kind(
        "window_maximum",
        2,
        "numbers: list[int]",
        "Return the list of the maximum of every {a} neighbouring numbers, from left to "
        "right; an empty list if "
        "there are fewer than {a} numbers.",
        "从左到右依次取每{a}个相邻的数，返回这些数的最大值组成的列表；如果不足{a}个数，返回空列表。",
        "    return [max(numbers[i:i + {a}]) for i in range(len(numbers) - {a} + 1)]\n",
        _integers,
        range(2, 5),
    ),
    Kind(
        "steps_to_one",
        2,
        "number: int",
        "Starting from the number, halve it if it is even, else multiply it by 3 and add "
        "1. Return how many steps "
        "it takes to get to 1, or {a} if 1 is not reached within {a} steps or the number is below 1.",
        "从给定的数开始，若是偶数就除以2，若是奇数就乘3再加1。返回变成1所需的步数；如果{a}步之内没有变成1，或者给定的数小于1，返回{a}。",
        "    if number < 1:\n        return {a}\n    steps = 0\n    while number != 1 and steps < {a}:\n"
        "        number = number // 2 if number % 2 == 0 else 3 * number + 1\n        "
        "steps += 1\n    return steps\n",
        _number,
        range(20, 90),
    ),
    Kind(
        "shifted_letters",
        2,
        "word: str",
        "Return the word with every lower-case letter a to z moved {a} places on in the "
        "alphabet, starting again "
        "at a after z; other characters stay.",
        "把单词中每个小写字母a到z在字母表中后移{a}位（z之后回到a），其他字符保持不变，返回结果。",
        '    return "".join(chr((ord(c) - 97 + {a}) % 26 + 97) if "a" <= c <= "z" else c for c in word)\n',
        _word,
        range(3, 25),
    ),
    Kind(
        "largest_rows",
        3,
        "grid: list[list[int]]",
        "Return the {a} rows of the grid with the largest sums, largest first; of rows "
        "with equal sums the one "
        "further up comes first. If there are fewer rows, return all of them in that order.",
        "返回网格中各行之和最大的{a}行，按行和从大到小排列；行和相等时，原来靠上的行在前。如果行数不足，按这个顺序返回所有行。",
        "    return sorted(grid, key=lambda row: -sum(row))[:{a}]\n",
        _grid,
        range(1, 4),
    ),
    Kind(
        "closest_pair_to",
        3,
        "numbers: list[int]",
        "Return the smallest possible distance of the sum of two numbers at different "
        "places of the list from "
        "{a}; -1 if there are fewer than two numbers.",
        "从列表中取两个位置不同的数，返回它们的和与{a}之差的绝对值的最小可能值；如果不足两个数，返回-1。",
        "    sums = [x + y for i, x in enumerate(numbers) for y in numbers[i + 1:]]\n"
        "    return min((abs(s - {a}) for s in sums), default=-1)\n",
        _integers,
        range(5, 60),
    ),
    Kind(
        "count_between",
        1,
        "numbers: list[int]",
        "Return how many numbers are at least {b} and at most {b} + {a}, both included.",
        "返回列表中不小于{b}且不大于{b}+{a}的数的个数。",
        "    return sum({b} <= n <= {b} + {a} for n in numbers)\n",
        _integers,
        range(5, 25),
        range(-5, 12),
    ),
    Kind(
        "every_nth_removed",
        1,
        "numbers: list[int]",
        "Return the list without its {a}-th, {a}*2-th, ... number, counting from 1.",
        "去掉列表中的第{a}个、第{a}*2个、……数（从1开始数），返回剩下的列表。",
        "    return [n for i, n in enumerate(numbers, 1) if i % {a}]\n",
        _integers,
        range(2, 7),
    ),
    Kind(
        "letters_after",
        1,
        "word: str",
        "Return how many letters of the word stand at a place (counting from 1) that is divisible by {a} or are upper case.",
        "返回单词中满足下列条件之一的字母个数：位置（从1开始数）能被{a}整除，或者是大写字母。",
        "    return sum(i % {a} == 0 or c.isupper() for i, c in enumerate(word, 1))\n",
        _word,
        range(2, 8),
    ),
    Kind(
        "clipped",
        1,
        "numbers: list[int]",
        "Return the list in which every number below {b} is replaced by {b} and every number above {a} by {a}.",
        "把列表中小于{b}的数换成{b}，大于{a}的数换成{a}，返回新的列表。",
        "    return [min(max(n, {b}), {a}) for n in numbers]\n",
        _integers,
        range(15, 35),
        range(-8, 8),
    ),
    Kind(
        "power_remainder",
        1,
        "number: int",
        "Return the remainder of the number raised to the power {a} when divided by {b}.",
        "返回给定的数的{a}次方除以{b}的余数。",
        "    return pow(number, {a}, {b})\n",
        _number,
        range(2, 9),
        range(7, 40),
    ),
    Kind(
        "grouped_sums",
        2,
        "numbers: list[int]",
        "Cut the list from the left into groups of {a} numbers (the last one may be shorter) and return the list of the groups' sums.",
        "从左到右把列表每{a}个数分成一组（最后一组可以不足{a}个），返回各组之和组成的列表。",
        "    return [sum(numbers[i:i + {a}]) for i in range(0, len(numbers), {a})]\n",
        _integers,
        range(2, 6),
    ),
    Kind(
        "capped_total",
        2,
        "numbers: list[int]",
        "Add up the numbers from left to right, starting at 0, but whenever the total is above {a} after a step, set it back to {b}. Return the final total.",
        "从0开始，从左到右依次累加列表中的数；每加一次之后，如果总和大于{a}，就把总和重置为{b}。返回最后的总和。",
        "    total = 0\n    for n in numbers:\n        total += n\n        if total > {a}:\n            total = {b}\n    return total\n",
        _integers,
        range(20, 60),
        range(10),
    ),
    Kind(
        "longest_words",
        2,
        "text: str",
        "Return the words of more than {a} letters, longest first; of words of equal length the one that comes first in the text comes first. Words are separated by spaces.",
        "返回文本中字母数大于{a}的单词，按长度从长到短排列；长度相同时，在文本中靠前的排在前面。单词之间用空格隔开。",
        "    return sorted([word for word in text.split() if len(word) > {a}], key=lambda word: -len(word))\n",
        _words,
        range(1, 6),
    ),
    Kind(
        "column_totals",
        2,
        "grid: list[list[int]]",
        "Return the list of the sums of the grid's columns, from left to right; numbers below {b} count as {b}.",
        "从左到右返回网格各列之和组成的列表；小于{b}的数按{b}计算。",
        "    return [sum(max(n, {b}) for n in column) for column in zip(*grid)]\n",
        _grid,
        range(1),
        range(-6, 3),
    ),
    Kind(
        "longest_rise",
        3,
        "numbers: list[int]",
        "Return the length of the longest run of neighbouring numbers in which each is larger than the one before by at least {a}; 0 for an empty list.",
        "返回列表中最长的一段相邻数的长度，要求这一段里每个数都比前一个数至少大{a}；空列表返回0。",
        "    best = length = 0\n    for i, n in enumerate(numbers):\n"
        "        length = length + 1 if i and n - numbers[i - 1] >= {a} else 1\n"
        "        best = max(best, length)\n    return best\n",
        _integers,
        range(1, 9),
    ),
    Kind(
        "fewest_coins",
        3,
        "number: int",
        "Coins of 1, {a} and {b} are at hand, as many as needed. Return the smallest number of coins that make up the number.",
        "有面值为1、{a}和{b}的硬币，每种数量不限。返回凑成给定数所需的最少硬币数。",
        "    best = [0] + [number + 1] * number\n    for amount in range(1, number + 1):\n"
        "        best[amount] = 1 + min(best[amount - c] for c in (1, {a}, {b}) if c <= amount)\n    return best[number]\n",
        lambda rng: (rng.randint(0, 120),),
        range(3, 8),
        range(9, 16),
    ),
    Kind(
        "survivor",
        3,
        "number: int",
        "That many people, numbered from 1, stand in a circle. Starting the count with person 1, every {a}-th person leaves until one is left. Return the number of that person; 0 for no people.",
        "给定人数的一群人从1开始编号，围成一圈。从1号开始报数，每数到{a}，那个人就离开，再从下一个人重新报数，直到只剩一人。返回最后剩下的人的编号；人数为0时返回0。",
        "    if number == 0:\n        return 0\n    last = 0\n    for size in range(2, number + 1):\n        last = (last + {a}) % size\n    return last + 1\n",
        lambda rng: (rng.randint(0, 60),),
        range(2, 9),
    ),
    Kind(
        "spread_out",
        3,
        "numbers: list[int]",
        "From the sorted list keep the smallest number and then always the next one that is at least {a} larger than the one kept last. Return the numbers kept.",
        "把列表从小到大排序，先保留最小的数，然后每次保留下一个比上一个保留的数至少大{a}的数。返回所有保留的数。",
        "    kept = []\n    for n in sorted(numbers):\n        if not kept or n - kept[-1] >= {a}:\n            kept.append(n)\n    return kept\n",
        _integers,
        range(2, 12),
    ),
)
