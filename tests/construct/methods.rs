//! Methods and associated functions: `#[differentiable]` on `impl` blocks.

use crate::{check, check_in_place, check_map, numbers};
use pullback::prelude::*;

mod orbit {
    use super::*;

    #[derive(Differentiable, Clone, Debug)]
    pub struct Orbit {
        pub a: f64,
        pub e: f64,
    }
    numbers!(Orbit, OrbitTangent; { a, e });

    #[differentiable]
    impl Orbit {
        const RATE: f64 = 1.5;

        pub fn new(a: f64, e: f64) -> Self {
            Self { a, e }
        }
        pub fn circular(a: f64) -> Orbit {
            Self::new(a, 0.0)
        }
        pub fn position(&self, t: f64) -> f64 {
            self.a * (t * self.e).sin() * Self::RATE
        }
        pub fn speed(&self, t: f64) -> f64 {
            let other = Self::new(self.e, self.a);
            self.position(t) * other.position(t + self.e) + other.period().ln()
        }
        #[allow(clippy::needless_arbitrary_self_type)]
        fn period(self: &Self) -> f64 {
            self.a.powf(1.5)
        }
        pub fn grow(&mut self, by: f64) {
            self.a *= by;
            self.e += self.a * by;
        }
        pub fn scaled(mut self, by: f64) -> Self {
            self.a *= by;
            self
        }
        pub fn turns(&self) -> usize {
            // What carries no derivative need not be seen through.
            format!("{}", 3).len()
        }
        pub fn both(&self, t: f64) -> (f64, f64) {
            (self.a * t, self.e + t)
        }
        /// Left out.
        #[constant]
        pub fn name(&self) -> String {
            format!("{self:?}")
        }
    }

    #[differentiable]
    fn total(o: &Orbit, t: f64) -> f64 {
        let mut sum = o.speed(t) + o.turns() as f64;
        let mut copy = Orbit::new(o.e * t, o.a);
        for _ in 0..3 {
            copy.grow(t);
            sum += copy.position(t);
        }
        let big = copy.scaled(t * o.a);
        let (x, y) = big.both(t);
        let (z, mut w) = Orbit::both(&big, x);
        w += y * z;
        sum + Orbit::position(o, t) + o.clone().scaled(2.0).position(t) + Orbit::circular(t).a * w
    }

    #[test]
    fn methods_call_each_other() {
        check!(total; &o = Orbit { a: 1.2, e: 0.4 }, t = 0.7);
    }

    #[test]
    fn methods_have_siblings() {
        let o = Orbit { a: 1.2, e: 0.4 };
        let (value, (by_self, by_t)) = o.speed_value_and_grad(0.7);
        assert_eq!(value, o.speed(0.7));
        crate::check::close(
            "a",
            by_self.a,
            crate::check::difference(|h| Orbit::new(1.2 + h, 0.4).speed(0.7)),
        );
        crate::check::close(
            "e",
            by_self.e,
            crate::check::difference(|h| Orbit::new(1.2, 0.4 + h).speed(0.7)),
        );
        crate::check::close("t", by_t, crate::check::difference(|h| o.speed(0.7 + h)));
        assert_eq!(o.speed_grad(0.7), (by_self.clone(), by_t));
        let (_, pullback) = o.speed_vjp(0.7);
        assert_eq!(pullback(1.0), (by_self.clone(), by_t));
        let (_, tangent) = o.speed_jvp(0.7, &OrbitTangent { a: 2.0, e: 0.5 }, 3.0);
        crate::check::close("tangent", tangent, 2.0 * by_self.a + 0.5 * by_self.e + 3.0 * by_t);
        assert_eq!(o.name(), "Orbit { a: 1.2, e: 0.4 }");
    }
}

mod bodies {
    use super::*;

