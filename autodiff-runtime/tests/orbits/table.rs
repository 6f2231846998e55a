//! Every position and velocity of `data/orbits.csv`, which a program with other formulas made.

use autodiff_runtime::exoplanet::{KeplerianOrbit, OrbitBuilder};

struct Row {
    numbers: Vec<f64>,
}

impl Row {
    fn orbit(&self) -> KeplerianOrbit {
        let [period, t0, ecc, omega, inclination, node, mass, radius, planet_mass] = self.numbers[..9] else {
            unreachable!("a row is longer")
        };
        OrbitBuilder::with_period(period)
            .transit_at(t0)
            .eccentricity(ecc, omega)
            .inclination(inclination)
            .ascending_node(node)
            .star(mass, radius)
            .planet_mass(planet_mass)
            .build()
    }
    fn time(&self) -> f64 {
        self.numbers[9]
    }
    fn expected(&self, at: usize) -> f64 {
        self.numbers[10 + at]
    }
}

fn rows() -> Vec<Row> {
    let text = include_str!("../data/orbits.csv");
    let number = |field: &str| field.parse().expect("a number");
    let rows: Vec<Row> = text
        .lines()
        .skip(1)
        .map(|line| Row {
            numbers: line.split(',').map(number).collect(),
        })
        .collect();
    assert_eq!(rows.len(), 40);
    rows
}

#[test]
fn positions_and_velocities_are_those_of_the_table() {
    let mut worst = [0.0_f64; 2];
    for row in rows() {
        let orbit = row.orbit();
        let position = orbit.relative_position(row.time());
        let velocity = orbit.relative_velocity(row.time());
        let axis = row.expected(9);
        // Time itself is rounded: what the planet covers meanwhile, and what its velocity changes by, cannot be known.
        let rounding = f64::EPSILON * (row.time().abs() + orbit.t0.abs() + (row.time() - orbit.t0).abs());
        let distance = position.iter().map(|x| x * x).sum::<f64>().sqrt();
        let acceleration = orbit.mean_motion.powi(2) * axis.powi(3) / distance.powi(2);
        let speed = velocity.iter().map(|v| v * v).sum::<f64>().sqrt();
        for k in 0..3 {
            let error = (position[k] - row.expected(k)).abs();
            let allowed = 1e-13 * axis / (1.0 - orbit.ecc) + speed * rounding;
            worst[0] = worst[0].max(error / axis);
            assert!(
                error <= allowed,
                "position {k} of {orbit:?}: off by {error:e}, {allowed:e} allowed"
            );
            let error = (velocity[k] - row.expected(3 + k)).abs();
            let allowed = 1e-13 * orbit.mean_motion * axis / (1.0 - orbit.ecc).powi(2) + acceleration * rounding;
            worst[1] = worst[1].max(error / (orbit.mean_motion * axis));
            assert!(
                error <= allowed,
                "velocity {k} of {orbit:?}: off by {error:e}, {allowed:e} allowed"
            );
        }
        assert!((orbit.semi_major_axis / axis - 1.0).abs() < 1e-14);
    }
    println!(
        "largest errors: positions {:.1e} a, velocities {:.1e} 2πa/P",
        worst[0], worst[1]
    );
}

#[test]
fn what_follows_from_them_is_in_the_table_too() {
    for row in rows() {
        let orbit = row.orbit();
        let time = row.time();
        let close = |found: f64, at: usize, scale: f64| {
            let error = (found - row.expected(at)).abs();
            let allowed = 1e-9 * scale / (1.0 - orbit.ecc);
            assert!(error <= allowed, "{at} of {orbit:?}: {found} is off by {error:e}");
        };
        let velocity = orbit.radial_velocity(time, orbit.semi_amplitude());
        // The table's is without the star's systemic velocity: K[cos(ω + f) + e cos ω] is the same.
        close(velocity, 6, orbit.semi_amplitude().max(1.0));
        close(orbit.separation(time), 7, orbit.semi_major_axis / orbit.stellar_radius);
        close(
            orbit.impact_parameter().abs(),
            8,
            orbit.semi_major_axis / orbit.stellar_radius,
        );
        let star = orbit.star_velocity(time);
        close(
            -star[2] * autodiff_runtime::exoplanet::constants::SOLAR_RADIUS_PER_DAY,
            6,
            orbit.semi_amplitude().max(1.0),
        );
    }
}

