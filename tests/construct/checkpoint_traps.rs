//! `#[checkpoint]` where what runs again could find something else than the first time.
#![allow(
    clippy::mut_range_bound,
    clippy::reversed_empty_ranges,
    clippy::needless_late_init,
    clippy::useless_vec
)]

use crate::{check, check_numbers, check_slice};
use pullback::prelude::*;

/// What the loop reads is overwritten after it, and before.
#[differentiable]
fn overwritten_around(x: &[f64]) -> f64 {
    let mut rate = x[0] * x[1];
    let mut table = x.to_vec();
    rate *= rate.sin();
    table[1] = rate.cos();
    let mut y = x[0];
    #[checkpoint]
    for i in 0..8 {
        y = (y * rate + table[i % 3]).sin();
    }
    rate = y * y;
    table[2] = rate + table[1];
    table.push(y);
    let last = y;
    y = table[2] * rate;
    #[checkpoint]
    for i in 0..5 {
        y += (table[i % 4] * rate * last).cos();
    }
    table = vec![y; 2];
    table[0] * rate + table[1]
}

/// The state was saved by what comes before, and is changed by what comes after.
#[differentiable]
fn powers_before(x: f64, z: f64) -> f64 {
    let mut y = x;
    let first = y * y;
    y *= z;
    let second = first * y.sin();
    #[checkpoint]
    for _ in 0..6 {
        y = y.cos() * z + second;
    }
    let third = y * second;
    y *= third;
    y + first * third
}

/// The bounds of the range change in the loop.
#[differentiable]
fn moving_bounds(x: f64, z: f64) -> f64 {
    let mut n = 4;
    let mut y = x;
    #[checkpoint]
    for i in 0..n {
        n += 2;
        y += (z * (i + n) as f64).sin() * y;
    }
    n -= 9;
    let mut v = vec![y, z];
    #[checkpoint]
    for i in 0..v.len() {
        let top = v[i] * z;
        v.push(top.sin());
    }
    v.iter().sum::<f64>() * n as f64
}

/// A derivative's factor that is shared with what was computed before the loop.
#[differentiable]
fn shared_factors(x: f64, z: f64) -> f64 {
    let angle = x * z;
    let sine = angle.sin();
    let mut y = sine;
    #[checkpoint]
    for _ in 0..5 {
        y += angle.cos() * angle.exp() * y;
    }
    y * angle.exp()
}

/// Two views of one place, an alias of an element, and halves.
#[differentiable]
fn aliases(x: &[f64]) -> f64 {
    let mut grid = vec![x.to_vec(), x.to_vec()];
    let mut best = 0.0;
    #[checkpoint]
    for step in 0..7 {
        let row = &mut grid[step % 2];
        row[0] += 0.1 * row[1];
        for value in row.iter_mut() {
            *value = value.sin();
        }
        let (left, right) = row.split_at_mut(1);
        left[0] += right[0] * right[1];
        let other = &grid[(step + 1) % 2];
        best += other[0] * grid[step % 2][1];
    }
    best + grid[0][0]
}

/// A number behind `&mut`, and a struct that is replaced as a whole.
#[derive(Clone, Debug, Differentiable)]
struct State {
    level: f64,
    rates: [f64; 2],
    #[constant]
    steps: usize,
}

#[differentiable]
fn relax(state: &mut State, total: &mut f64, steps: usize) {
    #[checkpoint]
    for i in 0..steps {
        *total += state.level * state.rates[i % 2];
        state.level = (state.level * state.rates[0]).sin() + *total * 0.1;
        state.steps += 1;
        if i == 3 {
            *state = State {
                level: state.level * 0.5,
                rates: [state.rates[1], state.rates[0]],
                steps: state.steps,
            };
        }
    }
}

#[differentiable]
fn relaxed(x: &[f64]) -> f64 {
    let mut state = State {
        level: x[0],
        rates: [x[1], x[2]],
        steps: 0,
    };
    let mut total = x[1];
    relax(&mut state, &mut total, 7);
    total *= state.level;
    relax(&mut state, &mut total, 2);
    total + state.rates[0] * state.steps as f64
}

/// Loops that change nothing of the derivative, or nothing at all.
#[differentiable]
fn idle(x: f64, n: usize) -> f64 {
    let mut count = 0;
    #[checkpoint]
    for i in 0..n {
        count += i;
    }
    let mut y = x;
    #[checkpoint]
    for _ in 0..0 {
        y *= y;
    }
    #[checkpoint]
    for _ in 0..n {
        let unused = y.sin();
        let _ = unused;
    }
    #[checkpoint]
    for i in 0..count {
        y += x * i as f64;
    }
    y * count as f64
}

#[differentiable]
fn idled(x: f64) -> f64 {
    idle(x, 4)
}

