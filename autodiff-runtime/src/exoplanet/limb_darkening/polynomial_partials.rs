//! The polynomial law's flux and its partial derivatives, by two ways: sums of powers of z up to a certain order, sums over points of
//! the edge beyond.

use super::edge::Edge;
use super::elliptic::{self, Second};
use super::geometry::{Lens, Overlap, Sides};
use super::graded;
use super::linear;
use super::numbers::Numbers;
use super::quadratic::{self, is_valid};
use super::ring::Ring;
use crate::{Dual, Real};
use core::f64::consts::PI;

/// Up to this order, sums of powers of z have all digits that are asked for.
const STABLE: usize = 8;

/// The flux alone.
#[inline(never)]
pub(super) fn flux_alone(b: f64, r: f64, u: &[f64]) -> f64 {
    if let Some(u) = at_most_two(u) {
        return quadratic::limb_dark_flux(b, r, u);
    }
    if u.len() > STABLE {
        return Partials::<f64>::by_points(b, r, u).flux;
    }
    let mut hidden = Hidden::room(u.len() + 1);
    match hidden.find(b, r) {
        Found::Part => {
            let mut powers = Numbers::zeros(u.len() + 1);
            fill_powers(u, &mut powers);
            1.0 - product(&powers, &hidden.integrals) / whole(u)
        }
        Found::All(flux) => flux + nothing(u),
    }
}

/// The flux and its derivatives.
#[derive(Clone, Debug)]
pub(super) struct Partials<T> {
    pub flux: T,
    pub by_b: T,
    pub by_r: T,
    pub by_u: Numbers<T>,
}

/// How much is hidden: a part, or all or nothing with its flux.
enum Found {
    Part,
    All(f64),
}

/// The integrals of zⁿ over what is hidden, and along its edge.
struct Hidden {
    integrals: Numbers<f64>,
    edge: Edge<f64>,
}

impl Hidden {
    /// For n below `count`, which is 3 at least.
    #[inline(always)]
    fn room(count: usize) -> Self {
        Self {
            integrals: Numbers::zeros(count),
            edge: Edge::none(count),
        }
    }

    #[inline(never)]
    fn find(&mut self, b: f64, r: f64) -> Found {
        if !is_valid(b, r) {
            return Found::All(f64::NAN);
        }
        if let Some(ring) = Ring::around(b, r) {
            self.edge.well_inside(&ring);
            self.integrate(b, r, [PI * r * r, ring.linear().integral]);
            return Found::Part;
        }
        let distance = b.abs();
        let sides = Sides::of(distance, r);
        let (area, (linear, second)) = match sides.overlap() {
            Overlap::Beside => return Found::All(1.0),
            Overlap::Whole => return Found::All(0.0),
            Overlap::Inside if sides.beyond_limb == 0.0 => {
                (PI * r * r, (linear::touching(distance, r), Second { e: 1.0, b: 1.0 }))
            }
            Overlap::Inside => (PI * r * r, linear::inside(distance, r, &sides)),
            Overlap::Crossing => (
                Lens::of(&sides).area(distance, r, &sides),
                linear::crossing(distance, r, &sides),
            ),
        };
        self.edge.elsewhere(distance, r, &sides, second);
        self.integrate(distance, r, [area, linear]);
        mirror(&mut self.edge, b);
        Found::Part
    }

    /// The integrals for n ≥ 2, from those of 1 and z and from the edge.
    #[inline(always)]
    fn integrate(&mut self, b: f64, r: f64, first: [f64; 2]) {
        let integrals = &mut *self.integrals;
        integrals[..2].copy_from_slice(&first);
        let edge = self.edge.plain.iter().zip(self.edge.cosine.iter());
        for (n, (plain, cosine)) in edge.enumerate().skip(2) {
            let along = r * (r * plain + b * cosine);
            integrals[n] = (n as f64 * integrals[n - 2] + along) / (n + 2) as f64;
        }
    }
}

/// Turns derivatives by |b| into those by b.
fn mirror<T: Real>(edge: &mut Edge<T>, b: T) {
    if b < T::zero() {
        edge.cosine.iter_mut().for_each(|cosine| *cosine = -*cosine);
    }
}

