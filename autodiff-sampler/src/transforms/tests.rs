//! Round trips, Jacobians and gradients against finite differences, and behaviour at the extremes.

use super::{Circle, Disk, Identity, Interval, Moving, Point, Positive, Support, Transform, Triangle};
use proptest::prelude::*;

/// Fourth-order central difference of `f` at `x`.
fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-3 * x.abs().max(1.0);
    (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h)
}

fn assert_close(got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(1.0),
        "{got} is not {expected} (off by {error:e})"
    );
}

/// How value and gradient move along a direction, against differences: the weight of the value moves, too.
fn check_tangents<T: Transform>(transform: T, y: &[f64], value_bar: T::Value) {
    let n = T::DIMENSION;
    let direction: Vec<f64> = (0..n).map(|i| 0.7 - 1.2 * i as f64).collect();
    let numbers = |numbers: &T::Value, factor: f64| {
        T::Value::from_numbers(&numbers.numbers().iter().map(|x| x * factor).collect::<Vec<_>>())
    };
    let at = |t: f64| -> Vec<f64> { y.iter().zip(&direction).map(|(y, dot)| y + t * dot).collect() };
    let bounds_dot = T::Bounds::default();
    let value_dot = transform
        .forward_tangent(y, &direction, &bounds_dot)
        .expect("second derivatives");
    for i in 0..T::Value::LEN {
        let expected = slope(|t| transform.forward(&at(t)).0.numbers()[i], 0.0);
        assert_close(value_dot.numbers()[i], expected, 1e-7);
    }
    let (moving, mut grad_dot) = (
        Moving {
            position: y,
            direction: &direction,
            bounds_dot: &bounds_dot,
        },
        vec![f64::NAN; n],
    );
    // The weight is value_bar (1 + 2 t).
    transform
        .pull_back_tangent(&moving, value_bar, numbers(&value_bar, 2.0), &mut grad_dot)
        .expect("second derivatives");
    for (i, grad_dot) in grad_dot.iter().enumerate() {
        let grad = |t: f64| {
            let mut grad = vec![f64::NAN; n];
            transform.pull_back(&at(t), numbers(&value_bar, 1.0 + 2.0 * t), &mut grad);
            grad[i]
        };
        assert_close(*grad_dot, slope(grad, 0.0), 1e-6);
    }
}

fn check_scalar(transform: impl Transform<Value = f64>, y: f64) {
    let (x, log_jacobian) = transform.forward(&[y]);
    let mut back = [f64::NAN];
    assert!(transform.inverse(x, &mut back), "{x}");
    assert_close(back[0], y, 1e-7);
    assert_close(log_jacobian, slope(|y| transform.forward(&[y]).0, y).abs().ln(), 1e-6);
    // The gradient of cos(x) + log-Jacobian.
    let mut grad = [f64::NAN];
    transform.pull_back(&[y], -x.sin(), &mut grad);
    let target = |y: f64| {
        let (x, log_jacobian) = transform.forward(&[y]);
        x.cos() + log_jacobian
    };
    assert_close(grad[0], slope(target, y), 1e-7);
    check_tangents(transform, &[y], -x.sin());
}

fn check_pair(transform: impl Transform<Value = [f64; 2]>, y: [f64; 2]) {
    let (x, log_jacobian) = transform.forward(&y);
    let mut back = [f64::NAN; 2];
    assert!(transform.inverse(x, &mut back));
    assert!(transform.support().contains(&x));
    assert_close(back[0], y[0], 1e-6);
    assert_close(back[1], y[1], 1e-6);
    let column = |j: usize, i: usize| {
        let at = |v: f64| {
            let mut y = y;
            y[j] = v;
            transform.forward(&y).0[i]
        };
        slope(at, y[j])
    };
    let determinant = column(0, 0) * column(1, 1) - column(1, 0) * column(0, 1);
    assert_close(log_jacobian, determinant.abs().ln(), 1e-5);
    let target = |y: [f64; 2]| {
        let (x, log_jacobian) = transform.forward(&y);
        3.0 * x[0] - x[1] * x[1] + log_jacobian
    };
    let mut grad = [f64::NAN; 2];
    transform.pull_back(&y, [3.0, -2.0 * x[1]], &mut grad);
    assert_close(grad[0], slope(|v| target([v, y[1]]), y[0]), 1e-8);
    assert_close(grad[1], slope(|v| target([y[0], v]), y[1]), 1e-8);
    check_tangents(transform, &y, [3.0, -2.0 * x[1]]);
}

