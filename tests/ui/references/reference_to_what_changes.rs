//! The reverse sweep asks for a reference again; what it was made of has changed by then.

use pullback::differentiable;

fn first_two(values: &[f64]) -> &[f64] {
    &values[..2]
}

#[differentiable]
fn overwritten(x: f64, #[constant] data: &[f64]) -> f64 {
    let mut buffer = data.to_vec();
    let row = first_two(&buffer);
    let mut sum = 0.0;
    for j in 0..row.len() {
        sum += row[j] * (x * row[j]).sin();
    }
    buffer[0] = 3.0;
    sum + buffer[0]
}

fn main() {
    overwritten::grad(0.5, &[1.0, 2.0]);
}
