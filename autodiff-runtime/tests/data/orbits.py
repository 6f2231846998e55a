"""Orbits to 30 digits, by rotation matrices; none of the crate's formulas.

python3 orbits.py > orbits.csv
"""

import random

from mpmath import atan2, cos, findroot, matrix, mp, mpf, nstr, pi, sin, sqrt

mp.dps = 40
G = mpf(13271244) * 10**13 * 86400**2 / mpf(695700000) ** 3


def rotation_x(angle):
    return matrix([[1, 0, 0], [0, cos(angle), -sin(angle)], [0, sin(angle), cos(angle)]])


def rotation_z(angle):
    return matrix([[cos(angle), -sin(angle), 0], [sin(angle), cos(angle), 0], [0, 0, 1]])


def eccentric(mean, e):
    return findroot(lambda x: x - e * sin(x) - mean, mean + e * sin(mean) / (1 - e * cos(mean)), maxsteps=200)


def relative(p, t):
    """Position and velocity of the planet as seen from the star, Z towards the observer."""
    n = 2 * pi / p["period"]
    e, a = p["ecc"], p["a"]
    mean = n * (t - p["periastron"])
    x = eccentric(mean, e)
    rate = n / (1 - e * cos(x))
    flat = matrix([a * (cos(x) - e), a * sqrt(1 - e * e) * sin(x), 0])
    flat_dot = matrix([-a * sin(x) * rate, a * sqrt(1 - e * e) * cos(x) * rate, 0])
    # The planet's argument of periastron is the star's plus pi. The orbit's z axis, away from the observer, is turned over.
    turn = rotation_z(p["node"]) * rotation_x(p["inclination"]) * rotation_z(p["omega"] + pi)
    flip = matrix([[1, 0, 0], [0, 1, 0], [0, 0, -1]])
    return flip * turn * flat, flip * turn * flat_dot


def main():
    random.seed(20)
    names = "period,t0,ecc,omega,inclination,node,stellar_mass,stellar_radius,planet_mass,time".split(",")
    outputs = "x,y,z,vx,vy,vz,radial_velocity,separation,impact_parameter,a".split(",")
    print(",".join(names + outputs))
    for row in range(40):
        draw = {
            "period": random.uniform(0.5, 40),
            "t0": random.uniform(-50, 2500),
            "ecc": 0.0 if row % 8 == 0 else random.choice([random.uniform(0, 0.9), random.uniform(0.9, 0.99)]),
            "omega": random.uniform(-3.1, 3.1),
            "inclination": random.uniform(0.2, 1.7),
            "node": random.uniform(-3, 3),
            "stellar_mass": random.uniform(0.2, 2),
            "stellar_radius": random.uniform(0.2, 2),
            "planet_mass": random.choice([0.0, random.uniform(0, 0.01)]),
            "time": random.uniform(-50, 2500),
        }
        p = {name: mpf(value) for name, value in draw.items()}
        total = p["stellar_mass"] + p["planet_mass"]
        p["a"] = (G * total * p["period"] ** 2 / (4 * pi**2)) ** (mpf(1) / 3)
        e, f = p["ecc"], pi / 2 - p["omega"]
        at_transit = 2 * atan2(sqrt(1 - e) * sin(f / 2), sqrt(1 + e) * cos(f / 2))
        p["periastron"] = p["t0"] - (at_transit - e * sin(at_transit)) * p["period"] / (2 * pi)
        position, velocity = relative(p, p["time"])
        star_velocity = -p["planet_mass"] / total * velocity[2]
        at_conjunction, _ = relative(p, p["t0"])
        values = [
            *position,
            *velocity,
            -star_velocity * mpf(695700000) / 86400,
            sqrt(position[0] ** 2 + position[1] ** 2) / p["stellar_radius"] * (1 if position[2] > 0 else -1),
            sqrt(at_conjunction[0] ** 2 + at_conjunction[1] ** 2) / p["stellar_radius"],
            p["a"],
        ]
        print(",".join([repr(draw[name]) for name in names] + [nstr(value, 20) for value in values]))


main()
