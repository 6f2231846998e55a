//! Inverses of small matrices.

use crate::special::libm::fabs;

/// The inverse, by Gauss–Jordan elimination with partial pivoting; `None` if the matrix is singular or not finite.
pub(super) fn inverse<const N: usize>(mut a: [[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut inverse = [[0.0; N]; N];
    for (i, row) in inverse.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for column in 0..N {
        let pivot = (column..N).max_by(|i, j| fabs(a[*i][column]).total_cmp(&fabs(a[*j][column])))?;
        let size = a[pivot][column];
        if size == 0.0 || !size.is_finite() {
            return None;
        }
        a.swap(column, pivot);
        inverse.swap(column, pivot);
        for k in 0..N {
            a[column][k] /= size;
            inverse[column][k] /= size;
        }
        for row in (0..N).filter(|row| *row != column) {
            let factor = a[row][column];
            for k in 0..N {
                a[row][k] -= factor * a[column][k];
                inverse[row][k] -= factor * inverse[column][k];
            }
        }
    }
    inverse.iter().flatten().all(|x| x.is_finite()).then_some(inverse)
}

/// The product of a matrix and a vector.
pub(super) fn product<const N: usize>(a: &[[f64; N]; N], x: &[f64; N]) -> [f64; N] {
    core::array::from_fn(|i| a[i].iter().zip(x).map(|(a, x)| a * x).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_with_a_zero_in_its_corner() {
        let a = [[0.0, 2.0, 1.0], [1.0, 0.5, 0.0], [3.0, 0.0, -1.0]];
        let inverse = inverse(a).expect("its determinant is 0.5");
        for i in 0..3 {
            let column = inverse.map(|row| row[i]);
            let unit = product(&a, &column);
            for (k, x) in unit.iter().enumerate() {
                assert!((x - f64::from(u8::from(i == k))).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn a_singular_matrix_has_none() {
        assert_eq!(inverse([[1.0, 2.0], [2.0, 4.0]]), None);
        assert_eq!(inverse([[f64::NAN]]), None);
    }
}
