//! Where instances come from: ADBench's files, or, without them, random numbers for instances of the same sizes.

use crate::{ba, gmm, hand, lstm};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::array::from_fn;
use std::path::{Path, PathBuf};

/// A folder of the benchmark's files; none where instances are generated.
#[derive(Debug)]
pub struct Source(Option<PathBuf>);

impl Source {
    /// The folder that `PULLBACK_ADBENCH` names, or `../shared/adbench`; says so if there are no data in it.
    pub fn find() -> Self {
        let folder = std::env::var_os("PULLBACK_ADBENCH").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/adbench"),
            PathBuf::from,
        );
        if folder.join("data").is_dir() {
            return Self(Some(folder));
        }
        println!(
            "adbench: no data in {}: instances of the same sizes are generated, and derivatives compared with forward or \
             reverse mode and with differences in place of the reference",
            folder.display()
        );
        Self(None)
    }

    /// No folder: everything is generated, the same in every run.
    #[allow(dead_code, reason = "the other benchmarks' own")]
    pub fn generated() -> Self {
        Self(None)
    }

    fn text(&self, path: &str) -> Option<String> {
        let folder = self.0.as_ref()?;
        Some(std::fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}")))
    }

    /// The reference values of this name.
    pub fn reference(&self, name: &str) -> Option<Vec<f64>> {
        let text = self.text(&format!("reference/{name}.manual.txt"))?;
        let number = |token: &str| {
            token
                .parse()
                .unwrap_or_else(|_| panic!("{name}: {token:?} is no number"))
        };
        Some(text.split_whitespace().map(number).collect())
    }

    /// A thousand points in `d` dimensions, and a mixture of `k` normal distributions.
    pub fn gmm(&self, d: usize, k: usize) -> (gmm::Mixture, gmm::Points) {
        if let Some(text) = self.text(&format!("data/gmm/gmm_d{d}_K{k}.txt")) {
            return gmm::read(&text);
        }
        let mut random = Random::new();
        let mixture = gmm::Mixture {
            alphas: random.normal(k, 1.0),
            means: random.uniform(k * d),
            factors: random.normal(k * d * (d + 1) / 2, 1.0),
        };
        let points = gmm::Points {
            x: random.normal(1000 * d, 1.0),
            dimension: d,
            gamma: 1.0,
            extra_freedom: 0,
        };
        (mixture, points)
    }

    /// Two layers, 1024 characters of 14 bits.
    pub fn lstm(&self) -> (lstm::Weights, lstm::Text) {
        if let Some(text) = self.text("data/lstm/lstm_l2_c1024.txt") {
            return lstm::read(&text);
        }
        let (layers, characters, width) = (2, 1024, 14);
        let mut random = Random::new();
        let weights = lstm::Weights {
            main: random.uniform(8 * layers * width),
            extra: random.uniform(3 * width),
        };
        let text = lstm::Text {
            width,
            state: random.uniform(2 * layers * width),
            sequence: random.uniform(characters * width).into_iter().map(f64::round).collect(),
        };
        (weights, text)
    }

    /// One observation, which counts for 31843.
    pub fn ba(&self) -> ba::Observation {
        if let Some(text) = self.text("data/ba/ba1_n49_m7776_p31843.txt") {
            return ba::read(&text);
        }
        let mut random = Random::new();
        // A camera some way off, with little distortion.
        let mut camera = [0.0; 11];
        camera[..6].copy_from_slice(&random.normal(6, 1.0));
        camera[6..].copy_from_slice(&[400.0, 5.0, -8.0, 0.05, 0.002]);
        let point: [f64; 3] = from_fn(|_| 10.0 + 5.0 * random.one());
        ba::Observation {
            camera,
            point,
            weight: random.one(),
            feature: from_fn(|_| 500.0 * random.one()),
            count: 31843,
        }
    }

    /// A hand of 22 bones and 544 vertices.
    pub fn hand_model(&self) -> hand::Model {
        let file = |name: &str| self.text(&format!("data/hand/model/{name}.txt"));
        if let (Some(bones), Some(vertices), Some(triangles)) = (file("bones"), file("vertices"), file("triangles")) {
            return hand::read_model(&bones, &vertices, &triangles);
        }
        let (bones, vertices, triangles) = (22, 544, 1084);
        let mut random = Random::new();
        // The wrist, five fingers of four bones each, and the forearm.
        let parent = |bone: usize| match bone {
            0 => None,
            21 => Some(0),
            _ if bone % 4 == 1 => Some(0),
            _ => Some(bone - 1),
        };
        let mut weights = Vec::with_capacity(vertices);
        for _ in 0..vertices {
            let followed = 1 + random.below(3);
            let shares: Vec<f64> = (0..followed).map(|_| 0.1 + random.one()).collect();
            let sum: f64 = shares.iter().sum();
            weights.push(shares.iter().map(|share| (random.below(bones), share / sum)).collect());
        }
        hand::Model {
            parents: (0..bones).map(parent).collect(),
            to_parent: (0..bones).map(|_| random.frame()).collect(),
            to_bone: (0..bones).map(|_| random.frame()).collect(),
            vertices: (0..vertices).map(|_| from_fn(|_| random.one())).collect(),
            weights,
            triangles: (0..triangles).map(|_| from_fn(|_| random.below(vertices))).collect(),
        }
    }

    /// A hundred points, on vertices or on triangles, and a pose.
    pub fn hand(&self, on_triangles: bool, model: &hand::Model) -> (hand::Measured, Vec<[f64; 2]>, Vec<f64>) {
        let kind = if on_triangles { "complicated" } else { "simple" };
        if let Some(text) = self.text(&format!("data/hand/{kind}/hand1_t26_c100.txt")) {
            return hand::read(&text, on_triangles);
        }
        let (points, parameters) = (100, 26);
        let targets = if on_triangles {
            model.triangles.len()
        } else {
            model.vertices.len()
        };
        let mut random = Random::new();
        let measured = hand::Measured {
            points: (0..points).map(|_| from_fn(|_| random.one())).collect(),
            correspondences: (0..points).map(|_| random.below(targets)).collect(),
        };
        let places = if on_triangles { points } else { 0 };
        let places = (0..places).map(|_| from_fn(|_| 0.5 * random.one())).collect();
        (measured, places, random.normal(parameters, 0.5))
    }
}

/// Random numbers, the same in every run.
struct Random(Xoshiro256PlusPlus);

impl Random {
    fn new() -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(20))
    }

    /// Between 0 and 1.
    fn one(&mut self) -> f64 {
        self.0.random()
    }

    fn uniform(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.one()).collect()
    }

    fn normal(&mut self, count: usize, deviation: f64) -> Vec<f64> {
        let mut one = || -> f64 { StandardNormal.sample(&mut self.0) };
        (0..count).map(|_| deviation * one()).collect()
    }

    fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// A small turn about the third axis, and a small shift.
    fn frame(&mut self) -> hand::Affine {
        let (sin, cos) = (self.one() - 0.5).sin_cos();
        let mut shift = || 0.1 * (self.one() - 0.5);
        [
            [cos, -sin, 0.0, shift()],
            [sin, cos, 0.0, shift()],
            [0.0, 0.0, 1.0, shift()],
        ]
    }
}
