//! Several planets, and light that is not the star's.

use autodiff_runtime::exoplanet::{
    Exposure, OrbitBuilder, TransitTimes, TransitingPlanet, diluted, transit_flux, transit_flux_at_times,
};

fn planet(period: f64, t0: f64, k: f64) -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(period)
        .transit_at(t0)
        .stellar_density(0.24)
        .impact_parameter(0.3)
        .build();
    TransitingPlanet::new(orbit, k)
}

#[test]
fn dips_of_several_planets_add_up() {
    let (b, c) = (planet(3.0, 0.0, 0.1), planet(7.0, 0.01, 0.05));
    let times: Vec<f64> = (0..200).map(|i| 0.07 * f64::from(i)).collect();
    let u = [0.3, 0.2];
    let of = |planets: &[TransitingPlanet]| transit_flux(&times, planets, u, &Exposure::instant());
    let (both, only_b, only_c) = (of(&[b, c]), of(&[b]), of(&[c]));
    for i in 0..times.len() {
        assert!((both[i] - (only_b[i] + only_c[i] - 1.0)).abs() < 1e-15);
        assert_eq!(only_b[i], b.flux(times[i], u));
    }
    assert_eq!(of(&[]), vec![1.0; 200]);
    assert!(transit_flux(&[], &[b], u, &Exposure::instant()).is_empty());
}

#[test]
fn times_on_a_line_are_a_period() {
    let b = planet(3.0, 0.0, 0.1);
    let times: Vec<f64> = (0..500).map(|i| 0.02 * f64::from(i) - 0.3).collect();
    let u = [0.3, 0.2];
    let transits = [TransitTimes::new(vec![0.0, 3.0, 6.0, 9.0])];
    let own = transit_flux_at_times(&times, &[b], &transits, u, &Exposure::instant());
    let regular = transit_flux(&times, &[b], u, &Exposure::instant());
    for i in 0..times.len() {
        assert!((own[i] - regular[i]).abs() < 1e-12, "{i}");
    }
    // A list of times for each planet.
    assert!(transit_flux_at_times(&times, &[b], &[], u, &Exposure::instant())[0].is_nan());
}

#[test]
fn light_of_another_star_makes_dips_shallower() {
    assert_eq!(diluted(0.99, 0.0), 0.99);
    assert!((diluted(0.99, 0.5) - 0.995).abs() < 1e-15);
}

/// Light that is late moves the transit by minutes, and the window with it.
#[test]
fn transits_are_seen_when_their_light_arrives() {
    let builder = OrbitBuilder::with_period(900.0)
        .star(1.0, 1.0)
        .eccentricity(0.3, -0.8)
        .inclination(1.5705);
    let (seen, actual) = (builder.light_delay(true).build(), builder.build());
    let planet = TransitingPlanet::new(seen, 0.1);
    let (mut inside, mut moved) = (0, 0.0_f64);
    for step in -400..400 {
        let time = 0.002 * f64::from(step);
        let separation = seen.separation(time);
        let flux = planet.flux(time, [0.3, 0.2]);
        assert_eq!(
            flux < 1.0,
            (0.0..1.1).contains(&separation),
            "{time}: {separation} {flux}"
        );
        inside += i32::from(flux < 1.0);
        moved = moved.max((separation - actual.separation(time)).abs());
    }
    assert!(inside > 100 && moved > 0.01, "{inside} {moved}");
}
