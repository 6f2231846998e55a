//! The fast Fourier transform, for lengths that are powers of two.

use std::f64::consts::PI;

/// A complex number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Complex {
    pub re: f64,
    pub im: f64,
}

impl Complex {
    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}

/// Roots of unity for transforms of one length: exp(-2πik/size) for the first half of all k.
#[derive(Debug)]
pub(super) struct Twiddles(Vec<Complex>);

impl Twiddles {
    /// For transforms of this length, a power of two.
    pub fn new(size: usize) -> Self {
        let root = |k: usize| {
            let angle = -2.0 * PI * k as f64 / size as f64;
            Complex {
                re: angle.cos(),
                im: angle.sin(),
            }
        };
        Self((0..size / 2).map(root).collect())
    }

    /// Discrete Fourier transform in place (Cooley & Tukey 1965).
    pub fn transform(&self, signal: &mut [Complex]) {
        let size = signal.len();
        debug_assert_eq!(size, 2 * self.0.len());
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
                    let rotated = b.times(self.0[k * stride]);
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
}
