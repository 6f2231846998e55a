//! Bundle adjustment: where cameras see points, and by how much that is off.

use super::tokens::Tokens;
use pullback::prelude::*;

/// One observation.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Rotation (3), centre (3), focal length, principal point (2), radial distortion (2).
    pub camera: [f64; 11],
    pub point: [f64; 3],
    pub weight: f64,
    pub feature: [f64; 2],
    /// How many there are, all alike.
    pub count: usize,
}

/// Reads ADBench's text format.
pub fn read(text: &str) -> Observation {
    let mut tokens = Tokens::of(text);
    let (_, _, count) = (tokens.count(), tokens.count(), tokens.count());
    Observation {
        camera: tokens.array(),
        point: tokens.array(),
        weight: tokens.number(),
        feature: tokens.array(),
        count,
    }
}

#[differentiable]
fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

#[differentiable]
fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Rotates by the angle |r| about the axis r (Rodrigues).
#[differentiable]
fn rotate(r: [f64; 3], x: [f64; 3]) -> [f64; 3] {
    let squared = dot(r, r);
    if squared == 0.0 {
        let turned = cross(r, x);
        return [x[0] + turned[0], x[1] + turned[1], x[2] + turned[2]];
    }
    let angle = squared.sqrt();
    let (sin, cos) = angle.sin_cos();
    let axis = r.map(|component| component / angle);
    let turned = cross(axis, x);
    let along = dot(axis, x) * (1.0 - cos);
    [
        x[0] * cos + turned[0] * sin + axis[0] * along,
        x[1] * cos + turned[1] * sin + axis[1] * along,
        x[2] * cos + turned[2] * sin + axis[2] * along,
    ]
}

/// Where a camera sees a point.
#[differentiable]
fn project(camera: &[f64; 11], point: &[f64; 3]) -> [f64; 2] {
    let rotation = [camera[0], camera[1], camera[2]];
    let from_centre = [point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]];
    let [x, y, z] = rotate(rotation, from_centre);
    let (u, v) = (x / z, y / z);
    let squared = u * u + v * v;
    let distortion = 1.0 + camera[9] * squared + camera[10] * squared * squared;
    let scale = camera[6] * distortion;
    [scale * u + camera[7], scale * v + camera[8]]
}

/// The weighted distance between where a point is seen and where it should be.
#[differentiable]
pub fn residual(camera: &[f64; 11], point: &[f64; 3], weight: f64, #[constant] feature: [f64; 2]) -> [f64; 2] {
    let seen = project(camera, point);
    [weight * (seen[0] - feature[0]), weight * (seen[1] - feature[1])]
}
