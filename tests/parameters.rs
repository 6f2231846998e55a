//! `#[derive(Parameters)]` and `Posterior`: names, round trips, and the whole gradient against finite differences.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]

use pullback::prelude::*;
use pullback::runtime::{Active, ObjectiveFn};
use pullback::sampler::distributions::{Distribution, DistributionError};
use pullback::sampler::parameters::ParameterError;
use pullback::sampler::{LogDensityError, transforms};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const LONGEST_PERIOD: f64 = 60.0;

/// A prior of the user's own: the logistic distribution.
#[derive(Clone, Copy, Debug)]
pub struct Logistic(pub f64, pub f64);

impl Distribution for Logistic {
    type Value = f64;
    type Transform = transforms::Identity;
    type Arguments = [f64; 2];
    const NAME: &'static str = "Logistic";

    fn transform(&self) -> transforms::Identity {
        transforms::Identity
    }
    fn validate(&self) -> Result<(), DistributionError> {
        Ok(())
    }
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let z = (x - self.0) / self.1;
        let tanh = (0.5 * z).tanh();
        let value = -z.abs() - 2.0 * (-z.abs()).exp().ln_1p() - self.1.ln();
        (value, -tanh / self.1, [tanh / self.1, (z * tanh - 1.0) / self.1])
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let u = transforms::Interval::UNIT;
        let uniform = pullback::sampler::distributions::Uniform(0.0, 1.0).sample(rng);
        let mut z = [0.0];
        transforms::Transform::inverse(&u, uniform, &mut z);
        self.0 + self.1 * z[0]
    }
}

/// One planet.
#[derive(Parameters, Clone, Debug, PartialEq)]
pub struct Planet {
    /// Days.
    #[prior(Uniform(1.0, LONGEST_PERIOD))]
    pub period: f64,
    /// √e cos ω and √e sin ω.
    #[prior(UnitDisk)]
    pub shape: [f64; 2],
    /// m/s.
    #[prior(LogNormal(1.0, 0.5))]
    pub k: f64,
}

/// Every support, nesting, and priors that name other parameters.
#[derive(Parameters, Clone, Debug, PartialEq)]
struct Model<const N: usize> {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(mu, tau))]
    theta: [f64; N],
    planet: Planet,
    planets: [Planet; 2],
    #[prior(self::Logistic(planet.k, planets[1].k))]
    offset: f64,
    #[prior(StudentT(4.0, theta[0], (tau)))]
    drift: f64,
    #[prior(Beta(tau, 2.0))]
    ecc: f64,
    #[prior(Flat)]
    #[support(-1.0..2.0)]
    flat: f64,
    #[prior(Flat)]
    #[support(positive)]
    rate: f64,
    #[prior(Gamma(2.0, rate))]
    wait: f64,
    #[prior(Exponential(rate))]
    gap: f64,
    #[prior(HalfNormal(tau))]
    jitter: [[f64; 2]; 2],
    #[prior(Cauchy(mu, rate))]
    r#type: f64,
    #[prior(UnitDisk)]
    disks: [[f64; 2]; 2],
}

type Sample = Model<3>;

/// Parameters of a fixed size, all zero.
fn zeros<P: Parameters>() -> P {
    P::zeros(&Dims::new()).expect("every length is in the type")
}

/// The values at a position, and the log-Jacobian.
fn constrained<P: Parameters>(position: &[f64]) -> (P, f64) {
    let mut values = zeros::<P>();
    let log_jacobian = values.constrain_into(position).log_jacobian;
    (values, log_jacobian)
}

