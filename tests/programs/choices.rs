//! Choices: enums, `Option`, `if let`, `let … else`.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

/// A tree in index arrays: (left child, right child), or leaves.
#[differentiable]
fn tree_sum(node: usize, #[constant] children: &[Option<(usize, usize)>], values: &[f64], decay: f64) -> f64 {
    match children[node] {
        None => values[node],
        Some((left, right)) => {
            values[node]
                + decay * (tree_sum(left, children, values, decay) * tree_sum(right, children, values, decay)).tanh()
        }
    }
}

#[test]
fn trees_in_index_arrays() {
    let children = [Some((1, 2)), Some((3, 4)), None, None, None];
    check!(tree_sum; const 0, const &children, &v = vec![0.3, -0.2, 0.8, 0.5, 1.1], d = 0.7);
}

/// Labels, values of loops and blocks, shadowing, in one.
#[differentiable]
fn wandering(x: f64, y: f64, limit: usize) -> f64 {
    let x = x * 1.1;
    let result = {
        let x = x + y;
        let mut inside = x;
        'rows: for i in 0..limit {
            for j in 0..limit {
                let x = inside * 0.5 + (i * j) as f64 * y;
                if j > i {
                    continue 'rows;
                }
                if x > 4.0 {
                    break 'rows;
                }
                inside += x.sin();
            }
        }
        inside
    };
    let scaled = if result > 3.0 {
        result / 3.0
    } else if y < 0.0 {
        result * y
    } else {
        result
    };
    let mut n = 0;
    let last = loop {
        n += 1;
        if n == limit {
            break scaled * n as f64;
        }
    };
    last + x
}

#[test]
fn labels_and_blocks() {
    check!(wandering; x = 0.7, y = 0.2, const 4);
    check!(wandering; x = 2.7, y = 0.9, const 3);
    check!(wandering; x = -0.4, y = -0.3, const 3);
}

/// A stack machine: operations as an enum with numbers inside.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Push(f64),
    Load(usize),
    Add,
    Multiply,
    Sine,
}

#[differentiable]
fn evaluate(#[constant] program: &[Operation], variables: &[f64]) -> f64 {
    let mut stack = Vec::new();
    for operation in program {
        match *operation {
            Operation::Push(value) => stack.push(value),
            Operation::Load(i) => stack.push(variables[i]),
            Operation::Add => {
                let a = stack.pop().unwrap();
                let b = stack.pop().unwrap();
                stack.push(a + b);
            }
            Operation::Multiply => {
                let a = stack.pop().unwrap();
                let b = stack.pop().unwrap();
                stack.push(a * b);
            }
            Operation::Sine => {
                let top = stack.pop().unwrap();
                stack.push(top.sin());
            }
        }
    }
    stack[0]
}

#[test]
fn stack_machine() {
    use Operation::{Add, Load, Multiply, Push, Sine};
    let program = [Load(0), Push(2.0), Multiply, Sine, Load(1), Load(0), Multiply, Add];
    check!(evaluate; const &program, &v = vec![0.7, -0.4]);
}

/// Shapes as an enum that carries what is differentiated.
#[derive(Clone, Debug, Differentiable)]
enum Shape {
    Circle { radius: f64 },
    Rectangle(f64, f64),
    Point,
}

#[differentiable]
fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Circle { radius } => std::f64::consts::PI * radius * radius,
        Shape::Rectangle(a, b) => a * b,
        Shape::Point => 0.0,
    }
}

#[differentiable]
fn scene(sizes: &[f64]) -> f64 {
    let shapes = vec![
        Shape::Circle { radius: sizes[0] },
        Shape::Rectangle(sizes[1], sizes[0] + 1.0),
        Shape::Point,
    ];
    shapes.iter().map(|shape| area(shape)).sum()
}

#[test]
fn enums_with_numbers() {
    check!(scene; &s = vec![0.7, 1.4]);
}

/// Options as values.
#[differentiable]
fn optional(x: &[f64], #[constant] limit: Option<f64>) -> f64 {
    let first = x.first().copied().unwrap_or_default();
    let mut last_large = None;
    for &v in x {
        if v > 0.5 {
            last_large = Some(v * first);
        }
    }
    let clipped = if let Some(limit) = limit {
        first.min(limit)
    } else {
        first
    };
    let mut queue = x.to_vec();
    let mut total = 0.0;
    while let Some(v) = queue.pop() {
        if v < 0.0 {
            break;
        }
        total = total * 0.5 + v;
    }
    last_large.unwrap_or(1.0) + clipped * total
}

#[test]
fn optional_values() {
    check!(optional; &x = vec![0.3, -0.4, 1.2, 0.8], const None);
    check!(optional; &x = vec![0.3, 0.4], const Some(0.2));
}

