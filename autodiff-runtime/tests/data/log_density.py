"""Log densities with their derivatives, with 60 digits from mpmath: python3 log_density.py > log_density.csv

A row is: function, counts separated by spaces, real arguments separated by spaces, value, derivatives by the real arguments separated by
spaces. The formulas are those of the Stan Functions Reference, as they stand there.
"""

from mpmath import mp, mpf, diff, log, exp, sqrt, erfc, loggamma, besseli, cos, pi, binomial, re, fabs
from itertools import product

mp.dps = 60


def row(name, function, counts, arguments):
    values = [mpf(argument) for argument in arguments]

    def partial(position):
        def along(x):
            return function(*counts, *values[:position], x, *values[position + 1 :])

        # Derivatives of high order are not needed, steps that are small beside the argument are.
        h = mpf(10) ** -25 * (fabs(values[position]) if values[position] else 1)
        return diff(along, values[position], h=h)

    def show(number):
        return mp.nstr(re(number), 20)

    derivatives = " ".join(show(partial(position)) for position in range(len(values)))
    numbers = " ".join(repr(float(value)) for value in values)
    print(",".join([name, " ".join(map(str, counts)), numbers, show(function(*counts, *values)), derivatives]))


def rows(name, function, *arguments, counts=((),)):
    for count in counts:
        for values in product(*arguments):
            row(name, function, count, values)


def phi(z):
    return -z * z / 2 - log(2 * pi) / 2


def ln_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def normal(x, m, s):
    return phi((x - m) / s) - log(s)


def student_t(x, nu, m, s):
    z = (x - m) / s
    constant = loggamma((nu + 1) / 2) - loggamma(nu / 2) - log(nu * pi) / 2 - log(s)
    return constant - (nu + 1) / 2 * log(1 + z * z / nu)


def gamma(x, a, b):
    return a * log(b) - loggamma(a) + (a - 1) * log(x) - b * x


def inverse_gamma(x, a, b):
    return a * log(b) - loggamma(a) - (a + 1) * log(x) - b / x


def beta(x, a, b):
    return (a - 1) * log(x) + (b - 1) * log(1 - x) - ln_beta(a, b)


def weibull(x, a, s):
    return log(a / s) + (a - 1) * log(x / s) - (x / s) ** a


def frechet(x, a, s):
    return log(a / s) + (-a - 1) * log(x / s) - (x / s) ** (-a)


def neg_binomial_2(k, m, p):
    choose = loggamma(k + p) - loggamma(p) - loggamma(k + 1)
    return choose + k * log(m / (m + p)) + p * log(p / (m + p))


def ln_choose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def binomial_of(k, n, p):
    return ln_choose(n, k) + k * log(p) + (n - k) * log(1 - p)


def bernoulli_logit(y, eta):
    return -log(1 + exp(-eta)) if y else -log(1 + exp(eta))


def poisson(k, rate):
    return k * log(rate) - rate - loggamma(k + 1)


print("function,counts,arguments,value,derivatives")
real = [-4e3, -3.7, 0.25, 8.0]
near = [-3.7, 0.25, 8.0]
positive = [1e-7, 0.02, 0.7, 3.25, 150.0]
unit = [1e-9, 0.01, 0.5, 0.9375]
means = [-2.5, 30.0]
scales = [0.0625, 7.5]
shapes = [0.03, 1.0, 2.5, 40.0]