/// The edge with the derivatives of its integrals in the direction of b and r; NaN where the disk touches the limb from inside,
/// as derivatives are infinite there.
fn edge_along(b: Dual<f64>, r: Dual<f64>, count: usize) -> Edge<Dual<f64>> {
    let mut edge = Edge::none(count);
    if let Some(ring) = Ring::around(b, r) {
        edge.well_inside(&ring);
        return edge;
    }
    let distance = if b.value < 0.0 { -b } else { b };
    let sides = Sides::of(distance, r);
    let is_crossing = sides.overlap() == Overlap::Crossing;
    let is_touching = sides.beyond_limb.value == 0.0;
    let second = if is_touching {
        let one = Dual::new(1.0, f64::NAN);
        Second { e: one, b: one }
    } else if is_crossing {
        elliptic::second((sides.lowest() / (Dual::constant(4.0) * distance * r)).sqrt())
    } else {
        elliptic::second((-sides.lowest() / sides.highest()).sqrt())
    };
    edge.elsewhere(distance, r, &sides, second);
    if is_touching {
        let all = edge.plain.iter_mut().chain(edge.cosine.iter_mut());
        all.for_each(|number| number.tangent = f64::NAN);
    }
    mirror(&mut edge, b);
    edge
}

impl Partials<f64> {
    #[inline(never)]
    pub fn at(b: f64, r: f64, u: &[f64]) -> Self {
        if let Some([u1, u2]) = at_most_two(u) {
            let [flux, by_b, by_r, by_u1, by_u2] = quadratic::partials(b, r, [u1, u2]);
            return Self {
                flux,
                by_b,
                by_r,
                by_u: listed(&[by_u1, by_u2][..u.len()], |by_u| by_u),
            };
        }
        if u.len() > STABLE {
            return Self::by_points(b, r, u);
        }
        let mut hidden = Hidden::room(u.len() + 1);
        match hidden.find(b, r) {
            Found::Part => Self::of(r, u, &hidden.integrals, &hidden.edge),
            Found::All(flux) => {
                let zero = 0.0 * flux + nothing(u);
                Self {
                    flux: flux + zero,
                    by_b: zero,
                    by_r: zero,
                    by_u: listed(u, |_| zero),
                }
            }
        }
    }
}

impl Partials<Dual<f64>> {
    /// With their own derivatives in a direction.
    #[inline(never)]
    pub fn along(b: Dual<f64>, r: Dual<f64>, u: &[Dual<f64>]) -> Self {
        let values = listed(u, |u| u.value);
        if let Some(u_values) = at_most_two(&values) {
            let u_dot = at_most_two(&listed(u, |u| u.tangent)).unwrap_or_default();
            let direction = [b.tangent, r.tangent, u_dot[0], u_dot[1]];
            let tangents = quadratic::second_order(b.value, r.value, u_values, direction);
            let values = quadratic::partials(b.value, r.value, u_values);
            let both: [Dual<f64>; 5] = core::array::from_fn(|i| Dual::new(values[i], tangents[i]));
            return Self {
                flux: both[0],
                by_b: both[1],
                by_r: both[2],
                by_u: listed(&both[3..3 + u.len()], |by_u| by_u),
            };
        }
        if u.len() > STABLE {
            return Self::by_points(b, r, u);
        }
        let count = u.len() + 1;
        let mut hidden = Hidden::room(count);
        match hidden.find(b.value, r.value) {
            Found::Part => {
                let mut integrals = Numbers::zeros(count);
                for n in 0..count {
                    let tangent = r.value * (hidden.edge.plain[n] * r.tangent + hidden.edge.cosine[n] * b.tangent);
                    integrals[n] = Dual::new(hidden.integrals[n], tangent);
                }
                Self::of(r, u, &integrals, &edge_along(b, r, count))
            }
            Found::All(_) => {
                let first = Partials::<f64>::at(b.value, r.value, &values);
                let number = |value: f64| Dual::new(value, 0.0 * value);
                Self {
                    flux: number(first.flux),
                    by_b: number(first.by_b),
                    by_r: number(first.by_r),
                    by_u: listed(&first.by_u, number),
                }
            }
        }
    }
}

impl<T: Real> Partials<T> {
    #[inline(always)]
    fn of(r: T, u: &[T], integrals: &[T], edge: &Edge<T>) -> Self {
        let mut numbers = Numbers::zeros(integrals.len());
        fill_powers(u, &mut numbers);
        let over = whole(u).recip();
        let lost = product(&numbers, integrals) / whole(u);
        let scale = -r * over;
        let by_b = scale * product(&numbers, &edge.cosine);
        let by_r = scale * product(&numbers, &edge.plain);
        // ∫ (1 − z)ʲ as differences of order j.
        let differences = &mut *numbers;
        differences.copy_from_slice(integrals);
        let mut by_u = Numbers::zeros(u.len());
        for (index, by_u) in by_u.iter_mut().enumerate() {
            let j = index + 1;
            let mut above = differences[integrals.len() - j];
            for difference in differences[..integrals.len() - j].iter_mut().rev() {
                let next = core::mem::replace(&mut above, *difference);
                *difference -= next;
            }
            *by_u = (differences[0] - lost * T::from_f64(share(j))) * over;
        }
        Self {
            flux: T::one() - lost,
            by_b,
            by_r,
            by_u,
        }
    }
}

