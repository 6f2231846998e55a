//! Sums and products of kernels.

use super::Kernel;
use autodiff_macros::differentiable;

/// The sum of two independent processes.
///
/// The number of columns J is a parameter, as `A + B` cannot be written in a type; so is the width W of its blocks:
///
/// * `let kernel: Kernel<6> = sum(&rotation, &granulation);`
/// * in a differentiated function: `let kernel = sum::<6, 2, _, _, _, _>(&rotation, &granulation);`
///
/// The compiler refuses another number than that of both together. The columns of `a` come first. Blocks of different
/// widths are widened to W:
///
/// | | widens to |
/// |---|---|
/// | 1 | 2, 3, 4, 6 |
/// | 2 | 3, 4, 6 |
/// | 3, 4 | 6 |
///
/// so that a Matérn-5/2 kernel (one block of three) plus a damped oscillator (one of two) is a `Kernel<6, 3>`.
///
/// ```
/// use autodiff_runtime::exoplanet::celerite::{Kernel, Matern52, ShoTerm, sum};
/// let granulation = Matern52 { sigma: 0.3, rho: 0.1 }.kernel();
/// let rotation = ShoTerm::from_period(1.0, 5.0, 8.0).kernel();
/// let kernel: Kernel<6, 3> = sum(&granulation, &rotation);
/// assert!((kernel.variance() - 1.09).abs() < 1e-15);
/// ```
///
/// ```compile_fail
/// # use autodiff_runtime::exoplanet::celerite::{Kernel, RealTerm, sum};
/// # let one = RealTerm { a: 1.0, c: 0.1 }.kernel();
/// let kernel: Kernel<3, 1> = sum(&one, &one); // these are two
/// ```
#[differentiable]
#[must_use]
pub fn sum<const J: usize, const W: usize, const A: usize, const V: usize, const B: usize, const X: usize>(
    a: &Kernel<A, V>,
    b: &Kernel<B, X>,
) -> Kernel<J, W> {
    let mut value = [0.0; J];
    let mut spectrum = [0.0; J];
    let blocks = blocks_of_sum::<A, V, B, X, J, W>();
    let (of_a, of_a_spectrum) = widened::<A, V, J, W>(&a.value, &a.spectrum);
    let (of_b, of_b_spectrum) = widened::<B, X, J, W>(&b.value, &b.spectrum);
    let before = A / V * W;
    for k in 0..before {
        value[k] = of_a[k];
        spectrum[k] = of_a_spectrum[k];
    }
    for k in before..blocks * W {
        value[k] = of_b[k - before];
        spectrum[k] = of_b_spectrum[k - before];
    }
    Kernel { value, spectrum }
}

fn blocks_of_sum<const A: usize, const V: usize, const B: usize, const X: usize, const J: usize, const W: usize>()
-> usize {
    const {
        assert!(
            Kernel::<A, V>::BLOCKS + Kernel::<B, X>::BLOCKS == Kernel::<J, W>::BLOCKS,
            "a sum has as many blocks as both kernels together"
        );
        assert!(
            widens(V, W) && widens(X, W),
            "these blocks cannot be widened to W columns"
        );
    }
    J / W
}

/// Whether a block of `from` columns is also one of `to`.
const fn widens(from: usize, to: usize) -> bool {
    from == to || matches!((from, to), (1, 2 | 3 | 4 | 6) | (2, 3 | 4 | 6) | (3 | 4, 6))
}

