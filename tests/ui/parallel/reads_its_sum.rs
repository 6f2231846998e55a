use pullback::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for v in x {
        sum += v * v;
        if sum > 3.0 {
            sum += 1.0;
        }
    }
    sum
}

#[differentiable]
fn g(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for v in x {
        sum += (sum * v).sin();
    }
    sum
}

fn main() {}
