//! A derivative of one's own: a model whose prediction solves an equation.
//!
//! ```text
//! cargo run --release --example custom_rule
//! ```
//!
//! A weak acid is titrated with a strong base; after each drop the pH is measured. The pH solves the balance of charges, an equation
//! without a formula for its solution, so it is found by bisection. Differentiating that loop would be possible, slow and wrong: the
//! result of a bisection jumps from one number to the next and has the derivative zero.
//!
//! The implicit function theorem gives the derivative without the loop. If balance(pH, p) = 0 then
//! dpH/dp = −(∂balance/∂p) / (∂balance/∂pH), and those two derivatives the compiler makes from `balance`, which is plain Rust. Only how
//! they are put together is written here, in `ph_vjp` and `ph_jvp`; everything that calls `ph` is differentiated as ever.

use pullback::log_density;
use pullback::prelude::*;
use pullback::sampler::rand::{RngExt, SeedableRng, rngs::StdRng};

/// What is in the beaker: 25 ml of acid, 0.1 mol/l of base in the burette.
const VOLUME: f64 = 25.0;
const BASE: f64 = 0.1;

/// The excess of positive charge in mol/l, after `added` ml of base: sodium and hydrogen ions, less acid residues and hydroxide.
///
/// Falls with the pH, from plus to minus. `concentration` is that of the acid before the titration, in mol/l.
#[differentiable]
fn balance(ph: f64, #[constant] added: f64, concentration: f64, pka: f64) -> f64 {
    let total = VOLUME + added;
    let sodium = BASE * added / total;
    let residues = concentration * VOLUME / total / (1.0 + 10f64.powf(pka - ph));
    sodium + 10f64.powf(-ph) - residues - 10f64.powf(ph - 14.0)
}

/// The pH at which charges balance, by bisection.
#[differentiable(vjp = ph_vjp, jvp = ph_jvp)]
fn ph(#[constant] added: f64, concentration: f64, pka: f64) -> f64 {
    let (mut low, mut high) = (-2.0, 16.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if balance(middle, added, concentration, pka) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The pH, and the pullback: from the derivative by the pH to those by the parameters.
fn ph_vjp(added: f64, concentration: f64, pka: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let solution = ph(added, concentration, pka);
    let (by_ph, by_concentration, by_pka) = balance::grad(solution, added, concentration, pka);
    (solution, move |ph_bar| {
        let factor = -ph_bar / by_ph;
        (factor * by_concentration, factor * by_pka)
    })
}

/// The pH, and its derivative along a direction.
fn ph_jvp(added: f64, concentration: f64, pka: f64, concentration_dot: f64, pka_dot: f64) -> (f64, f64) {
    let solution = ph(added, concentration, pka);
    let (by_ph, by_concentration, by_pka) = balance::grad(solution, added, concentration, pka);
    (
        solution,
        -(by_concentration * concentration_dot + by_pka * pka_dot) / by_ph,
    )
}

#[derive(Parameters, Clone, Debug)]
struct Acid {
    /// mol/l.
    #[prior(LogNormal(-2.3, 0.5))]
    concentration: f64,
    #[prior(Normal(5.0, 2.0))]
    pka: f64,
    /// Standard error of one reading of the pH.
    #[prior(HalfNormal(0.2))]
    sigma: f64,
}

#[differentiable]
fn log_likelihood(acid: &Acid, #[constant] readings: &[(f64, f64)]) -> f64 {
    let mut sum = 0.0;
    for (added, reading) in readings {
        sum += log_density::normal(*reading, ph(*added, acid.concentration, acid.pka), acid.sigma);
    }
    sum
}

fn main() -> Result<(), SampleError> {
    // Forward, reverse and finite differences agree; this panics if they do not.
    check_grad!(ph, 10.0, 0.08, 4.76);

    // Acetic acid: pKa 4.76; readings every ml, with an error of 0.05.
    let truth = [("concentration", 0.08), ("pka", 4.76), ("sigma", 0.05)];
    let mut rng = StdRng::seed_from_u64(476);
    let readings: Vec<(f64, f64)> = (0..40)
        .map(|i| {
            let added = f64::from(i);
            (added, ph(added, truth[0].1, truth[1].1) + truth[2].1 * normal(&mut rng))
        })
        .collect();

    let posterior = Posterior::new(log_likelihood::with(&readings));
    let trace = Nuts::default().seed(476).sample(&posterior)?;
    println!("{}\n", trace.summary());
    let summary = trace.summary();
    println!("                       posterior         truth   off by");
    for (name, value) in truth {
        if let Some(row) = summary.get(name) {
            println!(
                "{name:<14} {:>10.7} ± {:<10.7} {value:>5} {:>7.1} sd",
                row.mean,
                row.sd,
                (row.mean - value) / row.sd
            );
        }
    }
    Ok(())
}

/// A standard normal number (Box & Muller 1958).
fn normal(rng: &mut StdRng) -> f64 {
    let (u, v): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
