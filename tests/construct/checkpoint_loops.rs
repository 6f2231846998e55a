//! `#[checkpoint]` on loops: the state is kept now and then, and the iterations between run again in the reverse sweep.
#![allow(clippy::assign_op_pattern, clippy::useless_vec)]

use crate::{check_numbers, check_slice};
use pullback::prelude::*;

#[differentiable]
fn carried(x: f64, rate: f64) -> f64 {
    let scale = (x * rate).exp();
    let mut y = x;
    let mut sum = 0.0;
    #[checkpoint]
    for i in 0..23 {
        let slope = rate * y.sin() + 0.1 * scale;
        y += 0.1 * slope;
        sum += y * y * (i as f64).cos();
    }
    sum * y + scale
}

#[differentiable]
fn kinds_of_ranges(x: f64, n: usize) -> f64 {
    let mut y = x;
    #[checkpoint]
    for i in (1..=n).rev() {
        y = (y + i as f64).sin();
    }
    #[checkpoint]
    for i in (0..n).step_by(2) {
        y = y * x + (y * i as f64).cos();
    }
    #[checkpoint]
    for i in (0..=n).rev().step_by(3) {
        y = y.sin() * (i as f64).sqrt();
    }
    #[checkpoint]
    for _ in 0..n / 2 {
        y = y.exp().ln_1p();
    }
    y
}

#[differentiable]
fn in_place(x: &[f64], steps: usize) -> f64 {
    let mut u = x.to_vec();
    let n = u.len();
    let mut last = 0.0;
    #[checkpoint]
    for step in 0..steps {
        for i in 1..n - 1 {
            u[i] += 0.1 * (u[i - 1] - 2.0 * u[i] + u[i + 1]) * u[i].cos();
        }
        u[step % n] *= 1.0 + 0.01 * last;
        last = u[(step + 1) % n];
    }
    // What the loop reads and writes is overwritten after it.
    u[0] = last * last;
    u.iter().map(|v| v * v).sum::<f64>() + last
}

#[differentiable]
fn history(x: f64, rate: f64) -> f64 {
    let mut path = vec![x];
    #[checkpoint]
    for i in 0..14 {
        let y = path[i];
        path.push(y + 0.1 * (rate * y).sin());
        if i % 5 == 4 {
            let top = path.pop().unwrap();
            path.push(top * 0.5);
        }
    }
    path.iter().sum()
}

#[differentiable]
fn written_out(x: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; 12];
    let mut y = x[0];
    #[checkpoint]
    for slot in &mut out {
        y = (y * x[1]).sin() + x[0];
        *slot = y * y;
    }
    out
}

#[differentiable]
fn written_out_sum(x: &[f64]) -> f64 {
    written_out(x).iter().sum()
}

/// Newton's method: how often, only the loop knows.
#[differentiable]
fn newton(a: f64, start: f64) -> f64 {
    let mut y = start;
    #[checkpoint]
    while (y * y - a).abs() > 1e-3 {
        y -= (y * y - a) / (2.0 * y);
    }
    y
}

#[differentiable]
fn with_exits(x: f64, rate: f64) -> f64 {
    let mut y = x;
    let mut steps = 0;
    #[checkpoint]
    'outer: loop {
        steps += 1;
        y += 0.3 * (rate * y).cos();
        if steps % 3 == 0 {
            y *= 0.9;
            continue;
        }
        for i in 0..3 {
            if steps > 12 && i == 1 {
                break 'outer;
            }
            y += 0.01 * y * i as f64;
        }
    }
    let found = #[checkpoint]
    loop {
        y *= 1.1;
        if y > 9.0 {
            break y.sqrt();
        }
    };
    found * y
}

#[differentiable]
fn early(x: f64, bound: f64) -> f64 {
    let mut y = x;
    #[checkpoint]
    for i in 0..40 {
        y = y * 1.05 + 0.1 * y.sin();
        if y > bound {
            return y * bound + i as f64;
        }
    }
    -y
}

#[differentiable]
fn early_vector(x: f64, bound: f64) -> Vec<f64> {
    let mut v = vec![x, 2.0 * x];
    #[checkpoint]
    for i in 0..40 {
        v[i % 2] = v[0] * 1.05 + 0.1 * v[1].sin();
        if v[0] > bound {
            return v;
        }
    }
    v
}

#[differentiable]
fn early_sum(x: f64, bound: f64) -> f64 {
    let v = early_vector(x, bound);
    v[0] * v[1]
}

#[differentiable]
fn nested(x: f64, rate: f64) -> f64 {
    let mut y = x;
    let mut v = [x, rate];
    #[checkpoint]
    for i in 0..6 {
        let before = y * rate;
        #[checkpoint]
        for j in 0..(i + 2) {
            y = (y + 0.1 * v[j % 2]).sin() + 0.01 * before;
            v[j % 2] = y * before;
        }
        for j in 0..2 {
            v[j] *= y.cos();
        }
        y += v[0];
    }
    for i in 0..3 {
        let mut local = vec![y; 3];
        #[checkpoint]
        for j in 0..7 {
            local[j % 3] = (local[(j + 1) % 3] * rate + i as f64).sin();
        }
        y += local.iter().sum::<f64>();
    }
    y
}

#[differentiable]
fn stepped(y: f64, v: &mut [f64], rate: f64) -> f64 {
    for k in 0..v.len() {
        v[k] += 0.1 * (rate * y).sin();
    }
    v[0] * y
}

#[differentiable]
fn calling(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut y = x[0];
    #[checkpoint]
    for i in 0..11 {
        y = 0.3 * y + stepped(y, &mut v, x[1]);
        if i % 4 == 3 {
            #[checkpoint]
            let further = stepped(y, &mut v[1..], 0.5);
            y = further * 0.1;
        }
    }
    y + v[1]
}

