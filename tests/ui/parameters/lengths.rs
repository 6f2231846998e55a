use pullback::prelude::*;

#[derive(Parameters)]
struct Counties {
    #[prior(Normal(0.0, 1.0))]
    #[dims(county)]
    alpha: Vec<f64>,
}

#[differentiable]
fn log_likelihood(p: &Counties) -> f64 {
    p.alpha[0]
}

fn main() {
    let _ = Posterior::<Counties, _>::new(log_likelihood::with());
}
