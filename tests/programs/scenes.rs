//! What a camera sees: rays and spheres, points on images, the pose of a cloud of points, a small convolution.

use crate::{check, numbers};
use pullback::prelude::*;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

#[derive(Differentiable, Clone, Copy, Debug, PartialEq, Default)]
pub struct Vec3 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}
numbers!(Vec3, Vec3Tangent; { x, y, z });
#[differentiable]
impl Vec3 {
    pub const UP: Vec3 = Vec3 { x: 0.0, y: 1.0, z: 0.0 };
    #[inline]
    pub const fn new(x: f64, y: f64, z: f64) -> Self {
        Vec3 { x, y, z }
    }
    #[inline(always)]
    pub fn dot(self, o: Vec3) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }
    pub fn normalize(self) -> Vec3 {
        self * (1.0 / self.length())
    }
    pub fn cross(self, o: Vec3) -> Vec3 {
        Vec3::new(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }
    pub fn reflect(self, n: Vec3) -> Vec3 {
        self - n * (2.0 * self.dot(n))
    }
    pub fn max(self, m: f64) -> Vec3 {
        Vec3::new(self.x.max(m), self.y.max(m), self.z.max(m))
    }
}
#[differentiable]
impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, o: Vec3) -> Vec3 {
        Vec3::new(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}
#[differentiable]
impl Sub for Vec3 {
    type Output = Vec3;
    fn sub(self, o: Vec3) -> Vec3 {
        Vec3::new(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}
#[differentiable]
impl Mul<f64> for Vec3 {
    type Output = Vec3;
    fn mul(self, s: f64) -> Vec3 {
        Vec3::new(self.x * s, self.y * s, self.z * s)
    }
}
#[differentiable]
impl Mul<Vec3> for f64 {
    type Output = Vec3;
    fn mul(self, v: Vec3) -> Vec3 {
        v * self
    }
}
#[differentiable]
impl Div<f64> for Vec3 {
    type Output = Vec3;
    fn div(self, s: f64) -> Vec3 {
        Vec3::new(self.x / s, self.y / s, self.z / s)
    }
}
#[differentiable]
impl Neg for Vec3 {
    type Output = Vec3;
    fn neg(self) -> Vec3 {
        Vec3::new(-self.x, -self.y, -self.z)
    }
}
#[differentiable]
impl AddAssign for Vec3 {
    fn add_assign(&mut self, o: Vec3) {
        *self = *self + o;
    }
}
#[differentiable]
impl SubAssign for Vec3 {
    fn sub_assign(&mut self, o: Vec3) {
        self.x -= o.x;
        self.y -= o.y;
        self.z -= o.z;
    }
}
#[differentiable]
impl MulAssign<f64> for Vec3 {
    fn mul_assign(&mut self, s: f64) {
        self.x *= s;
        self.y *= s;
        self.z *= s;
    }
}
impl std::iter::Sum for Vec3 {
    fn sum<I: Iterator<Item = Vec3>>(it: I) -> Vec3 {
        it.fold(Vec3::default(), |a, b| a + b)
    }
}

#[derive(Differentiable, Clone, Copy, Debug)]
struct Ray {
    origin: Vec3,
    dir: Vec3,
}
#[derive(Differentiable, Clone, Debug)]
struct Sphere {
    center: Vec3,
    radius: f64,
    albedo: f64,
}
numbers!(Sphere, SphereTangent; { center, radius, albedo });
#[derive(Differentiable, Clone, Copy, Debug)]
struct Hit {
    t: f64,
    point: Vec3,
    normal: Vec3,
}
#[differentiable]
impl Ray {
    fn at(&self, t: f64) -> Vec3 {
        self.origin + t * self.dir
    }
}
#[differentiable]
impl Sphere {
    fn intersect(&self, ray: &Ray) -> Option<Hit> {
        let oc = ray.origin - self.center;
        let b = oc.dot(ray.dir);
        let c = oc.dot(oc) - self.radius * self.radius;
        let disc = b * b - c;
        if disc < 0.0 {
            return None;
        }
        let s = disc.sqrt();
        let mut t = -b - s;
        if t < 1e-6 {
            t = -b + s;
        }
        if t < 1e-6 {
            return None;
        }
        let point = ray.at(t);
        let normal = (point - self.center) / self.radius;
        Some(Hit { t, point, normal })
    }
}
#[differentiable]
fn trace(ray: Ray, spheres: &[Sphere], light: Vec3, depth: u32) -> f64 {
    let mut nearest: Option<(usize, Hit)> = None;
    for (i, s) in spheres.iter().enumerate() {
        if let Some(hit) = s.intersect(&ray) {
            match &nearest {
                Some((_, best)) if best.t <= hit.t => {}
                _ => nearest = Some((i, hit)),
            }
        }
    }
    let Some((i, hit)) = nearest else {
        let up = 0.5 * (ray.dir.dot(Vec3::UP) + 1.0);
        return up * up;
    };
    let diffuse = hit.normal.dot((light - hit.point).normalize()).max(0.0);
    let mut color = spheres[i].albedo * diffuse;
    if depth > 0 {
        let bounced = Ray {
            origin: hit.point + hit.normal * 1e-4,
            dir: ray.dir.reflect(hit.normal).normalize(),
        };
        color += 0.3 * trace(bounced, spheres, light, depth - 1);
    }
    color
}
#[differentiable]
fn render(spheres: &[Sphere], light: Vec3) -> f64 {
    let mut total = 0.0;
    for py in 0..3 {
        for px in 0..3 {
            let dir = Vec3::new(px as f64 * 0.2 - 0.2, py as f64 * 0.2 - 0.2, -1.0).normalize();
            let ray = Ray {
                origin: Vec3::new(0.0, 0.0, 3.0),
                dir,
            };
            total += trace(ray, spheres, light, 1);
        }
    }
    total / 9.0
}

#[test]
fn spheres_in_a_picture() {
    // One sphere, which fills the picture: there are no edges, at which pictures jump.
    let sphere = Sphere {
        center: Vec3::new(0.1, 0.05, -0.3),
        radius: 1.6,
        albedo: 0.8,
    };
    check!(render; &s = vec![sphere.clone()], light = Vec3::new(1.0, 2.0, 3.0));
}

#[derive(Differentiable, Clone, Copy, Debug)]
pub struct Quat(pub f64, pub f64, pub f64, pub f64);
#[differentiable]
impl Quat {
    pub fn from_axis_angle(axis: Vec3, angle: f64) -> Self {
        let (s, c) = (angle / 2.0).sin_cos();
        let a = axis.normalize();
        Quat(c, s * a.x, s * a.y, s * a.z)
    }
    pub fn mul(self, o: Quat) -> Quat {
        let Quat(a, b, c, d) = self;
        let Quat(e, f, g, h) = o;
        Quat(
            a * e - b * f - c * g - d * h,
            a * f + b * e + c * h - d * g,
            a * g - b * h + c * e + d * f,
            a * h + b * g - c * f + d * e,
        )
    }
    pub fn conj(self) -> Quat {
        Quat(self.0, -self.1, -self.2, -self.3)
    }
    pub fn rotate(self, v: Vec3) -> Vec3 {
        let p = Quat(0.0, v.x, v.y, v.z);
        let r = self.mul(p).mul(self.conj());
        Vec3::new(r.1, r.2, r.3)
    }
}
#[differentiable]
pub fn bundle(cam: &[f64; 6], points: &[Vec3], #[constant] obs: &[(f64, f64)], focal: f64) -> f64 {
    let q = Quat::from_axis_angle(
        Vec3::new(cam[0], cam[1], cam[2]),
        (cam[0].powi(2) + cam[1].powi(2) + cam[2].powi(2)).sqrt(),
    );
    let t = Vec3::new(cam[3], cam[4], cam[5]);
    points
        .iter()
        .zip(obs)
        .map(|(p, &(u, v))| {
            let c = q.rotate(*p) + t;
            let (pu, pv) = (focal * c.x / c.z, focal * c.y / c.z);
            let r2 = (pu - u).powi(2) + (pv - v).powi(2);
            // Huber
            if r2 < 1.0 { 0.5 * r2 } else { r2.sqrt() - 0.5 }
        })
        .sum()
}

#[test]
fn bundle_adjustment() {
    let observed = [(0.1, 0.2), (0.3, -3.4)];
    let points = vec![Vec3::new(0.1, 0.3, 0.5), Vec3::new(0.4, -0.3, 0.1)];
    check!(bundle; &c = [0.1, 0.2, -0.3, 0.1, 0.0, 3.0], &p = points, const &observed, focal = 1.3);
}

type M3 = [[f64; 3]; 3];
#[differentiable]
fn skew(w: &[f64; 3]) -> M3 {
    [[0.0, -w[2], w[1]], [w[2], 0.0, -w[0]], [-w[1], w[0], 0.0]]
}
#[differentiable]
fn matmul3(a: &M3, b: &M3) -> M3 {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}
#[differentiable]
fn exp_so3(w: &[f64; 3]) -> M3 {
    let theta2: f64 = w.iter().map(|x| x * x).sum();
    let (a, b) = if theta2 < 1e-8 {
        (1.0 - theta2 / 6.0, 0.5 - theta2 / 24.0)
    } else {
        let t = theta2.sqrt();
        (t.sin() / t, (1.0 - t.cos()) / theta2)
    };
    let k = skew(w);
    let k2 = matmul3(&k, &k);
    let mut r = [[0.0; 3]; 3];
    for (i, row) in r.iter_mut().enumerate() {
        for (j, v) in row.iter_mut().enumerate() {
            *v = if i == j { 1.0 } else { 0.0 } + a * k[i][j] + b * k2[i][j];
        }
    }
    r
}
#[differentiable]
fn icp(w: &[f64; 3], t: &[f64; 3], #[constant] src: &[[f64; 3]], #[constant] dst: &[[f64; 3]]) -> f64 {
    let r = exp_so3(w);
    src.iter()
        .zip(dst)
        .map(|(p, q)| {
            let mut e2 = 0.0;
            for i in 0..3 {
                let ri: f64 = r[i].iter().zip(p.iter()).map(|(a, b)| a * b).sum();
                e2 += (ri + t[i] - q[i]).powi(2);
            }
            e2 / (1.0 + e2)
        })
        .sum()
}

#[test]
fn pose_of_a_cloud() {
    let source = [[0.1, 0.2, 0.3], [0.9, 0.1, -0.4]];
    let target = [[0.2, 0.1, 0.4], [0.7, 0.4, -0.1]];
    check!(icp; &w = [0.1, 0.2, -0.4], &t = [0.0, 0.1, 0.2], const &source, const &target);
}

#[differentiable]
fn cnn(img: &[[f64; 4]; 4], k: &[[f64; 2]; 2], bias: f64) -> f64 {
    let mut feat = [[0.0f64; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            let mut acc = bias;
            for (di, krow) in k.iter().enumerate() {
                for (dj, kv) in krow.iter().enumerate() {
                    acc += kv * img[i + di][j + dj];
                }
            }
            feat[i][j] = acc.max(0.0);
        }
    }
    let pooled: Vec<f64> = (0..2)
        .flat_map(|i| (0..2).map(move |j| (i, j)))
        .map(|(i, j)| {
            [feat[i][j], feat[i + 1][j], feat[i][j + 1], feat[i + 1][j + 1]]
                .into_iter()
                .fold(f64::NEG_INFINITY, f64::max)
        })
        .collect();
    pooled
        .iter()
        .enumerate()
        .map(|(i, p)| p * (i + 1) as f64)
        .sum::<f64>()
        .sqrt()
}

#[test]
fn convolution_and_pooling() {
    let image = [
        [0.1, 0.5, 0.3, 0.9],
        [0.4, 0.8, 0.2, 0.6],
        [0.7, 0.15, 0.35, 0.55],
        [0.9, 0.33, 0.77, 0.2],
    ];
    check!(cnn; &i = image, &k = [[0.4, 0.3], [0.2, 0.6]], b = 0.1);
}
