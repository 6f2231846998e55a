//! Calls of other differentiable functions, with results and arguments of every type.

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy, Debug)]
struct State {
    x: f64,
    v: f64,
}
numbers!(State, StateTangent; { x, v });

mod physics {
    use super::State;
    use pullback::prelude::*;

    #[differentiable]
    pub fn force(x: f64, k: f64) -> f64 {
        -k * x.sin()
    }
    pub mod steps {
        use super::super::State;
        use pullback::prelude::*;
        #[differentiable]
        pub fn leapfrog(s: State, k: f64, #[constant] dt: f64) -> State {
            let v = s.v + 0.5 * dt * super::force(s.x, k);
            let x = s.x + dt * v;
            State {
                x,
                v: v + 0.5 * dt * super::force(x, k),
            }
        }
    }
    #[differentiable]
    pub fn energy(s: &State, k: f64) -> f64 {
        0.5 * s.v * s.v - k * s.x.cos()
    }
    #[differentiable]
    pub fn extremes(x: &[f64]) -> (f64, f64, usize) {
        let (mut low, mut high, mut at) = (x[0], x[0], 0);
        for (i, v) in x.iter().enumerate() {
            low = low.min(*v);
            if *v > high {
                high = *v;
                at = i;
            }
        }
        (low, high, at)
    }
    #[differentiable]
    pub fn powers(x: f64, #[constant] n: usize) -> Vec<f64> {
        let mut all = vec![1.0; n];
        for i in 1..n {
            all[i] = all[i - 1] * x;
        }
        all
    }
    #[differentiable]
    pub fn rotation(angle: f64) -> [[f64; 2]; 2] {
        let (s, c) = angle.sin_cos();
        [[c, -s], [s, c]]
    }
    #[differentiable]
    pub fn dot(x: &[f64], y: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (a, b) in x.iter().zip(y) {
            sum += a * b;
        }
        sum
    }
    #[differentiable]
    pub fn scale(x: &mut [f64], factor: f64) {
        for v in x {
            *v *= factor;
        }
    }
}
use physics::steps::leapfrog;

#[differentiable]
fn pendulum(start: State, k: f64, n: usize) -> f64 {
    let mut s = start;
    for _ in 0..n {
        s = leapfrog(s, k, 0.1);
    }
    physics::energy(&s, k) * s.x
}

#[test]
fn structs_go_through_calls_in_loops() {
    for n in [0, 1, 7] {
        check!(pendulum; start = State { x: 0.4, v: 0.9 }, k = 1.3, const n);
    }
}

#[differentiable]
fn results_of_every_type(x: &[f64], t: f64) -> f64 {
    let (low, high, at) = physics::extremes(x);
    let both = physics::extremes(&x[1..]);
    let [[a, b], row] = physics::rotation(t * x[at]);
    let matrix = physics::rotation(low);
    let all = physics::powers(t, x.len());
    let (_, top, _) = physics::extremes(&all);
    low * high + both.0 * both.1 + a * b * row[1] + matrix[0][0] * matrix[1][0] + all[2] * top + both.2 as f64
}

#[test]
fn tuples_arrays_and_vectors_are_returned() {
    check!(results_of_every_type; &x = vec![0.3, 1.2, -0.5, 0.8], t = 1.1);
}

#[differentiable]
fn aliases(x: &[f64]) -> f64 {
    let n = x.len();
    physics::dot(x, x) * physics::dot(&x[..n - 1], &x[1..]) + physics::dot(&x[1..3], &[x[0], x[1]])
}

#[test]
fn shared_arguments_may_alias() {
    check!(aliases; &x = vec![0.3, 1.2, -0.5, 0.8]);
}

#[differentiable]
fn in_branches(x: f64, kinds: &[u8]) -> f64 {
    let mut s = x;
    for kind in kinds {
        s = match kind {
            0 => physics::force(s, x),
            1 if physics::force(s, 2.0) < 0.0 => {
                let p = physics::powers(s, 3);
                p[2] * p[1]
            }
            _ => {
                if s > 0.2 {
                    physics::force(physics::force(s, 0.7), s * x)
                } else {
                    s + 1.0
                }
            }
        };
    }
    s
}

#[differentiable]
fn in_conditions(x: f64) -> f64 {
    let mut s = x;
    let mut k = 0;
    while physics::force(s, 1.0) > -0.9 && k < 20 {
        s += 0.1 * physics::force(s, x).abs();
        k += 1;
    }
    s * k as f64
}

#[test]
fn calls_stand_anywhere() {
    for kinds in [[0_u8, 1, 2], [1, 1, 0], [2, 2, 2]] {
        check!(in_branches; x = 0.7, const &kinds);
    }
    check!(in_conditions; x = 0.65);
}

