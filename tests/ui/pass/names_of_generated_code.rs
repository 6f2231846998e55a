//! Fields and constants named like generated code's own variables, no prelude, and the standard names shadowed.

#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]
#![allow(dead_code)]

struct Option;
struct Vec;
struct String;
struct Ok;

#[derive(pullback::Parameters)]
struct Hygiene {
    #[prior(Normal(0.0, 1.0))]
    position: f64,
    #[prior(HalfNormal(1.0))]
    shadow: f64,
    #[prior(Normal(position, shadow))]
    log_jacobian: f64,
    #[prior(Normal(log_jacobian, shadow))]
    grad: f64,
    #[prior(Normal(grad, shadow))]
    prefix: f64,
    #[prior(Normal(prefix, shadow))]
    rng: f64,
    #[prior(Normal(rng, shadow))]
    log_prior: f64,
    #[prior(Normal(log_prior, shadow))]
    arguments_bar: f64,
    #[prior(Normal(arguments_bar, shadow))]
    names: f64,
    #[prior(Normal(names, shadow))]
    r#type: f64,
}

#[derive(pullback::Differentiable)]
struct Local {
    local: f64,
    tangent: f64,
    #[constant]
    mode_marker: Vec,
}

fn main() {
    use pullback::sampler::Parameters;
    let hygiene = Hygiene::zeros(&pullback::sampler::Dims::new()).unwrap();
    assert_eq!(hygiene.dimension(), 10);
}
