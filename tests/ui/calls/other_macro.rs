use pullback::prelude::*;

mod my {
    macro_rules! vector {
        ($x:expr) => {
            std::vec![$x, 2.0 * $x]
        };
    }
    pub(crate) use vector as vec;
}

#[differentiable]
fn f(x: f64) -> f64 {
    let v = my::vec![x];
    v[1]
}

fn main() {}
