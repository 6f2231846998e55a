//! Autocovariance, averaged over chains: lag by lag where few lags are wanted, and by fast Fourier transform for all of them, since
//! chains may be long, and a stuck one needs every lag.

use super::fourier::{Complex, Twiddles};
use super::moments::{mean, sum_of};
use super::scalar::OfLength;
use super::split::Chains;

/// The autocovariance at each lag, averaged over the chains; each is biased, divided by the number of draws.
///
/// Well-mixed chains need a handful of lags, which sums of products cost less than a transform; from a lag on that makes the
/// two cost about the same, all come from one transform.
pub(super) struct Autocovariance<'a> {
    centred: Vec<f64>,
    draws: usize,
    chains: usize,
    shared: &'a OfLength,
    /// All of them, once they have been needed.
    transformed: Option<Vec<f64>>,
}

impl<'a> Autocovariance<'a> {
    pub fn new(chains: &Chains, shared: &'a OfLength) -> Self {
        Self {
            centred: chains.iter().flat_map(centre).collect(),
            draws: chains.draws,
            chains: chains.iter().len(),
            shared,
            transformed: None,
        }
    }

    /// The autocovariance at a lag below the number of draws.
    pub fn at(&mut self, lag: usize) -> f64 {
        let size = transform_size(self.draws);
        if let Some(transformed) = &self.transformed {
            return transformed[lag];
        }
        if lag < 2 * size.ilog2() as usize {
            let product = |chain: &[f64]| sum_of(chain, &chain[lag..], |x, later| x * later);
            let products: f64 = self.centred.chunks_exact(self.draws).map(product).sum();
            return products / (self.draws as f64 * self.chains as f64);
        }
        let twiddles = self.shared.twiddles.get_or_init(|| Twiddles::new(size));
        self.transformed
            .insert(transformed(&self.centred, self.draws, twiddles))[lag]
    }
}

/// The autocovariance at each lag from 0 to draws - 1, averaged over the chains.
pub(super) fn mean_autocovariance(chains: &Chains) -> Vec<f64> {
    let centred: Vec<f64> = chains.iter().flat_map(centre).collect();
    transformed(&centred, chains.draws, &Twiddles::new(transform_size(chains.draws)))
}

/// A length at which no lag is mixed with another: as many zeros as draws, and up to a power of two.
fn transform_size(draws: usize) -> usize {
    (2 * draws).next_power_of_two()
}

/// The autocovariance at each lag of chains without their means.
///
/// Two chains at a time are the real and the imaginary part of one signal, whose autocorrelation has the sum of theirs
/// as real part; power spectra add up over the chains, so there is one inverse transform for all.
fn transformed(centred: &[f64], draws: usize, twiddles: &Twiddles) -> Vec<f64> {
    let size = transform_size(draws);
    let mut power = vec![Complex::default(); size];
    let mut signal = vec![Complex::default(); size];
    for pair in centred.chunks(2 * draws) {
        let (first, second) = pair.split_at(draws);
        signal.fill(Complex::default());
        for (t, value) in first.iter().enumerate() {
            signal[t] = Complex {
                re: *value,
                im: second.get(t).copied().unwrap_or(0.0),
            };
        }
        twiddles.transform(&mut signal);
        for (sum, z) in power.iter_mut().zip(&signal) {
            sum.re += z.re * z.re + z.im * z.im;
        }
    }
    // The spectrum is real: its inverse transform is the conjugate of its transform, and only the real part is wanted.
    twiddles.transform(&mut power);
    let chains = centred.len() / draws;
    let scale = 1.0 / (size as f64 * draws as f64 * chains as f64);
    power[..draws].iter().map(|z| z.re * scale).collect()
}

/// Autocorrelation of one chain at each lag from 0 to draws - 1: 1 at lag 0; NaN where the draws are all equal or one is not
/// finite, empty if there are none.
///
/// ```
/// use autodiff_sampler::diagnostics::autocorrelation;
/// assert!((autocorrelation(&[1.0, -1.0, 1.0, -1.0])[1] + 0.75).abs() < 1e-15);
/// ```
#[must_use]
pub fn autocorrelation(draws: &[f64]) -> Vec<f64> {
    if draws.is_empty() {
        return Vec::new();
    }
    let chain = Chains {
        values: draws.to_vec(),
        draws: draws.len(),
    };
    let covariance = mean_autocovariance(&chain);
    covariance.iter().map(|c| c / covariance[0]).collect()
}

fn centre(chain: &[f64]) -> impl Iterator<Item = f64> {
    let mean = mean(chain);
    chain.iter().map(move |x| x - mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_definition() {
        let draws = 37;
        let values: Vec<f64> = (0..3 * draws)
            .map(|i| ((i * i) as f64 * 0.37).sin() + i as f64 * 0.01)
            .collect();
        let chains = Chains { values, draws };
        let fast = mean_autocovariance(&chains);
        let shared = OfLength::new();
        let mut by_lag = Autocovariance::new(&chains, &shared);
        for (lag, fast) in fast.iter().enumerate() {
            let of_chain = |chain: &[f64]| {
                let x: Vec<f64> = centre(chain).collect();
                x.iter().zip(&x[lag..]).map(|(a, b)| a * b).sum::<f64>() / draws as f64
            };
            let expected = chains.iter().map(of_chain).sum::<f64>() / 3.0;
            assert!((fast - expected).abs() < 1e-14);
            assert!((by_lag.at(lag) - expected).abs() < 1e-14);
        }
    }
}
