from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from qarat.stats.multiplicity import benjamini_hochberg, holm

_P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=60)
_OFTEN_ENOUGH = settings(max_examples=30, deadline=None)


@_OFTEN_ENOUGH
@given(_P_VALUES)
def test_holm_is_statsmodels(p_values: list[float]) -> None:
    with patch("gc.collect"):  # statsmodels collects at every call, which takes half a second in a full suite
        expected = multipletests(p_values, method="holm")[1].tolist()
    assert holm(p_values) == pytest.approx(expected)


@_OFTEN_ENOUGH
@given(_P_VALUES)
def test_benjamini_hochberg_is_scipys(p_values: list[float]) -> None:
    assert benjamini_hochberg(p_values) == pytest.approx(false_discovery_control(p_values).tolist())


def test_nothing_tested() -> None:
    assert holm([]) == benjamini_hochberg([]) == []