impl<T: Real> Partials<T> {
    /// For any order, by sums over points of the edge: in powers of w = 1 − z, which all are positive, nothing cancels.
    #[inline(never)]
    fn by_points(b: T, r: T, u: &[T]) -> Self {
        let number = T::from_f64;
        let order = u.len();
        let [mut by_b, mut by_r] = [T::zero(); 2];
        let mut hidden = Numbers::zeros(order + 1);
        let mut reciprocals = Numbers::zeros(order + 1);
        for (index, reciprocal) in reciprocals.iter_mut().enumerate() {
            *reciprocal = number(1.0 / (index + 2) as f64);
        }
        let survey = graded::survey(b, r, order + 2, |point| {
            let over = (T::one() + point.z).recip();
            let w = point.square * over;
            let turned = point.weight * point.turned;
            let scale = turned * over;
            // The law less its value on the limb, and for each wʲ the function that Green's theorem asks for, less that of the limb.
            let mut intensity = T::zero();
            for &u in u.iter().rev() {
                intensity = (intensity - u) * w;
            }
            intensity += u.iter().fold(T::zero(), |sum, &u| sum + u);
            by_r += point.weight * intensity;
            by_b += point.weight * point.cos * intensity;
            let mut power = scale;
            for (hidden, over) in hidden[1..].iter_mut().zip(reciprocals.windows(2)) {
                power *= w;
                *hidden += power * (over[0] - w * over[1]) - turned * (over[0] * over[1]);
            }
        });
        let of_one = match survey {
            Ok(of_one) => of_one,
            Err(flux) => {
                let zero = u.iter().fold(number(0.0 * flux), |sum, &u| sum + T::zero() * u);
                return Self {
                    flux: zero + number(flux),
                    by_b: zero,
                    by_r: zero,
                    by_u: listed(u, |_| zero),
                };
            }
        };
        let on_limb = u.iter().fold(T::one(), |sum, &u| sum - u);
        let whole = whole(u);
        let mut sum = of_one.hidden;
        for (j, &u) in u.iter().enumerate() {
            hidden[j + 1] += number(share(j + 1) / PI) * of_one.hidden;
            sum -= u * hidden[j + 1];
        }
        let lost = sum / whole;
        let mut by_u = Numbers::zeros(order);
        for (index, by_u) in by_u.iter_mut().enumerate() {
            *by_u = (hidden[index + 1] - lost * number(share(index + 1))) / whole;
        }
        Self {
            flux: T::one() - lost,
            by_b: -(r * by_b + on_limb * of_one.by_b) / whole,
            by_r: -(r * by_r + on_limb * of_one.by_r) / whole,
            by_u,
        }
    }
}

/// Both coefficients of a law that has no more.
fn at_most_two(u: &[f64]) -> Option<[f64; 2]> {
    match *u {
        [] => Some([0.0, 0.0]),
        [u1] => Some([u1, 0.0]),
        [u1, u2] => Some([u1, u2]),
        _ => None,
    }
}

/// Zero, and NaN if a coefficient is not finite.
fn nothing(u: &[f64]) -> f64 {
    u.iter().map(|u| 0.0 * u).sum()
}

/// One number for each of a list.
pub(super) fn listed<S: Copy, T: Real>(of: &[S], number: impl Fn(S) -> T) -> Numbers<T> {
    let mut list = Numbers::zeros(of.len());
    for (item, &one) in list.iter_mut().zip(of) {
        *item = number(one);
    }
    list
}

/// The coefficients of 1 − Σ uⱼ(1 − z)ʲ as a polynomial in z, into zeros.
#[inline(always)]
fn fill_powers<T: Real>(u: &[T], powers: &mut [T]) {
    for j in (0..=u.len()).rev() {
        // Times 1 − z, plus the next coefficient.
        let mut before = T::zero();
        for power in &mut powers[..=u.len() - j] {
            let lower = core::mem::replace(&mut before, *power);
            *power -= lower;
        }
        powers[0] += if j == 0 { T::one() } else { -u[j - 1] };
    }
}

/// ∫ (1 − z)ʲ over the star.
#[inline(always)]
fn share(j: usize) -> f64 {
    2.0 * PI / ((j + 1) * (j + 2)) as f64
}

/// The intensity of the whole star.
#[inline(always)]
fn whole<T: Real>(u: &[T]) -> T {
    let mut sum = T::from_f64(PI);
    for (index, &u) in u.iter().enumerate() {
        sum -= u * T::from_f64(share(index + 1));
    }
    sum
}

#[inline(always)]
fn product<T: Real>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).fold(T::zero(), |sum, (&a, &b)| sum + a * b)
}