    #[derive(Differentiable, Clone, Copy, Debug)]
    pub struct Body {
        pub x: [f64; 2],
        pub v: [f64; 2],
        pub mass: f64,
    }
    numbers!(Body, BodyTangent; { x, v, mass });

    #[derive(Differentiable, Clone, Debug)]
    pub struct System {
        pub bodies: Vec<Body>,
        pub softening: f64,
        #[constant]
        pub steps: usize,
    }
    numbers!(System, SystemTangent; { bodies, softening });

    #[differentiable]
    impl Body {
        fn kinetic(&self) -> f64 {
            0.5 * self.mass * (self.v[0] * self.v[0] + self.v[1] * self.v[1])
        }
        fn kick(&mut self, force: [f64; 2], dt: f64) {
            for k in 0..2 {
                self.v[k] += dt * force[k] / self.mass;
            }
        }
        fn drift(&mut self, dt: f64) {
            for (x, v) in self.x.iter_mut().zip(&self.v) {
                *x += dt * v;
            }
        }
        fn distance_squared(self, other: Body) -> f64 {
            let (dx, dy) = (self.x[0] - other.x[0], self.x[1] - other.x[1]);
            dx * dx + dy * dy
        }
    }

    #[differentiable]
    impl System {
        fn force(&self, i: usize) -> [f64; 2] {
            let mut force = [0.0; 2];
            for (j, other) in self.bodies.iter().enumerate() {
                if i == j {
                    continue;
                }
                let r2 = self.bodies[i].distance_squared(*other) + self.softening;
                let strength = self.bodies[i].mass * other.mass / (r2 * r2.sqrt());
                for k in 0..2 {
                    force[k] += strength * (other.x[k] - self.bodies[i].x[k]);
                }
            }
            force
        }
        fn step(&mut self, dt: f64) {
            let forces: Vec<[f64; 2]> = (0..self.bodies.len()).map(|i| self.force(i)).collect();
            for (i, body) in self.bodies.iter_mut().enumerate() {
                body.kick(forces[i], dt);
                body.drift(dt);
            }
        }
        fn energy(&self) -> f64 {
            let kinetic: f64 = self.bodies.iter().map(|body| body.kinetic()).sum();
            let mut potential = 0.0;
            for i in 0..self.bodies.len() {
                for j in 0..i {
                    let r2 = self.bodies[i].distance_squared(self.bodies[j]) + self.softening;
                    potential -= self.bodies[i].mass * self.bodies[j].mass / r2.sqrt();
                }
            }
            kinetic + potential
        }
        fn run(&mut self, dt: f64) -> f64 {
            let mut sum = 0.0;
            for step in 0..self.steps {
                self.step(dt);
                sum += self.energy() * step as f64;
            }
            sum
        }
    }

    #[differentiable]
    fn simulate(start: &System, dt: f64) -> f64 {
        let mut system = start.clone();
        let mut sum = system.run(dt);
        for _ in 0..2 {
            system.step(dt * sum);
            sum += system.energy() * system.bodies[0].kinetic();
        }
        sum
    }

    #[differentiable]
    fn in_place(system: &mut System, dt: &[f64]) {
        system.step(dt[0]);
        system.softening *= system.energy();
        system.step(2.0 * dt[0]);
    }

    fn system() -> System {
        let body = |x, y, u, v, mass| Body {
            x: [x, y],
            v: [u, v],
            mass,
        };
        System {
            bodies: vec![
                body(0.0, 0.1, 0.0, 0.2, 2.0),
                body(1.3, 0.0, 0.1, 0.9, 0.7),
                body(-0.2, 1.5, -0.8, 0.0, 0.5),
            ],
            softening: 0.05,
            steps: 3,
        }
    }

    #[test]
    fn a_system_steps_in_a_loop() {
        check!(simulate; &start = system(), dt = 0.03);
        check_in_place!(in_place; system = system(); &dt = vec![0.03]);
    }
}

mod matrices {
    use super::*;

