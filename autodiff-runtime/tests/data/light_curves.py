"""Light curves by batman 2.5.3 (Kreidberg 2015), which solves orbits and overlaps in its own way.

python3 light_curves.py > light_curves.csv    (pip install batman-package)
"""

import batman
import numpy

# period, t0, a/R, inclination in degrees, e, omega in degrees, k, u1, u2
SYSTEMS = [
    (3.0, 0.2, 9.0, 88.0, 0.0, 90.0, 0.1, 0.4, 0.25),
    (1.338, 10.0, 5.45, 89.1, 0.0, 90.0, 0.152, 0.39, 0.2),
    (12.0, -3.0, 20.0, 88.5, 0.4, 40.0, 0.05, 0.5, 0.1),
    (7.0, 1.0, 12.0, 86.0, 0.3, -110.0, 0.3, 0.2, 0.5),
    (30.0, 5.0, 40.0, 89.9, 0.7, 200.0, 0.2, 0.3, 0.3),
    (2.0, 0.0, 4.0, 77.5, 0.05, 15.0, 0.12, 0.6, -0.1),
]

print("period,t0,axis,inclination,ecc,omega,radius_ratio,u1,u2,time,flux,later,eclipse_flux")
for system in SYSTEMS:
    period, t0, axis, inclination, ecc, omega, k, u1, u2 = system
    params = batman.TransitParams()
    params.per, params.t0, params.a, params.inc = period, t0, axis, inclination
    params.ecc, params.w, params.rp, params.u, params.limb_dark = ecc, omega, k, [u1, u2], "quadratic"
    params.fp = 0.05 * k**2
    duration = period / numpy.pi / axis * 2.4
    times = t0 + numpy.linspace(-0.5, 0.5, 23) * duration + 2 * period
    flux = batman.TransitModel(params, times, max_err=0.001).light_curve(params)
    eclipse = batman.TransitModel(params, times)
    params.t_secondary = eclipse.get_t_secondary(params)
    late = times - (t0 + 2 * period) + params.t_secondary
    params.limb_dark, params.u = "uniform", []
    eclipsed = batman.TransitModel(params, late, transittype="secondary", max_err=0.001).light_curve(params)
    for row in zip(times, flux, late, eclipsed):
        angles = [float(numpy.radians(inclination)), ecc, float(numpy.radians(omega))]
        print(",".join(repr(float(x)) for x in [period, t0, axis, *angles, k, u1, u2, *row]))