#[differentiable]
fn swapping(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![0.0; x.len()];
    #[checkpoint]
    for _ in 0..9 {
        for i in 0..a.len() {
            b[i] = (a[i] + 0.5 * a[(i + 1) % a.len()]).sin();
        }
        std::mem::swap(&mut a, &mut b);
    }
    a.iter().sum::<f64>() + b[0]
}

#[differentiable]
fn helper(out: &mut [f64], x: &[f64]) {
    #[checkpoint]
    for i in 1..out.len() {
        out[i] = out[i - 1] * x[i % x.len()].cos() + out[i];
    }
}

#[differentiable]
fn helped(x: &[f64]) -> f64 {
    let mut out = vec![x[0]; 10];
    helper(&mut out, x);
    out[3] *= x[1];
    helper(&mut out[2..], x);
    out.iter().map(|v| v * v).sum()
}

#[derive(Clone, Debug, Differentiable)]
struct Body {
    position: [f64; 2],
    velocity: [f64; 2],
    trail: Vec<f64>,
}

#[differentiable]
impl Body {
    fn kick(&mut self, dt: f64) {
        let r = (self.position[0].powi(2) + self.position[1].powi(2)).sqrt();
        for k in 0..2 {
            self.velocity[k] -= dt * self.position[k] / (r * r * r);
        }
    }
    fn fly(&mut self, steps: usize, dt: f64) {
        #[checkpoint]
        for _ in 0..steps {
            self.kick(0.5 * dt);
            for k in 0..2 {
                self.position[k] += dt * self.velocity[k];
            }
            self.kick(0.5 * dt);
            self.trail.push(self.position[0]);
        }
    }
}

#[differentiable]
fn flight(speed: f64, dt: f64) -> f64 {
    let mut body = Body {
        position: [1.0, 0.0],
        velocity: [0.0, speed],
        trail: vec![],
    };
    body.fly(12, dt);
    let sum: f64 = body.trail.iter().sum();
    sum + body.position[1] * body.velocity[0]
}

#[differentiable]
fn generic<T: Real>(x: &[T], n: usize) -> T {
    let mut y = x[0];
    #[checkpoint]
    for i in 0..n {
        y = (y * x[1] + T::from_f64(i as f64)).sin();
    }
    y
}

#[differentiable]
fn generic_of(x: &[f64]) -> f64 {
    generic(x, 13)
}

#[differentiable]
fn falling(x: f64, depth: usize) -> f64 {
    let mut y = x;
    #[checkpoint]
    for i in 0..5 {
        y += 0.1 * (y * i as f64).sin();
        if depth > 0 {
            y = falling(y, depth - 1);
        }
    }
    y
}

#[differentiable]
fn fallen(x: f64) -> f64 {
    falling(x, 2)
}

#[differentiable]
fn options(x: f64, rate: f64) -> f64 {
    let mut best: Option<f64> = None;
    let mut point = (x, rate);
    let mut text = 0_u32;
    #[checkpoint]
    for i in 0..10 {
        point = (point.0 * point.1.cos(), point.1 + 0.1 * point.0);
        let better = match best {
            None => true,
            Some(known) => point.0.abs() < known.abs(),
        };
        if better {
            best = Some(point.0 * 2.0);
            text = i;
        }
    }
    best.unwrap_or(0.0) * point.1 + f64::from(text)
}

#[differentiable]
fn chains(x: &[f64]) -> f64 {
    #[checkpoint]
    let y = (0..9).fold(x[0], |y, i| (y * x[1] + i as f64).sin());
    #[checkpoint]
    let sum: f64 = x.iter().zip(x.iter().skip(1)).map(|(a, b)| (a * b).exp()).sum();
    let mut z = y;
    #[checkpoint]
    x.iter().for_each(|v| z = (z + v).sin());
    y * sum + z
}

#[test]
fn state_that_is_carried() {
    check_numbers!(carried(x = 0.3, rate = 0.9));
    check_numbers!(options(x = 0.3, rate = 0.9));
}

#[test]
fn ranges() {
    let (value, grad) = kinds_of_ranges::value_and_grad(0.4, 9);
    assert_eq!(value, kinds_of_ranges(0.4, 9));
    crate::check::gradient(|x| kinds_of_ranges(x[0], 9), &[0.4], &[grad]);
}

#[test]
fn elements_in_place() {
    check_slice!(in_place, [0.4, 1.3, -0.7, 0.9, 0.2], 17);
    check_slice!(written_out_sum, [0.4, 1.3]);
    check_slice!(swapping, [0.4, 1.3, -0.7]);
    check_slice!(helped, [0.4, 1.3, -0.7]);
    check_numbers!(history(x = 0.4, rate = 1.2));
}

#[test]
fn loops_that_end_when_they_want() {
    check_numbers!(newton(a = 2.0, start = 9.0));
    check_numbers!(with_exits(x = 0.4, rate = 1.2));
    check_numbers!(early(x = 0.4, bound = 3.0));
    check_numbers!(early(x = 0.04, bound = 1e9));
    check_numbers!(early_sum(x = 0.4, bound = 3.0));
}

#[test]
fn loops_in_loops() {
    check_numbers!(nested(x = 0.4, rate = 1.2));
}

#[test]
fn calls_in_loops() {
    check_slice!(calling, [0.4, 1.3, -0.7]);
    check_numbers!(flight(speed = 1.1, dt = 0.1));
    check_slice!(generic_of, [0.4, 1.3]);
    check_numbers!(fallen(x = 0.4));
}

#[test]
fn iterator_chains() {
    check_slice!(chains, [0.4, 1.3, -0.7]);
}
