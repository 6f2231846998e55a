//! Indices of the user's own: `m[(i, j)]` of a matrix, `v[0]` of a vector with named components.

use crate::{check, check_in_place, numbers};
use pullback::prelude::*;
use std::ops::{Index, IndexMut, Mul};

#[derive(Differentiable, Clone, Debug, PartialEq)]
struct Matrix {
    data: Vec<f64>,
    #[constant]
    rows: usize,
    #[constant]
    cols: usize,
}
numbers!(Matrix, MatrixTangent; { data });
#[differentiable]
impl Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        assert!(i < self.rows && j < self.cols);
        &self.data[i * self.cols + j]
    }
}
#[differentiable]
impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut Self::Output {
        &mut self.data[i * self.cols + j]
    }
}
#[differentiable]
impl Matrix {
    fn zeros(rows: usize, cols: usize) -> Self {
        Self {
            data: vec![0.0; rows * cols],
            rows,
            cols,
        }
    }
    fn transpose(&self) -> Matrix {
        let mut t = Matrix::zeros(self.cols, self.rows);
        for i in 0..self.rows {
            for j in 0..self.cols {
                t[(j, i)] = self[(i, j)];
            }
        }
        t
    }
    fn cholesky(&mut self) {
        let n = self.rows;
        for j in 0..n {
            for k in 0..j {
                for i in j..n {
                    let v = self[(i, k)] * self[(j, k)];
                    self[(i, j)] -= v;
                }
            }
            let d = self[(j, j)].sqrt();
            for i in j..n {
                self[(i, j)] /= d;
            }
        }
    }
    fn trace(&self) -> f64 {
        (0..self.rows).map(|i| self[(i, i)]).sum()
    }
}
#[differentiable]
impl Mul<&Matrix> for &Matrix {
    type Output = Matrix;
    fn mul(self, o: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(self.rows, o.cols);
        for i in 0..self.rows {
            for j in 0..o.cols {
                for k in 0..self.cols {
                    out[(i, j)] += self[(i, k)] * o[(k, j)];
                }
            }
        }
        out
    }
}
#[differentiable]
fn logdet(m: &Matrix) -> f64 {
    let mut l = &(m * &m.transpose()) * m;
    l = &l * &l.transpose();
    l.cholesky();
    let mut s = 0.0;
    for i in 0..l.rows {
        s += l[(i, i)].ln();
    }
    let at = (1, 0);
    s + m.trace() * m[at] + m[(0, 1)].sin()
}
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
struct Vec3 {
    x: f64,
    y: f64,
    z: f64,
}
numbers!(Vec3, Vec3Tangent; { x, y, z });
#[differentiable]
impl Index<usize> for Vec3 {
    type Output = f64;
    fn index(&self, i: usize) -> &f64 {
        match i {
            0 => &self.x,
            1 => &self.y,
            2 => &self.z,
            _ => panic!("no component {i}"),
        }
    }
}
#[differentiable]
impl IndexMut<usize> for Vec3 {
    fn index_mut(&mut self, i: usize) -> &mut f64 {
        match i {
            0 => &mut self.x,
            1 => &mut self.y,
            2 => &mut self.z,
            _ => panic!("no component {i}"),
        }
    }
}
#[differentiable]
impl Vec3 {
    fn dot(&self, o: &Vec3) -> f64 {
        let mut s = 0.0;
        for k in 0..3 {
            s += self[k] * o[k];
        }
        s
    }
}
#[differentiable]
fn vecs(a: Vec3, b: &[Vec3]) -> f64 {
    let mut v = a;
    for p in b {
        for k in 0..3 {
            v[k] += p[k] * p[(k + 1) % 3];
        }
        v[0] *= v[1];
    }
    let w = Vec3 {
        x: v[1],
        y: v[2],
        z: v[0],
    };
    v.dot(&w) + b.iter().map(|p| p[2]).sum::<f64>() + b[0][1]
}
#[derive(Differentiable, Clone, Copy, Debug)]
struct Small<const R: usize, const C: usize>([[f64; C]; R]);
#[differentiable]
impl<const R: usize, const C: usize> Index<[usize; 2]> for Small<R, C> {
    type Output = f64;
    fn index(&self, [i, j]: [usize; 2]) -> &f64 {
        &self.0[i][j]
    }
}
#[differentiable]
impl<const R: usize, const C: usize> IndexMut<[usize; 2]> for Small<R, C> {
    fn index_mut(&mut self, [i, j]: [usize; 2]) -> &mut f64 {
        &mut self.0[i][j]
    }
}
#[differentiable]
fn small(x: &[f64]) -> f64 {
    let mut m = Small([[0.0; 3]; 2]);
    for i in 0..2 {
        for j in 0..3 {
            m[[i, j]] = x[3 * i + j];
        }
    }
    m[[0, 1]] * m[[1, 2]] + m[[1, 0]].exp()
}
#[derive(Differentiable, Clone, Debug)]
struct Grid<T> {
    cells: Vec<Vec<T>>,
}
#[differentiable]
impl<T: Real> Index<(usize, usize)> for Grid<T> {
    type Output = T;
    fn index(&self, at: (usize, usize)) -> &T {
        &self.cells[at.0][at.1]
    }
}
#[differentiable]
impl<T: Real> IndexMut<(usize, usize)> for Grid<T> {
    fn index_mut(&mut self, at: (usize, usize)) -> &mut T {
        &mut self.cells[at.0][at.1]
    }
}
#[differentiable]
fn diffuse<T: Real>(u: &[T], k: T) -> T {
    let mut g = Grid {
        cells: vec![vec![T::from_f64(0.0); 4]; 4],
    };
    for (n, v) in u.iter().enumerate() {
        g[(n / 4, n % 4)] = *v;
    }
    for _ in 0..2 {
        let old = g.clone();
        for i in 1..3 {
            for j in 1..3 {
                g[(i, j)] += k
                    * (old[(i - 1, j)] + old[(i + 1, j)] + old[(i, j - 1)] + old[(i, j + 1)]
                        - T::from_f64(4.0) * old[(i, j)]);
            }
        }
    }
    g[(1, 1)] * g[(2, 2)] + g[(1, 2)]
}
#[differentiable]
fn rows(m: &mut Matrix, x: &f64) {
    m[(0, 0)] = x * m[(1, 1)];
    m[(1, 0)] *= x;
    let t = m[(0, 1)];
    m[(0, 1)] = m[(1, 0)];
    m[(1, 0)] = t;
}
#[test]
fn matrices_indexed_by_pairs() {
    let m = Matrix {
        data: vec![1.3, 0.4, -0.2, 0.9],
        rows: 2,
        cols: 2,
    };
    check!(logdet; &m = m.clone());
    check_in_place!(rows; m = m.clone(); &x = 0.7);
}
#[test]
fn components_by_their_number() {
    let a = Vec3 { x: 0.3, y: 0.4, z: 0.9 };
    check!(vecs; a = a, &b = vec![Vec3 { x: 0.2, y: -0.4, z: 0.7 }, Vec3 { x: 0.1, y: 1.4, z: 0.9 }]);
}
#[test]
fn matrices_of_constant_size_and_of_any_number() {
    check!(small; &x = vec![0.3, 0.4, 0.5, -0.2, 0.9, 0.7]);
    let u: Vec<f64> = (0..16).map(|i| f64::from(i).sin()).collect();
    check!(diffuse; &u = u, k = 0.2);
}

/// The adjoint of a loop whose records are not kept.
#[differentiable]
fn iterated(m: &Matrix, steps: usize) -> f64 {
    let mut a = m.clone();
    #[checkpoint]
    for step in 0..steps {
        let i = step % 2;
        a[(i, 1 - i)] = (a[(i, i)] * a[(1, 0)]).sin() + a[(0, 1)];
        a[(i, i)] += 0.1 * a[(i, 1 - i)];
    }
    a.trace() * a[(0, 1)]
}
#[test]
fn elements_changed_under_checkpoints() {
    let m = Matrix {
        data: vec![1.3, 0.4, -0.2, 0.9],
        rows: 2,
        cols: 2,
    };
    check!(iterated; &m = m, const 7);
}
