//! The sums of a periodogram at all frequencies of a grid, by fast Fourier transforms of data that are not on a grid.
//!
//! Each observation is spread over the points of a grid nearby by a Gaussian function, the grid is transformed, and the transform
//! divided by that of the function: Greengard and Lee 2004, SIAM Review 46, 443, with their parameters for twelve digits.

use super::grid::FrequencyGrid;
use super::sums::Sums;
use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::{PI, TAU};
use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

/// Points of the grid on either side of an observation to which it is spread.
const REACH: usize = 12;

/// The sums at all frequencies.
pub(super) fn sums(times: &[f64], weights: &[f64], weighted_values: &[f64], grid: &FrequencyGrid) -> Vec<Sums> {
    let plan = Plan::new(grid.count);
    let of_weights = plan.transform(times, weights, grid.step, grid.first);
    let of_values = plan.transform(times, weighted_values, grid.step, grid.first);
    let at_double = plan.transform(times, weights, 2.0 * grid.step, 2.0 * grid.first);
    let zipped = of_weights.iter().zip(&of_values).zip(&at_double);
    zipped
        .map(|((w, y), double)| Sums {
            c: w.re,
            s: w.im,
            yc: y.re,
            ys: y.im,
            cc: 0.5 + 0.5 * double.re,
            cs: 0.5 * double.im,
        })
        .collect()
}

/// What transforms to so many frequencies have in common.
struct Plan {
    /// How many frequencies.
    count: usize,
    /// How many points the grid has: at least twice as many, and a power of two.
    size: usize,
    /// The Gaussian's exponent: −decay at a distance of one point.
    decay: f64,
    /// exp(−decay l²), for distances of l points.
    gaussian: [f64; REACH + 1],
    fft: alloc::sync::Arc<dyn rustfft::Fft<f64>>,
}

impl Plan {
    fn new(count: usize) -> Self {
        let size = (2 * count).next_power_of_two().max(4 * REACH);
        // With R = size/count, τ = π REACH/(count² R (R − ½)) and decay = (2π/size)²/(4τ).
        let ratio = size as f64 / count as f64;
        let decay = PI * (1.0 - 0.5 / ratio) / REACH as f64;
        let gaussian = core::array::from_fn(|l| (-decay * (l * l) as f64).exp());
        Self {
            count,
            size,
            decay,
            gaussian,
            fft: FftPlanner::new().plan_fft_inverse(size),
        }
    }

    /// Σ c exp(2πi (first + k step) t), for k from zero.
    fn transform(&self, times: &[f64], coefficients: &[f64], step: f64, first: f64) -> Vec<Complex<f64>> {
        let middle = self.count / 2;
        let centre = first + step * middle as f64;
        let mut grid = vec![Complex::new(0.0, 0.0); self.size];
        for (t, coefficient) in times.iter().zip(coefficients) {
            let (sin, cos) = (TAU * (centre * t).fract()).sin_cos();
            self.spread(
                &mut grid,
                (step * t).fract(),
                Complex::new(coefficient * cos, coefficient * sin),
            );
        }
        self.fft.process(&mut grid);
        // exp(k²τ) √(π/τ)/size, and (π/size)² / decay for τ.
        let tau = (PI / self.size as f64) * (PI / self.size as f64) / self.decay;
        let scale = (PI / tau).sqrt() / self.size as f64;
        (0..self.count)
            .map(|index| {
                let k = index as f64 - middle as f64;
                let at = (index + self.size - middle) % self.size;
                grid[at] * (scale * (k * k * tau).exp())
            })
            .collect()
    }

    /// Adds to the points around a position, given in turns from zero to one.
    fn spread(&self, grid: &mut [Complex<f64>], position: f64, value: Complex<f64>) {
        let place = position * self.size as f64;
        let nearest = place as usize;
        let offset = place - nearest as f64;
        // exp(−decay (l − offset)²) = exp(−decay offset²) exp(2 decay offset)^l exp(−decay l²)
        let (factor, value) = (
            (2.0 * self.decay * offset).exp(),
            value * (-self.decay * offset * offset).exp(),
        );
        let mask = self.size - 1;
        let (mut up, mut down) = (value, value / factor);
        for l in 0..=REACH {
            grid[(nearest + l) & mask] += up * self.gaussian[l];
            up *= factor;
            if l > 0 {
                grid[(nearest + self.size - l) & mask] += down * self.gaussian[l];
                down /= factor;
            }
        }
    }
}
