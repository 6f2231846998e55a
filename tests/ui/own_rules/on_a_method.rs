use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Gauge {
    a: f64,
}

fn read_vjp(gauge: &Gauge, x: f64) -> (f64, impl FnOnce(f64) -> (GaugeTangent, f64)) {
    let a = gauge.a;
    (a * x, move |seed| (GaugeTangent { a: seed * x }, seed * a))
}

#[differentiable]
impl Gauge {
    #[differentiable(vjp = read_vjp)]
    fn read(&self, x: f64) -> f64 {
        self.a * x
    }
}

fn main() {}
