//! Every flux of `data/light_curves.csv`. batman's elliptic integrals are good to 1e-8 or so, its Kepler solver to 1e-7.

use autodiff_runtime::exoplanet::{EclipsingPlanet, Exposure, OrbitBuilder, TransitingPlanet, transit_flux};

/// A planet's parameters with its times and fluxes in transit and eclipse.
fn rows() -> Vec<[f64; 13]> {
    let rows: Vec<[f64; 13]> = include_str!("../data/light_curves.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let numbers: Vec<f64> = line.split(',').map(|field| field.parse().expect("a number")).collect();
            numbers.try_into().expect("thirteen columns")
        })
        .collect();
    assert_eq!(rows.len(), 6 * 23);
    rows
}

fn planet(row: &[f64; 13]) -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(row[0])
        .transit_at(row[1])
        .scaled_axis(row[2])
        .inclination(row[3])
        .eccentricity(row[4], row[5])
        .build();
    TransitingPlanet::new(orbit, row[6])
}

#[test]
fn transits_are_batman_s() {
    let (mut worst, mut in_transit) = (0.0_f64, 0);
    for row in rows() {
        let flux = transit_flux(&[row[9]], &[planet(&row)], [row[7], row[8]], &Exposure::instant());
        let error = (flux[0] - row[10]).abs();
        worst = worst.max(error);
        in_transit += usize::from(flux[0] < 1.0);
        assert!(error < 1e-7, "{row:?}: {} is off by {error:e}", flux[0]);
    }
    println!("largest difference: {worst:.1e}");
    assert!(in_transit > 40, "{in_transit}");
}

#[test]
fn eclipses_are_batman_s() {
    let mut eclipsed = 0;
    for row in rows() {
        let planet = EclipsingPlanet::new(planet(&row), 0.05);
        let total = 1.0 + 0.05 * row[6] * row[6];
        let flux = planet.flux(row[11], [row[7], row[8]], [0.0, 0.0]);
        let error = (flux * total - row[12]).abs();
        eclipsed += usize::from(flux < 1.0);
        assert!(error < 1e-8, "{row:?}: {flux} is off by {error:e}");
    }
    assert!(eclipsed > 40, "{eclipsed}");
}
