use autodiff_macros::differentiable;
use pullback::ode::OdeSettings;
use pullback::{constant, ode_solver};

#[differentiable]
fn rates(_t: f64, z: &[f64; 2], theta: &[f64; 4]) -> [f64; 2] {
    [
        (theta[0] - theta[1] * z[1]) * z[0],
        (-theta[2] + theta[3] * z[0]) * z[1],
    ]
}

ode_solver! {
    fn explicit = dormand_prince(rates: [f64; 2], &[f64; 4]);
}
ode_solver! {
    fn implicit = sdirk(rates: [f64; 2], &[f64; 4]);
}

#[test]
fn smoke() {
    let theta = [0.55, 0.028, 0.8, 0.024];
    let times: Vec<f64> = (1..=20).map(f64::from).collect();
    let a = explicit(
        &[34.0, 5.9],
        0.0,
        &times,
        &theta,
        &OdeSettings::with_tolerances(1e-9, 1e-9),
    )
    .unwrap();
    let b = implicit(
        &[34.0, 5.9],
        0.0,
        &times,
        &theta,
        &OdeSettings::with_tolerances(1e-7, 1e-7),
    )
    .unwrap();
    println!("{a:?} {b:?}");
}
