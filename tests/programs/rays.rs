//! Methods that may return nothing: rays that miss.

use crate::{check, numbers};
use pullback::prelude::*;

#[derive(Clone, Debug, Differentiable)]
struct Ball {
    c: [f64; 2],
    r: f64,
}
numbers!(Ball, BallTangent; { c, r });
#[differentiable]
impl Ball {
    fn hit(&self, o: [f64; 2], d: [f64; 2]) -> Option<f64> {
        let oc = [o[0] - self.c[0], o[1] - self.c[1]];
        let b = oc[0] * d[0] + oc[1] * d[1];
        let c = oc[0] * oc[0] + oc[1] * oc[1] - self.r * self.r;
        let disc = b * b - c;
        if disc < 0.0 { None } else { Some(-b - disc.sqrt()) }
    }
    fn centre(&self) -> [f64; 2] {
        self.c.map(|v| v * 2.0)
    }
    fn depth(&self, o: [f64; 2]) -> f64 {
        self.hit(o, [1.0, 0.0]).unwrap_or(7.0 * self.r) + self.hit(o, [1.0, 0.0]).map(|t| t * t).unwrap_or_default()
    }
}
#[differentiable]
fn nearest(balls: &[Ball], o: [f64; 2], a: f64) -> f64 {
    let d = [a.cos(), a.sin()];
    let first = balls[0].hit(o, d).unwrap_or(10.0);
    let scaled = balls[1].hit(o, d).map_or(3.0 * a, |t| t * a);
    let mapped = balls[0].centre().map(|v| v + 1.0);
    let best = balls.iter().filter_map(|b| b.hit(o, d)).fold(f64::INFINITY, f64::min);
    let mut nearest: Option<f64> = None;
    for b in balls {
        if let Some(t) = b.hit(o, d) {
            nearest = match nearest {
                Some(n) if n < t => Some(n),
                _ => Some(t),
            };
        }
    }
    let Some(n) = nearest else { return first };
    let up = if balls[1].hit(o, [0.0, 1.0]).is_none() {
        balls[1].r
    } else {
        0.0
    };
    first
        + scaled * mapped[0]
        + best * n
        + up
        + balls[0].depth(o)
        + balls[0].hit(o, d).map(|t| t.sqrt()).unwrap()
        + balls[0].hit(o, d).filter(|t| *t > 0.0).unwrap_or(0.5 * a)
}
#[test]
fn methods_that_may_return_nothing() {
    check!(nearest; &b = vec![Ball { c: [3.0, 0.2], r: 1.0 }, Ball { c: [5.0, -0.3], r: 0.7 }], o = [0.1, 0.0], a = 0.05);
}
