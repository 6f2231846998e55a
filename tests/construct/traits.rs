//! Methods of traits.

use crate::{check, numbers};
use pullback::prelude::*;

trait Model {
    fn value(&self, x: f64) -> f64;
    fn shifted(&self, x: f64, by: f64) -> f64;
}

#[derive(Differentiable, Clone, Debug)]
struct Line {
    slope: f64,
    offset: f64,
}
numbers!(Line, LineTangent; { slope, offset });

#[differentiable]
impl Model for Line {
    fn value(&self, x: f64) -> f64 {
        self.slope * x * x + self.offset
    }
    fn shifted(&self, x: f64, by: f64) -> f64 {
        self.value(x - by) * by
    }
}

#[differentiable]
fn of_a_known_type(line: &Line, x: f64) -> f64 {
    line.value(x) * <Line as Model>::value(line, x * x) + line.shifted(x, line.slope) + Line::value(line, 2.0 * x)
}

#[test]
fn methods_of_a_trait() {
    check!(of_a_known_type; &line = Line { slope: 0.7, offset: -0.3 }, x = 1.2);
}
