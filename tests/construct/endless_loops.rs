//! `while`, `loop`, `break` with labels and values, `continue`.
#![allow(clippy::explicit_counter_loop, clippy::never_loop)]

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn newton(a: f64) -> f64 {
    let mut x = a;
    let mut error = 1.0;
    while error > 1e-14 {
        let next = 0.5 * (x + a / x);
        error = (next - x).abs();
        x = next;
    }
    x
}

#[differentiable]
fn counted(x: &[f64]) -> f64 {
    let mut i = 0;
    let mut s = 1.0;
    while i < x.len() {
        s *= x[i] + s;
        i += 1;
        s += x[i - 1] * i as f64;
    }
    while i > 0 && s > 0.1 {
        i -= 1;
        s = s.sin() * x[i];
    }
    s * (i + 1) as f64
}

#[test]
fn while_runs_until_the_condition_fails() {
    check!(newton; a = 2.3);
    check!(newton; a = 0.4);
    check!(counted; &x = vec![0.3, 0.8, 0.5]);
    check!(counted; &x = vec![]);
}

#[differentiable]
fn bisected(a: f64) -> f64 {
    let (mut low, mut high) = (a * 0.5, a * 2.0);
    let mut steps = 0;
    let root = loop {
        let middle = 0.5 * (low + high);
        if steps == 6 {
            break middle * a;
        }
        if middle * middle > a + 1.3 {
            high = middle;
        } else {
            low = middle;
        }
        steps += 1;
    };
    root * steps as f64
}

#[differentiable]
fn broken(x: &[f64], limit: f64) -> f64 {
    let mut s = 0.0;
    for (i, v) in x.iter().enumerate() {
        s += v * v;
        if s > limit {
            break;
        }
        s *= v + i as f64;
    }
    for i in 0..x.len() {
        if x[i] < 0.0 {
            continue;
        }
        s = s.sin() + x[i];
        if i == 2 {
            break;
        }
        s *= x[i];
    }
    s
}

#[test]
fn loops_are_left_with_and_without_values() {
    check!(bisected; a = 2.3);
    check!(broken; &x = vec![0.3, 0.8, -0.5, 0.6, 0.9], limit = 0.5);
    check!(broken; &x = vec![0.3, 0.8, -0.5, 0.6, 0.9], limit = 100.0);
}

#[differentiable]
fn labels(x: &[f64]) -> f64 {
    let n = x.len();
    let mut s = 1.0;
    'outer: for i in 0..n {
        s *= x[i];
        for j in 0..n {
            if j > i + 1 {
                continue 'outer;
            }
            s += x[j] * s;
            if s > 8.0 {
                break 'outer;
            }
            if x[j] < 0.0 {
                break;
            }
            s += x[i].sin();
        }
        s = s * s + 0.1;
    }
    s
}

#[differentiable]
fn labelled_value(x: &[f64]) -> f64 {
    let mut s = 0.1;
    let found = 'search: loop {
        for i in 0..x.len() {
            s += x[i] * s;
            if s > 1.0 {
                break 'search s * x[i];
            }
            let mut t = s;
            while t < 0.3 {
                t *= 1.5 + x[0];
                if t > 0.25 {
                    continue 'search;
                }
            }
            s = t;
        }
        s += 0.2;
    };
    found * s
}

#[test]
fn labels_name_the_loop_that_is_meant() {
    check!(labels; &x = vec![0.3, 0.8, -0.5, 0.6, 0.9]);
    check!(labels; &x = vec![1.3, 1.8, 1.5, 1.6]);
    check!(labelled_value; &x = vec![0.4, 0.8, 0.5]);
    check!(labelled_value; &x = vec![0.5, 0.2, 0.3]);
}

#[differentiable]
fn collatz(x: f64, start: u64) -> f64 {
    let mut n = start;
    let mut s = x;
    loop {
        if n == 1 {
            break;
        }
        match n % 2 {
            0 => {
                n /= 2;
                s *= x;
                continue;
            }
            _ => n = 3 * n + 1,
        }
        s = s.cos() + x * n as f64;
    }
    s
}

#[differentiable]
fn jumps_in_match(x: &[f64], kinds: &[u8]) -> (f64, f64) {
    let (mut a, mut b) = (1.0, 0.5);
    for (v, kind) in x.iter().zip(kinds) {
        match kind {
            0 => continue,
            1 => {
                a *= v;
                if a < 0.0 {
                    continue;
                }
                b += a;
            }
            2 | 3 => b *= a + v,
            9 => break,
            _ => a += b,
        }
        a += b * v;
    }
    (a, b)
}

#[test]
fn jumps_from_match_arms() {
    for start in [1, 2, 3, 6] {
        check!(collatz; x = 0.7, const start);
    }
    let x = vec![0.3, 0.8, -0.5, 0.6, 0.9, -0.4];
    for kinds in [[0_u8, 1, 2, 3, 4, 5], [1, 1, 1, 1, 9, 2], [4, 0, 3, 1, 1, 1]] {
        check_map!(jumps_in_match; &x = x.clone(), const &kinds);
    }
}

#[differentiable]
fn assigned_in_loop(x: f64) -> f64 {
    let y;
    let mut k = 0;
    loop {
        k += 1;
        if k == 3 {
            y = x * k as f64;
            break;
        }
    }
    y * y
}

#[differentiable]
fn vector_from_loop(x: f64) -> f64 {
    let mut v = vec![x];
    let found = loop {
        v = vec![v[0] * x, v[0] + 0.2];
        if v[1] > 0.8 || v[0] < 0.1 {
            break v;
        }
    };
    let pair = loop {
        break (found[0], x);
    };
    found[0] * found[1] + pair.0 * pair.1
}

#[test]
fn loops_initialise_variables() {
    check!(assigned_in_loop; x = 0.7);
    check!(vector_from_loop; x = 0.7);
}

#[differentiable]
fn continued_while(x: f64) -> f64 {
    let mut k = 0;
    let mut s = x;
    while k < 7 {
        k += 1;
        if k % 3 == 0 {
            continue;
        }
        s = s * x + s.cos();
        if k > 4 && s > 0.0 {
            s *= 0.5;
            continue;
        }
        s += 1.0 / k as f64;
    }
    s
}

#[differentiable]
fn condition_computes(x: &[f64]) -> f64 {
    let mut i = 0;
    let mut s = 0.5;
    while i + 1 < x.len() && x[i] * x[i + 1] < 0.5 || s < 0.1 {
        s = s * x[i] + x[i + 1];
        i += 1;
    }
    s
}

#[test]
fn conditions_may_compute() {
    check!(continued_while; x = 0.7);
    check!(condition_computes; &x = vec![0.3, 0.8, -0.5, 0.6, 1.9]);
}

#[differentiable]
fn open_range(x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0.. {
        let term = (x * i as f64).cos() * 0.5_f64.powf(i as f64);
        sum += term * term;
        if i > 20 {
            break;
        }
    }
    sum
}

#[test]
fn a_range_without_end() {
    check!(open_range; x = 0.7);
}
