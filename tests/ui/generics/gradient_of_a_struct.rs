use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy)]
struct State {
    x: f64,
}

#[differentiable]
fn step(state: State, dt: f64) -> State {
    State { x: state.x * dt }
}

fn main() {
    let _ = step::grad(State { x: 1.0 }, 0.1);
}
