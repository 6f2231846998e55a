"""Writes mixtures.csv: log densities of two mixtures from scipy. Run: pip install scipy==1.17.*; python mixtures.py"""

import csv
import math
import pathlib
from scipy import stats


def real(x):
    return 0.3 * stats.norm.pdf(x, -1, 0.5) + 0.7 * stats.t.pdf(x, 4, 2, 1.5)


def positive(x):
    return 0.25 * stats.halfnorm.pdf(x, 0, 2) + 0.75 * stats.gamma.pdf(x, 3, 0, 0.5)


with open(pathlib.Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["mixture", "x", "log_density"])
    for x in [-40.0, -3.0, -1.0, 0.4, 2.0, 900.0]:
        table.writerow(["real", x, repr(math.log(real(x)))])
    for x in [1e-6, 0.2, 1.3, 9.0]:
        table.writerow(["positive", x, repr(math.log(positive(x)))])
