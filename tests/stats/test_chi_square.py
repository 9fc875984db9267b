import pytest
from scipy import stats

from qarat.stats.chi_square import equal_shares, upper_tail


@pytest.mark.parametrize("df", [1, 2, 3, 7, 25])
@pytest.mark.parametrize("statistic", [0.0, 0.01, 1.0, 4.5, 30.0, 90.0])
def test_the_tail_is_scipys(statistic: float, df: int) -> None:
    assert upper_tail(statistic, df) == pytest.approx(stats.chi2.sf(statistic, df), abs=1e-12)


def test_equal_shares_is_pearsons_test() -> None:
    for counts in ([10, 12, 9, 30], [5, 5], [0, 7, 1]):
        assert equal_shares(counts) == pytest.approx(stats.chisquare(counts).pvalue, abs=1e-12)
