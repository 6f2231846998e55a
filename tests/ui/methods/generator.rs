use pullback::prelude::*;

struct Random(u32);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 += 1;
        f64::from(self.0)
    }
}

impl Clone for Random {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

#[differentiable]
fn f(x: f64, #[constant] random: &mut Random) -> f64 {
    random.next() * x
}

fn main() {}
