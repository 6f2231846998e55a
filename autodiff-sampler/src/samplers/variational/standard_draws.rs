//! The standard normal draws that are fixed.
//!
//! They come in pairs z, −z, and are stretched so that their covariance is the identity, exactly: means over them are exact for every
//! quadratic, and with them the best Gaussian of a Gaussian density.

use autodiff_runtime::linear_algebra::solve_lower;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::samplers::approximate::cholesky;

/// Fixed draws, one after the other.
#[derive(Clone, Debug)]
pub(super) struct StandardDraws {
    values: Vec<f64>,
    dimension: usize,
}

impl StandardDraws {
    /// About `count` draws, an even number.
    pub fn new(count: usize, dimension: usize, rng: &mut impl Rng) -> Self {
        let half = count.div_ceil(2);
        let mut values: Vec<f64> = (0..half * dimension).map(|_| rng.sample(StandardNormal)).collect();
        whiten(&mut values, dimension);
        let mirrored: Vec<f64> = values.iter().map(|z| -z).collect();
        values.extend(mirrored);
        Self { values, dimension }
    }

    pub fn count(&self) -> usize {
        self.values.len() / self.dimension
    }

    /// The draws in portions of a few, always the same ones.
    pub fn portions(&self) -> Vec<&[f64]> {
        const PORTION: usize = 16;
        self.values.chunks(PORTION * self.dimension).collect()
    }
}

/// Makes the mean of z zᵀ the identity; with fewer draws than dimensions, where it cannot be, its diagonal.
fn whiten(values: &mut [f64], dimension: usize) {
    let count = values.len() / dimension;
    let mut moments = vec![0.0; dimension * dimension];
    let full = count >= dimension;
    for z in values.chunks_exact(dimension) {
        for i in 0..dimension {
            let first = if full { 0 } else { i };
            for j in first..=i {
                moments[i * dimension + j] += z[i] * z[j] / count as f64;
            }
        }
    }
    let Ok(factor) = cholesky(&moments, dimension) else {
        return;
    };
    for z in values.chunks_exact_mut(dimension) {
        if full {
            z.copy_from_slice(&solve_lower(&factor, z, dimension));
        } else {
            z.iter_mut()
                .enumerate()
                .for_each(|(i, z)| *z /= factor[i * dimension + i]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samplers::guard::stream;

    #[test]
    fn first_and_second_moments_are_exact() {
        let (count, dimension) = (30, 7);
        let draws = StandardDraws::new(count, dimension, &mut stream(4, 0));
        assert_eq!(draws.count(), count);
        for i in 0..dimension {
            let mean: f64 = draws.values.chunks_exact(dimension).map(|z| z[i]).sum::<f64>() / count as f64;
            assert!(mean.abs() < 1e-14);
            for j in 0..dimension {
                let moment = draws.values.chunks_exact(dimension).map(|z| z[i] * z[j]).sum::<f64>() / count as f64;
                assert!(
                    (moment - f64::from(u8::from(i == j))).abs() < 1e-12,
                    "{i} {j}: {moment}"
                );
            }
        }
    }

    #[test]
    fn few_draws_have_unit_variances() {
        let dimension = 10;
        let draws = StandardDraws::new(4, dimension, &mut stream(4, 0));
        for i in 0..dimension {
            let moment = draws.values.chunks_exact(dimension).map(|z| z[i] * z[i]).sum::<f64>() / 4.0;
            assert!((moment - 1.0).abs() < 1e-12);
        }
    }
}