#[differentiable]
fn early_from_callee(x: f64) -> f64 {
    if x > 1.0 {
        return physics::force(x, 2.0);
    }
    for i in 0..4 {
        let y = physics::force(x + i as f64, x);
        if y > 0.5 {
            return y * physics::force(y, y);
        }
    }
    physics::force(x, x)
}

#[test]
fn results_of_calls_are_returned_early() {
    for x in [0.3, 0.9, 1.4] {
        check!(early_from_callee; x = x);
    }
}

#[differentiable]
fn in_place_calls(x: &[f64], factor: f64) -> f64 {
    let mut work = x.to_vec();
    physics::scale(&mut work, factor);
    let first = work[0];
    for i in 1..work.len() {
        physics::scale(&mut work[i..], first * x[i]);
        physics::scale(&mut work[..i], work_factor(factor));
    }
    let mut fixed = [x[0], factor];
    physics::scale(&mut fixed, work[1]);
    physics::dot(&work, x) * fixed[1] + first
}

#[differentiable]
fn work_factor(x: f64) -> f64 {
    x * x - 0.3
}

#[differentiable]
fn clip(value: &mut f64, limit: &f64) {
    if *value > *limit {
        *value = *limit * 0.5 + *value * *value * 0.1;
    }
}

#[differentiable]
fn clipped(x: f64, y: &[f64]) -> f64 {
    let mut a = x * x;
    clip(&mut a, &x);
    let mut work = y.to_vec();
    for i in 0..y.len() {
        clip(&mut work[i], &a);
        a *= work[i];
        clip(&mut a, &y[0]);
    }
    a * work[1]
}

#[differentiable]
fn push_all(states: &mut [State], k: f64) {
    for s in states.iter_mut() {
        push(s, k);
    }
    for i in 1..states.len() {
        states[i].v += states[i - 1].x;
        push(&mut states[i], k);
    }
}

#[differentiable]
fn push(s: &mut State, k: f64) {
    s.v += physics::force(s.x, k);
    s.x *= s.v;
}

#[differentiable]
fn pushed(x: f64, k: f64) -> f64 {
    let mut all = vec![State { x, v: k }, State { x: k, v: x * x }];
    let mut one = State { x: 0.5, v: x };
    for _ in 0..3 {
        push_all(&mut all, k);
        push(&mut one, all[0].x);
        all[1].x = one.v;
    }
    all[0].v * all[1].x + one.x
}

#[differentiable]
fn forwarded(y: &mut [f64], x: &[f64]) {
    physics::scale(y, x[0]);
    let half = y.len() / 2;
    physics::scale(&mut y[half..], x[1] * x[1]);
    y[0] += physics::dot(y, x);
}

#[test]
fn helpers_change_their_arguments() {
    check!(in_place_calls; &x = vec![0.3, 1.2, -0.5, 0.8], factor = 1.4);
    check!(clipped; x = 0.7, &y = vec![0.3, 1.2, -0.5]);
    check!(clipped; x = 1.7, &y = vec![0.3, 1.2, -0.5]);
    check!(pushed; x = 0.7, k = 0.4);
    check_in_place!(forwarded; y = vec![0.3, 1.2, -0.5]; &x = vec![0.7, -0.4, 1.1]);
}

#[differentiable]
fn constants_for_active_parameters(x: f64) -> f64 {
    let fixed = [0.5, 1.5];
    physics::force(2.0, x)
        + physics::force(x, 2.0) * physics::dot(&fixed, &[x, 1.0])
        + physics::dot(&[1.0, 2.0], &fixed)
}

#[differentiable]
fn unused_result(x: f64) -> f64 {
    let _ = physics::force(x, 1.0);
    physics::powers(x, 2);
    let (_, high, _) = physics::extremes(&[x, x * x]);
    high
}

#[test]
fn constants_may_be_passed_for_active_parameters() {
    check!(constants_for_active_parameters; x = 0.7);
    check!(unused_result; x = 0.7);
}

mod renamed {
    pub use super::physics::dot as inner_product;
    pub use super::physics::*;
}

#[differentiable]
fn through_re_exports(x: &[f64]) -> f64 {
    renamed::inner_product(x, x) + renamed::powers(x[0], 3)[2] * crate::calls::physics::force(x[1], x[0])
}

#[differentiable]
fn moved_vector(x: Vec<f64>) -> Vec<f64> {
    let mut y = x;
    y[0] *= y[1];
    y
}

#[differentiable]
fn vectors_by_value(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for _ in 0..3 {
        v = moved_vector(v);
    }
    let w = moved_vector(v.clone());
    w[0] * v[1] + moved_vector(vec![v[0], x[0]])[0]
}

#[test]
fn functions_are_found_through_re_exports() {
    check!(through_re_exports; &x = vec![0.3, 1.2]);
    check_map!(moved_vector; x = vec![0.3, 1.2]);
    check!(vectors_by_value; &x = vec![0.3, 1.2]);
}