    #[derive(Differentiable, Clone, Debug)]
    pub struct Matrix<const N: usize> {
        pub data: [[f64; N]; N],
    }
    impl<const N: usize> crate::check::Numbers for Matrix<N> {
        fn read(&self, numbers: &mut Vec<f64>) {
            self.data.read(numbers);
        }
        fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
            self.data.write(numbers);
        }
    }
    impl<const N: usize> crate::check::Numbers for MatrixTangent<N> {
        fn read(&self, numbers: &mut Vec<f64>) {
            self.data.read(numbers);
        }
        fn write(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
            self.data.write(numbers);
        }
    }

    #[differentiable]
    impl<const N: usize> Matrix<N> {
        pub fn zeros() -> Self {
            Matrix { data: [[0.0; N]; N] }
        }
        pub fn identity() -> Self {
            let mut result = Self::zeros();
            for i in 0..N {
                result.set(i, i, 1.0);
            }
            result
        }
        pub fn get(&self, i: usize, j: usize) -> f64 {
            self.data[i][j]
        }
        pub fn set(&mut self, i: usize, j: usize, value: f64) {
            self.data[i][j] = value;
        }
        pub fn mul(&self, other: &Self) -> Self {
            let mut result = Self::zeros();
            for i in 0..N {
                for j in 0..N {
                    let mut sum = 0.0;
                    for k in 0..N {
                        sum += self.get(i, k) * other.get(k, j);
                    }
                    result.set(i, j, sum);
                }
            }
            result
        }
        pub fn power(&self, n: usize) -> Self {
            if n == 0 {
                return Self::identity();
            }
            let half = self.power(n / 2);
            let square = half.mul(&half);
            if n.is_multiple_of(2) { square } else { square.mul(self) }
        }
        pub fn trace(&self) -> f64 {
            (0..N).map(|i| self.get(i, i)).sum()
        }
        pub fn swap(&mut self, i: usize, j: usize) {
            for k in 0..N {
                let kept = self.data[i][k];
                self.data[i][k] = self.data[j][k];
                self.data[j][k] = kept;
            }
        }
        pub fn len(&self) -> usize {
            N * N
        }
        pub fn abs(&self) -> f64 {
            let mut sum = 0.0;
            for row in &self.data {
                for v in row {
                    sum += v * v;
                }
            }
            sum.sqrt()
        }
    }

    #[differentiable]
    fn power_trace(m: &Matrix<2>, n: usize) -> f64 {
        let mut p: Matrix<2> = m.power(n);
        let before = p.get(0, 1);
        p.swap(0, 1);
        p.set(0, 0, before * m.abs());
        p.trace() * p.mul(m).abs() + m.len() as f64 + Matrix::<2>::identity().mul(&p).get(1, 0)
    }

    #[test]
    fn methods_of_constant_size() {
        for n in [0, 1, 5] {
            check!(power_trace; &m = Matrix { data: [[0.9, 0.3], [-0.4, 1.1]] }, const n);
        }
    }
}

mod complex {
    use super::*;

    #[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
    pub struct Complex {
        pub re: f64,
        pub im: f64,
    }
    numbers!(Complex, ComplexTangent; { re, im });

    #[differentiable]
    impl Complex {
        pub const I: Complex = Complex { re: 0.0, im: 1.0 };
        pub fn new(re: f64, im: f64) -> Self {
            Self { re, im }
        }
        pub fn add(self, other: Self) -> Self {
            Self::new(self.re + other.re, self.im + other.im)
        }
        pub fn mul(self, other: Self) -> Self {
            Self::new(
                self.re * other.re - self.im * other.im,
                self.re * other.im + self.im * other.re,
            )
        }
        pub fn exp(self) -> Self {
            let r = self.re.exp();
            let (s, c) = self.im.sin_cos();
            Self { re: r * c, im: r * s }
        }
        pub fn abs(self) -> f64 {
            self.re.hypot(self.im)
        }
        pub fn recip(self) -> Self {
            let norm = self.abs() * self.abs();
            Complex {
                re: self.re / norm,
                im: -self.im / norm,
            }
        }
        pub fn powi(self, n: i32) -> Self {
            let mut result = Self::new(1.0, 0.0);
            for _ in 0..n {
                result = result.mul(self);
            }
            result
        }
    }

