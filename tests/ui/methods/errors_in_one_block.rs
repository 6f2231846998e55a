use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Star {
    mass: f64,
}

#[differentiable]
impl Star {
    fn first(&self) -> f64 {
        unsafe { self.mass }
    }
    fn second(&self) -> f64 {
        let x = format!("{}", self.mass);
        self.mass * x.parse::<f64>().unwrap()
    }
    fn third(&self) -> &f64 {
        &self.mass
    }
    fn fourth(&self) -> f64 {
        self.first() * self.second()
    }
}

#[differentiable]
fn f(star: &Star) -> f64 {
    star.first() + star.fourth()
}

fn main() {
    let star = Star { mass: 1.0 };
    let _ = (star.first_grad(), star.second_vjp());
}