fn check_circle(y: [f64; 2]) {
    let (angle, _) = Circle.forward(&y);
    let mut back = [f64::NAN; 2];
    assert!(Circle.inverse(angle, &mut back) && Circle.support().contains(&[angle]));
    assert_close(Circle.forward(&back).0, angle, 1e-14);
    let target = |y: [f64; 2]| {
        let (angle, log_density) = Circle.forward(&y);
        (angle - 0.7).sin() + log_density
    };
    let mut grad = [f64::NAN; 2];
    Circle.pull_back(&y, (angle - 0.7).cos(), &mut grad);
    assert_close(grad[0], slope(|v| target([v, y[1]]), y[0]), 1e-7);
    assert_close(grad[1], slope(|v| target([y[0], v]), y[1]), 1e-7);
    // Not where the difference crosses the cut.
    if angle.abs() < 3.0 {
        check_tangents(Circle, &y, (angle - 0.7).cos());
    }
}

proptest! {
    #[test]
    fn scalars_round_trip_with_the_right_jacobian(y in -6.0..6.0f64, lower in -5.0..5.0f64, width in 0.1..10.0f64) {
        check_scalar(Identity, y);
        if y < 1.0 {
            check_scalar(Positive, y);
        }
        check_scalar(Interval { lower, upper: lower + width }, y);
        check_scalar(Interval::UNIT, y);
    }

    #[test]
    fn the_disk_round_trips_with_the_right_jacobian(a in -3.0..3.0f64, b in -3.0..3.0f64) {
        check_pair(Disk, [a, b]);
    }
}

proptest! {
    #[test]
    fn the_triangle_round_trips_with_the_right_jacobian(a in -6.0..6.0f64, b in -6.0..6.0f64) {
        check_pair(Triangle, [a, b]);
    }

    #[test]
    fn the_circle_round_trips_with_the_right_gradient(angle in -3.1..3.1f64, length in 0.5..9.0f64) {
        check_circle([length * angle.cos(), length * angle.sin()]);
    }
}

#[test]
fn an_angle_passes_the_cut_without_noticing() {
    // One step across the negative half-axis: the position moves little, and the gradient of a periodic function even less.
    let grad = |y: f64| {
        let (angle, _) = Circle.forward(&[-4.0, y]);
        let mut grad = [f64::NAN; 2];
        Circle.pull_back(&[-4.0, y], (angle + 1.0).cos(), &mut grad);
        (angle, grad)
    };
    let ((above, first), (below, second)) = (grad(1e-9), grad(-1e-9));
    assert!(above > 3.0 && below < -3.0);
    assert_close(first[0], second[0], 1e-8);
    assert_close(first[1], second[1], 1e-8);
}

#[test]
fn every_angle_has_the_same_weight() {
    // The integral over the lengths of pairs, r exp(log density) dr, is 1 in every direction.
    for angle in [-3.0_f64, 0.3, 2.0] {
        let (mut sum, step) = (0.0, 1e-3);
        for i in 1..20_000 {
            let length = step * f64::from(i);
            let (_, log_density) = Circle.forward(&[length * angle.cos(), length * angle.sin()]);
            sum += step * length * log_density.exp();
        }
        assert_close(sum, 1.0, 1e-12);
    }
}