    #[differentiable]
    fn f(z: Complex, t: f64) -> f64 {
        let w = z.exp().mul(z).add(Complex::I.mul(z.powi(3)));
        let q: Complex = w.recip();
        q.abs() * t + w.mul(Complex::new(t, 1.0)).im
    }

    #[differentiable]
    fn mandelbrot(c: Complex, n: usize) -> Complex {
        let mut z = Complex::new(0.0, 0.0);
        for _ in 0..n {
            z = z.mul(z).add(c);
        }
        z
    }

    #[test]
    fn names_that_numbers_have_too() {
        check!(f; z = Complex { re: 0.7, im: -0.4 }, t = 1.3);
        check_map!(mandelbrot; c = Complex { re: 0.1, im: 0.2 }, const 4_usize);
    }
}

mod networks {
    use super::*;

    #[derive(Differentiable, Clone, Debug)]
    pub struct Layer {
        pub weights: Vec<Vec<f64>>,
        pub bias: Vec<f64>,
        #[constant]
        pub linear: bool,
    }
    numbers!(Layer, LayerTangent; { weights, bias });

    #[derive(Differentiable, Clone, Debug)]
    pub struct Network {
        pub layers: Vec<Layer>,
    }
    numbers!(Network, NetworkTangent; { layers });

    #[differentiable]
    impl Layer {
        fn activate(&self, x: f64) -> f64 {
            if self.linear {
                return x;
            }
            x.tanh()
        }
        pub fn forward(&self, input: &[f64]) -> Vec<f64> {
            let mut output = Vec::with_capacity(self.bias.len());
            for (row, bias) in self.weights.iter().zip(&self.bias) {
                let mut sum = *bias;
                for (w, x) in row.iter().zip(input) {
                    sum += w * x;
                }
                output.push(self.activate(sum));
            }
            output
        }
    }

    #[differentiable]
    impl Network {
        pub fn forward(&self, input: &[f64]) -> Vec<f64> {
            let mut x = input.to_vec();
            for layer in &self.layers {
                x = layer.forward(&x);
            }
            x
        }
        pub fn loss(&self, #[constant] inputs: &[[f64; 2]], #[constant] targets: &[f64]) -> f64 {
            let mut sum = 0.0;
            for (input, target) in inputs.iter().zip(targets) {
                let output = self.forward(input);
                sum += (output[0] - target).powi(2);
            }
            sum / targets.len() as f64
        }
    }

    #[differentiable]
    fn loss(network: &Network, #[constant] inputs: &[[f64; 2]], #[constant] targets: &[f64]) -> f64 {
        network.loss(inputs, targets)
    }

    fn network() -> Network {
        Network {
            layers: vec![
                Layer {
                    weights: vec![vec![0.3, -0.2], vec![0.5, 0.1], vec![-0.7, 0.9]],
                    bias: vec![0.1, -0.3, 0.2],
                    linear: false,
                },
                Layer {
                    weights: vec![vec![0.6, -0.4, 0.8]],
                    bias: vec![0.05],
                    linear: true,
                },
            ],
        }
    }

    #[test]
    fn layers_of_a_network() {
        let (inputs, targets) = ([[0.2, 0.5], [-0.4, 0.9], [1.0, -1.0]], [0.3, -0.2, 0.7]);
        check!(loss; &network = network(), const &inputs, const &targets);
        let by_method = network().loss_grad(&inputs, &targets);
        let by_function = loss::grad(&network(), &inputs, &targets);
        assert_eq!(by_method, by_function);
    }
}
