"""Writes distributions.csv: log densities from scipy. Run: pip install scipy==1.17.*; python distributions.py"""

import csv
import math
import pathlib
import itertools
from scipy import stats

UNIT = [1e-12, 0.01, 0.3, 0.5, 0.92, 1 - 1e-9]
REAL = [-1e5, -3.7, -0.5, 0.0, 0.25, 1.0, 8.0, 4e3]
POSITIVE = [1e-9, 0.02, 0.7, 1.0, 3.3, 150.0]
LOCATIONS = [-2.5, 0.0, 30.0]
SCALES = [0.05, 1.0, 7.5]
SHAPES = [0.4, 1.0, 2.5, 40.0]

TAIL = [-3.7, -0.5, 0.0, 0.25, 1.0, 8.0, 4e3]
NEAR = [-3.7, -0.5, 0.0, 0.25, 1.0, 8.0]


def _log(x):
    return math.log(x)


def _skew_normal(x, m, s, a):
    z = (x - m) / s
    # scipy's own logpdf is the logarithm of a density that underflows.
    return math.log(2) + stats.norm.logpdf(z) + stats.norm.logcdf(a * z) - math.log(s)


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
    "Laplace": (NEAR, [LOCATIONS, SCALES], lambda x, m, s: stats.laplace.logpdf(x, m, s)),
    "Logistic": (REAL, [LOCATIONS, SCALES], lambda x, m, s: stats.logistic.logpdf(x, m, s)),
    "Gumbel": (TAIL, [LOCATIONS, SCALES], lambda x, m, s: stats.gumbel_r.logpdf(x, m, s)),
    "SkewNormal": (NEAR, [[-2.5, 1.0], [0.5, 7.5], [-3.0, 0.0, 1.5]], _skew_normal),
    "Weibull": (POSITIVE[:-1], [[0.7, 1.0, 2.5], SCALES[1:]], lambda x, a, s: stats.weibull_min.logpdf(x, a, 0, s)),
    "Frechet": (POSITIVE[2:], [[0.7, 1.0, 2.5], [0.05, 1.0]], lambda x, a, s: stats.invweibull.logpdf(x, a, 0, s)),
    "Rayleigh": (POSITIVE, [SCALES], lambda x, s: stats.rayleigh.logpdf(x, 0, s)),
    "InverseGamma": (POSITIVE[1:], [SHAPES, SCALES], lambda x, a, b: stats.invgamma.logpdf(x, a, 0, b)),
    "ChiSquare": (POSITIVE, [[0.3, 1.0, 7.0, 90.0]], lambda x, n: stats.chi2.logpdf(x, n)),
    "InverseChiSquare": (POSITIVE[1:], [[0.3, 1.0, 7.0]], lambda x, n: stats.invgamma.logpdf(x, n / 2, 0, 1 / 2)),
    "ScaledInverseChiSquare": (
        POSITIVE[1:],
        [[0.3, 1.0, 7.0], [0.2, 3.0]],
        lambda x, n, s: stats.invgamma.logpdf(x, n / 2, 0, n * s * s / 2),
    ),
    "HalfStudentT": (POSITIVE, [SHAPES, SCALES], lambda x, n, s: stats.t.logpdf(x, n, 0, s) + math.log(2)),
    "Pareto": ([1.5, 2.0, 40.0, 1e6], [[0.02, 1.0, 1.25], SHAPES], lambda x, m, a: stats.pareto.logpdf(x, a, 0, m)),
    "BetaProportion": (
        UNIT,
        [[0.1, 0.5, 0.8], [0.7, 2.0, 60.0]],
        lambda x, m, k: stats.beta.logpdf(x, m * k, (1 - m) * k),
    ),
    "VonMises": (
        [-3.1, -1.0, 0.0, 0.5, 2.5],
        [[-1.5, 0.0, 2.0], [0.01, 1.0, 12.0, 400.0]],
        lambda x, m, k: stats.vonmises.logpdf(x, k, m),
    ),
    "StudentT": (REAL, [SHAPES, [-2.5, 30.0], SCALES], lambda x, n, m, s: stats.t.logpdf(x, n, m, s)),
}


with open(pathlib.Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["distribution", "x", "argument_1", "argument_2", "argument_3", "log_density"])
    for name, (points, arguments, log_density) in CASES.items():
        for x, *args in itertools.product(points, *arguments):
            padded = args + [""] * (3 - len(args))
            writer.writerow([name, repr(x), *map(str, padded), repr(float(log_density(x, *args)))])
