"""Values and derivatives of the special functions, with 50 digits from mpmath: python3 special.py > special.csv

A row is: function, arguments separated by spaces, value, derivatives by the active arguments separated by spaces.
"""

from mpmath import mp, mpf, diff, log, exp, sqrt, erf, erfc, gamma, loggamma, psi, beta, binomial, gammainc
from mpmath import besselj, bessely, ncdf, npdf, sin, pi, re

mp.dps = 50


def row(name, function, arguments, by):
    values = [mpf(argument) for argument in arguments]

    def partial(position):
        def along(x):
            return function(*values[:position], x, *values[position + 1 :])

        return diff(along, values[position])

    def show(number):
        return mp.nstr(number, 20)

    derivatives = " ".join(show(partial(position)) for position in by)
    print(",".join([name, " ".join(repr(float(value)) for value in values), show(function(*values)), derivatives]))


print("function,arguments,value,derivatives")
signed = [-6.5, -3.25, -1.5, -0.625, -1e-3, 1e-3, 0.375, 1.0, 2.25, 5.5]
for x in signed:
    row("erf", erf, [x], [0])
    row("erfc", erfc, [x], [0])
    row("normal_pdf", npdf, [x], [0])
    row("normal_cdf", ncdf, [x], [0])
    row("expit", lambda x: 1 / (1 + exp(-x)), [x], [0])
    row("softplus", lambda x: log(1 + exp(x)), [x], [0])
    row("sinc", lambda x: sin(pi * x) / (pi * x), [x], [0])
    row("j0", lambda x: besselj(0, x), [x], [0])
    row("j1", lambda x: besselj(1, x), [x], [0])
    for n in range(4):
        row("jn", lambda n, x: besselj(n, x), [n, x], [1])
for x in [9.5, 26.0, -26.0]:
    row("erfc", erfc, [x], [0])
for x in [-300.0, -38.0, -12.0, -10.0, -9.5, -5.0, -1.0, -0.25, 0.5, 3.0, 8.0]:
    row("normal_ln_cdf", lambda x: log(erfc(-x / sqrt(2)) / 2), [x], [0])
    row("inverse_mills", lambda x: npdf(x) * 2 / erfc(-x / sqrt(2)), [x], [0])
for x in [-745.0, -50.0, -20.0, 20.0, 50.0, 700.0]:
    row("expit", lambda x: 1 / (1 + exp(-x)), [x], [0])
    row("softplus", lambda x: log(1 + exp(x)), [x], [0])
for x in [0.015625, 0.25, 0.5, 0.875, 0.9921875]:
    row("logit", lambda p: log(p / (1 - p)), [x], [0])
for x in [-0.1, -0.15, 0.05, 0.155, 0.16]:
    row("sinc", lambda x: sin(pi * x) / (pi * x), [x], [0])
positive = [1e-3, 0.125, 0.75, 1.0, 1.4375, 2.5, 7.25, 9.99, 31.5, 160.5]
negative = [-0.125, -0.5, -1.25, -3.5, -7.875]
for x in positive + negative:
    row("gamma", gamma, [x], [0])
    row("ln_gamma", lambda x: re(loggamma(x)), [x], [0])
    row("digamma", lambda x: psi(0, x), [x], [0])
    row("trigamma", lambda x: psi(1, x), [x], [0])
    for n in range(6):
        row("polygamma", lambda n, x: psi(int(n), x), [n, x], [1])
for x in positive[:-1]:
    row("y0", lambda x: bessely(0, x), [x], [0])
    row("y1", lambda x: bessely(1, x), [x], [0])
    for n in range(4):
        row("yn", lambda n, x: bessely(n, x), [n, x], [1])
for a, b in [(0.5, 0.5), (1.0, 2.0), (0.125, 4.5), (7.5, 3.25), (20.0, 31.0)]:
    row("beta", beta, [a, b], [0, 1])
    row("ln_beta", lambda a, b: log(beta(a, b)), [a, b], [0, 1])
    row("ln_choose", lambda n, k: log(binomial(n, k)), [a + b, b], [0, 1])
for a in [0.25, 1.0, 2.5, 10.0, 55.0]:
    for x in [0.0625, 0.9, 2.0, 9.0, 12.5, 60.0]:
        row("gamma_p", lambda a, x: gammainc(a, 0, x, regularized=True), [a, x], [1])
        row("gamma_q", lambda a, x: gammainc(a, x, mp.inf, regularized=True), [a, x], [1])
small_and_large = [1e-8, 0.03, 0.5, 1.0, 2.5, 9.99, 10.0, 31.5, 1e4, 1e9]
for x in small_and_large:
    row("stirling_remainder", lambda x: loggamma(x) - (x - 0.5) * log(x) + x - log(2 * pi) / 2, [x], [0])
    row("digamma_remainder", lambda x: psi(0, x) - log(x) + 1 / (2 * x), [x], [0])
    row("trigamma_remainder", lambda x: psi(1, x) - 1 / x - 1 / (2 * x**2), [x], [0])
for x in [1e-6, 0.25, 2.5, 9.75, 9.9999, 10.0, 1e6]:
    row("digamma", lambda x: psi(0, x), [x], [0])
for a, b in [(1e-5, 3.0), (1e9, 2.5), (3e-4, 1e7), (1e12, 1e12)]:
    row("ln_beta", lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b), [a, b], [0, 1])
for x, m in [(3.0, 3.0), (3.0, 2.75), (2.75, 3.0), (1e6, 1.001e6), (1e6, 1e3), (5.0, 700.0), (1e-12, 1.0), (1.0, 1e-12)]:
    row("deviance", lambda x, m: x * log(x / m) + m - x, [x, m], [0, 1])
for x in [1e-9, 0.01, 0.7, 3.0, 15.0, 29.9, 30.0, 200.0, 1e5, 1e9]:
    row("ln_bessel_i0_scaled", lambda x: log(mp.besseli(0, x)) - x, [x], [0])
    row("bessel_ratio_complement", lambda x: 1 - mp.besseli(1, x) / mp.besseli(0, x), [x], [0])
    row("bessel_ratio", lambda x: mp.besseli(1, x) / mp.besseli(0, x), [x], [0])
for a, b in [(0.0, 0.5), (-3.0, 4.0), (700.0, -12.0), (1e3, 1e3 + 1), (-2e3, -2e3)]:
    row("log_add_exp", lambda a, b: log(exp(a) + exp(b)), [a, b], [0, 1])
for a, b in [(0.5, 0.0), (3.0, -4.0), (700.0, 699.5), (-1e3, -1001.0), (2.0, 1.9375)]:
    row("log_diff_exp", lambda a, b: log(exp(a) - exp(b)), [a, b], [0, 1])
for x in [-40.0, -2.0, -0.75, -0.625, -1e-3, -1e-12]:
    row("log_one_minus_exp", lambda x: log(1 - exp(x)), [x], [0])
