use pullback::prelude::*;

#[differentiable(print)]
fn likelihood(parameters: &[f64], scale: f64, #[constant] times: &[f64], #[constant] seen: &[f64]) -> f64 {
    let (rate, height) = (parameters[0], parameters[1]);
    let mut sum = 0.0;
    #[parallel(16)]
    for i in 0..times.len() {
        let residual = seen[i] - height * (rate * times[i]).sin();
        sum += residual * residual * scale;
    }
    sum
}
#[test]
fn scratch() {
    let times: Vec<f64> = (0..1000).map(|i| i as f64 * 0.01).collect();
    let seen: Vec<f64> = times.iter().map(|t| t.cos()).collect();
    pullback::check_grad!(likelihood, &[1.1, 0.7], 0.5, &times, &seen);
}