rows("normal", normal, real, means, scales)
rows("half_normal", lambda x, s: log(2) + normal(x, 0, s), positive, scales)
rows("log_normal", lambda x, m, s: normal(log(x), m, s) - log(x), positive, means, scales)
rows(
    "skew_normal",
    lambda x, m, s, a: log(2) + normal(x, m, s) + log(erfc(-a * (x - m) / s / sqrt(2)) / 2),
    near,
    [-2.5],
    [0.5, 7.5],
    [-3.0, 0.0, 1.5],
)
rows("student_t", student_t, real, [0.3, 4.0, 99.0, 101.0, 1e9], [-2.5], scales)
rows("half_student_t", lambda x, nu, s: log(2) + student_t(x, nu, 0, s), positive, [0.3, 4.0, 1e5], scales)
rows("cauchy", lambda x, m, s: student_t(x, 1, m, s), [-1e120] + real, means, scales)
rows("half_cauchy", lambda x, s: log(2) + student_t(x, 1, 0, s), positive, scales)
rows("laplace", lambda x, m, s: -fabs(x - m) / s - log(2 * s), real, means, scales)
rows("logistic", lambda x, m, s: -(x - m) / s - log(s) - 2 * log(1 + exp(-(x - m) / s)), real, means, scales)
rows("gumbel", lambda x, m, s: -(x - m) / s - exp(-(x - m) / s) - log(s), near, [-2.5, 1.5], scales)
rows("uniform", lambda x, a, b: -log(b - a), [0.0, 1.5], [-2.5, -1e-3], [2.0, 31.0])
rows("exponential", lambda x, r: log(r) - r * x, positive, scales)
rows("weibull", weibull, positive, [0.7, 1.0, 2.5], [0.5, 7.5])
rows("frechet", frechet, positive[1:], [0.7, 1.0, 2.5], [0.5, 7.5])
rows("rayleigh", lambda x, s: log(x) - 2 * log(s) - x * x / (2 * s * s), positive, scales)
rows("gamma", gamma, positive, shapes + [999.0, 1001.0], scales)
rows("gamma", gamma, [9.99e5, 1e6, 1.2e6], [1e6], [1.0])
rows("inverse_gamma", inverse_gamma, positive, shapes + [999.0, 1001.0], scales)
rows("inverse_gamma", inverse_gamma, [0.99, 1.0, 1.2], [1e6], [1e6])
rows("chi_square", lambda x, n: gamma(x, n / 2, mpf(1) / 2), positive, [0.3, 7.0, 5e3])
rows("inverse_chi_square", lambda x, n: inverse_gamma(x, n / 2, mpf(1) / 2), positive, [0.3, 7.0])
rows("scaled_inverse_chi_square", lambda x, n, s: inverse_gamma(x, n / 2, n * s * s / 2), positive, [0.3, 7.0], [0.2, 3.0])
rows("pareto", lambda x, m, a: log(a) + a * log(m) - (a + 1) * log(x), [1.5, 40.0, 1e6], [0.02, 1.25], [0.3, 1.0, 9.0])
rows("beta", beta, unit, [0.03, 1.0, 40.0], [0.4, 1.0, 2.5])
rows("beta", beta, [0.25, 0.2505], [2.5e5], [7.5e5])
rows("beta_proportion", lambda x, m, k: beta(x, m * k, (1 - m) * k), unit, [0.1, 0.8], [0.7, 60.0])
rows(
    "von_mises",
    lambda x, m, k: k * cos(x - m) - log(2 * pi * besseli(0, k)),
    [-3.1, 0.0, 2.5],
    [-1.5, 2.0],
    [0.01, 1.0, 29.0, 31.0, 1e4, 1e8],
)

rows("bernoulli", lambda y, p: log(p) if y else log(1 - p), unit, counts=[(0,), (1,)])
rows("bernoulli_logit", bernoulli_logit, [-700.0, -3.0, 0.0, 0.5, 40.0], counts=[(0,), (1,)])
trials = [(0, 1), (1, 1), (3, 10), (10, 10), (0, 50), (2, 3), (31, 64), (123_000, 1_000_000), (0, 0)]
rows("binomial", binomial_of, unit + [0.123], counts=trials)
rows(
    "binomial_logit",
    lambda k, n, eta: ln_choose(n, k) - k * log(1 + exp(-eta)) - (n - k) * log(1 + exp(eta)),
    [-200.0, -3.0, 0.0, 0.5, 29.0, 40.0],
    counts=trials,
)
rows(
    "beta_binomial",
    lambda k, n, a, b: ln_choose(n, k) + ln_beta(k + a, n - k + b) - ln_beta(a, b),
    [0.03, 2.5, 400.0],
    [0.4, 30.0],
    counts=trials,
)
counts = [(0,), (1,), (7,), (31,), (32,), (999,), (1000,), (1_000_000,)]
rows("poisson", poisson, [1e-7, 0.5, 7.0, 33.0, 990.0, 1.001e6], counts=counts)
rows("poisson_log", lambda k, eta: poisson(k, exp(eta)), [-800.0, -3.0, 0.5, 6.9, 13.8125], counts=counts)
rows("neg_binomial_2", neg_binomial_2, [1e-3, 7.0, 990.0], [0.05, 3.0, 900.0, 1e9], counts=counts)
rows("neg_binomial_2", neg_binomial_2, [1.001e6], [3.0, 1e5], counts=[(1_000_000,)])
rows(
    "neg_binomial_2_log",
    lambda k, eta, p: neg_binomial_2(k, exp(eta), p),
    [-800.0, -3.0, 0.5, 6.9, 720.0],
    [0.05, 3.0, 1e5],
    counts=counts,
)
rows("neg_binomial", lambda k, a, b: neg_binomial_2(k, a / b, a), [0.05, 3.0, 900.0], [0.02, 1.5], counts=counts[:6])
rows("geometric", lambda k, p: log(p) + k * log(1 - p), unit, counts=[(0,), (1,), (50,)])
