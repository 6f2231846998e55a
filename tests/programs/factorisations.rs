//! Linear systems in place, splines and Fourier transforms.

use crate::{check, check_map};
use pullback::prelude::*;

/// LU factors with partial pivoting, in place; returns the sign of the permutation.
#[differentiable]
fn lu(a: &mut Vec<Vec<f64>>, perm: &mut Vec<usize>) -> f64 {
    let n = a.len();
    perm.clear();
    for i in 0..n {
        perm.push(i);
    }
    let mut sign = 1.0;
    for k in 0..n {
        let mut p = k;
        let mut best = a[k][k].abs();
        for i in k + 1..n {
            if a[i][k].abs() > best {
                best = a[i][k].abs();
                p = i;
            }
        }
        if p != k {
            a.swap(p, k);
            perm.swap(p, k);
            sign = -sign;
        }
        for i in k + 1..n {
            a[i][k] /= a[k][k];
            let f = a[i][k];
            for j in k + 1..n {
                let t = a[k][j];
                a[i][j] -= f * t;
            }
        }
    }
    sign
}
#[differentiable]
fn log_det(a: &[Vec<f64>]) -> f64 {
    let mut m: Vec<Vec<f64>> = a.to_vec();
    let mut perm = vec![];
    let sign = lu(&mut m, &mut perm);
    let mut d = sign;
    for i in 0..m.len() {
        d *= m[i][i];
    }
    d.abs().ln()
}
#[differentiable]
fn lu_solve(a: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut m = a.to_vec();
    let mut perm = Vec::new();
    lu(&mut m, &mut perm);
    let n = b.len();
    let mut x = vec![0.0; n];
    for i in 0..n {
        x[i] = b[perm[i]];
        for j in 0..i {
            x[i] -= m[i][j] * x[j];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            x[i] = x[i] - m[i][j] * x[j];
        }
        x[i] /= m[i][i];
    }
    x
}
/// Cholesky factor of a matrix that is stored row by row; false if it is not positive definite.
#[differentiable]
fn chol_flat(a: &mut [f64], n: usize) -> bool {
    for j in 0..n {
        let mut d = a[j * n + j];
        for k in 0..j {
            d -= a[j * n + k] * a[j * n + k];
        }
        if d <= 0.0 {
            return false;
        }
        let d = d.sqrt();
        a[j * n + j] = d;
        for i in (j + 1)..n {
            let mut s = a[i * n + j];
            for k in 0..j {
                s -= a[i * n + k] * a[j * n + k];
            }
            a[i * n + j] = s / d;
        }
    }
    true
}
#[differentiable]
fn mvn(mean: &[f64], cov: &[f64], x: &[f64]) -> f64 {
    let n = mean.len();
    let mut l = cov.to_owned();
    if !chol_flat(&mut l, n) {
        return f64::NEG_INFINITY;
    }
    let mut z = Vec::with_capacity(n);
    let mut logdet = 0.0;
    for i in 0..n {
        let row = &l[i * n..(i + 1) * n];
        let s: f64 = row[..i].iter().zip(&z).map(|(a, b): (&f64, &f64)| a * b).sum();
        z.push((x[i] - mean[i] - s) / row[i]);
        logdet += row[i].ln();
    }
    -0.5 * z.iter().map(|v| v * v).sum::<f64>() - logdet - 0.5 * n as f64 * (2.0 * std::f64::consts::PI).ln()
}
/// QR by Givens rotations.
#[differentiable]
fn givens(a: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let mut r = *a;
    for j in 0..3 {
        for i in (j + 1..3).rev() {
            let (x, y) = (r[i - 1][j], r[i][j]);
            let h = x.hypot(y);
            if h == 0.0 {
                continue;
            }
            let (c, s) = (x / h, y / h);
            for k in 0..3 {
                let (t, u) = (r[i - 1][k], r[i][k]);
                r[i - 1][k] = c * t + s * u;
                r[i][k] = -s * t + c * u;
            }
        }
    }
    r
}
/// Least squares by modified Gram-Schmidt with `split_at_mut`.
#[differentiable]
fn mgs(cols: &[Vec<f64>]) -> f64 {
    let mut q = cols.to_vec();
    let n = q.len();
    let mut diag = 1.0;
    for k in 0..n {
        let norm = q[k].iter().map(|v| v * v).sum::<f64>().sqrt();
        diag *= norm;
        for v in q[k].iter_mut() {
            *v /= norm;
        }
        let (done, rest) = q.split_at_mut(k + 1);
        let qk = &done[k];
        for col in rest.iter_mut() {
            let r: f64 = qk.iter().zip(col.iter()).map(|(a, b)| a * b).sum();
            for (c, a) in col.iter_mut().zip(qk.iter()) {
                *c -= r * a;
            }
        }
    }
    diag
}
/// Conjugate gradients; the matrix is a closure.
#[differentiable]
fn cg(diag: &[f64], off: f64, b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let matvec = |v: &[f64]| -> Vec<f64> {
        (0..n)
            .map(|i| {
                let mut s = diag[i] * v[i];
                if i > 0 {
                    s += off * v[i - 1];
                }
                if i + 1 < n {
                    s += off * v[i + 1];
                }
                s
            })
            .collect()
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut x = vec![0.0; n];
    let mut r = b.to_vec();
    let mut p = r.clone();
    let mut rs = dot(&r, &r);
    for _ in 0..n {
        let ap = matvec(&p);
        let alpha = rs / dot(&p, &ap);
        x.iter_mut().zip(&p).for_each(|(x, p)| *x += alpha * p);
        r.iter_mut().zip(&ap).for_each(|(r, a)| *r -= alpha * a);
        let rs_new = dot(&r, &r);
        if rs_new.sqrt() < 1e-13 {
            break;
        }
        p = r.iter().zip(&p).map(|(r, p)| r + rs_new / rs * p).collect();
        rs = rs_new;
    }
    x
}
/// Power iteration and deflation.
#[differentiable]
fn two_eigs(a: &[[f64; 3]; 3]) -> (f64, f64) {
    let mut m = *a;
    let mut found = [0.0; 2];
    for e in found.iter_mut() {
        let mut v = [1.0, 0.7, 0.3];
        let mut lambda = 0.0;
        for _ in 0..200 {
            let w: Vec<f64> = m
                .iter()
                .map(|row| row.iter().zip(v.iter()).map(|(a, b)| a * b).sum())
                .collect();
            lambda = w.iter().map(|x| x * x).sum::<f64>().sqrt();
            for (vi, wi) in v.iter_mut().zip(w) {
                *vi = wi / lambda;
            }
        }
        for i in 0..3 {
            for j in 0..3 {
                m[i][j] -= lambda * v[i] * v[j];
            }
        }
        *e = lambda;
    }
    (found[0], found[1])
}
/// Thomas's algorithm, in place.
#[differentiable]
fn thomas(a: &[f64], b: &[f64], c: &[f64], d: &mut [f64]) {
    let n = d.len();
    let mut cp = vec![0.; n];
    cp[0] = c[0] / b[0];
    d[0] /= b[0];
    for i in 1..n {
        let m = 1. / (b[i] - a[i] * cp[i - 1]);
        if i < n - 1 {
            cp[i] = c[i] * m;
        }
        d[i] = (d[i] - a[i] * d[i - 1]) * m;
    }
    for i in (0..n - 1).rev() {
        d[i] -= cp[i] * d[i + 1];
    }
}
#[differentiable]
fn cubic_spline(xs: &[f64], ys: &[f64], at: &[f64]) -> f64 {
    let n = xs.len();
    let h: Vec<f64> = xs.windows(2).map(|w| w[1] - w[0]).collect();
    let mut a = vec![0.; n];
    let mut b = vec![1.; n];
    let mut c = vec![0.; n];
    let mut m = vec![0.; n];
    for i in 1..n - 1 {
        a[i] = h[i - 1];
        b[i] = 2. * (h[i - 1] + h[i]);
        c[i] = h[i];
        m[i] = 6. * ((ys[i + 1] - ys[i]) / h[i] - (ys[i] - ys[i - 1]) / h[i - 1]);
    }
    thomas(&a, &b, &c, &mut m);
    let mut total = 0.;
    for &x in at {
        let i = match xs.iter().position(|&k| k > x) {
            Some(0) => 0,
            Some(i) => i - 1,
            None => n - 2,
        };
        let (l, r) = (x - xs[i], xs[i + 1] - x);
        total += (m[i] * r.powi(3) + m[i + 1] * l.powi(3)) / (6. * h[i])
            + (ys[i] / h[i] - m[i] * h[i] / 6.) * r
            + (ys[i + 1] / h[i] - m[i + 1] * h[i] / 6.) * l;
    }
    total
}
/// Fourier transform by recursion, of pairs.
#[differentiable]
fn fft(x: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let n = x.len();
    if n == 1 {
        return x.to_vec();
    }
    let even: Vec<(f64, f64)> = x.iter().step_by(2).copied().collect();
    let odd: Vec<(f64, f64)> = x.iter().skip(1).step_by(2).cloned().collect();
    let (e, o) = (fft(&even), fft(&odd));
    let mut out = vec![(0.0, 0.0); n];
    for k in 0..n / 2 {
        let t = -2.0 * std::f64::consts::PI * k as f64 / n as f64;
        let (s, c) = t.sin_cos();
        let (re, im) = (c * o[k].0 - s * o[k].1, c * o[k].1 + s * o[k].0);
        out[k] = (e[k].0 + re, e[k].1 + im);
        out[k + n / 2] = (e[k].0 - re, e[k].1 - im);
    }
    out
}
#[differentiable]
fn spectrum_power(x: &[f64]) -> f64 {
    let z: Vec<(f64, f64)> = x.iter().map(|&v| (v, 0.0)).collect();
    fft(&z)
        .iter()
        .enumerate()
        .map(|(k, &(re, im))| (re * re + im * im) * (k as f64 + 1.0))
        .sum::<f64>()
        .ln()
}
/// Fourier transform in place, with bits reversed.
#[differentiable]
fn fft_in_place(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    let bits = n.trailing_zeros();
    for i in 0..n {
        let j = (i as u32).reverse_bits() >> (32 - bits);
        let j = j as usize;
        if j > i {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    let mut len = 2;
    while len <= n {
        let ang = -2.0 * std::f64::consts::PI / len as f64;
        for start in (0..n).step_by(len) {
            for k in 0..len / 2 {
                let (w_im, w_re) = (ang * k as f64).sin_cos();
                let (a, b) = (start + k, start + k + len / 2);
                let tr = re[b] * w_re - im[b] * w_im;
                let ti = re[b] * w_im + im[b] * w_re;
                re[b] = re[a] - tr;
                im[b] = im[a] - ti;
                re[a] += tr;
                im[a] += ti;
            }
        }
        len <<= 1;
    }
}
#[differentiable]
fn energy_high(x: &[f64]) -> f64 {
    let mut re = x.to_vec();
    let mut im = vec![0.0; x.len()];
    fft_in_place(&mut re, &mut im);
    re.iter().zip(im.iter()).skip(1).map(|(r, i)| r.hypot(*i)).sum()
}
fn a3() -> Vec<Vec<f64>> {
    vec![vec![0.3, 2.0, 0.5], vec![1.5, 0.2, -0.4], vec![0.6, 0.9, 3.0]]
}
#[test]
fn lu_with_pivots() {
    check!(log_det; &a = a3());
    check_map!(lu_solve; &a = a3(), &b = vec![1.0, 0.5, -0.3]);
}
#[test]
fn normal_density_by_flat_cholesky() {
    check!(mvn; &m = vec![0.1, 0.2], &c = vec![2.0, 0.3, 0.3, 1.0], &x = vec![0.5, -0.4]);
}
#[test]
fn givens_rotations() {
    check_map!(givens; &a = [[0.3, 2.0, 0.5], [1.5, 0.2, -0.4], [0.6, 0.9, 3.0]]);
}
#[test]
fn gram_schmidt_in_halves() {
    check!(mgs; &a = a3());
}
#[test]
fn conjugate_gradients_by_closures() {
    check_map!(cg; &d = vec![2.0, 3.0, 2.5], off = 0.5, &b = vec![1.0, -0.4, 0.3]);
}
#[test]
fn deflation() {
    check_map!(two_eigs; &a = [[4.0, 0.5, 0.2], [0.5, 2.0, 0.1], [0.2, 0.1, 0.7]]);
}
#[test]
fn spline_by_thomas() {
    check!(cubic_spline; &x = vec![0.0, 0.8, 1.7, 2.4], &y = vec![1.0, 0.3, 0.9, 1.4], &at = vec![0.4, 1.1, 2.0]);
}
#[test]
fn recursive_fourier_transform() {
    check!(spectrum_power; &x = vec![0.4, 1.1, 2.0, -0.6]);
}
#[test]
fn fourier_transform_in_place() {
    check!(energy_high; &x = vec![0.4, 1.1, 2.0, -0.6, 0.3, 0.9, -1.0, 0.2]);
}
