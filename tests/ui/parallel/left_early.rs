use pullback::differentiable;

#[differentiable]
fn broken(x: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for i in 0..1000 {
        if i > 900 {
            break;
        }
        sum += x * i as f64;
    }
    sum
}

#[differentiable]
fn returned(x: f64) -> f64 {
    let mut sum = 0.0;
    #[parallel]
    for i in 0..1000 {
        if x > i as f64 {
            return x;
        }
        sum += x * i as f64;
    }
    sum
}

#[differentiable]
fn questioned(x: f64, numbers: &[Option<f64>]) -> Option<f64> {
    let mut sum = x;
    #[parallel]
    for number in numbers {
        sum += (*number)? * x;
    }
    Some(sum)
}

fn main() {}
