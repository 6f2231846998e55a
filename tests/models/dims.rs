//! Lengths given by name: what fits, and what is said where it does not.

use pullback::prelude::*;
use pullback::sampler::{DimsError, Variable};

/// One of several planets.
#[derive(Parameters, Clone, Debug, PartialEq)]
struct Planet {
    #[prior(LogNormal(1.0, 0.5))]
    period: f64,
    #[prior(UnitDisk)]
    shape: [f64; 2],
    #[prior(Normal(0.0, 1.0))]
    #[dims(band)]
    colours: Vec<f64>,
}

/// Axes of every kind.
#[derive(Parameters, Clone, Debug, PartialEq)]
struct Model {
    #[prior(Normal(0.0, 1.0))]
    mu: f64,
    #[prior(Normal(mu, 1.0))]
    #[dims(school)]
    theta: [f64; 3],
    #[prior(Normal(0.0, 1.0))]
    #[dims(county, year)]
    table: Vec<[f64; 2]>,
    #[dims(planet)]
    planets: Vec<Planet>,
    #[prior(Normal(0.0, 1.0))]
    unnamed: [[f64; 2]; 2],
}

#[differentiable]
fn log_likelihood(p: &Model) -> f64 {
    let mut sum = 0.0;
    for planet in &p.planets {
        sum -= planet.period * planet.colours[0];
    }
    for row in &p.table {
        sum -= row[0] * row[1] * p.theta[0];
    }
    sum
}

fn posterior(dims: &Dims) -> Result<Posterior<Model, impl pullback::runtime::Objective<Model> + Clone>, DimsError> {
    Posterior::with_dims(log_likelihood::with(), dims)
}

fn lengths() -> Dims {
    Dims::new().length("county", 4).length("planet", 2).length("band", 1)
}

#[test]
fn variables_have_shapes_and_named_axes() {
    let dims = lengths().labels("school", ["Eton", "Harrow", "Rugby"]);
    let mut posterior = posterior(&dims).expect("lengths fit");
    let variables = posterior.variables();
    let described: Vec<(&str, &[usize], Vec<&str>)> = variables
        .iter()
        .map(|v| (&*v.name, &*v.shape, v.dims.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        described,
        [
            ("mu", &[][..], vec![]),
            ("theta", &[3][..], vec!["school"]),
            ("table", &[4, 2][..], vec!["county", "year"]),
            ("planets.period", &[2][..], vec!["planet"]),
            ("planets.shape", &[2, 2][..], vec!["planet", "planets.shape_dim_1"]),
            ("planets.colours", &[2, 1][..], vec!["planet", "band"]),
            ("unnamed", &[2, 2][..], vec!["unnamed_dim_0", "unnamed_dim_1"]),
        ]
    );
    let names = posterior.names();
    let of = |variable: &Variable| -> Vec<String> { variable.indices.iter().map(|i| names[*i].clone()).collect() };
    assert_eq!(of(&variables[3]), ["planets[0].period", "planets[1].period"]);
    assert_eq!(names.iter().filter(|name| name.starts_with("table[")).count(), 8);
    let coordinates = posterior.coordinates();
    assert_eq!((&*coordinates[0].dim, coordinates.len()), ("school", 1));
    assert_eq!(coordinates[0].labels, ["Eton", "Harrow", "Rugby"]);
    crate::difference::check_gradient(&mut posterior, 4);
}

#[test]
fn what_is_wrong_with_lengths_is_said() {
    let message = |dims: Dims| posterior(&dims).map(drop).expect_err("lengths do not fit").to_string();
    assert_eq!(
        message(Dims::new().length("planet", 2).length("band", 1)),
        "the parameter `table` has an axis `county` of unknown length; give it: `Dims::new().length(\"county\", …)`"
    );
    assert_eq!(
        message(Dims::new().length("planet", 2).length("county", 1)),
        "the parameter `planets[0].colours` has an axis `band` of unknown length; give it: `Dims::new().length(\"band\", …)`"
    );
    assert_eq!(
        message(lengths().length("town", 4)),
        "no parameter has an axis `town`; there are `school`, `county`, `year`, `planet`, `band`"
    );
    assert_eq!(
        message(lengths().length("school", 8)),
        "the axis `school` has the length 8 by `Dims` and 3 by the type of `theta`; give it one"
    );
    assert_eq!(
        message(lengths().length("county", 5)),
        "the axis `county` has the length 4 by `Dims` and 5 by `Dims`; give it one"
    );
}

#[test]
fn a_vector_may_have_no_elements() {
    let dims = Dims::new().length("county", 0).length("planet", 0);
    let error = posterior(&dims.clone().length("band", 1))
        .map(drop)
        .expect_err("no planet has bands");
    assert!(matches!(error, DimsError::Unknown { .. }), "{error}");
    let mut posterior = posterior(&dims).expect("lengths fit");
    assert_eq!(posterior.dimension(), 1 + 3 + 4);
    assert!(posterior.log_density_and_grad(&[0.1; 8], &mut [0.0; 8]).is_ok());
}

#[test]
fn lists_of_arguments_must_be_as_long_as_vectors() {
    /// A prior that is a list.
    #[derive(Parameters, Clone, Debug)]
    struct Lists {
        #[prior(Normal([0.0, 1.0, 2.0], 1.0))]
        #[dims(k)]
        a: Vec<f64>,
        #[prior(Normal(a, 1.0))]
        #[dims(j)]
        b: Vec<f64>,
    }
    #[differentiable]
    fn nothing(p: &Lists) -> f64 {
        0.0 * p.a[0] * p.b[0]
    }
    let made = |k, j| {
        let dims = Dims::new().length("k", k).length("j", j);
        Posterior::<Lists, _>::with_dims(nothing::with(), &dims).map(drop)
    };
    assert_eq!(made(3, 3), Ok(()));
    assert_eq!(
        made(2, 2).expect_err("three arguments").to_string(),
        "the parameter `a` has 2 elements, but `the list` in its prior has 3"
    );
    assert_eq!(
        made(3, 2).expect_err("three arguments").to_string(),
        "the parameter `b` has 2 elements, but `a` in its prior has 3"
    );
}

#[test]
fn a_start_must_be_as_long_as_the_vectors() {
    let dims = lengths();
    let posterior = posterior(&dims).expect("lengths fit");
    let mut values = posterior.values(&vec![0.1; posterior.dimension()]);
    assert!(posterior.clone().start_at(&values).is_ok());
    values.table.pop();
    let error = posterior.start_at(&values).map(drop).expect_err("too short");
    assert!(
        error.to_string().contains("make every vector as long as its dimension"),
        "{error}"
    );
}
