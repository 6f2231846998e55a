//! The conditions that make a Runge–Kutta method one of its order, for all trees with up to four nodes, and the bushy one with five:
//! Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, section II.2.

use pullback::ode::{dormand_prince, sdirk};

/// A row of coefficients, filled up with zeros.
fn row<const S: usize>(a: &[f64], diagonal: f64) -> [f64; S] {
    let mut row = [0.0; S];
    row[..a.len()].copy_from_slice(a);
    if a.len() < S {
        row[a.len()] += diagonal;
    }
    row
}

/// What the conditions sum up and what is expected, up to an order.
fn conditions<const S: usize>(a: &[[f64; S]; S], b: &[f64; S], order: u32) -> Vec<(f64, f64)> {
    let times = |x: &[f64; S]| -> [f64; S] { std::array::from_fn(|i| (0..S).map(|j| a[i][j] * x[j]).sum()) };
    let sum = |x: &dyn Fn(usize) -> f64| (0..S).map(|i| b[i] * x(i)).sum::<f64>();
    let c = times(&[1.0; S]);
    let (ac, acc) = (times(&c), times(&c.map(|c| c * c)));
    let aac = times(&ac);
    let all = [
        (1, sum(&|_| 1.0), 1.0),
        (2, sum(&|i| c[i]), 1.0 / 2.0),
        (3, sum(&|i| c[i] * c[i]), 1.0 / 3.0),
        (3, sum(&|i| ac[i]), 1.0 / 6.0),
        (4, sum(&|i| c[i].powi(3)), 1.0 / 4.0),
        (4, sum(&|i| c[i] * ac[i]), 1.0 / 8.0),
        (4, sum(&|i| acc[i]), 1.0 / 12.0),
        (4, sum(&|i| aac[i]), 1.0 / 24.0),
        (5, sum(&|i| c[i].powi(4)), 1.0 / 5.0),
    ];
    all.into_iter()
        .filter(|(of, ..)| *of <= order)
        .map(|(_, found, expected)| (found, expected))
        .collect()
}

fn assert_all(conditions: &[(f64, f64)]) {
    for (found, expected) in conditions {
        assert!((found - expected).abs() < 1e-14, "{found} is not {expected}");
    }
}

#[test]
fn dormand_and_princes_method_is_of_order_five() {
    use dormand_prince::{A2, A3, A4, A5, A6, B, C, E};
    let a: [[f64; 7]; 7] = [
        [0.0; 7],
        row(&A2, 0.0),
        row(&A3, 0.0),
        row(&A4, 0.0),
        row(&A5, 0.0),
        row(&A6, 0.0),
        row(&B, 0.0),
    ];
    let b: [f64; 7] = row(&B, 0.0);
    assert_all(&conditions(&a, &b, 5));
    let embedded: [f64; 7] = std::array::from_fn(|i| b[i] + E[i]);
    assert_all(&conditions(&a, &embedded, 4));
    let [_, of_fifth] = [4, 5].map(|order| conditions(&a, &embedded, order).pop().expect("there are some"));
    assert!(
        (of_fifth.0 - of_fifth.1).abs() > 1e-4,
        "there would be nothing to estimate"
    );
    for (row, c) in a.iter().zip(C) {
        assert!((row.iter().sum::<f64>() - c).abs() < 1e-14);
    }
}

#[test]
fn the_implicit_method_is_of_order_four() {
    use sdirk::{A2, A3, A4, A5, C, EMBEDDED, GAMMA};
    let a: [[f64; 5]; 5] = [
        row(&[], GAMMA),
        row(&A2, GAMMA),
        row(&A3, GAMMA),
        row(&A4, GAMMA),
        row(&A5, GAMMA),
    ];
    assert_all(&conditions(&a, &a[4], 4));
    assert_all(&conditions(&a, &EMBEDDED, 3));
    for (row, c) in a.iter().zip(C) {
        assert!((row.iter().sum::<f64>() - c).abs() < 1e-14);
    }
}
