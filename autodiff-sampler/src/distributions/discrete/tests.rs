//! Probabilities that add up to one, draws that are as frequent as they should be, and invalid arguments.

use super::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

const DRAWS: u32 = 20_000;

/// Pearson's χ² of the numbers of draws, with rare values in one class; its mean is the number of classes.
fn check<D: DiscreteDistribution>(distribution: D, values: &[D::Value])
where
    D::Value: PartialEq,
{
    assert_eq!(distribution.validate(), Ok(()));
    let probabilities: Vec<f64> = values
        .iter()
        .map(|value| distribution.log_density(*value).exp())
        .collect();
    let total: f64 = probabilities.iter().sum();
    assert!((total - 1.0).abs() < 1e-9, "{distribution:?}: {total}");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let mut seen = vec![0_u32; values.len()];
    for _ in 0..DRAWS {
        let value = distribution.sample(&mut rng).expect("a valid distribution");
        let at = values.iter().position(|other| *other == value);
        seen[at.unwrap_or_else(|| panic!("{distribution:?} drew {value:?}"))] += 1;
    }
    let (mut chi_square, mut classes, mut rare) = (0.0, 0, (0.0, 0.0));
    let mut add = |seen: f64, expected: f64| {
        chi_square += (seen - expected) * (seen - expected) / expected;
        classes += 1;
    };
    for (seen, p) in seen.into_iter().zip(probabilities) {
        let (seen, expected) = (f64::from(seen), p * f64::from(DRAWS));
        if expected < 10.0 {
            rare = (rare.0 + seen, rare.1 + expected);
        } else {
            add(seen, expected);
        }
    }
    if rare.1 > 5.0 {
        add(rare.0, rare.1);
    }
    let classes = f64::from(classes);
    assert!(
        chi_square < classes + 5.0 * (2.0 * classes).sqrt(),
        "{distribution:?}: {chi_square} of {classes} classes"
    );
}

#[test]
fn draws_are_as_frequent_as_their_probabilities() {
    let counts: Vec<u64> = (0..2000).collect();
    check(Bernoulli(0.3), &[false, true]);
    check(BernoulliLogit(-0.7), &[false, true]);
    check(Binomial(12, 0.3), &counts[..13]);
    check(BinomialLogit(12, 0.5), &counts[..13]);
    check(BetaBinomial(12, 0.7, 2.0), &counts[..13]);
    check(Poisson(4.5), &counts[..100]);
    check(Poisson(0.0), &counts[..1]);
    check(PoissonLog(3.0), &counts[..200]);
    check(NegBinomial(2.0, 0.5), &counts[..300]);
    check(NegBinomial2(7.0, 1.5), &counts[..400]);
    check(NegBinomial2(0.0, 1.5), &counts[..1]);
    check(NegBinomial2Log(2.0, 50.0), &counts[..100]);
    check(Geometric(0.2), &counts[..300]);
    let categories: Vec<usize> = (0..4).collect();
    check(Categorical(&[0.2, 0.0, 0.5, 0.3]), &categories);
    check(CategoricalLogit(&[700.0, 701.0, 699.0, 0.0]), &categories);
    check(OrderedLogistic(0.3, &[-1.0, 0.5, 2.0]), &categories);
}

#[test]
fn the_argument_at_fault_is_named_and_nothing_is_drawn() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let message = |result: Result<(), DistributionError>| result.expect_err("invalid").to_string();
    assert_eq!(
        message(Binomial(3, 1.5).validate()),
        "Binomial: p is 1.5, but must be from 0 to 1"
    );
    assert_eq!(
        message(Poisson(f64::INFINITY).validate()),
        "Poisson: rate is inf, but must be finite and at least 0"
    );
    assert_eq!(
        message(Categorical(&[0.5, 0.25]).validate()),
        "Categorical: p is 0.75, but must be a list of probabilities with the sum 1, not this one"
    );
    assert_eq!(
        message(OrderedLogistic(0.0, &[1.0, 0.5]).validate()),
        "OrderedLogistic: cutpoints is 0.5, but must be greater than the one before"
    );
    assert!(CategoricalLogit(&[]).validate().is_err() && Geometric(0.0).validate().is_err());
    assert!(NegBinomial2(1.0, -1.0).sample(&mut rng).is_none() && Bernoulli(f64::NAN).sample(&mut rng).is_none());
}
