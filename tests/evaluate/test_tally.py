from __future__ import annotations

import pytest

from qarat.config import RunConfig
from qarat.evaluate.aggregate import Scored, aggregate
from qarat.evaluate.plan import choose, make_plan
from qarat.evaluate.tally import Tally, clock
from qarat.types import SampleError, Score


@pytest.mark.parametrize("values", [(0.0, 1.0, 1.0, 0.0, 1.0), (1.0, 1.0, 1.0), (0.25, 0.5, 1.0, 0.5)])
def test_the_last_state_is_the_result(values: tuple[float, ...]) -> None:
    config = RunConfig("fake:", ("inhouse/en_knowledge:cloze",), limit=len(values) + 1)
    (planned,) = make_plan(config, choose(config)).tasks
    seen = [
        Scored(item.sample, item.digest, Score({"acc": value, "acc_norm": value}, "", ""))
        for item, value in zip(planned.items, values, strict=False)
    ]
    last = planned.items[-1]
    seen.append(Scored(last.sample, last.digest, SampleError("model", "x")))
    tally = Tally(planned, 0, dict)
    for one in seen:
        tally.add(one)
    result = aggregate(planned.task, planned.setting, seen)
    found = result.metrics["acc"]
    assert (tally.done, tally.scored, tally.failed) == (len(values) + 1, result.n, result.failed)
    assert tally.mean == pytest.approx(found.value)
    assert tally.stderr == pytest.approx(found.stderr)
    assert tally.interval == pytest.approx((found.low, found.high))


def test_durations_read_as_on_a_clock() -> None:
    assert [clock(seconds) for seconds in (0, 59.6, 245, 3729)] == ["0:00", "1:00", "4:05", "1:02:09"]
