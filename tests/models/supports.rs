//! Every support in a model, of arrays and of vectors.

use crate::difference::check_gradient;
use pullback::prelude::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Arrays.
#[derive(Parameters, Clone, Debug, PartialEq)]
struct Arrays {
    #[prior(Flat)]
    #[support(ordered)]
    ordered: [f64; 3],
    #[prior(Exponential(0.5))]
    #[support(positive_ordered)]
    positive: [f64; 2],
    #[prior(Flat)]
    #[support(simplex)]
    shares: [[f64; 3]; 2],
    #[prior(Flat)]
    #[support(unit_vector)]
    direction: [f64; 3],
    #[prior(Flat)]
    #[support(zero_sum)]
    effects: [f64; 4],
    #[prior(Flat)]
    #[support(cholesky_correlation)]
    factor: [[f64; 3]; 3],
    #[prior(Normal(0.0, 2.0))]
    #[support(0.5..)]
    above: f64,
    #[prior(Normal(0.0, 2.0))]
    #[support(-1.0..2.0)]
    within: [f64; 2],
    #[prior(Flat)]
    #[support(angle)]
    angle: f64,
    #[prior(Cauchy(1.0, above))]
    #[support(ordered)]
    hierarchical: [f64; 2],
}

/// The same as vectors.
#[derive(Parameters, Clone, Debug, PartialEq)]
struct Vectors {
    #[prior(Flat)]
    #[support(ordered)]
    #[dims(three)]
    ordered: Vec<f64>,
    #[prior(Exponential(0.5))]
    #[support(positive_ordered)]
    #[dims(two)]
    positive: Vec<f64>,
    #[prior(Flat)]
    #[support(simplex)]
    #[dims(two, three)]
    shares: Vec<Vec<f64>>,
    #[prior(Flat)]
    #[support(unit_vector)]
    #[dims(three)]
    direction: Vec<f64>,
    #[prior(Flat)]
    #[support(zero_sum)]
    #[dims(four)]
    effects: Vec<f64>,
    #[prior(Flat)]
    #[support(cholesky_correlation)]
    #[dims(three, three)]
    factor: Vec<Vec<f64>>,
    #[prior(Normal(0.0, 2.0))]
    #[support(lower = 0.5)]
    above: f64,
    #[prior(Normal(0.0, 2.0))]
    #[support(lower = -1.0, upper = 2.0)]
    #[dims(two)]
    within: Vec<f64>,
    #[prior(Flat)]
    #[support(angle)]
    angle: f64,
    #[prior(Cauchy(1.0, above))]
    #[support(ordered)]
    #[dims(two)]
    hierarchical: Vec<f64>,
}

#[differentiable]
fn of_arrays(p: &Arrays) -> f64 {
    let mut sum = -0.5 * (p.positive[1] - 2.0).powi(2) + p.angle.cos() - p.above * p.within[1];
    for i in 0..3 {
        sum -= 0.5 * (p.ordered[i] - 0.4 * p.shares[1][i]).powi(2) + p.direction[i] * p.factor[2][i];
    }
    for i in 0..4 {
        sum -= 0.5 * p.effects[i] * p.effects[i] * (1.0 + i as f64);
    }
    sum + p.factor[1][1].ln() + p.shares[0][2].ln() - 0.1 * p.hierarchical[0] * p.hierarchical[1]
}

#[differentiable]
fn of_vectors(p: &Vectors) -> f64 {
    let mut sum = -0.5 * (p.positive[1] - 2.0).powi(2) + p.angle.cos() - p.above * p.within[1];
    for i in 0..3 {
        sum -= 0.5 * (p.ordered[i] - 0.4 * p.shares[1][i]).powi(2) + p.direction[i] * p.factor[2][i];
    }
    for i in 0..4 {
        sum -= 0.5 * p.effects[i] * p.effects[i] * (1.0 + i as f64);
    }
    sum + p.factor[1][1].ln() + p.shares[0][2].ln() - 0.1 * p.hierarchical[0] * p.hierarchical[1]
}

