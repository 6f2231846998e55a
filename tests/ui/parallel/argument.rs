use pullback::differentiable;

#[differentiable]
fn f(x: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    #[parallel(n)]
    for i in 0..n {
        sum += x * i as f64;
    }
    #[parallel(0)]
    for i in 0..n {
        sum += x * i as f64;
    }
    sum
}

fn main() {}