/// The same columns in blocks of W, at the beginning of J columns.
///
/// A third column of a pair is what makes a cosine of 1 and (1 − cos)/D; a second factor of a product is 1.
#[differentiable]
fn widened<const A: usize, const V: usize, const J: usize, const W: usize>(
    value: &[f64; A],
    spectrum: &[f64; A],
) -> ([f64; J], [f64; J]) {
    let mut wide = [0.0; J];
    let mut wide_spectrum = [0.0; J];
    // How far apart the columns are: in a product with a pair, whose second column is not used, two.
    let apart = if W == 6 && V < 4 || W == 4 && V == 2 { 2 } else { 1 };
    for block in 0..A / V {
        let (from, to) = (block * V, block * W);
        for k in 0..V {
            wide[to + k * apart] = value[from + k];
        }
        wide_spectrum[to] = spectrum[from];
        if V == 1 && W > 1 {
            wide_spectrum[to + 1] = spectrum[from] * spectrum[from];
        }
        if V > 1 {
            wide_spectrum[to + 1] = spectrum[from + 1];
        }
        if V == 2 && (W == 3 || W == 6) {
            let excess = spectrum[from + 1] - spectrum[from] * spectrum[from];
            wide[to + 2 * apart] = -excess * value[from];
        }
        if V == 4 && W == 6 {
            let excess = spectrum[from + 1] - spectrum[from] * spectrum[from];
            wide[to + 4] = -excess * value[from];
            wide[to + 5] = -excess * value[from + 1];
        }
        if V == 4 || V == 6 {
            wide_spectrum[to + W / 2] = spectrum[from + V / 2];
            wide_spectrum[to + W / 2 + 1] = spectrum[from + V / 2 + 1];
        }
    }
    (wide, wide_spectrum)
}

/// The product of two kernels, which is the covariance of the product of two independent processes.
///
/// Blocks of V and X columns become blocks of V X columns; of these, 1 × any, 2 × 2, 2 × 3 and 3 × 2 are known, and the
/// compiler refuses others. J is A B:
///
/// * `let kernel: Kernel<4, 4> = product(&one, &other);`
/// * in a differentiated function: `let kernel = product::<4, 4, _, _, _, _>(&one, &other);`
///
/// ```
/// use autodiff_runtime::exoplanet::celerite::{Kernel, RealTerm, ShoTerm, product};
/// let decay = RealTerm { a: 2.0, c: 0.1 }.kernel();
/// let wave = ShoTerm::from_period(1.0, 5.0, 80.0).kernel();
/// let kernel: Kernel<2> = product(&decay, &wave);
/// assert!((kernel.covariance(1.5) - decay.covariance(1.5) * wave.covariance(1.5)).abs() < 1e-15);
/// ```
#[differentiable]
#[must_use]
pub fn product<const J: usize, const W: usize, const A: usize, const V: usize, const B: usize, const X: usize>(
    a: &Kernel<A, V>,
    b: &Kernel<B, X>,
) -> Kernel<J, W> {
    let mut value = [0.0; J];
    let mut spectrum = [0.0; J];
    let of_b = blocks_of_second::<A, V, B, X, J, W>();
    for i in 0..A / V {
        for k in 0..of_b {
            let (first, second, to) = (i * V, k * X, (i * of_b + k) * W);
            for m in 0..V {
                for n in 0..X {
                    // The wider factor comes first.
                    let place = if X > V { n * V + m } else { m * X + n };
                    value[to + place] = a.value[first + m] * b.value[second + n];
                }
            }
            if V == 1 {
                for n in 0..X {
                    spectrum[to + n] = b.spectrum[second + n];
                }
                if X > 1 {
                    spectrum[to + 1] += a.spectrum[first] * (2.0 * b.spectrum[second] + a.spectrum[first]);
                }
                spectrum[to] += a.spectrum[first];
            } else if X == 1 {
                for m in 0..V {
                    spectrum[to + m] = a.spectrum[first + m];
                }
                spectrum[to + 1] += b.spectrum[second] * (2.0 * a.spectrum[first] + b.spectrum[second]);
                spectrum[to] += b.spectrum[second];
            } else {
                let (wide, narrow) = if X > V { (W / 2, 0) } else { (0, W / 2) };
                spectrum[to + wide] = a.spectrum[first];
                spectrum[to + wide + 1] = a.spectrum[first + 1];
                spectrum[to + narrow] = b.spectrum[second];
                spectrum[to + narrow + 1] = b.spectrum[second + 1];
            }
        }
    }
    Kernel { value, spectrum }
}

fn blocks_of_second<const A: usize, const V: usize, const B: usize, const X: usize, const J: usize, const W: usize>()
-> usize {
    const {
        assert!(V * X == W, "blocks of a product have V X columns");
        assert!(
            Kernel::<A, V>::BLOCKS * Kernel::<B, X>::BLOCKS == Kernel::<J, W>::BLOCKS,
            "a product has A B columns"
        );
    }
    B / X
}
