//! Tracking a hand: how far the vertices of a skinned model are from measured points.

use super::tokens::Tokens;
use pullback::prelude::*;

/// A matrix that acts on (x, y, z, 1), whose last row is (0, 0, 0, 1).
pub type Affine = [[f64; 4]; 3];

/// The hand at rest.
#[derive(Clone, Debug)]
pub struct Model {
    /// Of each bone: its parent's number, none for the root.
    pub parents: Vec<Option<usize>>,
    /// Of each bone: from its own frame to its parent's.
    pub to_parent: Vec<Affine>,
    /// Of each bone: from the hand's frame at rest to its own.
    pub to_bone: Vec<Affine>,
    pub vertices: Vec<[f64; 3]>,
    /// Of each vertex: the bones that it follows, and how much.
    pub weights: Vec<Vec<(usize, f64)>>,
    pub triangles: Vec<[usize; 3]>,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Measured {
    pub points: Vec<[f64; 3]>,
    /// The vertex, or the triangle, that each point belongs to.
    pub correspondences: Vec<usize>,
}

/// Reads the model's three files.
pub fn read_model(bones: &str, vertices: &str, triangles: &str) -> Model {
    let mut model = Model {
        parents: Vec::new(),
        to_parent: Vec::new(),
        to_bone: Vec::new(),
        vertices: Vec::new(),
        weights: Vec::new(),
        triangles: Vec::new(),
    };
    for line in bones.lines() {
        let text = line.replace(':', " ");
        let mut tokens = Tokens::of(text.split_once(' ').expect("a bone has a name").1);
        let parent: i32 = tokens.next();
        model.parents.push(usize::try_from(parent).ok());
        let matrix = |tokens: &mut Tokens| {
            let rows: [[f64; 4]; 4] = std::array::from_fn(|_| tokens.array());
            [rows[0], rows[1], rows[2]]
        };
        model.to_parent.push(matrix(&mut tokens));
        model.to_bone.push(matrix(&mut tokens));
    }
    for line in vertices.lines() {
        let text = line.replace(':', " ");
        let mut tokens = Tokens::of(&text);
        model.vertices.push(tokens.array());
        let _: [f64; 5] = tokens.array();
        let count = tokens.count();
        model
            .weights
            .push((0..count).map(|_| (tokens.count(), tokens.number())).collect());
    }
    for line in triangles.lines() {
        let text = line.replace(':', " ");
        let mut tokens = Tokens::of(&text);
        model.triangles.push([tokens.count(), tokens.count(), tokens.count()]);
    }
    model
}

/// Reads an instance: points, their places on triangles (if there are any), and the parameters of the pose.
pub fn read(text: &str, on_triangles: bool) -> (Measured, Vec<[f64; 2]>, Vec<f64>) {
    let mut tokens = Tokens::of(text);
    let (n, parameters) = (tokens.count(), tokens.count());
    let mut measured = Measured {
        points: Vec::new(),
        correspondences: Vec::new(),
    };
    for _ in 0..n {
        measured.correspondences.push(tokens.count());
        measured.points.push(tokens.array());
    }
    let places = if on_triangles {
        (0..n).map(|_| tokens.array()).collect()
    } else {
        Vec::new()
    };
    (measured, places, tokens.numbers(parameters))
}

#[differentiable]
fn times(a: &Affine, b: &Affine) -> Affine {
    let mut product = [[0.0; 4]; 3];
    for i in 0..3 {
        for j in 0..4 {
            for k in 0..3 {
                product[i][j] += a[i][k] * b[k][j];
            }
        }
        product[i][3] += a[i][3];
    }
    product
}

#[differentiable]
fn apply(a: &Affine, x: &[f64; 3]) -> [f64; 3] {
    let mut y = [0.0; 3];
    for i in 0..3 {
        y[i] = a[i][0] * x[0] + a[i][1] * x[1] + a[i][2] * x[2] + a[i][3];
    }
    y
}

/// Rz(z) Ry(y) Rx(x).
#[differentiable]
fn euler(x: f64, y: f64, z: f64) -> Affine {
    let (sx, cx) = x.sin_cos();
    let (sy, cy) = y.sin_cos();
    let (sz, cz) = z.sin_cos();
    [
        [cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz, 0.0],
        [cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz, 0.0],
        [-sy, sx * cy, cx * cy, 0.0],
    ]
}

/// The rotation by the angle |r| about r.
#[differentiable]
fn rotation(r: &[f64]) -> [[f64; 3]; 3] {
    let squared = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
    if squared < 1e-8 {
        return [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    }
    let angle = squared.sqrt();
    let (x, y, z) = (r[0] / angle, r[1] / angle, r[2] / angle);
    let (s, c) = angle.sin_cos();
    let k = 1.0 - c;
    [
        [x * x + (1.0 - x * x) * c, x * y * k - z * s, x * z * k + y * s],
        [x * y * k + z * s, y * y + (1.0 - y * y) * c, y * z * k - x * s],
        [x * z * k - y * s, z * y * k + x * s, z * z + (1.0 - z * z) * c],
    ]
}

/// How much each bone is bent: flexion, abduction, twist.
#[differentiable]
fn angles(theta: &[f64], bones: usize) -> Vec<[f64; 3]> {
    let mut angles = vec![[0.0; 3]; bones];
    for finger in 0..5 {
        let first = 6 + 4 * finger;
        let bone = 4 * finger + 2;
        angles[bone] = [theta[first], theta[first + 1], 0.0];
        angles[bone + 1][0] = theta[first + 2];
        angles[bone + 2][0] = theta[first + 3];
    }
    angles
}

/// From the frame at rest to the posed one, for each bone.
#[differentiable]
fn transforms(theta: &[f64], #[constant] model: &Model) -> Vec<Affine> {
    let bones = model.parents.len();
    let angles = angles(theta, bones);
    let mut absolute: Vec<Affine> = Vec::with_capacity(bones);
    for (bone, [flexion, abduction, twist]) in angles.iter().enumerate() {
        let relative = times(&model.to_parent[bone], &euler(*flexion, *twist, *abduction));
        let placed = match model.parents[bone] {
            Some(parent) => times(&absolute[parent], &relative),
            None => relative,
        };
        absolute.push(placed);
    }
    absolute.iter().zip(&model.to_bone).map(|(a, b)| times(a, b)).collect()
}

/// All vertices of the posed hand.
#[differentiable]
fn vertices(theta: &[f64], #[constant] model: &Model) -> Vec<[f64; 3]> {
    let transforms = transforms(theta, model);
    let global = rotation(&theta[0..3]);
    let mut vertices = Vec::with_capacity(model.vertices.len());
    for (x, weights) in model.vertices.iter().zip(&model.weights) {
        let mut y = [0.0; 3];
        for (bone, weight) in weights {
            let moved = apply(&transforms[*bone], x);
            for i in 0..3 {
                y[i] += weight * moved[i];
            }
        }
        let mut vertex = [theta[3], theta[4], theta[5]];
        for i in 0..3 {
            for j in 0..3 {
                vertex[i] += global[i][j] * y[j];
            }
        }
        vertices.push(vertex);
    }
    vertices
}

/// From each measured point to its vertex.
#[differentiable]
pub fn simple(theta: &[f64], #[constant] model: &Model, #[constant] measured: &Measured) -> Vec<f64> {
    let vertices = vertices(theta, model);
    let mut errors = Vec::with_capacity(3 * measured.points.len());
    for (point, vertex) in measured.points.iter().zip(&measured.correspondences) {
        for i in 0..3 {
            errors.push(point[i] - vertices[*vertex][i]);
        }
    }
    errors
}

/// From each measured point to its place on its triangle.
#[differentiable]
pub fn complicated(
    places: &[[f64; 2]],
    theta: &[f64],
    #[constant] model: &Model,
    #[constant] measured: &Measured,
) -> Vec<f64> {
    let vertices = vertices(theta, model);
    let mut errors = Vec::with_capacity(3 * measured.points.len());
    for ((point, triangle), [u, v]) in measured.points.iter().zip(&measured.correspondences).zip(places) {
        let [a, b, c] = model.triangles[*triangle];
        for i in 0..3 {
            let on_triangle = u * vertices[a][i] + v * vertices[b][i] + (1.0 - u - v) * vertices[c][i];
            errors.push(point[i] - on_triangle);
        }
    }
    errors
}