/// Variables that get their value in the loop, or are shadowed in it.
#[differentiable]
fn declared_before(x: f64, z: f64) -> f64 {
    let mut last;
    last = x;
    let count;
    let mut seen = false;
    #[checkpoint]
    for i in 0..9 {
        let x = last * z;
        let last_before = last;
        last = (x + i as f64).sin() * last_before;
        seen |= i > 7;
    }
    if seen {
        count = 2.0;
    } else {
        count = 3.0;
    }
    last * count
}

/// Several checkpoints in a loop that runs on.
#[differentiable]
fn in_a_plain_loop(x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut v = x.to_vec();
    for i in 0..3 {
        let mut y = v[i] * total.cos();
        #[checkpoint]
        for j in 0..4 {
            y = (y + v[j % 3]).sin();
            v[j % 3] *= 1.0 + 0.1 * y;
            if y > 0.8 {
                break;
            }
        }
        if i == 1 {
            #[checkpoint]
            while y < 2.1 {
                y += 0.3 + 0.1 * y.cos() + 0.01 * v[0];
            }
        }
        total += y * y * v[2];
    }
    total
}

/// Vectors that grow and shrink, rows of them, and what they are taken from.
#[differentiable]
fn stack_machine(x: &[f64]) -> f64 {
    let mut stack = vec![x[0], x[1]];
    let mut rows: Vec<Vec<f64>> = vec![vec![x[2]]];
    #[checkpoint]
    for step in 0..11 {
        if step % 3 == 2 {
            let a = stack.pop().unwrap();
            let b = stack.pop().unwrap();
            stack.push(a * b + rows[0][0]);
            rows.push(vec![a, b]);
        } else {
            stack.push((stack[0] * step as f64).sin());
            let last = rows.len() - 1;
            rows[last].push(stack[step / 4]);
        }
        if step == 6 {
            rows.swap(0, 1);
            stack = stack.iter().map(|v| v * 0.5).collect();
        }
    }
    stack.iter().sum::<f64>() + rows.iter().map(|row| row.iter().sum::<f64>()).sum::<f64>()
}

/// What the loop prints or asserts, it does again; its result does not change.
#[differentiable]
fn asserting(x: f64, z: f64) -> f64 {
    let mut y = x;
    #[checkpoint]
    for i in 0..5 {
        assert!(y.is_finite(), "step {i}");
        y = (y * z).sin();
    }
    y
}

/// A closure's loop, and a match in the loop.
#[differentiable]
fn in_a_closure(x: f64, z: f64) -> f64 {
    let run = |start: f64, n: usize| {
        let mut y = start;
        #[checkpoint]
        for i in 0..n {
            y = match i % 3 {
                0 => y.sin(),
                1 => y * z,
                _ => y + 0.1 * z,
            };
        }
        y
    };
    run(x, 7) * run(z, 4)
}

#[differentiable]
fn written(x: &[f64], out: &mut Vec<f64>) {
    #[checkpoint]
    for i in 0..6 {
        out.push((x[0] * i as f64).sin() + out[i] * x[1]);
    }
    out[2] *= out[3];
}

#[differentiable]
fn written_by(x: &[f64]) -> f64 {
    let mut out = vec![x[1]];
    written(x, &mut out);
    written(&x[1..], &mut out);
    out.iter().map(|v| v * v).sum()
}

/// Sequences that are changed element by element, of which only what is overwritten is kept.
#[differentiable]
fn bubbles(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut counts = [0; 3];
    let mut seen = Vec::new();
    #[checkpoint]
    for round in 0..6 {
        for i in 1..v.len() {
            if v[i - 1] > v[i] {
                v.swap(i - 1, i);
                counts[i % 3] += 1;
            }
        }
        v[round % 3] = (v[round % 3] * 1.3).sin() + 0.1 * counts[1] as f64;
        seen.push(v[2] * v[0]);
        v[1..].reverse();
        let part = &mut v[..2];
        part[1] += part[0] * 0.1;
    }
    v.iter().zip(&seen).map(|(a, b)| a * b).sum::<f64>() + seen[5]
}

