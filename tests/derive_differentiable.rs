//! `#[derive(Differentiable)]`: shapes of tangents and shadows, values moved between them, and lints that must stay quiet.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]

use pullback::Differentiable;
use pullback::runtime::{Active, AssignedShadow, Constant, Inert, ShadowOf};

/// A public struct with private and nested parts.
#[derive(Differentiable, Clone, Debug)]
pub struct Planet {
    /// Days.
    pub period: f64,
    pub(crate) orbit: Orbit,
    weights: Vec<f64>,
    /// How many times it was seen.
    #[constant]
    pub transits: usize,
    count: u32,
}

#[derive(Differentiable, Clone, Debug)]
struct Orbit(f64, #[constant] &'static str, [f64; 40]);

/// Nothing inside.
#[derive(Differentiable, Clone, Copy, Debug)]
pub struct Nothing;

/// Only constants.
#[derive(Differentiable, Clone, Debug)]
pub struct Labels<'a, T> {
    /// Data.
    #[constant]
    pub names: &'a [T],
}

/// Generic over numbers, lengths and a trait's type; with a parameter named like the mode.
#[derive(Differentiable, Clone, Debug)]
pub struct Grid<M, I: Iterator, const N: usize>
where
    I::Item: Clone,
{
    /// Values.
    pub values: [M; N],
    /// Tail.
    pub tail: Vec<(M, f64)>,
    /// Item.
    pub item: I::Item,
    /// Where it came from.
    #[constant]
    pub source: I,
    /// Finer grids.
    pub children: Vec<Self>,
}

fn planet() -> Planet {
    Planet {
        period: 2.0,
        orbit: Orbit(0.1, "b", [0.0; 40]),
        weights: vec![1.0, 2.0],
        transits: 3,
        count: 2,
    }
}

#[test]
fn shadow_and_tangent_move_back_and_forth() {
    let shadow = planet().zero_shadow::<Active>();
    shadow.period.add(1.5);
    shadow.orbit.0.add(-1.0);
    shadow.orbit.2[39].add(4.0);
    shadow.weights[1].add(0.25);
    let _: &Constant = &shadow.transits;
    let tangent: PlanetTangent = Planet::tangent_from_shadow(shadow);
    assert_eq!((tangent.period, tangent.orbit.0, tangent.orbit.1[39]), (1.5, -1.0, 4.0));
    assert_eq!(tangent.weights, [0.0, 0.25]);
    let again = Planet::tangent_from_shadow(Planet::shadow_from_tangent(tangent.clone()));
    assert_eq!(again, tangent);
    assert_eq!((planet().transits, planet().count, planet().orbit.1), (3, 2, "b"));
}

#[test]
fn whole_values_are_absorbed_and_released() {
    let (place, local) = (planet().zero_shadow::<Active>(), planet().zero_shadow::<Active>());
    local.period.add(3.0);
    place.absorb(&local);
    assert_eq!((place.period.get(), local.period.get()), (3.0, 0.0));
    place.release_to(&local);
    assert_eq!((place.period.get(), local.period.get()), (0.0, 3.0));
    place.assign(&local);
    local.period.set(0.0);
    place.copy_to(&local);
    assert_eq!(local.period.get(), 3.0);
    let inert = planet().zero_shadow::<Inert>();
    inert.absorb(&local);
    assert_eq!(inert.period.get(), 0.0);
}

#[test]
fn generics_bounds_and_recursion() {
    let grid = Grid {
        values: [1.0_f64, 2.0],
        tail: vec![(1.0, 2.0)],
        item: 4.0_f64,
        source: vec![4.0_f64].into_iter(),
        children: vec![],
    };
    let parent = Grid {
        children: vec![grid.clone()],
        ..grid
    };
    let shadow = parent.zero_shadow::<Active>();
    shadow.children[0].values[1].add(2.0);
    shadow.item.add(1.0);
    let tangent = Grid::tangent_from_shadow(shadow);
    assert_eq!(tangent.children[0].values, [0.0, 2.0]);
    assert_eq!(tangent, tangent.clone());
    assert!(format!("{tangent:?}").starts_with("GridTangent { values: [0.0, 0.0], tail: [(0.0, 0.0)], item: 1.0"));
    assert_eq!(parent.source.as_slice(), [4.0]);
}

#[test]
fn structs_without_derivatives() {
    assert_eq!(Nothing::tangent_from_shadow(Nothing.zero_shadow()), NothingTangent);
    let labels = Labels { names: &["a"] };
    assert_eq!(
        Labels::<&str>::tangent_from_shadow(labels.zero_shadow()),
        LabelsTangent {}
    );
    assert_eq!(labels.names, ["a"]);
}

/// Has a default tangent although a neighbour has none.
#[derive(Differentiable, Clone, Debug)]
pub struct Small {
    /// Inner.
    pub inner: (f64, Vec<f64>),
}

#[test]
fn tangents_have_defaults_where_possible() {
    assert_eq!(SmallTangent::default().inner, (0.0, vec![]));
}
