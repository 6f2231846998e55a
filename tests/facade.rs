//! What the facade re-exports, as a user imports it.

use pullback::exoplanet::kepler;
use pullback::prelude::*;

fn kinetic_energy<T: Real>(mass: T, speed: T) -> T {
    T::from_f64(0.5) * mass * speed.powi(2)
}

#[test]
fn generic_code_by_the_prelude() {
    assert_eq!(kinetic_energy(2.0, 3.0), 9.0);
    let energy = kinetic_energy(Dual::constant(2.0), Dual::variable(3.0));
    assert_eq!((energy.value, energy.tangent), (9.0, 6.0));
}

#[test]
fn kepler_and_its_companion_by_one_import() {
    let (sin_f, cos_f) = kepler(0.5, 0.3);
    let (value, pullback) = kepler::vjp(0.5, 0.3);
    assert_eq!(value, (sin_f, cos_f));
    let (by_mean_anomaly, _) = pullback((cos_f, -sin_f)); // the true anomaly's own derivative
    assert!(by_mean_anomaly > 1.0, "faster than on average near periastron");
}

#[cfg(feature = "std")]
#[differentiable]
fn sum_of_sines(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in x {
        sum += x.sin();
    }
    sum
}

#[cfg(feature = "std")]
#[test]
fn what_a_gradient_records_is_measured() {
    let x = vec![0.5; 1000];
    let (grad, tape) = pullback::runtime::tape_use(|| sum_of_sines::grad(&x));
    assert_eq!(grad, sum_of_sines::grad(&x));
    // The slope of each sine, and nothing else.
    assert_eq!(tape.peak, 1000 * 8);
    assert!(tape.held >= tape.peak);
}
