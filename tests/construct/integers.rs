//! Arithmetic on integers of every width, which carries no derivative: indices, counts, signs, bits.

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn mixed_widths(x: &[f64], n: usize, shift: i32) -> f64 {
    let mut sum = 0.0;
    for i in 0..n as i32 {
        let j = (i + shift).rem_euclid(n as i32) as usize;
        sum += x[j] * f64::from(i);
    }
    for k in (1..n).rev() {
        sum += x[k - 1] * x[n - k];
    }
    let small: u8 = 7;
    let wide = u64::from(small) * 3 + small as u64;
    sum += wide as f64 * x[(wide % 3) as usize];
    let signed = n as isize - 2;
    sum += x[signed.unsigned_abs()].powi((signed as i32).pow(2)) * (n as i128) as f64;
    sum * (i64::from(shift) - 1) as f64
}

#[differentiable]
fn bits(x: &[f64], n: usize) -> f64 {
    let mut sum = x[0];
    let mask: u32 = 1 << 2 | 3;
    for b in 0..8_u32 {
        if mask >> b & 1 == 1 {
            sum *= 1.0 + 0.1 * x[b as usize % n];
        }
    }
    let sign = if n & 1 == 0 { 1.0 } else { -1.0 };
    let inverted = !0_u8;
    let ones = usize::MAX.count_ones() + n.trailing_zeros() + n.ilog2();
    sum * sign * f64::from(inverted) + f64::from(ones) * x[1] + (n ^ 5) as f64 * x[2]
}

#[differentiable]
fn counts(x: &[f64]) -> f64 {
    let n = x.len() as i32;
    let (mut sum, mut i) = (0.0, 0_i32);
    while i < n {
        let left = if i == 0 { n - 1 } else { i - 1 };
        sum += x[i as usize] * x[left as usize];
        i += 1;
    }
    let h = 1.0 / (n - 1) as f64;
    for k in (0..=n - 1).step_by(2) {
        sum += h * x[k as usize].sin() * f64::from(k % 3);
    }
    let mut factorial = 1_u64;
    for k in 1..=5_u64 {
        factorial *= k;
        sum += x[(k % 3) as usize].powi(k as i32) / factorial as f64;
    }
    let binomial = |n: u64, k: u64| -> u64 { (1..=k).fold(1, |all, j| all * (n - j + 1) / j) };
    let (mut z, mut steps) = (x.len(), 0_usize);
    while z > 1 {
        z = if z % 2 == 0 { z / 2 } else { 3 * z + 1 };
        steps += 1;
    }
    sum + binomial(5, 2) as f64 * x[0] * steps as f64
}

#[differentiable]
fn saturating(x: &[f64], k: usize) -> f64 {
    let low = k.saturating_sub(5).min(2);
    let next = (k + 1) % x.len();
    let distance = k.abs_diff(7) as f64;
    let order = k.cmp(&3) as i32;
    x[low] * x[next] * distance + x[k / 2].exp() * f64::from(order) + x[k % 3] * (k as f64).sqrt()
}

/// Integers of the caller's own choice of width.
#[differentiable]
fn scaled<N: Copy + Into<f64>>(x: &[f64], #[constant] factors: &[N]) -> Vec<f64> {
    let mut scaled = vec![0.0; x.len()];
    for i in 0..x.len() {
        let factor: f64 = factors[i].into();
        scaled[i] = x[i].sin() * factor;
    }
    scaled
}

#[test]
fn integers_beside_numbers() {
    let x = [0.4, 0.7, 1.3];
    check!(mixed_widths; &x = x.to_vec(), const 3, const -4);
    check!(bits; &x = x.to_vec(), const 3);
    check!(counts; &x = x.to_vec());
    check!(saturating; &x = x.to_vec(), const 1);
    check!(saturating; &x = x.to_vec(), const 4);
    check_map!(scaled; &x = x.to_vec(), const &[1_u8, 2, 3]);
    check_map!(scaled; &x = x.to_vec(), const &[1_i32, -2, 3]);
}
