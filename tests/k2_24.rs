//! The log-posterior of `examples/radial_velocity`: its gradient against finite differences.

#[path = "../examples/radial_velocity/model.rs"]
mod model;

use model::{Planet, System, Velocities, log_likelihood, velocity};
use pullback::prelude::*;

fn data() -> Velocities {
    Velocities::read(Velocities::PUBLISHED).expect("the published velocities are part of the repository")
}

/// A system with given eccentricity vectors, near the observations in all else.
fn system(b: [f64; 2], c: [f64; 2]) -> System {
    let planet = |semi_amplitude, eccentricity_vector| Planet {
        semi_amplitude,
        eccentricity_vector,
    };
    System {
        period_b: 20.8853,
        t0_b: 2072.795,
        b: planet(5.1, b),
        period_c: 42.3629,
        t0_c: 2082.6253,
        c: planet(4.4, c),
        offset: -4.0,
        slope: -0.05,
        curvature: 0.0022,
        jitter: 2.3,
    }
}

/// The derivative at zero, by differences of eighth order.
fn difference(h: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let steps = (1..).map(|step| h * f64::from(step));
    steps.zip(weights).map(|(x, weight)| weight * (f(x) - f(-x)) / h).sum()
}

#[test]
fn the_gradient_of_the_log_posterior_is_that_of_its_values() {
    let data = data();
    let mut posterior = Posterior::new(log_likelihood::with(&data));
    for (b, c) in [
        ([0.36, -0.26], [-0.11, -0.05]), // the posterior's middle
        ([1e-3, 2e-3], [-0.2, 0.3]),     // nearly circular
        ([-0.6, 0.5], [0.3, 0.7]),
        ([0.1, 0.9], [-0.05, -0.9]), // e = 0.82 and 0.81, periastron near transit and near eclipse
    ] {
        let position = system(b, c).unconstrain().expect("inside the supports");
        let mut grad = vec![f64::NAN; position.len()];
        let value = posterior.log_density_and_grad(&position, &mut grad).expect("a density");
        assert!(value.is_finite());
        let names = posterior.names();
        let mut ignored = vec![0.0; position.len()];
        let mut at = |i: usize, x: f64| {
            let mut shifted = position.clone();
            shifted[i] += x;
            posterior
                .log_density_and_grad(&shifted, &mut ignored)
                .expect("a density")
        };
        for (i, (name, &got)) in names.iter().zip(&grad).enumerate() {
            let want = difference(1e-4, |x| at(i, x));
            // Differences of values of a few hundred, 1e-4 apart, are good to about 1e-9.
            let error = (got - want).abs() / want.abs().max(1.0);
            assert!(error < 1e-7, "{name} at {b:?}, {c:?}: {got} is not {want}");
        }
    }
}

#[test]
fn forward_mode_agrees_with_reverse() {
    let (data, system) = (data(), system([0.36, -0.26], [-0.11, -0.05]));
    let (value, reverse) = log_likelihood::value_and_grad(&system, &data);
    // In the direction of the gradient itself the derivative is its squared length.
    let (again, along) = log_likelihood::jvp(&system, &data, &reverse);
    assert_eq!(value, again);
    assert_eq!(value, log_likelihood(&system, &data));
    let planets = [&reverse.b, &reverse.c];
    let planets = planets.map(|planet| {
        let [h, k] = planet.eccentricity_vector;
        planet.semi_amplitude.powi(2) + h * h + k * k
    });
    let orbits = [reverse.period_b, reverse.t0_b, reverse.period_c, reverse.t0_c];
    let rest = [reverse.offset, reverse.slope, reverse.curvature, reverse.jitter];
    let others: f64 = orbits.iter().chain(&rest).map(|x| x * x).sum();
    let squared = planets[0] + planets[1] + others;
    assert!((along / squared - 1.0).abs() < 1e-12, "{along} is not {squared}");
}

#[test]
fn the_planets_transit_at_their_transit_times() {
    // At a transit the planet is between us and the star, f = π/2 − ω: only e cos ω is left of its velocity.
    let system = system([0.36, -0.26], [0.0, 0.4]);
    let quiet = |planet: &Planet| Planet {
        semi_amplitude: 1e-9,
        ..planet.clone()
    };
    let alone = System {
        c: quiet(&system.c),
        offset: 0.0,
        slope: 0.0,
        curvature: 0.0,
        ..system
    };
    let [h, k] = alone.b.eccentricity_vector;
    let ecc = h * h + k * k;
    let expected = alone.b.semi_amplitude * ecc * h / ecc.sqrt();
    for orbits in [0.0, 3.0, -7.0] {
        let found = velocity(alone.t0_b + orbits * alone.period_b, 2420.0, &alone);
        assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
    }
}
