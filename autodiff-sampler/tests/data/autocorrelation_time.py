"""Writes autocorrelation_time.csv: walkers, and their integrated autocorrelation time according to emcee.

Recorded with Python 3.11, numpy 2.4.6 and emcee 3.1.6. To record again: pip install emcee && python autocorrelation_time.py
"""

import csv
from pathlib import Path

import numpy as np
from emcee.autocorr import integrated_time


def ar1(rng, walkers, steps, rho):
    x = np.empty((steps, walkers))
    x[0] = rng.normal(size=walkers)
    for t in range(1, steps):
        x[t] = rho * x[t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=walkers)
    return np.round(x, 4)


rng = np.random.default_rng(20261201)
with open(Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "autocorrelation_time", "walkers"])
    for name, walkers, steps, rho in [
        ("slow", 4, 200, 0.9),
        ("fast", 3, 150, 0.2),
        ("antithetic", 2, 101, -0.5),
        ("too_short", 2, 30, 0.95),
    ]:
        x = ar1(rng, walkers, steps, rho)
        tau = float(integrated_time(x, quiet=True)[0])
        out.writerow([name, repr(tau), ";".join(" ".join(map(repr, map(float, walker))) for walker in x.T)])
