"""Stories with a world behind them, the same in both languages: who has what, who is where, when, who is who.

A world is drawn and lived through, a story tells what happened, and a question is answered from the world and
not from the text. Of the questions some look up a fact, some count, some need several sentences together, and
some ask for what did *not* happen. A higher level has more people and more events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from qarat.tasks.inhouse.item import Item, Maker, near, shuffled
from qarat.tasks.inhouse.stories import Told, Tongue

_PEOPLE = (4, 5, 6)
_EVENTS = (4, 6, 9)


def makers(tongue: Tongue) -> dict[str, Maker]:
    """Return a maker a question."""
    return {
        f"{world}: {name}": _maker(tongue, ask)
        for world, asks in _WORLDS.items()
        for name, ask in asks.items()
    }


def _maker(tongue: Tongue, ask: Callable[[Told, int], Item | None]) -> Maker:
    def make(rng: Random, level: int) -> Item:
        # A world in which the question has no single answer is drawn anew.
        while True:
            item = ask(Told(rng, tongue, []), level)
            if item is not None:
                return item

    return make


# Possessions: who has how many of a thing, and who gave to whom.


@dataclass(frozen=True, slots=True)
class _Holdings:
    people: list[str]
    thing: tuple[str, str]
    owns: dict[str, int]
    gifts: list[tuple[str, str, int]]


def _holdings(told: Told, level: int) -> _Holdings:
    rng, tongue = told.rng, told.tongue
    people = rng.sample(tongue.names, _PEOPLE[level - 1])
    thing, measure = rng.choice(tongue.things)
    owns = {name: rng.randint(8, 25) for name in people}
    for name in people:
        told.say("has", name=name, count=owns[name], thing=thing, measure=measure)
    gifts = []
    for _ in range(_EVENTS[level - 1]):
        giver, taker = rng.sample(people, 2)
        count = rng.randint(2, 5)
        kind = rng.choice(("gives", "gives", "buys", "loses"))
        if kind != "buys" and owns[giver] < count:
            continue
        told.say(kind, name=giver, other=taker, count=count, thing=thing, measure=measure)
        owns[giver] += count if kind == "buys" else -count
        if kind == "gives":
            owns[taker] += count
            gifts.append((giver, taker, count))
    return _Holdings(people, (thing, measure), owns, gifts)


def _how_many(told: Told, level: int) -> Item | None:
    world = _holdings(told, level)
    changed = [name for one in world.gifts for name in one[:2]]
    if not changed:
        return None
    name = told.rng.choice(changed)
    right = world.owns[name]
    slips = near(right, *(one for other, one in world.owns.items() if other != name))
    return told.item("how many", right, slips, name=name, thing=world.thing[0], measure=world.thing[1])


def _who_has_most(told: Told, level: int) -> Item | None:
    world = _holdings(told, level)
    ranked = sorted(world.people, key=lambda name: -world.owns[name])
    if world.owns[ranked[0]] == world.owns[ranked[1]]:
        return None
    return told.item("who has most", ranked[0], ranked[1:], thing=world.thing[0])


def _who_gave(told: Told, level: int) -> Item | None:
    world = _holdings(told, level)
    taker = told.rng.choice(world.people)
    givers = {giver for giver, other, _ in world.gifts if other == taker}
    if len(givers) != 1:
        return None
    others = [name for name in world.people if name != taker]
    others += [name for name in told.tongue.names if name not in world.people]
    return told.item("who gave", givers.pop(), others, name=taker, thing=world.thing[0])


def _who_never_gave(told: Told, level: int) -> Item | None:
    world = _holdings(told, level)
    givers = list(dict.fromkeys(giver for giver, *_ in world.gifts))
    idle = [name for name in world.people if name not in givers]
    if len(idle) != 1 or len(givers) < 3:
        return None
    return told.item("who never gave", idle[0], givers, thing=world.thing[0])


# Places: who went where, and where things were left.


@dataclass(frozen=True, slots=True)
class _Places:
    people: list[str]
    rooms: list[str]
    trails: dict[str, list[str]]
    things: dict[str, str]
    entered: list[tuple[str, str]]


def _places(told: Told, level: int) -> _Places:
    rng, tongue = told.rng, told.tongue
    people = rng.sample(tongue.names, _PEOPLE[level - 1] - 1)
    rooms = rng.sample(tongue.rooms, level + 4)
    trails: dict[str, list[str]] = {name: [] for name in people}
    entered, things = [], dict[str, str]()
    objects = rng.sample(tongue.objects, 2)
    for index in range(_EVENTS[level - 1] + 2):
        name = people[index] if index < len(people) else rng.choice(people)
        room = rng.choice([one for one in rooms if not trails[name] or one != trails[name][-1]])
        told.say("goes", name=name, room=room)
        trails[name].append(room)
        entered.append((name, room))
        if index >= 1 and rng.random() < 0.5:
            thing = rng.choice(objects)
            # Only who is where the thing lies can take it along; else it is new in the story.
            if thing not in things:
                told.say("leaves", name=name, object=thing, room=room)
                things[thing] = room
    for thing, room in list(things.items()):
        here = [name for name in people if trails[name][-1] == room]
        if here and level > 1:
            name, target = rng.choice(here), rng.choice([one for one in rooms if one != room])
            told.say("carries", name=name, object=thing, room=target)
            trails[name].append(target)
            entered.append((name, target))
            things[thing] = target
    return _Places(people, rooms, trails, things, entered)


def _where_is(told: Told, level: int) -> Item | None:
    world = _places(told, level)
    name = told.rng.choice(world.people)
    trail = world.trails[name]
    return told.item("where is", trail[-1], [*trail[:-1], *shuffled(told.rng, world.rooms)], name=name)


def _where_before(told: Told, level: int) -> Item | None:
    world = _places(told, level)
    names = [name for name in world.people if len(world.trails[name]) > 1]
    if not names:
        return None
    name = told.rng.choice(names)
    *_, before, last = world.trails[name]
    others = [last, *(one for one in shuffled(told.rng, world.rooms) if one != before)]
    return told.item("where before", before, others, name=name)


def _where_thing(told: Told, level: int) -> Item | None:
    world = _places(told, level)
    if not world.things:
        return None
    thing = told.rng.choice(list(world.things))
    return told.item("where thing", world.things[thing], shuffled(told.rng, world.rooms), object=thing)


def _first_in(told: Told, level: int) -> Item | None:
    world = _places(told, level)
    rooms = dict.fromkeys(room for _, room in world.entered)
    visited = [room for room in rooms if len({name for name, one in world.entered if one == room}) > 1]
    if not visited:
        return None
    room = told.rng.choice(visited)
    right = next(name for name, one in world.entered if one == room)
    others = [*(name for name, one in world.entered if one == room), *world.people, *told.tongue.names]
    return told.item("first in", right, others, room=room)


def _nobody_in(told: Told, level: int) -> Item | None:
    world = _places(told, level)
    visited = list(dict.fromkeys(room for _, room in world.entered))
    unseen = [room for room in told.tongue.rooms if room not in visited]
    if len(visited) < 3:
        return None
    return told.item("nobody in", told.rng.choice(unseen), visited)


# A day: what comes after what, when, and who leads it.


@dataclass(frozen=True, slots=True)
class _Day:
    activities: list[str]
    leaders: list[str]
    times: list[int]


def _day(told: Told, level: int) -> _Day:
    rng, tongue = told.rng, told.tongue
    many = level + 3
    activities = rng.sample(tongue.activities, many)
    leaders = rng.sample(tongue.names, many)
    times = [8 * 60 + 10 * rng.randrange(6)]
    told.say("starts", activity=activities[0], name=leaders[0], time=_clock(times[0]))
    for index in range(1, many):
        gap = 10 * rng.randint(2, 9)
        times.append(times[-1] + gap)
        kind = rng.choice(("follows", "at"))
        told.say(kind, activity=activities[index], before=activities[index - 1], minutes=gap, name=leaders[index],
                 time=_clock(times[index]))  # fmt: skip
    return _Day(activities, leaders, times)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _when(told: Told, level: int) -> Item | None:
    day = _day(told, level)
    at = told.rng.randrange(1, len(day.times))
    slips = [
        *(one for one in day.times if one != day.times[at]),
        *(day.times[at] + one for one in (10, -10, 30, 60)),
    ]
    return told.item("when", _clock(day.times[at]), map(_clock, slips), activity=day.activities[at])


def _comes_next(told: Told, level: int) -> Item | None:
    day = _day(told, level)
    at = told.rng.randrange(len(day.activities) - 1)
    others = [one for place, one in enumerate(day.activities) if place not in (at, at + 1)]
    others += [one for one in told.tongue.activities if one not in day.activities]
    return told.item("comes next", day.activities[at + 1], others, activity=day.activities[at])


def _how_long(told: Told, level: int) -> Item | None:
    day = _day(told, level)
    first = told.rng.randrange(len(day.times) - level)
    last = first + level
    right = day.times[last] - day.times[first]
    slips = [right + one for one in (10, -10, 20, 30, -20, 60) if right + one > 0]
    first_name, last_name = day.activities[first], day.activities[last]
    return told.item("how long", right, slips, first=first_name, last=last_name)


def _who_leads(told: Told, level: int) -> Item | None:
    day = _day(told, level)
    at = told.rng.randrange(1, len(day.activities))
    # The question names the activity by its place, so that two sentences have to be put together.
    return told.item("who leads after", day.leaders[at], day.leaders, activity=day.activities[at - 1])


def _not_planned(told: Told, level: int) -> Item | None:
    day = _day(told, level)
    missing = [one for one in told.tongue.activities if one not in day.activities]
    return told.item("not planned", told.rng.choice(missing), day.activities)


# People: job, city, age and pet of each.


@dataclass(frozen=True, slots=True)
class _People:
    names: list[str]
    jobs: list[str]
    cities: list[str]
    pets: list[str]
    ages: list[int]


def _people(told: Told, level: int) -> _People:
    rng, tongue = told.rng, told.tongue
    many = _PEOPLE[level - 1]
    ages = rng.sample(range(21, 60), many)
    few = rng.sample(tongue.cities, 4)
    cities = [rng.choice(few) for _ in range(many)]
    world = _People(
        rng.sample(tongue.names, many),
        rng.sample(tongue.jobs, many),
        cities,
        rng.sample(tongue.pets, many),
        ages,
    )
    for index, name in enumerate(world.names):
        told.say("is", name=name, job=world.jobs[index], city=cities[index], age=ages[index])
    for index in shuffled(rng, range(many)):
        told.say("keeps", name=world.names[index], pet=world.pets[index])
    return world


def _who_is(told: Told, level: int) -> Item | None:
    world = _people(told, level)
    at = told.rng.randrange(len(world.names))
    return told.item("who is", world.names[at], world.names, job=world.jobs[at])


def _pet_of(told: Told, level: int) -> Item | None:
    world = _people(told, level)
    at = told.rng.randrange(len(world.names))
    return told.item("pet of", world.pets[at], world.pets, job=world.jobs[at])


def _city_of(told: Told, level: int) -> Item | None:
    world = _people(told, level)
    at = told.rng.randrange(len(world.names))
    others = [*shuffled(told.rng, world.cities), *told.tongue.cities]
    return told.item("city of", world.cities[at], others, pet=world.pets[at])


def _how_many_in(told: Told, level: int) -> Item | None:
    world = _people(told, level)
    city = told.rng.choice(world.cities)
    right = world.cities.count(city)
    return told.item("how many in", right, range(len(world.names)), city=city)


def _oldest(told: Told, level: int) -> Item | None:
    world = _people(told, level)
    kind, pick = told.rng.choice((("oldest", max), ("youngest", min)))
    at = world.ages.index(pick(world.ages))
    return told.item(kind, world.names[at], world.names)


def _nobody_keeps(told: Told, level: int) -> Item | None:
    world = _people(told, level)
    missing = [one for one in told.tongue.pets if one not in world.pets]
    return told.item("nobody keeps", told.rng.choice(missing), world.pets)


_WORLDS: dict[str, dict[str, Callable[[Told, int], Item | None]]] = {
    "possessions": {"count": _how_many, "most": _who_has_most, "giver": _who_gave, "never": _who_never_gave},
    "places": {
        "where": _where_is,
        "before": _where_before,
        "object": _where_thing,
        "first": _first_in,
        "nobody": _nobody_in,
    },
    "a day": {
        "when": _when,
        "next": _comes_next,
        "duration": _how_long,
        "leader": _who_leads,
        "not planned": _not_planned,
    },
    "people": {
        "who": _who_is,
        "pet": _pet_of,
        "city": _city_of,
        "count": _how_many_in,
        "oldest": _oldest,
        "nobody": _nobody_keeps,
    },
}
