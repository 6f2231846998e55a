//! Small functions, one construct each, some of them refused: what is garbled most.

/// Functions as text.
pub const SEEDS: &[&str] = &[
    "fn f(x: f64, y: f64) -> f64 { let u = x * y; let v = u.sin() + (-0.3 * u).exp() / x; v * v - y.sqrt() * v }",
    "pub(crate) fn f<const N: usize>(x: &[f64; N]) -> f64 { let mut s = 0.0; for i in 0..N { s += x[i].powi(2); } s }",
    "fn f<'a>(x: &'a [f64], #[constant] scale: f64) -> f64 where f64: Copy { x[0] * scale }",
    "fn f(x: &[f64]) -> f64 { let mut a = [x[0], x[1], 2.0]; a[0] *= a[1]; a[2] = a[0].ln(); a[0] + a[2] }",
    "fn f(x: &[f64], out: &mut [f64]) { for (o, v) in out.iter_mut().zip(x) { *o += v * v; } }",
    "fn f(x: f64) -> f64 { if x > 1.0 { return x * x; } else if x < -1.0 { return -x; } x.abs() }",
    "fn f(x: f64) -> f64 { let mut y = x; while y < 100.0 { y = y * 1.5 + 1.0; if y > 50.0 { break; } } y }",
    "fn f(x: f64) -> f64 { let r = loop { if x > 0.0 { break x * 2.0; } else { break x; } }; r * r }",
    "fn f(x: f64, n: usize) -> f64 { match n { 0 => x, 1 | 2 => x * x, 3..=5 => x.sqrt(), k if k % 2 == 0 => x, _ => 1.0 } }",
    "fn f(x: &[f64]) -> f64 { 'o: for i in 0..3 { for j in 0..4 { if i == j { continue 'o; } if j > i { break 'o; } } } x[0] }",
    "fn f(p: &Planet, t: f64) -> f64 { let Planet { mass, orbit: (a, e), .. } = p; mass * a * e + t * p.mass }",
    "fn f(p: Planet) -> Planet { let q = Planet { mass: p.mass * 2.0, ..p }; Planet { mass: q.mass, name: q.name } }",
    "fn f(x: &[f64]) -> f64 { x.iter().map(|v| v * v).filter(|v| *v > 1.0).sum::<f64>() + x.iter().fold(0.0, |a, b| a + b) }",
    "fn f(x: &[f64]) -> Vec<f64> { x.windows(2).map(|w| w[1] - w[0]).collect() }",
    "fn f(x: f64) -> (f64, f64) { let (s, c) = x.sin_cos(); let t = (s, (c, x)); (t.0 * t.1.0, (t.1).1) }",
    "fn f(x: f64) -> f64 { let g = |a: f64, b| a * b + x; let h = move |t| g(t, t); h(x) * g(1.0, 2.0) }",
    "fn f(x: &mut [f64]) { let n = x.len(); x.swap(0, n - 1); let (a, b) = (x[0], x[1]); (x[0], x[1]) = (b, a); x[2..].fill(a); }",
    "fn f(x: f64) -> f64 { let y; if x > 0.0 { y = x; } else { y = -x; } let z: f64; z = y * 2.0; z }",
    "fn f(x: f64) -> f64 { const K: f64 = 2.0; static T: [f64; 2] = [1.0, 2.0]; K * x * T[1] }",
    "fn f(x: f64) -> f64 { assert!(x > 0.0, \"{x}\"); debug_assert_eq!(1, 1); if x > 9.0 { panic!(\"no\") } x }",
    "fn f(x: &[[f64; 3]]) -> f64 { let mut t = 0.0; for row in x { for &v in row { t += v; } } t }",
    "fn f(x: &[f64]) -> f64 { let v = vec![0.0; 3]; let mut w = vec![x[0], 1.0]; w.push(x[1]); w[2] * v[0] }",
    "fn f(x: f64) -> f64 { let mut i = 0; let mut s = 0.0; while { i += 1; i < 5 } { s += x / f64::from(i); } s }",
    "fn f(x: f64) -> f64 { physics::energy(&x, 2.0) + inner::f(x)? }",
    "async unsafe fn f<T: Real>(&self, x: T) -> impl Fn(T) { unsafe { x.await } }",
    "fn f(a: f32, b: f64) -> f64 { (a as f64 * b) as i32 as f64 + f64::from(a) + b.floor() % 2.0 }",
    "fn f(x: f64) -> f64 { let r = &x; let s = &mut (x * 2.0); *s += *r; *s }",
    "fn f(x: &[f64]) -> f64 { for (i, v) in x.iter().enumerate().skip(1).step_by(2).rev() { return v * i as f64; } 0.0 }",
    "impl Orbit { const G: f64 = 2.0; fn new(a: f64) -> Self { Self { a } } fn at(&self, t: f64) -> f64 { Self::new(t).a * self.a * Self::G } }",
    "impl<const N: usize> Model<'_> for M<N> { fn step(&mut self, #[constant] n: usize) { self.x[n] = self.at(1.0); } #[constant] fn at(mut self, t: f64) -> f64 { assert!(self.x[0] > t); t } }",
    "fn f(x: &[f64]) -> f64 { let mut m = x[0]; for c in x.chunks(3) { m = m.max(c[0]).min(c[1]).clamp(0.0, 1.0); } m }",
    "fn f(x: f64) -> f64 { let Some(y) = Some(x) else { return 0.0 }; if let 1.0..=2.0 = y { y } else { 'a: { break 'a x } } }",
    "fn f(x: f64, #[constant] d: &Data) -> f64 { let n = d.get(3).len(); x * d.scale(2.0) * n as f64 }",
    "fn f(x: f64) -> f64 { let x = x * 2.0; { let x = x.sin(); let _ = x; } let x = x + x; x }",
    "fn f(x: f64, k: u32) -> f64 { if k > 2 && x > 0.0 || !(k == 1) { x.powi(k as i32) } else { x.powf(2.5).hypot(x) } }",
    "fn f(x: &[f64]) -> f64 { let a = &x[1..3]; let b = &a[..1]; let c = &x[..=1]; a[0] * b[0] * c[1] }",
    "fn f(x: f64) -> f64 { let a = [x; 3]; let b = [[x, 1.0], [2.0, x]]; a[2] * b[1][1] + constant(x) * x }",
    "fn f((a, b): (f64, f64), _: usize, P { q, .. }: &P) -> f64 { a * b * q }",
    "fn r#match(r#type: f64) -> f64 { let r#fn = r#type * 2.0; r#fn * r#type }",
    "fn f(x: f64) -> f64 { let value = x; let x_bar = value * 2.0; let result = x_bar; let pullback = result; pullback * x_bar }",
    "fn f(x: f64) -> f64 { let g = (g); let h = g; let s = f64::sin; h(g(x)) * s(x) + [x].iter().map(g).sum::<f64>() }",
    "fn f() {} ",
    "fn f(x: f64) -> f64 { for i in (0..10).rev().step_by(3) { if x > i as f64 { return x * x } } for _ in 0..=2 {} -x }",
];

/// What the macro once failed on.
pub const FOUND: &[&str] = &[
    // An assignment where an index stands.
    "fn f(x: &[f64], mut t: usize) -> f64 { let b = &x[..(t += 1)]; let c = [x[0], (t = 2)]; b[0] * c[0] }",
    "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..(s += x[i]) { s += x[i]; } s }",
    "struct Body { position: [f64; 2], _: f64 }",
    // The type of a trait object, in parentheses.
    "fn f(masses: (Copy +), r: f64) -> f64 { r * r }",
    // The short form of a field's pattern, with a capital letter.
    "fn f(p: &Planet, t: f64) -> f64 { let Planet { K, orbit: (a, e), .. } = p; K * a * e * t }",
    // A block that may exit, as the first operand behind a short circuit.
    "fn f(x: f64, k: u32) -> f64 { if k > 2 && { return x; } > 0.0 || !(k == 1) { x } else { x * x } }",
];
