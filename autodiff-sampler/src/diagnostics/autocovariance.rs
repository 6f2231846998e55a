//! Autocovariance by fast Fourier transform: chains may be long, and a stuck one needs every lag.

use std::f64::consts::PI;

use super::moments::mean;
use super::split::Chains;

/// A complex number.
#[derive(Clone, Copy, Debug, Default)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}

/// The autocovariance at each lag from 0 to draws - 1, averaged over the chains; each is biased, divided by the number
/// of draws.
///
/// Two chains at a time are the real and the imaginary part of one signal, whose autocorrelation has the sum of theirs
/// as real part; power spectra add up over the chains, so there is one inverse transform for all.
pub(super) fn mean_autocovariance(chains: &Chains) -> Vec<f64> {
    let draws = chains.draws;
    let size = (2 * draws).next_power_of_two();
    let twiddles = twiddles(size);
    let centred: Vec<f64> = chains.iter().flat_map(centre).collect();
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
        transform(&mut signal, &twiddles);
        for (sum, z) in power.iter_mut().zip(&signal) {
            sum.re += z.re * z.re + z.im * z.im;
        }
    }
    // The spectrum is real: its inverse transform is the conjugate of its transform, and only the real part is wanted.
    transform(&mut power, &twiddles);
    let scale = 1.0 / (size as f64 * draws as f64 * chains.iter().len() as f64);
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

/// exp(-2πik/size) for the first half of all k.
fn twiddles(size: usize) -> Vec<Complex> {
    let angle = |k: usize| -2.0 * PI * k as f64 / size as f64;
    (0..size / 2)
        .map(|k| Complex {
            re: angle(k).cos(),
            im: angle(k).sin(),
        })
        .collect()
}

/// Discrete Fourier transform in place, for a length that is a power of two (Cooley & Tukey 1965).
fn transform(signal: &mut [Complex], twiddles: &[Complex]) {
    let size = signal.len();
    let bits = size.trailing_zeros();
    for i in 0..size {
        let j = i.reverse_bits() >> (usize::BITS - bits);
        if i < j {
            signal.swap(i, j);
        }
    }
    let mut half = 1;
    while half < size {
        let stride = size / (2 * half);
        for block in signal.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                let rotated = b.times(twiddles[k * stride]);
                *b = Complex {
                    re: a.re - rotated.re,
                    im: a.im - rotated.im,
                };
                *a = Complex {
                    re: a.re + rotated.re,
                    im: a.im + rotated.im,
                };
            }
        }
        half *= 2;
    }
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
        for (lag, fast) in fast.iter().enumerate() {
            let of_chain = |chain: &[f64]| {
                let x: Vec<f64> = centre(chain).collect();
                x.iter().zip(&x[lag..]).map(|(a, b)| a * b).sum::<f64>() / draws as f64
            };
            let expected = chains.iter().map(of_chain).sum::<f64>() / 3.0;
            assert!((fast - expected).abs() < 1e-14);
        }
    }
}
