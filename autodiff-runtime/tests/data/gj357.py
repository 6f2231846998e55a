"""Bins the light curve of GJ 357: python3 gj357.py gj357_tess_s08_pdcsap.csv > gj357.csv

TESS sector 8, TIC 413248763, PDCSAP flux at two minutes (NASA, public domain), divided by a running median over a day, then
twenty-minute means with their standard errors.
"""

import sys

import numpy as np

time, flux, error = np.genfromtxt(sys.argv[1], delimiter=",", skip_header=1, unpack=True)
median = np.array([np.median(flux[np.abs(time - t) < 0.5]) for t in time])
flat, error = flux / median, error / median
bins = np.floor(time * 72).astype(int)
print("time_btjd,flux,flux_err")
for b in np.unique(bins):
    inside = bins == b
    n = inside.sum()
    if n >= 5:
        scatter = np.sqrt(np.mean(error[inside] ** 2) / n)
        print(f"{time[inside].mean():.5f},{flat[inside].mean():.6f},{scatter:.6f}")