#[test]
fn arrays_and_vectors_are_the_same_density() {
    let dims = Dims::new().length("two", 2).length("three", 3).length("four", 4);
    let mut arrays = Posterior::<Arrays, _>::new(of_arrays::with());
    let mut vectors = Posterior::<Vectors, _>::with_dims(of_vectors::with(), &dims).expect("lengths fit");
    // 3 + 2 + 2·2 + 3 + 3 + 3 + 1 + 2 + 2 + 2 coordinates of 3 + 2 + 6 + 3 + 4 + 9 + 1 + 2 + 1 + 2 numbers.
    assert_eq!((arrays.dimension(), arrays.stored_dimension()), (25, 33));
    assert_eq!((vectors.dimension(), vectors.stored_dimension()), (25, 33));
    assert_eq!(arrays.names(), vectors.names());
    check_gradient(&mut arrays, 8);

    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    for _ in 0..20 {
        let (mut position, mut grads) = (vec![0.0; 25], [vec![0.0; 25], vec![0.0; 25]]);
        arrays.initial_position(&mut rng, &mut position);
        let [of_arrays, of_vectors] = &mut grads;
        let value = arrays.log_density_and_grad(&position, of_arrays);
        assert_eq!(value, vectors.log_density_and_grad(&position, of_vectors));
        assert_eq!(grads[0], grads[1]);
        let values = vectors.values(&position);
        values.check("").expect("values are inside their supports");
        assert_eq!(
            arrays.log_density_of(&arrays.values(&position)),
            vectors.log_density_of(&values)
        );
        let (mut numbers, mut back) = (vec![0.0; 33], values.clone());
        values.flatten(&mut numbers);
        back.unflatten_into(&numbers);
        assert_eq!(back, values);
    }
}

#[test]
fn draws_of_restricted_priors_are_inside() {
    let posterior = Posterior::<Arrays, _>::new(of_arrays::with());
    let mut values = Arrays::zeros(&Dims::new()).expect("every length is in the type");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    for _ in 0..50 {
        values.sample_prior_into(&mut rng);
        values.check("").expect("draws are inside");
    }
    let error = posterior
        .sample_prior(10, 1)
        .expect_err("flat priors cannot be drawn from");
    assert_eq!(
        error.to_string(),
        "cannot draw parameter `ordered` from its prior, which is improper: give it a proper one"
    );
}

#[test]
fn what_is_outside_is_named() {
    let arrays = Arrays::zeros(&Dims::new()).expect("every length is in the type");
    let inside = Posterior::<Arrays, _>::new(of_arrays::with()).values(&[0.1; 25]);
    let message = |values: Arrays| values.check("").expect_err("outside").to_string();
    assert!(message(arrays).starts_with("parameter `ordered` is [0.0, 0.0, 0.0]"));
    let shares = [[0.2, 0.3, 0.5], [0.2, 0.3, 0.4]];
    let text = message(Arrays {
        shares,
        ..inside.clone()
    });
    assert_eq!(
        text,
        "parameter `shares[1]` is [0.2, 0.3, 0.4], outside its support: it must be positive numbers with the sum 1"
    );
    let text = message(Arrays {
        within: [0.0, 2.5],
        ..inside
    });
    assert_eq!(
        text,
        "parameter `within[1]` is 2.5, outside its support: it must be a number between -1 and 2"
    );
}

#[test]
fn the_shares_of_a_flat_simplex_are_uniform() {
    /// Uniform on the triangle.
    #[derive(Parameters, Clone, Debug)]
    struct Shares {
        #[prior(Flat)]
        #[support(simplex)]
        shares: [f64; 3],
        #[prior(Flat)]
        #[support(unit_vector)]
        direction: [f64; 3],
    }
    #[differentiable]
    fn nothing(p: &Shares) -> f64 {
        0.0 * p.shares[0]
    }
    let posterior = Posterior::<Shares, _>::new(nothing::with());
    let run = Nuts::default().chains(2).tune(500).draws(3000).seed(6).progress(false);
    let trace = run.sample(&posterior).expect("it runs");
    let moments = |name: &str| {
        let draws = trace.draws_of(name).expect("it is stored");
        let count = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / count;
        (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count)
    };
    for i in 0..3 {
        // Dirichlet(1, 1, 1) has means 1/3 and variances 1/18; a coordinate of a direction has variance 1/3.
        let (mean, variance) = moments(&format!("shares[{i}]"));
        assert!(
            (mean - 1.0 / 3.0).abs() < 0.02 && (variance - 1.0 / 18.0).abs() < 0.006,
            "{mean} {variance}"
        );
        let (mean, variance) = moments(&format!("direction[{i}]"));
        assert!(
            mean.abs() < 0.05 && (variance - 1.0 / 3.0).abs() < 0.03,
            "{mean} {variance}"
        );
    }
}
