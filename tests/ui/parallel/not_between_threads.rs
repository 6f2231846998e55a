use pullback::differentiable;

#[differentiable]
fn f(x: f64, #[constant] weight: &dyn Fn(usize) -> f64) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for i in 0..1000 {
        sum += x.sin() * weight(i);
    }
    sum
}

fn main() {}
