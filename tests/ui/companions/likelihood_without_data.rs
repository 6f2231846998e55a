use pullback::prelude::*;

#[derive(Parameters)]
struct Line {
    #[prior(Normal(0.0, 1.0))]
    slope: f64,
}

#[differentiable]
fn log_likelihood(line: &Line, #[constant] data: &[f64]) -> f64 {
    -(line.slope * data[0]).powi(2)
}

fn main() {
    let data = [1.0, 2.0];
    let _ = Posterior::new(|line: &Line| log_likelihood(line, &data));
    let _ = Posterior::<Line, _>::new(log_likelihood);
}
