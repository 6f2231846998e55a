//! Derivatives by differences of values.

/// The derivative of each of the values at `x` along a direction, by differences of eighth order with steps of `step`.
pub fn along(step: f64, f: impl Fn(&[f64]) -> Vec<f64>, x: &[f64], direction: &[f64]) -> Vec<f64> {
    let at = |steps: f64| {
        let shifted: Vec<f64> = x.iter().zip(direction).map(|(x, d)| x + steps * step * d).collect();
        f(&shifted)
    };
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let mut derivatives = vec![0.0; f(x).len()];
    for (steps, weight) in (1..).map(f64::from).zip(weights) {
        for ((sum, forwards), backwards) in derivatives.iter_mut().zip(at(steps)).zip(at(-steps)) {
            *sum += weight * (forwards - backwards) / step;
        }
    }
    derivatives
}
