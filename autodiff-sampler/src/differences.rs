//! Second derivatives from gradients, for functions whose own second derivatives nobody has written.

/// The step, in units of the direction: where the errors of truncation, h⁴ times a fifth derivative, and of rounding, 10⁻¹⁶ / h,
/// are both about 10⁻¹². A power of two, so that multiplying by it rounds nothing.
const STEP: f64 = 1.0 / 512.0;

/// Sets `product` to the derivative of a gradient along `direction`: the central difference of fourth order,
/// (g(−2h) − 8 g(−h) + 8 g(h) − g(2h)) / 12 h.
pub(crate) fn of_gradients<E>(
    position: &[f64],
    direction: &[f64],
    product: &mut [f64],
    mut gradient: impl FnMut(&[f64], &mut [f64]) -> Result<(), E>,
) -> Result<(), E> {
    let mut moved = vec![0.0; position.len()];
    let mut grad = vec![0.0; position.len()];
    product.fill(0.0);
    for (steps, weight) in [(-2.0, 1.0), (-1.0, -8.0), (1.0, 8.0), (2.0, -1.0)] {
        for ((moved, x), d) in moved.iter_mut().zip(position).zip(direction) {
            *moved = x + steps * STEP * d;
        }
        gradient(&moved, &mut grad)?;
        for (sum, g) in product.iter_mut().zip(&grad) {
            *sum += weight / (12.0 * STEP) * g;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::of_gradients;

    #[test]
    fn a_quartic_has_its_second_derivative() {
        // f = x⁴ + x y², whose gradient is a cubic: exact in fourth order.
        let mut product = [0.0; 2];
        let gradient = |p: &[f64], grad: &mut [f64]| {
            grad[0] = 4.0 * p[0].powi(3) + p[1] * p[1];
            grad[1] = 2.0 * p[0] * p[1];
            Ok::<(), ()>(())
        };
        of_gradients(&[1.5, -0.5], &[1.0, 2.0], &mut product, gradient).expect("it has a gradient");
        assert!((product[0] - (12.0 * 2.25 - 2.0)).abs() < 1e-10, "{product:?}");
        assert!((product[1] - (-1.0 + 6.0)).abs() < 1e-10, "{product:?}");
    }
}