#[differentiable]
fn dot3(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[derive(Differentiable, Clone, Debug)]
struct Sphere {
    center: [f64; 3],
    radius: f64,
}
numbers!(Sphere, SphereTangent; { center, radius });

/// Distance along the ray to the first hit, if there is one.
#[differentiable]
fn hit(sphere: &Sphere, origin: [f64; 3], direction: [f64; 3]) -> (bool, f64) {
    let mut oc = [0.0; 3];
    for i in 0..3 {
        oc[i] = origin[i] - sphere.center[i];
    }
    let a = dot3(&direction, &direction);
    let half_b = dot3(&oc, &direction);
    let c = dot3(&oc, &oc) - sphere.radius.powi(2);
    let discriminant = half_b * half_b - a * c;
    if discriminant < 0.0 {
        return (false, 0.0);
    }
    let root = discriminant.sqrt();
    let near = (-half_b - root) / a;
    if near > 0.0 {
        return (true, near);
    }
    let far = (-half_b + root) / a;
    (far > 0.0, far)
}

#[differentiable]
fn trace(spheres: &[Sphere], origin: [f64; 3], direction: [f64; 3]) -> f64 {
    let mut closest = f64::INFINITY;
    let mut nearest = None;
    for (i, sphere) in spheres.iter().enumerate() {
        let (found, distance) = hit(sphere, origin, direction);
        if found && distance < closest {
            closest = distance;
            nearest = Some(i);
        }
    }
    match nearest {
        None => 0.0,
        Some(i) => {
            let mut normal = [0.0; 3];
            for k in 0..3 {
                normal[k] = (origin[k] + closest * direction[k] - spheres[i].center[k]) / spheres[i].radius;
            }
            0.1 + dot3(&normal, &[0.3, 0.9, -0.3]).max(0.0)
        }
    }
}

/// The same with an `Option` as the helper's result.
#[differentiable]
fn intersect(sphere: &Sphere, x: f64) -> Option<f64> {
    let dx = x - sphere.center[0];
    let d = sphere.radius * sphere.radius - dx * dx;
    if d < 0.0 {
        None
    } else {
        Some(sphere.center[2] - d.sqrt())
    }
}

#[differentiable]
fn depth(spheres: &[Sphere], x: f64, background: f64) -> f64 {
    let mut best = background;
    for sphere in spheres {
        if let Some(z) = intersect(sphere, x) {
            if z < best {
                best = z;
            }
        }
    }
    best * best
}

#[test]
fn rays() {
    let sphere = |x: f64, r: f64| Sphere {
        center: [x, 0.2, 4.0 + x],
        radius: r,
    };
    let spheres = vec![sphere(0.1, 1.0), sphere(3.0, 0.5), sphere(-0.2, 2.0)];
    check!(trace; &s = spheres.clone(), o = [0.0, 0.1, -1.0], d = [0.02, 0.05, 1.0]);
    check!(trace; &s = spheres.clone(), o = [0.0, 0.1, -1.0], d = [1.0, 0.05, -1.0]);
    check!(depth; &s = spheres, x = 0.3, b = 9.0);
}

/// A pinhole camera with radial distortion.
#[differentiable]
fn project(camera: &[f64; 5], point: &[f64; 3]) -> Option<[f64; 2]> {
    let [focal, k1, k2, cx, cy] = *camera;
    let &[x, y, z] = point;
    if z <= 0.0 {
        return None;
    }
    let (u, v) = (x / z, y / z);
    let r2 = u * u + v * v;
    let distortion = 1.0 + r2 * (k1 + k2 * r2);
    Some([focal * distortion * u + cx, focal * distortion * v + cy])
}

#[differentiable]
fn reprojection_error(camera: &[f64; 5], points: &[[f64; 3]], #[constant] seen: &[[f64; 2]]) -> f64 {
    let mut error = 0.0;
    for (point, pixel) in points.iter().zip(seen) {
        let Some([u, v]) = project(camera, point) else {
            continue;
        };
        error += (u - pixel[0]).powi(2) + (v - pixel[1]).powi(2);
    }
    error.sqrt()
}

#[test]
fn cameras() {
    check!(reprojection_error; &c = [1.1, 0.05, -0.01, 0.2, 0.1], &p = vec![[0.3, 0.2, 1.5], [0.1, 0.4, -1.0], [-0.4, 0.5, 2.0]],
        const &[[0.4, 0.3], [0.0, 0.0], [0.1, 0.2]]);
}

/// Direct-form filter: y[n] = Σ b x − Σ a y.
#[differentiable]
fn iir(b: &[f64], a: &[f64], x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; x.len()];
    for n in 0..x.len() {
        for (k, bk) in b.iter().enumerate() {
            if n >= k {
                y[n] += bk * x[n - k];
            }
        }
        for (k, ak) in a.iter().enumerate() {
            if let Some(m) = n.checked_sub(k + 1) {
                y[n] -= ak * y[m];
            }
        }
    }
    y
}

#[test]
fn recursive_filters() {
    let signal = vec![0.3, -0.1, 0.8, 0.5];
    check_map!(iir; &b = vec![0.5, 0.2], &a = vec![-0.6, 0.1], &x = signal);
}

#[differentiable]
fn activation(name: &str, x: f64) -> f64 {
    match name {
        "relu" => x.max(0.0),
        "tanh" => x.tanh(),
        "gelu" | "swish" => x / (1.0 + (-1.702 * x).exp()),
        other if other.starts_with("leaky") => {
            if x > 0.0 {
                x
            } else {
                0.01 * x
            }
        }
        _ => 0.0,
    }
}

#[test]
fn functions_by_name() {
    for name in ["relu", "tanh", "swish", "leaky_relu"] {
        check!(activation; const name, x = 0.7);
        check!(activation; const name, x = -0.7);
    }
}
