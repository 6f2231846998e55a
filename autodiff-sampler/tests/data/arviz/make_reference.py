"""Writes chains of several kinds, and what ArviZ 0.x and 1.x say about them.

With ArviZ 0.x: draws.csv, functions_0.csv, summary_0.csv and summary_median_0.csv; with ArviZ 1.x, from the same
draws.csv: functions_1.csv, summary_1.csv and summary_median_1.csv.

Recorded with Python 3.11, numpy 2.4.6, scipy 1.17.1 and arviz 0.23.4, and with Python 3.12, numpy 2.5.5, scipy 1.18.1 and
arviz 1.3.0 (arviz-stats 1.3.3). To record again, in two virtual environments:
pip install "arviz<1" && python make_reference.py; pip install "arviz>=1" && python make_reference.py
"""

import csv
import warnings
from pathlib import Path

import arviz as az
import numpy as np

HERE = Path(__file__).parent
VERSION = az.__version__.split(".")[0]
warnings.filterwarnings("ignore")


def ar1(rng, chains, draws, rho):
    x = np.empty((chains, draws))
    x[:, 0] = rng.normal(size=chains)
    for t in range(1, draws):
        x[:, t] = rho * x[:, t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=chains)
    return x


def repeats(chains, draws):
    """Chains that keep a draw where they reject a proposal.

    ArviZ 0.x and 1.x round quantiles between equal draws otherwise. With this seed, both draws are above that of 0.x and at most that
    of 1.x, at the probabilities 0.11, 0.89 and 0.9.
    """
    rng = np.random.default_rng(26)
    x = 10 * rng.normal(size=(chains, draws))
    accepted = rng.random(size=(chains, draws)) < 0.3
    for t in range(1, draws):
        x[:, t] = np.where(accepted[:, t], x[:, t], x[:, t - 1])
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
    yield "two_draws", rng.normal(size=(3, 2))
    yield "one_draw", rng.normal(size=(3, 1))
    yield "lone_draws", rng.normal(size=(1, 3))
    yield "constant_tenth", np.full((2, 100), 0.1)
    yield "constant_chain", np.full((1, 20), -7.25)
    yield "chains_apart", np.array([[1.0], [2.0]]) + 1e-3 * rng.normal(size=(2, 30))
    infinite = rng.normal(size=(2, 50))
    infinite[0, 3] = np.inf
    yield "infinite", infinite
    yield "binary", rng.integers(0, 2, size=(4, 80)).astype(float)
    yield "huge", 1e200 * rng.normal(size=(2, 60))
    yield "tiny", 1e-200 * rng.normal(size=(2, 60))
    yield "hundred_and_one", ar1(rng, 2, 101, 0.3)
    yield "repeats", repeats(4, 88)


def functions(x):
    """What single functions return, by name."""
    quiet = np.errstate(all="ignore")
    with quiet:
        yield "r_hat", az.rhat(x) if x.shape[0] > 1 else np.nan
        for method in ["bulk", "tail", "mean", "sd", "median"]:
            tails = {"prob": (0.05, 0.95)} if method == "tail" else {}
            yield f"ess_{method}", az.ess(x, method=method, **tails)
        for probability in [0.1, 0.25, 0.9]:
            yield f"ess_quantile_{probability}", az.ess(x, method="quantile", prob=probability)
        yield "ess_local_0.2_0.3", az.ess(x, method="local", prob=(0.2, 0.3))
        for method in ["mean", "sd", "median"]:
            yield f"mcse_{method}", az.mcse(x, method=method)
        for probability in [0.1, 0.25, 0.9]:
            yield f"mcse_quantile_{probability}", az.mcse(x, method="quantile", prob=probability)
        for probability in [0.5, 0.94]:
            if VERSION == "0":
                low, high = az.hdi(x.ravel(), hdi_prob=probability, skipna=True)
            else:
                low, high = az.hdi(x.ravel(), prob=probability, skipna=True)
            yield f"hdi_low_{probability}", low
            yield f"hdi_high_{probability}", high
        if VERSION == "1":
            low, high = az.eti(x.ravel(), prob=0.89)
            yield "eti_low_0.89", low
            yield "eti_high_0.89", high
        if VERSION == "0":
            bfmi = az.bfmi(x)[0]
        else:
            from arviz_stats.base import array_stats

            bfmi = array_stats.bfmi(x)[0]
        yield "bfmi", bfmi
        for lag in [1, 2]:
            if x.shape[1] > lag:
                yield f"autocorrelation_{lag}", autocorrelation(x[0])[lag]
            else:
                yield f"autocorrelation_{lag}", np.nan


def autocorrelation(chain):
    if VERSION == "0":
        return az.autocorr(chain)
    from arviz_stats.base import array_stats

    return array_stats.autocorr(chain)


def summaries(x):
    """Rows of the tables that `az.summary` returns, by the name of the table."""
    with np.errstate(all="ignore"):
        if VERSION == "0":
            data = az.from_dict({"x": x})
            yield "summary", az.summary(data, round_to="none")
            yield "summary_median", az.summary(data, round_to="none", stat_focus="median")
        else:
            data = az.from_dict({"posterior": {"x": x}})
            yield "summary", az.summary(data, round_to="none")
            yield "summary_median", az.summary(data, round_to="none", kind="all_median")


def write(name, rows):
    with open(HERE / f"{name}_{VERSION}.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for row in rows:
            out.writerow(row)


def record_draws():
    with open(HERE / "draws.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for name, x in cases():
            for chain, values in enumerate(x):
                out.writerow([name, chain, *map(repr, map(float, values))])


def recorded_draws():
    chains = {}
    with open(HERE / "draws.csv") as file:
        for name, _, *values in csv.reader(file):
            chains.setdefault(name, []).append([float(value) for value in values])
    return {name: np.array(x) for name, x in chains.items()}


def main():
    if VERSION == "0":
        record_draws()
    tables = {"functions": [], "summary": [], "summary_median": []}
    for name, x in recorded_draws().items():
        found = dict(functions(x))
        tables["functions"] = tables["functions"] or [["case", *found]]
        tables["functions"].append([name, *(repr(float(value)) for value in found.values())])
        for table, frame in summaries(x):
            tables[table] = tables[table] or [["case", *frame.columns]]
            tables[table].append([name, *(repr(float(value)) for value in frame.loc["x"])])
    for table, rows in tables.items():
        write(table, rows)


main()
