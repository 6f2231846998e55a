//! A module that has taken every name of the prelude, of the standard library and of the runtime for itself.

pub use ::pullback::Differentiable;
pub use ::pullback::{Differentiable as Derivable, differentiable};
pub struct Vec;
pub struct Box;
pub struct String;
pub enum Option {
    None,
    Some,
}
pub enum Result {
    Ok,
    Err,
}
pub fn None() {}
pub fn Some() {}
pub fn Ok() {}
pub fn drop() {}
pub trait Clone {}
pub trait Copy {}
pub trait Default {}
pub trait Iterator {}
pub trait IntoIterator {}
pub trait ToOwned {}
pub trait From {}
pub trait Into {}
pub trait Fn {}
pub trait FnOnce {}
pub trait FnMut {}
pub trait Sized {}
pub trait Send {}
pub trait Drop {}
pub trait AsRef {}
pub mod core {}
pub mod std {}
pub mod alloc {}
pub mod pullback {}
pub mod runtime {}
pub mod support {}
pub mod methods {}
pub struct Adjoint;
pub struct Active;
pub struct Inert;
pub struct Constant;
pub struct Mode;
pub struct Mode0;
pub struct Mode1;
pub struct Real;
pub struct Cells;
pub struct Dual;
pub struct M;
pub struct ShadowMode;
pub struct ByValue;
pub fn forward() {}
pub fn tangent() {}
pub fn forward_tangent() {}
pub fn grad() {}
pub fn vjp() {}
macro_rules! vec {
    () => {};
}
macro_rules! assert {
    () => {};
}
macro_rules! panic {
    () => {};
}
macro_rules! unreachable {
    () => {};
}
macro_rules! format {
    () => {};
}
macro_rules! matches {
    () => {};
}
macro_rules! stringify {
    () => {};
}

#[differentiable]
pub fn likelihood(x: &[f64], mu: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    let work = [mu; 3];
    for i in 1..x.len() {
        if i == n {
            return sum * x[i];
        }
        let residual = x[i] - mu * work[i % 3];
        sum += residual * x[i - 1].sin();
        sum = if sum > 0.1 { sum * x[0] } else { sum };
    }
    while sum > 1.0 {
        sum *= 0.5;
    }
    sum + x.iter().map(|v| v * v).sum::<f64>()
}
#[differentiable]
pub fn update(x: f64, y: &mut [f64]) {
    for v in y.iter_mut() {
        *v = *v * x;
    }
}
#[differentiable]
pub fn calls(x: f64, n: i32) -> f64 {
    let mut y = [x, 2.0 * x];
    update(x, &mut y);
    if n > 0 {
        return calls(x * 0.5, n - 1) + y[0];
    }
    likelihood(&y, x, 7) + y[1]
}
#[derive(Derivable)]
pub struct Planet {
    pub mass: f64,
    pub place: [f64; 2],
    #[constant]
    pub name: usize,
}
impl ::core::clone::Clone for Planet {
    fn clone(&self) -> Self {
        Planet {
            mass: self.mass,
            place: self.place,
            name: self.name,
        }
    }
}
#[derive(Derivable)]
pub enum Shape {
    Circle(f64),
    Square { side: f64 },
    Point,
}
impl ::core::clone::Clone for Shape {
    fn clone(&self) -> Self {
        match self {
            Self::Circle(r) => Self::Circle(*r),
            Self::Square { side } => Self::Square { side: *side },
            Self::Point => Self::Point,
        }
    }
}
#[derive(Derivable)]
pub struct Generic<T: ::pullback::Real>(pub T, pub [T; 2]);
#[differentiable]
impl Planet {
    pub fn energy(&self, v: f64) -> f64 {
        self.mass * v * v + self.place[0]
    }
    pub fn grow(&mut self, by: f64) {
        self.mass *= by;
    }
}
#[differentiable]
pub fn structs(p: &Planet, s: &Shape) -> f64 {
    let mut q = Planet {
        mass: p.mass,
        place: p.place,
        name: 1,
    };
    q.grow(1.5);
    let a = match s {
        Shape::Circle(r) => r * r,
        Shape::Square { side } => side * side,
        Shape::Point => 0.0,
    };
    q.energy(2.0) * a
}
#[differentiable(jvp = own_jvp)]
pub fn own(x: f64) -> f64 {
    x * x
}
fn own_jvp(x: f64, d: f64) -> (f64, f64) {
    (x * x, 2.0 * x * d)
}
#[differentiable(vjp = own_vjp)]
pub fn own2(x: f64) -> f64 {
    x * x
}
fn own_vjp(x: f64) -> (f64, impl ::core::ops::FnOnce(f64) -> f64) {
    (x * x, move |s: f64| s * 2.0 * x)
}
#[differentiable]
pub fn generic<T: ::pullback::Real>(x: &[T], g: &Generic<T>) -> T {
    let mut sum = T::zero();
    for v in x {
        sum += *v * own_g(g.0);
    }
    sum * g.1[0]
}
#[differentiable]
pub fn own_g<T: ::pullback::Real>(x: T) -> T {
    x * x.sin()
}
#[differentiable]
pub fn rules(x: f64) -> f64 {
    own(x) + own2(x)
}

#[test]
fn names_of_the_standard_library_may_be_taken() {
    ::pullback::check_grad!(likelihood, &[0.3, 0.8, -0.2, 1.4], 0.4, 9);
    ::pullback::check_grad!(likelihood, &[0.3, 0.8, -0.2, 1.4], 0.4, 2);
    ::pullback::check_grad!(calls, 0.7, 2);
    ::pullback::check_grad!(rules, 0.7);
    ::pullback::check_grad!(
        structs,
        &Planet {
            mass: 1.2,
            place: [0.3, 0.4],
            name: 1
        },
        &Shape::Circle(0.3)
    );
}
