use pullback::prelude::*;

macro_rules! scaled {
    ($name:ident, $x:ident, $body:expr) => {
        #[differentiable]
        fn $name($x: f64) -> f64 {
            let y = 3.0 * $body;
            y * $body
        }
    };
}

scaled!(f, y, y * y);

fn main() {}
