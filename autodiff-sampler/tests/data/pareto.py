"""Writes pareto.csv: log ratios of importance of several kinds, and what ArviZ's psislw makes of them.

Recorded with Python 3.11, numpy 2.4.6 and arviz 0.21.0. To record again: pip install "arviz<0.22" "matplotlib<3.10"
"xarray<2025" && python pareto.py
"""

import csv
from pathlib import Path

import arviz as az
import numpy as np
from scipy import stats


def cases():
    rng = np.random.default_rng(20261130)
    x = rng.normal(size=150)
    yield "wider_target", 1.0, stats.norm.logpdf(x, 0, 1.3) - stats.norm.logpdf(x)
    yield "narrower_target", 1.0, stats.norm.logpdf(x, 0, 0.6) - stats.norm.logpdf(x)
    yield "much_wider_target", 1.0, stats.norm.logpdf(x, 0, 4.0) - stats.norm.logpdf(x)
    yield "heavy_target", 1.0, stats.cauchy.logpdf(x) - stats.norm.logpdf(x)
    yield "dependent_draws", 0.35, stats.t.logpdf(x, 5) - stats.norm.logpdf(x)
    yield "large_constant", 1.0, 1e4 + stats.t.logpdf(x, 3) - stats.norm.logpdf(x)
    yield "few", 1.0, rng.normal(size=21)
    yield "too_few", 1.0, rng.normal(size=9)


with open(Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "relative_efficiency", "pareto_k", "log_ratios", "log_weights"])
    for name, efficiency, log_ratios in cases():
        smoothed, k = az.psislw(log_ratios.copy(), efficiency)
        row = [log_ratios, smoothed]
        out.writerow([name, efficiency, repr(float(k)), *(" ".join(map(repr, map(float, x))) for x in row)])
