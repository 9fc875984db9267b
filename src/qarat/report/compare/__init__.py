"""The comparison of runs: which results pair, their differences and tests, and the tables of them."""
