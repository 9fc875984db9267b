"""The line, its band and the test of curvature are those of statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from qarat.stats.trend import fit_trend

SIZES = [-0.45, 0.12, 0.44, 0.81, 1.12, 1.49, 1.85]
SCORES = [47.5, 60.9, 65.6, 74.2, 79.7, 83.3, 86.1]


def test_line_band_and_prediction_are_statsmodels() -> None:
    ours = fit_trend(SIZES, SCORES)
    oracle = sm.OLS(SCORES, sm.add_constant(np.array(SIZES))).fit()
    assert ours.slope == pytest.approx(oracle.params[1])
    assert ours.slope_stderr == pytest.approx(oracle.bse[1])
    assert (ours.slope_low, ours.slope_high) == pytest.approx(tuple(oracle.conf_int()[1]))
    places = np.array([-1.0, 0.3, 2.5])
    told = oracle.get_prediction(sm.add_constant(places)).summary_frame(alpha=0.05)
    for place, (_, row) in zip(places, told.iterrows(), strict=True):
        assert ours.value(place) == pytest.approx(row["mean"])
        assert ours.band(place) == pytest.approx((row["mean_ci_lower"], row["mean_ci_upper"]))
        assert ours.prediction(place) == pytest.approx((row["obs_ci_lower"], row["obs_ci_upper"]))


@pytest.mark.parametrize("bent", [0.0, 3.0])
def test_curvature_is_the_t_test_of_a_quadratic_term(bent: float) -> None:
    y = [score - bent * x * x for x, score in zip(SIZES, SCORES, strict=True)]
    x = np.array(SIZES)
    oracle = sm.OLS(y, np.column_stack([np.ones_like(x), x, x * x])).fit()
    assert fit_trend(SIZES, y).curvature_p == pytest.approx(oracle.pvalues[2])


def test_too_little_to_tell() -> None:
    assert fit_trend([0, 1, 2], [1, 2, 2]).curvature_p is None
    assert fit_trend([0, 0, 1, 1], [1, 2, 2, 3]).curvature_p is None
    with pytest.raises(ValueError, match="at least three points"):
        fit_trend([0, 1], [1, 2])
    with pytest.raises(ValueError, match="two different places"):
        fit_trend([1, 1, 1], [1, 2, 3])