#[test]
fn the_disk_is_smooth_at_its_centre_and_where_the_series_ends() {
    check_pair(Disk, [0.0, 0.0]);
    check_pair(Disk, [1e-9, -1e-12]);
    check_pair(Disk, [1.0, 1e-4]);
    check_pair(Disk, [0.0, 1.000_001]);
}

#[test]
fn extremes_stay_inside() {
    let interval = Interval {
        lower: -1.0,
        upper: 3.0,
    };
    for y in [-1e300, -800.0, -40.0, 40.0, 800.0, 1e300] {
        let (x, log_jacobian) = interval.forward(&[y]);
        assert!(x > -1.0 && x < 3.0 && log_jacobian < 0.0, "{y}: {x} {log_jacobian}");
        let mut grad = [f64::NAN];
        interval.pull_back(&[y], 1.0, &mut grad);
        assert_close(grad[0], -y.signum(), 1e-15);
        let ([a, b], log_jacobian) = Disk.forward(&[y.clamp(-1e150, 1e150), 1.0]);
        assert!(
            a * a + b * b < 1.0 && log_jacobian.is_finite(),
            "{y}: {a} {b} {log_jacobian}"
        );
        for position in [[y, 0.3], [0.3, y], [y, -y], [y, y]] {
            let (u, log_jacobian) = Triangle.forward(&position);
            assert!(
                Support::LimbDarkening.contains(&u) && log_jacobian < 0.0,
                "{position:?}: {u:?}"
            );
            let mut grad = [f64::NAN; 2];
            Triangle.pull_back(&position, [1.0, 1.0], &mut grad);
            assert!(grad.iter().all(|slope| slope.is_finite()), "{position:?}: {grad:?}");
        }
        let (angle, log_density) = Circle.forward(&[y, 1.0]);
        assert!(angle.abs() <= 3.2 && log_density < 0.0, "{y}: {angle} {log_density}");
    }
    assert_eq!(Circle.forward(&[0.0, 0.0]).1, f64::NEG_INFINITY);
    // Small distances to a bound survive.
    let (x, _) = Interval::UNIT.forward(&[-600.0]);
    assert_close(x.ln(), -600.0, 1e-14);
    assert_eq!(Positive.forward(&[-1e4]).0, 0.0);
}

#[test]
fn not_a_number_stays_so() {
    assert!(Interval::UNIT.forward(&[f64::NAN]).0.is_nan());
    assert!(Positive.forward(&[f64::NAN]).0.is_nan());
    assert!(Disk.forward(&[f64::NAN, 0.0]).0[0].is_nan());
    assert!(Triangle.forward(&[f64::NAN, 0.0]).0[0].is_nan());
    assert!(Circle.forward(&[f64::NAN, 0.0]).0.is_nan());
}

#[test]
fn values_outside_are_refused() {
    let mut position = [7.0; 2];
    for outside in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(!Identity.inverse(outside, &mut position));
        assert!(!Interval::UNIT.inverse(outside, &mut position));
        assert!(!Positive.inverse(outside, &mut position));
        assert!(!Disk.inverse([outside, 0.0], &mut position));
        assert!(!Triangle.inverse([outside, 0.1], &mut position));
        assert!(!Circle.inverse(outside, &mut position));
    }
    assert!(!Positive.inverse(0.0, &mut position));
    assert!(!Interval::UNIT.inverse(1.0, &mut position));
    assert!(!Disk.inverse([0.6, 0.8], &mut position));
    for outside in [[0.5, 0.5], [-0.1, 0.3], [0.4, -0.3], [0.0, 0.5]] {
        assert!(!Triangle.inverse(outside, &mut position), "{outside:?}");
    }
    assert!(!Circle.inverse(4.0, &mut position));
    assert_eq!(position, [7.0; 2]);
    assert_eq!(Interval::UNIT.support(), Support::UNIT_INTERVAL);
    assert_eq!([1.0, 2.0].numbers(), [1.0, 2.0]);
}
