"""Logarithms of distribution and survival functions that are incomplete gamma and beta functions, and their derivatives by all
arguments, with 400 digits from mpmath, as tails are differences there: pip install mpmath; python3 cumulative.py > cumulative.csv

A row is: function, arguments separated by spaces, value, derivatives separated by spaces.
"""

from mpmath import mp, mpf, diff, log, gammainc, betainc

mp.dps = 400


def row(name, function, arguments):
    values = [mpf(argument) for argument in arguments]

    def partial(position):
        return diff(lambda x: function(*values[:position], x, *values[position + 1 :]), values[position])

    def show(number):
        return mp.nstr(number, 20)

    derivatives = " ".join(show(partial(position)) for position in range(len(values)))
    print(",".join([name, " ".join(repr(float(value)) for value in values), show(function(*values)), derivatives]))


def student(z, nu):
    # By the integral of the density, so that the middle is smooth.
    tail = betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + z * z), regularized=True) / 2
    return log(tail if z < 0 else 1 - tail)


print("function,arguments,value,derivatives")
for shape in [0.25, 1.0, 2.5, 40.0, 900.0]:
    for quantile in [0.01, 0.5, 0.9, 1.1, 3.0]:
        x = quantile * shape
        row("cdf gamma", lambda x, a, b: log(gammainc(a, 0, b * x, regularized=True)), [x, shape, 1.0])
        row("survival gamma", lambda x, a, b: log(gammainc(a, b * x, regularized=True)), [x, shape, 1.0])
for a, b in [(0.5, 0.75), (1.0, 3.0), (2.5, 1.25), (30.0, 70.0), (400.0, 2.5)]:
    for x in [0.0078125, 0.25, 0.625, 0.984375]:
        row("cdf beta", lambda x, a, b: log(betainc(a, b, 0, x, regularized=True)), [x, a, b])
        row("survival beta", lambda x, a, b: log(betainc(a, b, x, 1, regularized=True)), [x, a, b])
for nu in [0.5, 1.0, 4.0, 60.0]:
    for z in [-40.0, -3.0, -0.5, 0.015625, 0.75, 5.0]:
        row("cdf student_t", student, [z, nu])
