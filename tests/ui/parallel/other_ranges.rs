use pullback::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for i in (0..1000).rev() {
        sum += x * i as f64;
    }
    #[parallel]
    for i in 1..=1000 {
        sum += x * i as f64;
    }
    #[parallel]
    for i in (0..1000).step_by(2) {
        sum += x * i as f64;
    }
    sum
}

fn main() {}
