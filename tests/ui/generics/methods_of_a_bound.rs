use pullback::prelude::*;

trait Model {
    fn value(&self, x: f64) -> f64;
}

#[differentiable]
fn active<M: Model>(model: &M, x: f64) -> f64 {
    model.value(x)
}

#[differentiable]
fn anonymous(model: &impl Model, x: f64) -> f64 {
    model.value(x)
}

#[differentiable]
fn constant<M: Model>(#[constant] model: &M, x: f64) -> f64 {
    model.value(x)
}

#[differentiable]
fn constant_object(#[constant] model: &dyn Model, x: f64) -> f64 {
    model.value(x)
}

// Applied to constants alone, it is data.
#[differentiable]
fn data(#[constant] model: &dyn Model, x: f64) -> f64 {
    model.value(1.0) * x
}

fn main() {}
