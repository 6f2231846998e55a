"""Writes distributions.csv: log densities from scipy. Run: pip install scipy==1.17.*; python distributions.py"""

import csv
import pathlib
import itertools
from scipy import stats

UNIT = [1e-12, 0.01, 0.3, 0.5, 0.92, 1 - 1e-9]
REAL = [-1e5, -3.7, -0.5, 0.0, 0.25, 1.0, 8.0, 4e3]
POSITIVE = [1e-9, 0.02, 0.7, 1.0, 3.3, 150.0]
LOCATIONS = [-2.5, 0.0, 30.0]
SCALES = [0.05, 1.0, 7.5]
SHAPES = [0.4, 1.0, 2.5, 40.0]

CASES = {
    "Normal": (REAL, [LOCATIONS, SCALES], lambda x, m, s: stats.norm.logpdf(x, m, s)),
    "HalfNormal": (POSITIVE, [SCALES], lambda x, s: stats.halfnorm.logpdf(x, 0, s)),
    "Uniform": ([0.0, 1.5, 2.0], [[-2.5, 0.0], [2.0, 31.0]], lambda x, a, b: stats.uniform.logpdf(x, a, b - a)),
    "LogNormal": (POSITIVE, [LOCATIONS, SCALES], lambda x, m, s: stats.norm.logpdf(_log(x), m, s) - _log(x)),
    "Cauchy": (REAL, [LOCATIONS, SCALES], lambda x, m, s: stats.cauchy.logpdf(x, m, s)),
    "HalfCauchy": (POSITIVE, [SCALES], lambda x, s: stats.halfcauchy.logpdf(x, 0, s)),
    "Exponential": (POSITIVE, [SCALES], lambda x, r: stats.expon.logpdf(x, 0, 1 / r)),
    "Gamma": (POSITIVE, [SHAPES, SCALES], lambda x, a, b: stats.gamma.logpdf(x, a, 0, 1 / b)),
    "Beta": (UNIT, [SHAPES, SHAPES], lambda x, a, b: stats.beta.logpdf(x, a, b)),
    "StudentT": (REAL, [SHAPES, [-2.5, 30.0], SCALES], lambda x, n, m, s: stats.t.logpdf(x, n, m, s)),
}


def _log(x):
    import math

    return math.log(x)


with open(pathlib.Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["distribution", "x", "argument_1", "argument_2", "argument_3", "log_density"])
    for name, (points, arguments, log_density) in CASES.items():
        for x, *args in itertools.product(points, *arguments):
            padded = args + [""] * (3 - len(args))
            writer.writerow([name, repr(x), *map(str, padded), repr(float(log_density(x, *args)))])
