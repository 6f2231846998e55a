use pullback::differentiable;

#[differentiable]
fn assigned(x: f64) -> f64 {
    let mut y = x;
    #[parallel]
    for i in 0..1000 {
        y = y.sin() * i as f64;
    }
    y
}

#[differentiable]
fn elements(x: &[f64], out: &mut [f64]) {
    #[parallel]
    for i in 0..x.len() {
        out[i] = x[i] * x[i];
    }
}

#[differentiable]
fn histogram(x: &[f64], bins: &[usize]) -> f64 {
    let mut counts = vec![0.0; 10];
    #[parallel]
    for i in 0..x.len() {
        counts[bins[i]] += x[i];
    }
    counts[0] * counts[1]
}

#[differentiable]
fn collected(x: &[f64]) -> f64 {
    #[parallel]
    let squares: Vec<f64> = x.iter().map(|v| v * v).collect();
    squares[0]
}

#[differentiable]
fn product(x: &[f64]) -> f64 {
    let mut product = 1.0;
    #[parallel]
    for v in x {
        product *= v;
    }
    product
}

#[differentiable]
fn step(x: f64, y: &mut f64) {
    *y += x;
}

#[differentiable]
fn called(x: &[f64]) -> f64 {
    let mut y = 0.0;
    #[parallel]
    for v in x {
        step(*v, &mut y);
    }
    y
}

#[differentiable]
fn behind_a_reference(x: &[f64], total: &mut f64) {
    #[parallel]
    for v in x {
        *total += v * v;
    }
}

fn main() {}
