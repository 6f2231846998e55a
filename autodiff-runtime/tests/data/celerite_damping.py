"""Likelihoods of oscillators with damping of any kind, with their derivatives, by dense matrices of 60 digits (mpmath):
python3 celerite_damping.py > celerite_damping.csv"""

import mpmath as mp

mp.mp.dps = 60
N = 16
# Exact doubles. Barycentric Julian dates, with short and long steps.
time = [mp.mpf(2457000)]
for i in range(1, N):
    time.append(time[-1] + mp.mpf([1, 1, 2, 5, 1, 300, 1, 4][i % 8]) / 64)
residual = [mp.mpf((i * 5) % 13 - 6) / 8 for i in range(N)]
variance = [mp.mpf(1 + (i * 3) % 7) / 64 for i in range(N)]


def covariance(s0, w0, q, lag):
    decay = w0 / (2 * q)
    d = mp.sqrt(mp.mpc(w0 * w0 - decay * decay))
    sine = mp.sin(d * lag) / d if d != 0 else lag
    return mp.re(s0 * w0 * q * mp.exp(-decay * lag) * (mp.cos(d * lag) + decay * sine))


def log_likelihood(s0, w0, q):
    K = mp.matrix(N, N)
    for i in range(N):
        for k in range(N):
            K[i, k] = covariance(s0, w0, q, abs(time[i] - time[k])) + (variance[i] if i == k else 0)
    L = mp.cholesky(K)
    z = mp.lu_solve(L, mp.matrix(residual))
    return -sum(x * x for x in z) / 2 - sum(mp.log(L[i, i]) for i in range(N)) - N * mp.log(2 * mp.pi) / 2


def slope(f, at):
    h = at * mp.mpf(10) ** -20
    return (f(at + h) - f(at - h)) / (2 * h)


print("s0,w0,q,log_likelihood,by_s0,by_w0,by_q")
for q in [2**-14, 0.01, 0.125, 0.4375, 0.5 - 2**-30, 0.5, 0.5 + 2**-30, 0.5625, 2.0, 64.0, 2.0**14]:
    for w0 in [2**-7, 0.5, 3.0, 128.0]:
        s0 = 1 / (w0 * q)
        p = [mp.mpf(s0), mp.mpf(w0), mp.mpf(q)]
        row = [log_likelihood(*p)]
        row.append(slope(lambda x: log_likelihood(x, p[1], p[2]), p[0]))
        row.append(slope(lambda x: log_likelihood(p[0], x, p[2]), p[1]))
        row.append(slope(lambda x: log_likelihood(p[0], p[1], x), p[2]))
        print(",".join([repr(s0), repr(float(w0)), repr(q)] + [mp.nstr(x, 20) for x in row]))