#[test]
fn planet_and_star_are_opposite_of_their_barycentre() {
    for row in rows() {
        let orbit = row.orbit();
        let (planet, star) = (orbit.planet_position(row.time()), orbit.star_position(row.time()));
        let relative = orbit.relative_position(row.time());
        for k in 0..3 {
            let scale = orbit.semi_major_axis;
            assert!((planet[k] - star[k] - relative[k]).abs() < 1e-14 * scale);
            assert!((planet[k] * orbit.planet_mass + star[k] * orbit.stellar_mass).abs() < 1e-13 * scale);
        }
    }
}

/// All ways to say the same orbit.
#[test]
fn elements_may_be_given_in_any_form() {
    let start = OrbitBuilder::with_period(4.2).transit_at(7.5).eccentricity(0.3, 0.8);
    let orbit = start.star(0.9, 0.8).impact_parameter(0.4).build();
    let same = |other: KeplerianOrbit| {
        for time in [-3.0, 0.1, 7.5, 8.0, 1000.25] {
            let (expected, found) = (orbit.relative_position(time), other.relative_position(time));
            for k in 0..3 {
                let error = (expected[k] - found[k]).abs();
                assert!(error < 1e-11 * orbit.semi_major_axis, "{error:e}: {other:?}");
            }
        }
    };
    let inclination = orbit.cos_inclination.acos();
    same(start.star(0.9, 0.8).inclination(inclination).build());
    let density = 0.9 / (4.0 / 3.0 * std::f64::consts::PI * 0.8_f64.powi(3));
    same(
        start
            .stellar_density(density)
            .stellar_radius(0.8)
            .impact_parameter(0.4)
            .build(),
    );
    let ratio = orbit.semi_major_axis / 0.8;
    same(
        start
            .scaled_axis(ratio)
            .stellar_radius(0.8)
            .impact_parameter(0.4)
            .build(),
    );
    let root = 0.3_f64.sqrt();
    same(
        OrbitBuilder::with_period(4.2)
            .eccentricity_vector(root * 0.8_f64.cos(), root * 0.8_f64.sin())
            .periastron_at(orbit.time_of_periastron)
            .impact_parameter(0.4)
            .star(0.9, 0.8)
            .build(),
    );
    same(
        OrbitBuilder::with_semi_major_axis(orbit.semi_major_axis, 0.9, 0.0)
            .stellar_radius(0.8)
            .eccentricity(0.3, 0.8)
            .transit_at(7.5)
            .impact_parameter(0.4)
            .build(),
    );
    same(orbit.with_transit_at(7.5 + 4.2 * 3.0));
}

#[test]
fn the_swapped_orbit_is_seen_from_the_other_side() {
    for row in rows() {
        let orbit = row.orbit();
        let swapped = orbit.swapped();
        assert!(swapped.t0 > orbit.t0 && swapped.t0 <= orbit.t0 + orbit.period);
        for time in [row.time(), orbit.t0 + 0.1] {
            let (one, other) = (orbit.relative_position(time), swapped.relative_position(time));
            let rounding = f64::EPSILON * (time.abs() + orbit.t0.abs()) * orbit.mean_motion / (1.0 - orbit.ecc).powi(2);
            for k in 0..3 {
                let error = (one[k] + other[k]).abs();
                assert!(
                    error < (1e-11 + 10.0 * rounding) * orbit.semi_major_axis,
                    "{error:e} {orbit:?}"
                );
            }
        }
        let [x, _, z] = orbit.relative_position(orbit.eclipse_time());
        let turned = x * orbit.cos_node + orbit.relative_position(orbit.eclipse_time())[1] * orbit.sin_node;
        assert!(turned.abs() < 1e-8 * orbit.semi_major_axis / (1.0 - orbit.ecc).powi(2) && z < 0.0);
    }
}
