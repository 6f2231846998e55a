"""Fluxes of limb-darkened stars, and their derivatives, by integrals over what a disk hides: python3 limbdark_laws.py > limbdark_laws.csv

Independent of what the library does: the intensity at the distance rho from the star's centre, times the length of the arc of
that radius behind the disk, is integrated over rho; derivatives by b and r are integrals of the intensity along the disk's edge.
"""
from mpmath import acos, cos, log, mp, mpf, nstr, pi, quad, sqrt
import random

mp.dps = 25
random.seed(5)

# name: intensity, derivatives of the intensity by the coefficients, and a random choice of these
LAWS = {
    "power2": (
        lambda m, c: 1 - c[0] * (1 - m ** c[1]),
        lambda m, c: [m ** c[1] - 1, c[0] * m ** c[1] * log(m) if m > 0 else mpf(0)],
        lambda: [random.uniform(0.2, 0.9), random.uniform(0.3, 1.3)],
    ),
    "square_root": (
        lambda m, c: 1 - c[0] * (1 - m) - c[1] * (1 - sqrt(m)),
        lambda m, c: [m - 1, sqrt(m) - 1],
        lambda: [random.uniform(-0.2, 0.5), random.uniform(0.0, 0.6)],
    ),
    "logarithmic": (
        lambda m, c: 1 - c[0] * (1 - m) - (c[1] * m * log(m) if m > 0 else 0),
        lambda m, c: [m - 1, -m * log(m) if m > 0 else mpf(0)],
        lambda: [random.uniform(0.2, 0.9), random.uniform(0.0, 0.5)],
    ),
    "nonlinear": (
        lambda m, c: 1 - sum(c[n - 1] * (1 - m ** (mpf(n) / 2)) for n in (1, 2, 3, 4)),
        lambda m, c: [m ** (mpf(n) / 2) - 1 for n in (1, 2, 3, 4)],
        lambda: [random.uniform(0.2, 0.7), random.uniform(-0.4, 0.4), random.uniform(-0.1, 0.5), random.uniform(-0.3, 0.1)],
    ),
    "polynomial": (
        lambda m, c: 1 - sum(x * (1 - m) ** (j + 1) for j, x in enumerate(c)),
        lambda m, c: [-((1 - m) ** (j + 1)) for j in range(len(c))],
        lambda: [random.uniform(-0.2, 0.3) for _ in range(random.choice([3, 6, 8, 12, 16, 24, 40]))],
    ),
}


def places():
    """Exact doubles: inside, crossing, near and at contacts, small and large."""
    some = [(0.0, 0.1), (0.0, 0.9), (1e-9, 0.5), (0.3, 0.3), (0.5, 0.5), (0.75, 0.25), (0.25, 0.75), (0.9, 0.1), (1.0, 1.0),
            (1.0, 0.1), (1.0, 1e-3), (0.5, 0.49999), (0.5, 0.50001), (0.9 + 1e-7, 0.1), (0.9 - 1e-7, 0.1), (1.0999, 0.1),
            (0.0001, 0.99995), (2.5, 2.0), (2.0, 2.5), (1.3, 2.2), (0.02, 0.01), (0.7, 0.02)]
    for _ in range(6):
        some.append((random.uniform(0, 0.85), 0.1))
        some.append((random.uniform(0.9, 1.1), 0.1))
        r = random.uniform(0.05, 1.2)
        some.append((random.uniform(0, 1 + r), r))
    return some


def angle(rho, b, r):
    """Half the angle of the arc of radius rho behind the disk."""
    if rho <= r - b:
        return pi
    if rho <= b - r or rho >= b + r:
        return mpf(0)
    # By its sine and cosine of the half, as the arc cosine loses digits where it is small.
    s = ((r - rho + b) * (r + rho - b)) / (4 * rho * b)
    return 2 * mp.asin(sqrt(min(max(s, mpf(0)), mpf(1))))


def hidden(f, b, r):
    """The integral of f(mu) over what is hidden."""
    sqrt_mu = lambda rho: sqrt(max(mpf(0), (1 - rho) * (1 + rho)))
    total = mpf(0)
    if r > b:
        total += 2 * pi * quad(lambda m: f(m) * m, [sqrt_mu(min(r - b, mpf(1))), 1])
    low, high = abs(b - r), min(b + r, mpf(1))
    if b > 0 and low < high:
        # Over mu, or rho where mu changes little.
        middle = (low + high) / 2
        total += quad(lambda rho: 2 * angle(rho, b, r) * f(sqrt_mu(rho)) * rho, [low, middle])
        total += quad(lambda m: 2 * angle(sqrt(1 - m * m), b, r) * f(m) * m, [sqrt_mu(high), sqrt_mu(middle)])
    return total


def edge(f, b, r):
    """The integrals of f(mu) and f(mu) cos(phi) along the disk's edge in front of the star."""
    first = mpf(0)
    if b > 0 and b + r > 1:
        first = acos((1 - b * b - r * r) / (2 * b * r))
    mu = lambda phi: sqrt(max(mpf(0), 1 - b * b - r * r - 2 * b * r * cos(phi)))
    ends = [first, first + (pi - first) / 50, (first + pi) / 2, pi]
    return [2 * quad(lambda phi: f(mu(phi)) * g(phi), ends) for g in (lambda phi: 1, cos)]


def main():
    print("law,b,r,coefficients,flux,dflux_db,dflux_dr,dflux_dcoefficients")
    for name, (intensity, slopes, choose) in LAWS.items():
        for b, r in places() * (2 if name == "polynomial" else 1):
            c = choose()
            if name == "polynomial":
                mp.dps = 30
            B, R, C = mpf(b), mpf(r), [mpf(x) for x in c]
            f = lambda m: intensity(m, C)
            whole = 2 * pi * quad(lambda m: f(m) * m, [0, 1])
            lost = hidden(f, B, R)
            along, cosine = edge(f, B, R)
            by_c = []
            for i in range(len(C)):
                g = lambda m: slopes(m, C)[i]
                by_c.append(-hidden(g, B, R) / whole + lost / whole**2 * 2 * pi * quad(lambda m: g(m) * m, [0, 1]))
            text = [nstr(x, 18) for x in (1 - lost / whole, -R * cosine / whole, -R * along / whole)]
            coefficients, derivatives = (" ".join(map(str, x)) for x in ([repr(x) for x in c], [nstr(x, 18) for x in by_c]))
            print(name, repr(b), repr(r), coefficients, *text, derivatives, sep=",", flush=True)


main()
