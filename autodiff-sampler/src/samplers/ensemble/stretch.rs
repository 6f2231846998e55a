//! The stretch move (Goodman & Weare 2010, equation 7 and the text below it).

use rand::{Rng, RngExt};

/// Proposes to move `walker` along the line from `partner`: sets `proposal`, and returns the logarithm of the factor that is due in the
/// acceptance beside the ratio of densities.
///
/// The distance changes by a factor z with density proportional to 1/√z between 1/`scale` and `scale`; in n dimensions, its factor is
/// zⁿ⁻¹.
pub(super) fn propose(walker: &[f64], partner: &[f64], scale: f64, rng: &mut impl Rng, proposal: &mut [f64]) -> f64 {
    let z = ((scale - 1.0) * rng.random::<f64>() + 1.0).powi(2) / scale;
    for ((to, from), base) in proposal.iter_mut().zip(walker).zip(partner) {
        *to = base + z * (from - base);
    }
    (walker.len() as f64 - 1.0) * z.ln()
}

#[cfg(test)]
mod tests {
    use super::propose;
    use crate::samplers::guard::stream;

    #[test]
    fn factors_have_their_density() {
        let (scale, count) = (2.0, 20_000);
        let mut rng = stream(5, 0);
        let mut proposal = [0.0, 0.0];
        let mut below_one = 0.0;
        for _ in 0..count {
            let log_factor = propose(&[3.0, 1.0], &[1.0, 1.0], scale, &mut rng, &mut proposal);
            let z: f64 = (proposal[0] - 1.0) / 2.0;
            assert!((0.5..=2.0).contains(&z) && proposal[1] == 1.0);
            assert!((log_factor - z.ln()).abs() < 1e-12);
            below_one += f64::from(u8::from(z < 1.0)) / f64::from(count);
        }
        // The integral of the density up to 1: (1 − √½) / (√2 − √½).
        let expected = (1.0 - 0.5f64.sqrt()) / (2f64.sqrt() - 0.5f64.sqrt());
        assert!((below_one - expected).abs() < 0.015, "{below_one} {expected}");
    }
}
