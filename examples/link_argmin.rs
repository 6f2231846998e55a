//! Generated gradients in another package's optimisers: argmin's.
//!
//! ```text
//! cargo run --release --features argmin --example link_argmin
//! ```
//!
//! Two ways. A function of one's own becomes a problem of argmin in a few lines, as its value is a call of the function and its gradient
//! one of its companion: here least squares, for the velocity of an enzyme's reaction. A posterior has the adapter `ForArgmin`, and then
//! argmin's optimisers find what `Map` finds.
//!
//! The data are those of Treloar (1974), the reaction of puromycin with treated cells, known from Bates & Watts, *Nonlinear Regression
//! Analysis and Its Applications* (1988), whose fit is v = 212.7 c / (0.0641 + c).

use pullback::log_density;
use pullback::prelude::*;
use pullback::sampler::adapters::argmin::{ForArgmin, library};
use std::error::Error;

use library::core::{CostFunction, Executor, Gradient, State};
use library::solver::linesearch::MoreThuenteLineSearch;
use library::solver::quasinewton::LBFGS;

/// Concentration in ppm, and velocity in counts/min².
const REACTION: [(f64, f64); 12] = [
    (0.02, 76.0),
    (0.02, 47.0),
    (0.06, 97.0),
    (0.06, 107.0),
    (0.11, 123.0),
    (0.11, 139.0),
    (0.22, 159.0),
    (0.22, 152.0),
    (0.56, 191.0),
    (0.56, 201.0),
    (1.10, 207.0),
    (1.10, 200.0),
];

/// Michaelis & Menten's velocity of a reaction at a concentration.
#[differentiable]
fn velocity(concentration: f64, fastest: f64, half: f64) -> f64 {
    fastest * concentration / (half + concentration)
}

/// The logarithm of the sum of squares; with the parameters' logarithms, as both are positive. (Line searches begin with a step as
/// long as the gradient, and that of the sum itself is of the order of 10⁴.)
#[differentiable]
fn log_squares(logarithms: &[f64], #[constant] data: &[(f64, f64)]) -> f64 {
    let (fastest, half) = (logarithms[0].exp(), logarithms[1].exp());
    let mut sum = 0.0;
    for (concentration, observed) in data {
        sum += (observed - velocity(*concentration, fastest, half)).powi(2);
    }
    sum.ln()
}

/// Least squares as argmin wants it.
struct LeastSquares;

impl CostFunction for LeastSquares {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, logarithms: &Vec<f64>) -> Result<f64, library::core::Error> {
        Ok(log_squares(logarithms, &REACTION))
    }
}

impl Gradient for LeastSquares {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, logarithms: &Vec<f64>) -> Result<Vec<f64>, library::core::Error> {
        Ok(log_squares::grad(logarithms, &REACTION))
    }
}

#[derive(Parameters, Clone, Debug)]
struct Enzyme {
    /// The velocity at high concentrations.
    #[prior(LogNormal(5.0, 1.0))]
    fastest: f64,
    /// The concentration at which it is half of that.
    #[prior(LogNormal(-3.0, 1.0))]
    half: f64,
    #[prior(HalfNormal(50.0))]
    sigma: f64,
}

#[differentiable]
fn log_likelihood(enzyme: &Enzyme, #[constant] data: &[(f64, f64)]) -> f64 {
    let mut sum = 0.0;
    for (concentration, observed) in data {
        let expected = velocity(*concentration, enzyme.fastest, enzyme.half);
        sum += log_density::normal(*observed, expected, enzyme.sigma);
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let solver = || LBFGS::new(MoreThuenteLineSearch::new(), 7);
    let least = Executor::new(LeastSquares, solver())
        .configure(|state| state.param(vec![5.0, -3.0]).max_iters(100))
        .run()?;
    let best = least.state().get_best_param().ok_or("argmin found nothing")?;
    println!(
        "argmin's L-BFGS on the sum of squares, {} steps:",
        least.state().get_iter()
    );
    println!(
        "  fastest {:.1} (published 212.7), half {:.4} (0.0641)\n",
        best[0].exp(),
        best[1].exp()
    );

    let posterior = Posterior::new(log_likelihood::with(&REACTION));
    let guess = Enzyme {
        fastest: 200.0,
        half: 0.1,
        sigma: 10.0,
    };
    let start = guess.unconstrain()?;
    let theirs = Executor::new(ForArgmin::new(posterior.clone()).without_jacobian(), solver())
        .configure(|state| state.param(start).max_iters(100))
        .run()?;
    let position = theirs.state().get_best_param().ok_or("argmin found nothing")?;
    let theirs = posterior.values(position);
    let ours = Map::default().seed(1974).maximise(&posterior)?;
    println!("mode of the posterior:");
    println!(
        "  argmin  fastest {:.4}, half {:.6}, sigma {:.4}",
        theirs.fastest, theirs.half, theirs.sigma
    );
    let [fastest, half, sigma] = ["fastest", "half", "sigma"].map(|name| ours.get(name).unwrap_or(f64::NAN));
    println!("  Map     fastest {fastest:.4}, half {half:.6}, sigma {sigma:.4}\n");

    let trace = Nuts::default().seed(1974).sample(&posterior)?;
    println!("{}", trace.summary());
    Ok(())
}
