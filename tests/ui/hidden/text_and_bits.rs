use pullback::prelude::*;

trait Number {
    fn number(&self) -> f64;
}

impl Number for String {
    fn number(&self) -> f64 {
        self.parse().unwrap()
    }
}

fn read(text: &str) -> f64 {
    text.parse().unwrap()
}

struct Bits(u64);

impl Bits {
    fn number(&self) -> f64 {
        f64::from_bits(self.0)
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    let text = format!("{x:?}");
    let parsed: f64 = text.parse().unwrap();
    let bits = Bits(x.to_bits());
    let again = f64::from_bits(x.to_bits());
    let bytes = f64::from_le_bytes(x.to_le_bytes());
    read(&text) + text.number() + bits.number() + parsed + again + bytes
}

fn main() {}
