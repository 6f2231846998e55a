//! Types under other names: of numbers, arrays, tuples, structs and integers.

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;

type Number = f64;
type Vec3 = [f64; 3];
type Matrix = Vec<Vec<Number>>;
type Pair<T> = (T, T);
type Index = usize;
type Count = u32;
type Signed = i32;
type Flag = bool;

#[derive(Differentiable, Clone, Copy, Debug)]
struct Body {
    position: Vec3,
    mass: Number,
    #[constant]
    index: Index,
}
numbers!(Body, BodyTangent; { position, mass });
type Planet = Body;

#[differentiable]
fn square(x: Number) -> Number {
    let y: Number = x * 3.0;
    let z: Number = 0.5;
    let w: Number = -1.5;
    x * y + z * w * x
}

#[differentiable]
fn unused_but_returned(x: Number, y: Number) -> Number {
    if x > y { x } else { y }
}

#[differentiable]
fn inner(a: Vec3, b: &Vec3) -> Number {
    let mut sum: Number = 0.0;
    for i in 0..3 {
        sum += a[i] * b[i];
    }
    sum
}

#[differentiable]
fn cross(a: &Vec3, b: &Vec3) -> Vec3 {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[differentiable]
fn volume(a: &Vec3, b: Vec3, c: &Vec3) -> f64 {
    let n: Vec3 = cross(a, &b);
    let mut shifted: Vec3 = [0.0; 3];
    for (i, v) in shifted.iter_mut().enumerate() {
        *v = n[i] + c[i] * 0.5;
    }
    let [x, y, z] = n;
    inner(n, c) + shifted.iter().map(|v| v * v).sum::<Number>() + x * y * z
}

#[differentiable]
fn trace(m: &Matrix) -> Number {
    let mut copy: Matrix = m.clone();
    let mut sum = 0.0;
    for (i, row) in copy.iter_mut().enumerate() {
        row[i] *= 2.0;
        sum += row[i] * row[0];
    }
    sum + copy[1][0]
}

#[differentiable]
fn swapped(p: Pair<f64>, q: &Pair<Number>) -> Pair<f64> {
    let (a, b) = p;
    let r: Pair<f64> = (b * q.0, a + q.1);
    r
}

#[differentiable]
fn pull(planets: &[Planet], at: &Vec3) -> Vec3 {
    let mut force: Vec3 = [0.0; 3];
    for planet in planets {
        let mut square = 0.01;
        for k in 0..3 {
            let d: Number = planet.position[k] - at[k];
            square += d * d;
        }
        for k in 0..3 {
            force[k] += planet.mass * (planet.position[k] - at[k]) / (square * square.sqrt());
        }
    }
    force
}

#[differentiable]
fn moved(planet: Planet, by: Number) -> Planet {
    let position: Vec3 = [planet.position[0] + by, planet.position[1], planet.position[2] * by];
    Planet {
        position,
        mass: planet.mass,
        index: 0,
    }
}

#[differentiable]
fn counted(x: &[f64], #[constant] start: Index) -> f64 {
    let mut i: Index = 0;
    let step: Index = 2;
    let mut n: Count = 0;
    let mut k: Signed = -1;
    let mut seen: Flag = false;
    let mut sum: Number = 0.0;
    while i < x.len() {
        sum += x[i] * f64::from(n + 1) + (k as f64) * x[start];
        i += step;
        n += 1;
        k = -k * 2;
        if n > 1 {
            seen = true;
        }
    }
    let last: Index = if seen { x.len() - 1 } else { 0 };
    sum * x[last] * x[last].powi(n as i32)
}

#[differentiable]
fn local_alias(x: f64, y: f64) -> f64 {
    type Row = [f64; 2];
    type Length = usize;
    let row: Row = [x, x * y];
    let n: Length = 1;
    row[0] * row[n].sin()
}

#[differentiable]
fn doubled(v: &mut Vec3, factor: &Number) {
    for i in 0..3 as Index {
        v[i] = v[i] * *factor + 1.0;
    }
}

#[differentiable]
fn together(x: Number, v: Vec3) -> Number {
    let mut w = v;
    doubled(&mut w, &x);
    let planet = moved(
        Planet {
            position: w,
            mass: x,
            index: 3,
        },
        0.5,
    );
    let force = pull(&[planet, planet], &[0.1, 0.2, 0.3]);
    let literal = square(2.0) * x;
    square(x) * volume(&v, force, &planet.position) + swapped((x, 1.0), &(v[0], 2.0)).1 + literal
}

#[test]
fn numbers_and_containers() {
    check!(square; x = 0.7);
    check!(unused_but_returned; x = 0.7, y = 0.2);
    check!(inner; a = [0.3, -0.8, 1.7], &b = [1.1, 0.4, -0.2]);
    check_map!(cross; &a = [0.3, -0.8, 1.7], &b = [1.1, 0.4, -0.2]);
    check!(volume; &a = [0.3, -0.8, 1.7], b = [1.1, 0.4, -0.2], &c = [0.6, 0.1, 0.9]);
    check!(trace; &m = vec![vec![0.3, -0.8], vec![1.1, 0.4]]);
    check_map!(swapped; p = (0.3, -0.8), &q = (1.1, 0.4));
    check!(local_alias; x = 0.7, y = 0.2);
    check_in_place!(doubled; v = [0.3, -0.8, 1.7]; &factor = 0.9);
    check!(together; x = 0.7, v = [0.3, -0.8, 1.7]);
}

#[test]
fn structs_and_integers() {
    let body = Body {
        position: [0.3, -0.8, 1.7],
        mass: 2.0,
        index: 1,
    };
    assert_eq!(body.index, 1);
    check_map!(pull; &planets = vec![body, body], &at = [0.1, 0.2, -0.4]);
    check_map!(moved; planet = body, by = 0.4);
    check!(counted; &x = vec![0.3, -0.8, 1.7, 0.6], const 1);
}