/// A log-likelihood with its gradient by hand: sums of squares and products of everything.
fn log_likelihood() -> impl pullback::runtime::Objective<Sample> + Clone {
    let value = |m: &Sample| {
        let planets = m.planets.iter().chain([&m.planet]);
        let orbits: f64 = planets.map(|p| p.shape[0] * p.k - 0.01 * p.period + p.shape[1]).sum();
        -0.5 * (m.theta[1] - m.offset).powi(2) - m.ecc * m.flat + orbits - m.jitter[1][0] * m.disks[0][1]
            + (m.wait * m.gap).sin()
    };
    let value_and_accumulate = move |m: &Sample, bar: &<Sample as Differentiable>::Shadow<Active>| {
        let residual = m.theta[1] - m.offset;
        bar.theta[1].add(-residual);
        bar.offset.add(residual);
        bar.ecc.add(-m.flat);
        bar.flat.add(-m.ecc);
        bar.jitter[1][0].add(-m.disks[0][1]);
        bar.disks[0][1].add(-m.jitter[1][0]);
        bar.wait.add(m.gap * (m.wait * m.gap).cos());
        bar.gap.add(m.wait * (m.wait * m.gap).cos());
        for (p, bar) in m.planets.iter().zip(&bar.planets).chain([(&m.planet, &bar.planet)]) {
            bar.shape[0].add(p.k);
            bar.shape[1].add(1.0);
            bar.k.add(p.shape[0]);
            bar.period.add(-0.01);
        }
        value(m)
    };
    ObjectiveFn::new(value, value_and_accumulate)
}

#[test]
fn names_and_dimensions_follow_the_struct() {
    let zeros = zeros::<Sample>();
    let names = zeros.names();
    assert_eq!(names.len(), zeros.stored_dimension());
    assert_eq!(zeros.dimension(), zeros.stored_dimension());
    assert_eq!(
        names[..6],
        ["mu", "tau", "theta[0]", "theta[1]", "theta[2]", "planet.period"]
    );
    assert_eq!(
        names[6..10],
        ["planet.shape[0]", "planet.shape[1]", "planet.k", "planets[0].period"]
    );
    assert!(names.contains(&"planets[1].k".to_owned()) && names.contains(&"jitter[1][0]".to_owned()));
    assert!(names.contains(&"type".to_owned()) && names.contains(&"disks[1][0]".to_owned()));
}

/// Prior draws in unconstrained space.
fn positions(count: usize) -> Vec<Vec<f64>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let posterior = Posterior::new(log_likelihood());
    (0..count)
        .map(|_| {
            let mut position = vec![0.0; posterior.dimension()];
            posterior.initial_position(&mut rng, &mut position);
            position
        })
        .collect()
}

#[test]
fn values_and_positions_are_the_same_thing() {
    for position in positions(50) {
        let (values, _) = constrained::<Sample>(&position);
        values.check("").expect("constrained values are inside their supports");
        let back = values.unconstrain().expect("inside");
        for (a, b) in position.iter().zip(&back) {
            assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{a} {b}");
        }
        let mut stored = vec![f64::NAN; values.stored_dimension()];
        values.flatten(&mut stored);
        assert_eq!(stored[..2], [values.mu, values.tau]);
        assert_eq!(stored[values.stored_dimension() - 1], values.disks[1][1]);
        assert!(stored.iter().all(|x| x.is_finite()));
        let total: f64 = values.prior_terms().iter().map(|(_, term)| term).sum();
        assert!((total - values.log_prior()).abs() < 1e-9 * total.abs().max(1.0));
    }
}

#[test]
fn the_whole_gradient_agrees_with_finite_differences() {
    let mut posterior = Posterior::new(log_likelihood());
    let mut checked = 0;
    for position in positions(60) {
        // Draws of heavy-tailed priors reach where differences are meaningless.
        if position.iter().any(|x| x.abs() > 8.0) {
            continue;
        }
        let mut grad = vec![f64::NAN; position.len()];
        let value = posterior
            .log_density_and_grad(&position, &mut grad)
            .expect("inside the support");
        let (values, log_jacobian) = constrained::<Sample>(&position);
        assert!((value - posterior.log_density_of(&values) - log_jacobian).abs() < 1e-9 * value.abs().max(1.0));
        for i in 0..position.len() {
            let at = |shift: f64| {
                let mut position = position.clone();
                position[i] += shift;
                let (values, log_jacobian) = constrained::<Sample>(&position);
                posterior.log_density_of(&values) + log_jacobian
            };
            let h = 1e-4;
            let slope = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            let scale = grad[i].abs().max(1.0) + 1e-3 * value.abs();
            assert!(
                (grad[i] - slope).abs() < 1e-6 * scale,
                "{}: {} {slope}",
                zeros::<Sample>().names()[i],
                grad[i]
            );
        }
        checked += 1;
    }
    assert!(checked > 10, "{checked}");
}

