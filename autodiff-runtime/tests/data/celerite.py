"""Values of celerite2 0.3.3 and tinygp 0.3.1 (pip install celerite2 tinygp), in double precision: python3 celerite.py > celerite.csv"""

import celerite2
import jax
import numpy as np
from celerite2 import terms

jax.config.update("jax_enable_x64", True)
import tinygp
from tinygp.kernels import quasisep

N, M = 30, 7
i = np.arange(N)
# Exact doubles that any language makes alike: sums and products of few bits.
time = np.cumsum((1 + (i * 7) % 11) / 16.0)
residual = ((i * 5) % 13 - 6) / 8.0
variance = (1 + (i * 3) % 7) / 64.0
at = (np.arange(M) * 9 - 4) / 4.0


def of_celerite(term):
    gp = celerite2.GaussianProcess(term, t=time, diag=variance)
    mean, var = gp.predict(residual, at, return_var=True)
    return gp.log_likelihood(residual), mean, var


def of_tinygp(kernel):
    gp = tinygp.GaussianProcess(kernel, time, diag=variance)
    # Without the variance of 1.5e-8 that it adds otherwise.
    log_likelihood, conditional = gp.condition(residual, at, diag=0.0)
    return log_likelihood, conditional.loc, conditional.variance


CASES = {
    "real": of_celerite(terms.RealTerm(a=1.3, c=0.4)),
    "complex": of_celerite(terms.ComplexTerm(a=1.3, b=0.1, c=0.4, d=2.0)),
    "underdamped": of_celerite(terms.SHOTerm(S0=0.4, w0=2.0, Q=3.0)),
    "overdamped": of_celerite(terms.SHOTerm(S0=1.4, w0=1.0, Q=0.2)),
    "period": of_celerite(terms.SHOTerm(sigma=1.2, rho=3.0, tau=5.0)),
    "rotation": of_celerite(terms.RotationTerm(sigma=1.1, period=3.4, Q0=0.6, dQ=0.3, f=0.7)),
    "approximate_matern32": of_celerite(terms.Matern32Term(sigma=0.8, rho=1.7, eps=0.01)),
    "sum": of_celerite(terms.RealTerm(a=1.3, c=0.4) + terms.SHOTerm(S0=0.4, w0=2.0, Q=3.0)),
    "product": of_celerite(terms.RealTerm(a=1.3, c=0.4) * terms.SHOTerm(S0=0.4, w0=2.0, Q=3.0)),
    "exact_matern32": of_tinygp(quasisep.Matern32(sigma=0.8, scale=1.7)),
    "matern52": of_tinygp(quasisep.Matern52(sigma=0.8, scale=1.7)),
    "product_with_matern52": of_tinygp(quasisep.Matern52(sigma=0.8, scale=1.7) * quasisep.SHO(omega=2.0, quality=3.0, sigma=1.1)),
}

print("kernel,log_likelihood," + ",".join(f"mean{k}" for k in range(M)) + "," + ",".join(f"variance{k}" for k in range(M)))
for name, (log_likelihood, mean, var) in CASES.items():
    print(name + "," + ",".join(repr(float(x)) for x in [log_likelihood, *mean, *var]))
