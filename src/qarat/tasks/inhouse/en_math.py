"""Math, English: word problems of three levels with computed answers and worked solutions."""

from qarat.tasks.inhouse.forms import FORMS
from qarat.tasks.inhouse.problems import Voice, makers

MAKERS = makers(
    FORMS,
    Voice(
        texts=lambda form: form.en,
        names=("Tom", "Anna", "Ben", "Mia", "Sam", "Lucy", "Max", "Emma", "Omar", "Priya", "Kofi", "Elena"),
        things=tuple(
            (one,) for one in ("apples", "marbles", "cards", "stickers", "pencils", "shells", "buttons")
        ),
        end="Answer: {}",
    ),
)
