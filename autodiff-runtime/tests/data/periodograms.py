"""Powers of periodograms by astropy: python3 periodograms.py > periodograms.csv (astropy 8.0.2).

The data are formulae, which tests/periodograms/reference.rs repeats.
"""

import numpy as np
from astropy.timeseries import BoxLeastSquares, LombScargle
from astropy.timeseries.periodograms.lombscargle._statistics import fap_baluev


def noise(i):
    """Numbers without order in [-1, 1)."""
    x = i * 0.6180339887498949
    y = i * i * 0.7548776662466927
    return (x - np.floor(x)) + (y - np.floor(y)) - 1.0


def velocities():
    i = np.arange(80.0)
    t = 1000.0 + 1.3 * i + 0.9 * noise(i)
    y = 4.0 + 3.0 * np.sin(2 * np.pi * t / 11.3) + 1.5 * noise(i + 1000.0)
    dy = 1.0 + 0.4 * noise(i + 2000.0)
    return t, y, dy


def fluxes():
    i = np.arange(900.0)
    t = 2000.0 + 0.03 * i + 0.01 * noise(i)
    phase = (t - 2001.2 + 1.7) % 3.4 - 1.7
    y = 1.0 - 0.01 * (np.abs(phase) < 0.11) + 0.002 * noise(i + 1000.0)
    dy = 0.002 * (1.0 + 0.3 * noise(i + 2000.0))
    return t, y, dy


print("kind,argument,second,value,depth,depth_error,duration,mid_time,signal_to_noise")
t, y, dy = velocities()
periodogram = LombScargle(t, y, dy)
for frequency in [1e-4, 0.003, 0.02, 1 / 11.3, 0.0886, 0.1, 0.5, 0.7, 1.234, 3.0]:
    power = periodogram.power(frequency, method="slow", assume_regular_frequency=False)
    print(f"power,{frequency!r},,{float(power)!r},,,,,")
plain = LombScargle(t, y)
for frequency in [0.02, 1 / 11.3, 0.5]:
    print(f"unweighted,{frequency!r},,{float(plain.power(frequency, method='slow'))!r},,,,,")
for power in [0.05, 0.1, 0.2, 0.3, 0.5, 0.9]:
    for highest in [0.5, 5.0]:
        # The method of LombScargle rounds the highest frequency to its grid.
        value = fap_baluev(power, highest, t, y, dy)
        print(f"false_alarm,{power!r},{highest!r},{float(value)!r},,,,,")
grid = periodogram.autofrequency()
print(f"grid,{float(grid[0])!r},{float(grid[-1])!r},{len(grid)},,,,,")
t, y, dy = fluxes()
boxes = BoxLeastSquares(t, y, dy)
for objective in ["likelihood", "snr"]:
    for period in [2.0, 3.3, 3.4, 3.41, 5.0, 6.8]:
        r = boxes.power([period], [0.15, 0.21, 0.3], oversample=10, objective=objective, method="fast")
        row = [r.power, r.depth, r.depth_err, r.duration, r.transit_time, r.depth_snr]
        numbers = ",".join(repr(float(x[0])) for x in row)
        print(f"box_{objective},{period!r},,{numbers}")
periods = boxes.autoperiod([0.15, 0.2], minimum_period=1.0, maximum_period=10.0, frequency_factor=1.0)
print(f"periods,{float(min(periods))!r},{float(max(periods))!r},{len(periods)},,,,,")
