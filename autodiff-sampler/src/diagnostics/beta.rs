//! Quantiles of the beta distribution, which the rank of a quantile follows.

/// The value below which a Beta(`a`, `b`) variable lies with this probability; both parameters are at least 1.
///
/// By bisection: a quantile of draws needs one, and bisection cannot fail.
pub(super) fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_probability(middle, a, b) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The regularised incomplete beta function I(x; a, b), by the continued fraction on the side where it converges fast
/// (DLMF 8.17.22 and 8.17.4).
fn beta_probability(x: f64, a: f64, b: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_probability(1.0 - x, b, a);
    }
    if x <= 0.0 {
        return 0.0;
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    (a * x.ln() + b * (-x).ln_1p() - log_beta).exp() / a * fraction(x, a, b)
}

/// 1/(1 + d₁/(1 + d₂/(1 + …))) by the modified Lentz algorithm (Thompson & Barnett 1986).
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST: u32 = 10_000;
    let nonzero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0)));
    let mut value = d;
    for m in 1..MOST {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / nonzero(1.0 + term * d);
            c = nonzero(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::beta_quantile;

    /// Values of scipy.stats.beta.ppf.
    #[test]
    fn quantiles_are_those_of_scipy() {
        let table = [
            (0.1586553, 1.0, 1.0, 0.1586553),
            (0.8413447, 501.0, 501.0, 0.5157955956168023),
            (0.1586553, 12.3, 230.7, 0.03672251167177054),
            (0.8413447, 19_001.0, 1001.0, 0.9514964678127948),
            (0.1586553, 1.0, 4001.0, 4.317673188689748e-05),
        ];
        for (probability, a, b, expected) in table {
            let found = beta_quantile(probability, a, b);
            assert!(
                (found - expected).abs() < 1e-12 * expected,
                "{found} instead of {expected}"
            );
        }
    }
}
