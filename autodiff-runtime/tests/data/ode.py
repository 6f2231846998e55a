"""Makes ode.csv: solutions of differential equations and their derivatives, from sensitivity equations, by SciPy.

Run: python ode.py > ode.csv   (scipy 1.x)

Each solution is computed at two tolerances; the script ends with an error where they differ by more than 1e-9 of the value.
"""
import numpy as np
from scipy.integrate import solve_ivp


def augmented(f, by_y, by_p, n, m):
    """The rates of y, of dy/dp and of dy/dy(0)."""

    def rates(t, z):
        y, s = z[:n], z[n:].reshape(n, m + n)
        forced = np.hstack([by_p(t, y), np.zeros((n, n))])
        return np.concatenate([f(t, y), (by_y(t, y) @ s + forced).ravel()])

    return rates


def solve(name, f, by_y, by_p, start, parameters, times, method, tolerances):
    n, m = len(start), len(parameters)
    z0 = np.concatenate([start, np.hstack([np.zeros((n, m)), np.eye(n)]).ravel()])
    rates = augmented(f, by_y, by_p, n, m)
    solutions = [
        solve_ivp(rates, (0.0, times[-1]), z0, method=method, t_eval=times, rtol=r, atol=a).y for r, a in tolerances
    ]
    better, good = solutions
    scale = np.abs(better).max(axis=1, keepdims=True)
    assert (np.abs(better - good) / scale).max() < 1e-8, name
    names = [f"y{i}" for i in range(n)]
    by = [f"p{k}" for k in range(m)] + [f"y{k}(0)" for k in range(n)]
    names += [f"y{i} by {what}" for i in range(n) for what in by]
    for column, t in enumerate(times):
        for quantity, value in zip(names, better[:, column]):
            print(f"{name},{t!r},{quantity},{float(value)!r}")


print("system,time,quantity,value")

a, b, c, d = p = [0.55, 0.028, 0.8, 0.024]
solve(
    "lotka_volterra",
    lambda t, y: np.array([(a - b * y[1]) * y[0], (-c + d * y[0]) * y[1]]),
    lambda t, y: np.array([[a - b * y[1], -b * y[0]], [d * y[1], -c + d * y[0]]]),
    lambda t, y: np.array([[y[0], -y[0] * y[1], 0, 0], [0, 0, -y[1], y[0] * y[1]]]),
    [34.0, 5.9],
    p,
    [1.0, 5.0, 10.0, 20.0],
    "DOP853",
    [(1e-13, 1e-13), (1e-12, 1e-12)],
)

# Robertson's problem: Hairer & Wanner, Solving Ordinary Differential Equations II, section IV.1.
k1, k2, k3 = p = [0.04, 3e7, 1e4]


def robertson(t, y):
    slow, fast, back = k1 * y[0], k2 * y[1] ** 2, k3 * y[1] * y[2]
    return np.array([back - slow, slow - back - fast, fast])


def robertson_by_y(t, y):
    fast, by1, by2 = 2 * k2 * y[1], k3 * y[2], k3 * y[1]
    return np.array([[-k1, by1, by2], [k1, -by1 - fast, -by2], [0, fast, 0]])


def robertson_by_p(t, y):
    slow, fast, back = y[0], y[1] ** 2, y[1] * y[2]
    return np.array([[-slow, 0, back], [slow, -fast, -back], [0, fast, 0]])


scales = np.array([1e-12, 1e-17, 1e-12])
small = np.concatenate([scales, np.repeat(scales, 6) * np.tile([1, 1e-9, 1e-5, 1, 1, 1], 3)])
solve(
    "robertson",
    robertson,
    robertson_by_y,
    robertson_by_p,
    [1.0, 0.0, 0.0],
    p,
    [0.4, 40.0, 4000.0, 40000.0],
    "Radau",
    [(1e-11, small * 0.1), (1e-10, small)],
)
