//! Priors of orbits and stars in `#[derive(Parameters)]`: an angle around its cut, limb darkening, eccentricities; sampled.

use pullback::prelude::*;
use pullback::sampler::distributions;
use std::f64::consts::{PI, TAU};

/// What a transit and its orbit need.
#[derive(Parameters, Clone, Debug)]
struct Planet {
    #[prior(distributions::Angle)]
    omega: f64,
    #[prior(distributions::Angle)]
    nodes: [f64; 2],
    #[prior(distributions::Kipping)]
    limb_darkening: [f64; 2],
    #[prior(distributions::EccentricityKipping2013)]
    ecc: f64,
    #[prior(Uniform(0.0, 1.0))]
    fraction: f64,
    #[prior(distributions::EccentricityVanEylen2019Mixture(fraction))]
    other_ecc: f64,
}

/// A von Mises distribution around π, which an interval would cut in two.
#[differentiable]
fn log_likelihood(planet: &Planet, #[constant] concentration: f64) -> f64 {
    concentration * (planet.omega - PI).cos()
}

#[test]
fn an_angle_has_two_coordinates_and_one_value() {
    let mut back = Planet::zeros(&Dims::new()).expect("every length is in the type");
    assert_eq!((back.dimension(), back.stored_dimension()), (11, 8));
    assert_eq!(
        back.names(),
        [
            "omega",
            "nodes[0]",
            "nodes[1]",
            "limb_darkening[0]",
            "limb_darkening[1]",
            "ecc",
            "fraction",
            "other_ecc"
        ]
    );
    let planet = Planet {
        omega: 2.0,
        nodes: [-3.0, 0.0],
        limb_darkening: [0.4, 0.2],
        ecc: 0.1,
        fraction: 0.7,
        other_ecc: 0.2,
    };
    let position = planet.unconstrain().expect("inside");
    back.constrain_into(&position);
    assert!((back.omega - 2.0).abs() < 1e-14 && (back.nodes[0] + 3.0).abs() < 1e-14);
    let error = Planet {
        omega: 4.0,
        ..planet.clone()
    }
    .unconstrain()
    .expect_err("outside");
    assert_eq!(
        error.to_string(),
        "parameter `omega` is 4.0, outside its support: it must be an angle between −π and π"
    );
    let error = Planet {
        limb_darkening: [0.9, 0.2],
        ..planet
    }
    .unconstrain()
    .expect_err("outside");
    assert!(error.to_string().contains("limb-darkening coefficients"), "{error}");
}

#[test]
fn the_gradient_is_that_of_the_density() {
    let mut posterior = Posterior::new(log_likelihood::with(3.0));
    let position = [-1.0, 0.4, 3.0, 2.0, -2.0, 1.0, 0.3, -0.4, -1.0, 0.5, 0.2];
    let mut grad = [0.0; 11];
    posterior.log_density_and_grad(&position, &mut grad).expect("a density");
    let mut ignored = [0.0; 11];
    for i in 0..11 {
        let mut at = |h: f64| {
            let mut shifted = position;
            shifted[i] += h;
            posterior
                .log_density_and_grad(&shifted, &mut ignored)
                .expect("a density")
        };
        let h = 1e-3;
        let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
        assert!(
            (grad[i] - difference).abs() < 1e-8 * grad[i].abs().max(1.0),
            "{i}: {} {difference}",
            grad[i]
        );
    }
}

#[test]
fn draws_are_those_of_the_priors_and_pass_the_cut() {
    let posterior = Posterior::new(log_likelihood::with(3.0));
    let trace = Nuts::default()
        .chains(2)
        .tune(800)
        .draws(2500)
        .seed(3)
        .progress(false)
        .sample(&posterior)
        .expect("draws");
    // Near the cut a trajectory may leave the support; it must not happen often.
    assert!(trace.divergences().len() <= 3, "{} of 5000", trace.divergences().len());
    let mean = |name: &str, f: &dyn Fn(f64) -> f64| {
        let draws = trace.draws_of(name).expect("a parameter");
        draws.iter().map(|x| f(*x)).sum::<f64>() / draws.len() as f64
    };
    let close = |got: f64, expected: f64| assert!((got - expected).abs() < 0.035, "{got}, not {expected}");
    // I₁(3)/I₀(3) of the von Mises distribution.
    close(mean("omega", &|x| -x.cos()), 0.8100);
    close(mean("omega", &f64::sin), 0.0);
    // Without data, angles are uniform.
    close(mean("nodes[0]", &f64::cos), 0.0);
    close(mean("nodes[0]", &|x| (2.0 * x).sin()), 0.0);
    close(mean("nodes[1]", &|x| x * x * 12.0 / (TAU * TAU)), 1.0);
    close(mean("limb_darkening[0]", &|u| u), 2.0 / 3.0);
    close(mean("limb_darkening[1]", &|u| u), 0.0);
    close(mean("ecc", &|e| e), 0.867 / (0.867 + 3.03));
}
