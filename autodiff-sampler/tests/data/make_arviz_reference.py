"""Writes arviz_draws.csv and arviz_reference.csv: chains of several kinds, and what ArviZ says about them.

Recorded with Python 3.11, numpy 2.4.6, scipy 1.17.1 and arviz 0.21.0, whose mcse_sd is the delta method on the variance
(since 0.20). To record again: pip install "arviz<0.22" "matplotlib<3.10" "xarray<2025" && python make_arviz_reference.py
"""

import csv
from pathlib import Path

import arviz as az
import numpy as np

HERE = Path(__file__).parent


def ar1(rng, chains, draws, rho):
    x = np.empty((chains, draws))
    x[:, 0] = rng.normal(size=chains)
    for t in range(1, draws):
        x[:, t] = rho * x[:, t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=chains)
    return x


def cases():
    rng = np.random.default_rng(20250607)
    yield "well_mixed", rng.normal(3.0, 2.0, size=(4, 250))
    yield "ar1_slow", ar1(rng, 4, 300, 0.95)
    yield "ar1_antithetic", ar1(rng, 4, 200, -0.5)
    yield "shifted", rng.normal(size=(4, 100)) + np.array([[0.0], [0.0], [0.0], [1.5]])
    yield "different_spread", rng.normal(size=(4, 100)) * np.array([[1.0], [1.0], [1.0], [5.0]])
    stuck = rng.normal(size=(4, 100))
    stuck[2, :] = 0.7
    yield "one_stuck", stuck
    yield "ties", np.round(rng.normal(size=(3, 120)), 1)
    yield "heavy_tailed", rng.standard_cauchy(size=(4, 200))
    yield "offset", 20.885 + 3e-4 * rng.normal(size=(2, 150))
    yield "odd", rng.normal(size=(3, 101))
    yield "short", rng.normal(size=(2, 9))
    yield "shortest", rng.normal(size=(2, 4))
    yield "too_short", rng.normal(size=(2, 3))
    yield "one_chain", ar1(rng, 1, 400, 0.6)
    yield "constant", np.zeros((4, 50))
    nan = rng.normal(size=(2, 40))
    nan[1, 7] = np.nan
    yield "nan", nan


def main():
    with (
        open(HERE / "arviz_draws.csv", "w", newline="") as draws_file,
        open(HERE / "arviz_reference.csv", "w", newline="") as reference_file,
    ):
        draws_out = csv.writer(draws_file, lineterminator="\n")
        out = csv.writer(reference_file, lineterminator="\n")
        columns = "r_hat,ess_bulk,ess_tail,ess_mean,mcse_mean,mcse_sd,hdi_low,hdi_high,bfmi"
        out.writerow(["case", *columns.split(",")])
        for name, x in cases():
            for chain, values in enumerate(x):
                draws_out.writerow([name, chain, *map(repr, map(float, values))])
            low, high = az.hdi(x.ravel(), hdi_prob=0.94, skipna=True)
            values = [
                az.rhat(x) if x.shape[0] > 1 else np.nan,
                az.ess(x, method="bulk"),
                az.ess(x, method="tail"),
                az.ess(x, method="mean"),
                az.mcse(x, method="mean"),
                az.mcse(x, method="sd"),
                low,
                high,
                az.bfmi(x)[0],
            ]
            out.writerow([name, *map(repr, map(float, values))])


main()