/// One number that a prior and a likelihood agree on.
#[derive(Parameters, Clone, Debug)]
struct Rate {
    #[prior(Gamma(3.0, 2.0))]
    lambda: f64,
    #[prior(UnitDisk)]
    disk: [f64; 2],
}

#[test]
fn a_posterior_is_sampled_correctly() {
    // Exponential data with a conjugate prior: the posterior is Gamma(3 + n, 2 + sum).
    let (n, sum) = (20.0, 8.0);
    let value = move |p: &Rate| n * p.lambda.ln() - sum * p.lambda;
    let objective = ObjectiveFn::new(
        value,
        move |p: &Rate, bar: &<Rate as Differentiable>::Shadow<Active>| {
            bar.lambda.add(n / p.lambda - sum);
            value(p)
        },
    );
    let posterior = Posterior::new(objective);
    let trace = Nuts::default()
        .chains(2)
        .tune(500)
        .draws(2000)
        .seed(3)
        .progress(false)
        .sample(&posterior);
    let trace = trace.expect("sampling works");
    assert_eq!(trace.names(), ["lambda", "disk[0]", "disk[1]"]);
    let summary = trace.summary().to_string();
    let lambda = summary
        .lines()
        .find(|line| line.trim_start().starts_with("lambda"))
        .expect("a row")
        .to_owned();
    let numbers: Vec<f64> = lambda
        .split_whitespace()
        .skip(1)
        .map(|cell| cell.parse().expect("a number"))
        .collect();
    // Mean 2.3 and standard deviation √23/10 = 0.48.
    assert!(
        (numbers[0] - 2.3).abs() < 0.05 && (numbers[1] - 0.48).abs() < 0.04,
        "{summary}"
    );
}

#[test]
fn errors_name_the_parameter() {
    let posterior = || Posterior::new(log_likelihood());
    let mut values = constrained::<Sample>(&positions(1)[0]).0;
    let good = values.clone();
    values.planets[1].period = 70.0;
    let error = posterior().start_at(&values).map(drop).expect_err("outside");
    assert_eq!(
        error.to_string(),
        "parameter `planets[1].period` is 70.0, outside its support: it must be a number between 1 and 60"
    );
    assert!(matches!(error, ParameterError::OutsideSupport { .. }));
    let mut values = good.clone();
    values.disks[1] = [0.8, 0.8];
    let error = values.unconstrain().expect_err("outside");
    assert!(
        error
            .to_string()
            .starts_with("parameter `disks[1]` is [0.8, 0.8], outside its support"),
        "{error}"
    );
    let mut values = good.clone();
    values.tau = -1.0;
    let error = values.check("").expect_err("no such prior");
    assert_eq!(
        error.to_string(),
        "parameter `tau` is -1.0, outside its support: it must be a number greater than 0"
    );
}

/// A prior that does not exist.
#[derive(Parameters, Clone, Debug)]
struct Impossible {
    #[prior(Normal(0.0, 1.0))]
    a: f64,
    #[prior(Normal(0.0, -2.0))]
    b: f64,
}

