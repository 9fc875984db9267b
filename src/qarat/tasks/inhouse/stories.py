"""How a story is told in a language: sentences in several wordings, and at its end a question."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qarat.tasks.inhouse.item import Item, drawn_item

CLOSED = frozenset({"who never gave", "nobody in", "not planned", "nobody keeps"})
"""Questions for what did not happen, of which a story alone does not say what might have."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a language gives to all worlds: words, sentences by name, and how sentences are joined.

    A sentence has several wordings; `fillers` are sentences that change nothing, `listed` is as in `drawn_item`.
    """

    names: Sequence[str]
    things: Sequence[tuple[str, str]]
    rooms: Sequence[str]
    objects: Sequence[str]
    activities: Sequence[str]
    jobs: Sequence[str]
    cities: Sequence[str]
    pets: Sequence[str]
    said: Mapping[str, Sequence[str]]
    fillers: Sequence[str]
    joint: str
    listed: str


@dataclass(frozen=True, slots=True)
class Told:
    """A story so far: the sentences, drawn with one source of chance."""

    rng: random.Random
    tongue: Tongue
    sentences: list[str]

    def say(self, sentence: str, /, **values: object) -> None:
        """Add a sentence."""
        self.sentences.append(self.ask(sentence, **values))

    def ask(self, sentence: str, /, **values: object) -> str:
        """Return one of the wordings of a sentence."""
        text = self.rng.choice(self.tongue.said[sentence]).format(**values)
        return text[0].upper() + text[1:]

    def item(self, question: str, answer: object, others: Iterable[object], /, **values: object) -> Item:
        """Return the item that asks `question` on the story, with a filler somewhere in it."""
        story = list(self.sentences)
        story.insert(self.rng.randrange(1, len(story)), self.rng.choice(self.tongue.fillers))
        text = f"{self.tongue.joint.join(story)}\n{self.ask(question, **values)}"
        listed = self.tongue.listed if question in CLOSED else ""
        return drawn_item(self.rng, text, answer, [one for one in others if one != answer], listed=listed)