#[differentiable]
fn rows(x: &[f64]) -> f64 {
    let mut table = vec![vec![0.0; x.len()]; 9];
    table[0] = x.to_vec();
    let mut particles = vec![State {
        level: x[0],
        rates: [x[1], x[2]],
        steps: 0,
    }];
    #[checkpoint]
    for i in 1..9 {
        for j in 0..x.len() {
            table[i][j] = (table[i - 1][(j + 1) % x.len()] * 1.1).sin() + particles[i - 1].level;
        }
        let mut next = particles[i / 2].clone();
        next.level = next.rates[0] * table[i][1];
        next.rates[1] += 0.1;
        particles[i - 1].rates[0] *= 1.01;
        particles.push(next);
        if i == 5 {
            table[2] = vec![0.5; x.len()];
            particles.truncate(4);
            particles.push(State {
                level: 0.1,
                rates: [x[0], 0.2],
                steps: 2,
            });
            particles.push(particles[1].clone());
        }
    }
    // Between, so that what is kept must be right where the next loop begins.
    table[3][0] *= particles[2].level;
    particles[0].level = table[8][1];
    #[checkpoint]
    for i in 0..7 {
        table[8 - i][i % 2] += table[i][0] * particles[i % 3].level;
        particles[(i + 1) % 3].level = table[7 - i][1];
    }
    particles.pop();
    table.iter().map(|row| row.iter().sum::<f64>()).sum::<f64>()
        + particles.iter().map(|p| p.level * p.rates[0]).sum::<f64>()
}

/// Nothing but sequences: dynamic programming over a triangle.
#[differentiable]
fn triangle(x: &[f64]) -> f64 {
    let n = x.len();
    let mut best = vec![vec![0.0; n]; n];
    #[checkpoint]
    for span in 0..n {
        #[checkpoint]
        for i in 0..n - span {
            let j = i + span;
            best[i][j] = if span == 0 {
                x[i]
            } else {
                let soft = (best[i][j - 1].exp() + best[i + 1][j].exp()).ln();
                soft + 0.1 * x[i] * x[j]
            };
        }
    }
    best[0][n - 1]
}

#[test]
fn what_is_overwritten_in_sequences() {
    check_slice!(bubbles, [0.9, -0.4, 1.3, 0.2]);
    check_slice!(rows, [0.4, 1.3, 0.7]);
    check_slice!(triangle, [0.4, 1.3, -0.7, 0.9, 0.1]);
}

#[test]
fn what_is_overwritten_around_the_loop() {
    check_slice!(overwritten_around, [0.4, 1.3, -0.7]);
    check_numbers!(powers_before(x = 0.4, z = 1.3));
    check_numbers!(moving_bounds(x = 0.4, z = 1.3));
    check_numbers!(shared_factors(x = 0.4, z = 1.3));
    check_numbers!(declared_before(x = 0.4, z = 1.3));
}

#[test]
fn what_is_changed_by_other_names() {
    check_slice!(aliases, [0.4, 1.3, -0.7]);
    check_slice!(relaxed, [0.4, 1.3, -0.7]);
    check_slice!(written_by, [0.4, 1.3, -0.7]);
}

#[test]
fn loops_without_effect() {
    check_numbers!(idled(x = 0.4));
    check_numbers!(asserting(x = 0.4, z = 1.3));
}

#[test]
fn loops_among_loops() {
    check_slice!(in_a_plain_loop, [0.4, 1.3, 0.7]);
    check_slice!(stack_machine, [0.4, 1.3, 0.7]);
    check_numbers!(in_a_closure(x = 0.4, z = 1.3));
}

/// A result that is no number, and comes out of the loop early, or after it.
#[differentiable]
fn first_large(x: f64, y: &[f64]) -> Option<f64> {
    if x > 5.0 {
        return None;
    }
    #[checkpoint]
    for i in 0..3 {
        if y[i] > 1.0 {
            return Some(x * y[i]);
        }
    }
    Some(x)
}

#[differentiable]
fn of_first_large(x: f64, y: &[f64]) -> f64 {
    match first_large(x, y) {
        Some(found) => found * found,
        None => x,
    }
}

#[test]
fn an_option_left_early() {
    for y in [vec![0.4, 0.6, 0.7], vec![0.4, 2.6, 0.7]] {
        check!(of_first_large; x = 0.3, &y = y);
    }
}

/// Left by what has no value.
#[differentiable]
fn left_by_a_question(x: &[f64]) -> Option<f64> {
    let mut y = x[0];
    #[checkpoint]
    for i in 0..3 {
        let large: f64 = (if x[i] < 5.0 { Some(x[i]) } else { None })?;
        if y > 7.0 {
            return None;
        }
        y *= large;
    }
    Some(y)
}

#[differentiable]
fn left_by_an_error(x: &[f64]) -> Result<f64, String> {
    let mut y = x[0];
    #[checkpoint]
    for i in 0..3 {
        if y > 7.0 {
            return Err(format!("large after {i}"));
        }
        y *= x[i];
    }
    Ok(y)
}

#[differentiable]
fn of_both(x: &[f64]) -> f64 {
    left_by_a_question(x).unwrap_or(x[0]) * left_by_an_error(x).unwrap_or(x[1])
}

#[test]
fn left_without_a_value() {
    for x in [[0.4, 0.6, 0.7], [0.4, 9.0, 0.7], [2.4, 3.5, 0.7]] {
        check!(of_both; &x = x.to_vec());
    }
}
