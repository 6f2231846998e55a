//! Names of the user's that generated code uses, too.

use pullback::prelude::*;

#[differentiable]
fn odd(
    value__: f64,
    value_dot__: f64,
    rows: &[f64],
    numbers: f64,
    examine: &mut f64,
    at: f64,
    own: f64,
    function: f64,
) -> f64 {
    let mut unit__ = value__ * value__;
    let argument_0 = at.max(0.1);
    for derivatives__ in rows {
        unit__ *= derivatives__.sin() * value_dot__;
        let shifted__ = unit__ * numbers;
        *examine += shifted__ * own;
    }
    let outcome__ = unit__ * function * value__;
    let primal__ = outcome__ * at * argument_0 + argument_0;
    primal__ * value_dot__
}
#[differentiable]
fn odd2(value__: f64, value_dot__: f64, rows: &[f64], numbers: f64, at: f64, own: f64, function: f64) -> f64 {
    let mut unit__ = value__ * value__;
    for derivatives__ in rows {
        unit__ *= derivatives__.sin() * value_dot__;
        let shifted__ = unit__ * numbers;
    }
    let outcome__ = unit__ * function * value__;
    let primal__ = outcome__ * at;
    primal__ * value_dot__
}

#[differentiable]
fn generic<'x, 'y, Mode0: Real, M: Real, const Mode1: usize>(x: &'x [Mode0], y: &'y [M; Mode1], z: f64) -> Mode0 {
    let mut sum = x[0];
    for v in x {
        sum += *v * sum;
    }
    for v in y {
        sum += Mode0::from_f64(v.to_f64());
    }
    sum
}
#[derive(Clone, Debug, Differentiable)]
struct M<Mode: Real, S: Real> {
    number: Mode,
    cells: [S; 2],
    #[constant]
    tangent: usize,
    shadow: f64,
    numbers: f64,
    kept: f64,
    local: f64,
}
#[derive(Clone, Debug, Differentiable)]
enum E<M: Real> {
    part(M),
    part_1(f64),
    tangent { part: f64, numbers: f64, shadow: M },
    Other,
}
#[differentiable]
impl<Mode0: Real, ShadowMode: Real> M<Mode0, ShadowMode> {
    fn tangent(&self, this: f64, mode: f64) -> f64 {
        self.shadow * this * mode * self.numbers + self.kept * self.local
    }
}
#[differentiable]
impl Methods {
    fn value(&self, this: f64) -> f64 {
        self.this * this
    }
    fn grad(&self, own: f64) -> f64 {
        self.this * own
    }
    fn vjp(&mut self, receiver: f64) {
        self.this *= receiver
    }
    fn r#move(&self, r#type: f64) -> f64 {
        self.this * r#type + self.r#fn
    }
}
#[derive(Clone, Debug, Differentiable)]
struct Methods {
    this: f64,
    r#fn: f64,
}
#[differentiable]
fn uses(m: &Methods, x: f64) -> f64 {
    let mut w = m.clone();
    w.vjp(x);
    w.value(x) * w.grad(x) + w.r#move(x)
}

#[differentiable]
fn tangent(x: f64) -> f64 {
    x * x
}
#[differentiable]
fn forward_tangent(x: f64) -> f64 {
    x * tangent(x)
}
#[differentiable]
fn both_modes__(x: f64) -> f64 {
    x * tangent(x)
}
#[differentiable]
fn drop(x: f64) -> f64 {
    x * both_modes__(x)
}
#[differentiable]
fn main_(f: f64) -> f64 {
    drop(f) + forward_tangent(f)
}
#[differentiable]
fn with(m: &Methods, with: f64) -> f64 {
    m.this * with
}
mod unicode {
    use super::*;
    #[differentiable]
    pub fn größe(ω: f64, β_1: f64, 速度: f64) -> f64 {
        let κ = ω * β_1.sin();
        let mut 和 = 0.0;
        for λ in 0..3 {
            和 += κ * 速度 * λ as f64;
            和 *= ω;
        }
        和
    }
    #[derive(Clone, Debug, Differentiable)]
    pub struct Größe {
        pub höhe: f64,
    }
}

#[differentiable]
fn returned(x: f64) -> f64 {
    let tangent = x * x;
    tangent
}
#[differentiable]
fn returned2(x: f64) -> f64 {
    let value = x * x;
    let value_dot = value * x;
    value_dot
}
#[differentiable]
fn returned3(x: f64) -> [f64; 2] {
    let tangent = [x * x, x];
    tangent
}
#[differentiable]
fn returned4(x: f64, result: f64) -> f64 {
    let result_dot = x * x;
    if x > 0.0 {
        return result_dot * result;
    };
    let seed = x * result;
    seed
}
#[test]
fn names_may_be_those_of_generated_code() {
    check_grad!(returned, 0.4);
    assert_eq!(returned::jvp(0.5, 1.0), (0.25, 1.0));
    assert_eq!(returned::hessian(0.5), [[2.0]]);
    check_grad!(returned2, 0.4);
    check_grad!(returned3, 0.4);
    check_grad!(returned4, 0.4, 0.3);

    check_grad!(odd, 0.3, 0.4, &[0.2, 0.3], 0.5, &mut 0.3, 0.7, 0.2, 0.4);
    check_grad!(odd2, 0.3, 0.4, &[0.2, 0.3], 0.5, 0.7, 0.2, 0.4);
    let h = odd2::hessian(0.3, 0.4, &[0.2, 0.3], 0.5, 0.7, 0.2, 0.4);
    for i in 0..h.len() {
        for j in 0..h.len() {
            assert!((h[i][j] - h[j][i]).abs() < 1e-12);
        }
    }
    check_grad!(generic, &[0.3, 0.4], &[0.2, 0.3], 0.1);
    let m = Methods { this: 0.3, r#fn: 0.2 };
    check_grad!(uses, &m, 0.4);
    check_grad!(main_, 0.4);
    check_grad!(with, &m, 0.4);
    check_grad!(unicode::größe, 0.4, 0.3, 0.2);
}
