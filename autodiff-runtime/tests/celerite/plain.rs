//! The likelihood of oscillators as an annotated plain function: loops over J columns, differentiated as they stand. It
//! is what the rule by hand is compared with, in tests and in the benchmark.

use autodiff_macros::differentiable;

/// The two distinct rows of a pair's propagator, in the textbooks' formulae.
#[differentiable]
fn pair(decay: f64, square: f64, #[constant] step: f64) -> (f64, f64) {
    let excess = square - decay * decay;
    let envelope = (-decay * step).exp();
    if excess > 0.0 {
        let rate = excess.sqrt();
        (envelope * (rate * step).cos(), envelope * (rate * step).sin() / rate)
    } else {
        let rate = (-excess).sqrt();
        (envelope * (rate * step).cosh(), envelope * (rate * step).sinh() / rate)
    }
}

/// The likelihood, from `Kernel::value` and `Kernel::spectrum` of a kernel whose blocks are pairs.
#[differentiable]
pub fn log_likelihood<const J: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    #[constant] time: &[f64],
    residual: &[f64],
    variance: &[f64],
) -> f64 {
    let mut explained = [[0.0; J]; J];
    let mut mean = [0.0; J];
    let (mut cosine, mut sine, mut lower) = ([0.0; J], [0.0; J], [0.0; J]);
    let mut last_step = f64::NAN;
    let mut sum = 0.0;
    for n in 0..time.len() {
        let step = if n > 0 { time[n] - time[n - 1] } else { 0.0 };
        if step != last_step {
            for block in 0..J / 2 {
                let (decay, square) = (spectrum[2 * block], spectrum[2 * block + 1]);
                let (c, s) = pair(decay, square, step);
                cosine[block] = c;
                sine[block] = s;
                lower[block] = (decay * decay - square) * s;
            }
            last_step = step;
        }
        let mut half = [[0.0; J]; J];
        let mut expected = [0.0; J];
        for block in 0..J / 2 {
            let (c, s, l) = (cosine[block], sine[block], lower[block]);
            let (first, second) = (2 * block, 2 * block + 1);
            for k in 0..J {
                half[first][k] = c * explained[first][k] + s * explained[second][k];
                half[second][k] = l * explained[first][k] + c * explained[second][k];
            }
            expected[first] = c * mean[first] + s * mean[second];
            expected[second] = l * mean[first] + c * mean[second];
        }
        let mut known = [[0.0; J]; J];
        for i in 0..J {
            for block in 0..J / 2 {
                let (c, s, l) = (cosine[block], sine[block], lower[block]);
                let (first, second) = (2 * block, 2 * block + 1);
                known[i][first] = half[i][first] * c + half[i][second] * s;
                known[i][second] = half[i][first] * l + half[i][second] * c;
            }
        }
        let mut d = variance[n];
        let mut z = residual[n];
        let mut gain = [0.0; J];
        for i in 0..J {
            let mut of_observed = 0.0;
            for block in 0..J / 2 {
                of_observed += known[i][2 * block];
            }
            gain[i] = value[i] - of_observed;
        }
        for block in 0..J / 2 {
            d += gain[2 * block];
            z -= expected[2 * block];
        }
        let inverse = 1.0 / d;
        sum -= z * z * inverse + d.ln();
        for i in 0..J {
            let w = gain[i] * inverse;
            for k in 0..J {
                explained[i][k] = known[i][k] + w * gain[k];
            }
            mean[i] = expected[i] + w * z;
        }
    }
    0.5 * (sum - time.len() as f64 * std::f64::consts::TAU.ln())
}