#[test]
fn what_is_at_fault_is_explained() {
    let nothing = ObjectiveFn::new(|_: &Impossible| 0.0, |_: &Impossible, _: &ImpossibleShadow<Active>| 0.0);
    let mut posterior = Posterior::new(nothing);
    let mut grad = [0.0; 2];
    let error = posterior
        .log_density_and_grad(&[0.0, 0.0], &mut grad)
        .expect_err("no density");
    assert!(matches!(error, LogDensityError::Recoverable(_)));
    let explanation = posterior.explain(&[0.0, 0.0]).expect("an explanation");
    assert_eq!(
        explanation,
        "the prior of parameter `b` does not exist: Normal: sd is -2, but must be finite and greater than 0"
    );
    let nan = ObjectiveFn::new(|_: &Planet| f64::NAN, |_: &Planet, _: &PlanetShadow<Active>| f64::NAN);
    let mut posterior = Posterior::new(nan);
    let position = [0.0; 4];
    assert!(posterior.log_density_and_grad(&position, &mut [0.0; 4]).is_err());
    let explanation = posterior.explain(&position).expect("an explanation");
    assert_eq!(
        explanation,
        "the log-likelihood is NaN, while every prior term is finite"
    );
    // A value with a gradient that is not a number.
    let steep = ObjectiveFn::new(
        |_: &Planet| 0.0,
        |_: &Planet, bar: &PlanetShadow<Active>| {
            bar.k.add(f64::NAN);
            0.0
        },
    );
    let mut posterior = Posterior::new(steep);
    let explanation = posterior.explain(&position).expect("an explanation");
    assert_eq!(
        explanation,
        "the gradient is NaN in coordinate 3 of the position, which is of parameter `k`"
    );
    let explanation = posterior.explain(&[0.0, f64::NAN, 0.0, 0.0]).expect("an explanation");
    assert_eq!(
        explanation,
        "coordinate 1 of the position is NaN, which is of parameter `shape`"
    );
}

#[test]
fn chains_start_where_they_are_told() {
    let planet = Planet {
        period: 20.0,
        shape: [0.1, 0.0],
        k: 3.0,
    };
    let objective = ObjectiveFn::new(|_: &Planet| 0.0, |_: &Planet, _: &PlanetShadow<Active>| 0.0);
    let posterior = Posterior::new(objective).start_at(&planet).expect("inside");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut position = [f64::NAN; 4];
    posterior.initial_position(&mut rng, &mut position);
    let values = posterior.values(&position);
    assert!((values.period - 20.0).abs() < 1e-12 && (values.k - 3.0).abs() < 1e-12);
    posterior.jitter(0.1).initial_position(&mut rng, &mut position);
    assert!((constrained::<Planet>(&position).0.k - 3.0).abs() > 1e-6);
}

#[test]
fn draws_are_given_back_as_parameters() {
    let posterior = Posterior::<Sample, _>::new(log_likelihood());
    let run = Nuts::default().chains(2).tune(50).draws(20).seed(3).progress(false);
    let mut trace = run.sample(&posterior).unwrap();
    let values: Vec<Sample> = trace.values().unwrap();
    assert_eq!(values.len(), 40);
    let mut numbers = vec![0.0; values[0].stored_dimension()];
    for (at, value) in values.iter().enumerate() {
        value.flatten(&mut numbers);
        assert_eq!(numbers, trace.draw(at / 20, at % 20));
        let mut back = zeros::<Sample>();
        back.unflatten_into(&numbers);
        assert_eq!(back, *value);
    }

    let names = trace.names().len();
    trace
        .add_derived(["total"], |sample: &Sample| [sample.theta.iter().sum()])
        .unwrap();
    assert_eq!(trace.names()[names..], ["total"]);
    let totals: Vec<f64> = values.iter().map(|value| value.theta.iter().sum()).collect();
    assert_eq!(trace.draws_of("total").unwrap(), totals);
    assert!(trace.summary().to_string().contains("total"));
    assert!(trace.overview().contains("divergences"));

    #[derive(Parameters, Clone, Debug)]
    #[allow(dead_code)] // it is only read by its name
    struct Other {
        #[prior(Normal(0.0, 1.0))]
        elsewhere: f64,
    }
    let error = trace.values::<Other>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the trace has no value `elsewhere`, which the parameters have"
    );
}
