//! Radial velocities of several planets and instruments.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{
    Companion, Instrument, OrbitBuilder, Velocities, VelocityTrend, stellar_velocities, stellar_velocity,
    velocity_log_likelihood,
};

fn data() -> Velocities {
    let time: Vec<f64> = (0..12).map(|i| 2.3 * f64::from(i)).collect();
    let velocity = time.iter().map(|t| 5.0 * (0.7 * t).sin() + 1.0).collect();
    let error = vec![1.2; 12];
    let instrument = (0..12).map(|i| i % 2).collect();
    Velocities::with_instruments(time, velocity, error, instrument, vec!["a".into(), "b".into()]).unwrap()
}

#[differentiable]
fn log_likelihood(p: &[f64; 10], #[constant] data: &Velocities) -> f64 {
    let orbit = OrbitBuilder::with_period(p[0])
        .transit_at(p[1])
        .eccentricity_vector(p[2], p[3])
        .build();
    let companions = [
        Companion {
            orbit,
            semi_amplitude: p[4],
        },
        Companion {
            orbit: OrbitBuilder::with_period(21.0).build(),
            semi_amplitude: 1.5,
        },
    ];
    let trend = VelocityTrend {
        slope: p[5],
        curvature: 0.001,
        reference_time: 12.0,
    };
    let instruments = [
        Instrument {
            offset: p[6],
            jitter: p[7],
        },
        Instrument {
            offset: p[8],
            jitter: p[9],
        },
    ];
    velocity_log_likelihood(&companions, &trend, &instruments, data)
}

const PARAMETERS: [f64; 10] = [8.9, 1.0, 0.3, -0.2, 4.0, 0.02, 1.0, 0.8, -0.4, 1.7];

#[test]
fn the_likelihood_is_the_sum_over_its_points() {
    let data = data();
    let p = PARAMETERS;
    let orbit = OrbitBuilder::with_period(p[0])
        .transit_at(p[1])
        .eccentricity_vector(p[2], p[3])
        .build();
    let other = OrbitBuilder::with_period(21.0).build();
    let mut sum = 0.0;
    for i in 0..12 {
        let t = data.time[i];
        let model = orbit.radial_velocity(t, 4.0)
            + other.radial_velocity(t, 1.5)
            + 0.02 * (t - 12.0)
            + 0.001 * (t - 12.0).powi(2)
            + [1.0, -0.4][i % 2];
        let variance = 1.44 + [0.8_f64, 1.7][i % 2].powi(2);
        sum -= 0.5 * ((data.velocity[i] - model).powi(2) / variance + (std::f64::consts::TAU * variance).ln());
    }
    assert!((log_likelihood(&p, &data) - sum).abs() < 1e-12 * sum.abs());
}

#[test]
fn and_differentiable() {
    check_grad!(log_likelihood, &PARAMETERS, &data());
}

#[test]
fn velocities_at_many_times_are_those_at_each() {
    let companions = [Companion {
        orbit: OrbitBuilder::with_period(4.0).build(),
        semi_amplitude: 2.0,
    }];
    let trend = VelocityTrend::default();
    let times = [0.0, 1.0, 2.5];
    let all = stellar_velocities(&times, &companions, &trend);
    for i in 0..3 {
        assert_eq!(all[i], stellar_velocity(times[i], &companions, &trend));
    }
    // A quarter of a period after transit the star comes nearest... at its fastest towards us.
    assert!((all[1] + 2.0).abs() < 1e-14);
}

#[test]
fn what_does_not_belong_together_is_nan() {
    let data = data();
    let instrument = Instrument {
        offset: 0.0,
        jitter: 1.0,
    };
    let trend = VelocityTrend::default();
    assert!(velocity_log_likelihood(&[], &trend, &[instrument], &data).is_nan());
    let negative = Instrument {
        offset: 0.0,
        jitter: -1.0,
    };
    assert!(velocity_log_likelihood(&[], &trend, &[instrument, negative], &data).is_nan());
    assert!(velocity_log_likelihood(&[], &trend, &[instrument, instrument], &data).is_finite());
}
