use pullback::prelude::*;

#[differentiable(print)]
fn log_likelihood(rate: f64, offset: f64, #[constant] times: &[f64], velocities: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[simd]
    for i in 0..times.len() {
        let wave = (rate * times[i]).sin();
        let residual = velocities[i] - offset - wave;
        sum -= residual * residual;
    }
    sum
}

#[test]
fn works() {
    let t: Vec<f64> = (0..37).map(|i| i as f64 * 0.1).collect();
    let v: Vec<f64> = (0..37).map(|i| (i as f64 * 0.17).cos()).collect();
    check_grad!(log_likelihood, 1.3, 0.2, &t, &v);
}
