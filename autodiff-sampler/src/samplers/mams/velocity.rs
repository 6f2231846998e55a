//! A velocity of constant length, and how a gradient turns it.
//!
//! In whitened coordinates, with the unit vector u along the velocity and e along the gradient g of the log density, the equation of
//! motion is du/dt = (1 - u uᵀ) g / (D - 1). Over a time t in which g does not change it has the solution
//!
//! > u(t) = [u + e (sinh δ + e·u (cosh δ - 1))] / (cosh δ + e·u sinh δ), δ = t |g| / (D - 1),
//!
//! and what the motion gains along the way, the counterpart of kinetic energy, is (D - 1) ln(cosh δ + e·u sinh δ)
//! (Robnik & Seljak 2024, "Fluctuation without dissipation: microcanonical Langevin Monte Carlo", PMLR 253).

use crate::metric::{dot, widest};

/// Makes the length of a vector √D, that which a standard normal vector has on average, so that a step is as long as one of
/// Hamiltonian Monte Carlo.
pub(super) fn normalise(velocity: &mut [f64]) {
    let factor = (velocity.len() as f64 / dot(velocity, velocity)).sqrt();
    velocity.iter_mut().for_each(|v| *v *= factor);
}

/// Turns a velocity of length √D by the gradient over the time `step`, in units in which that velocity moves; returns the gain of
/// kinetic energy: NaN where the gradient is too large for its length to be a number, or is none.
pub(super) fn turn(velocity: &mut [f64], gradient: &[f64], step: f64) -> f64 {
    let dimension = velocity.len() as f64;
    let speed = dimension.sqrt();
    let force = dot(gradient, gradient).sqrt();
    if force == 0.0 {
        return 0.0;
    }
    if !force.is_finite() {
        return f64::NAN;
    }
    let delta = step * speed * force / (dimension - 1.0);
    let along = (dot(velocity, gradient) / (speed * force)).clamp(-1.0, 1.0);
    // Everything by e^δ/2, which may be as large as it likes.
    let shrunk = (-delta).exp();
    let stretch = (1.0 + along) + (1.0 - along) * shrunk * shrunk;
    let old = 2.0 * shrunk / stretch;
    let new = speed * ((1.0 - shrunk * shrunk) + along * (1.0 - shrunk).powi(2)) / (stretch * force);
    widest(
        velocity.len(),
        #[inline(always)]
        || {
            for (v, g) in velocity.iter_mut().zip(gradient) {
                *v = old * *v + new * g;
            }
        },
    );
    (dimension - 1.0) * (delta + (0.5 * stretch).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn velocity() -> Vec<f64> {
        let mut velocity = vec![0.3, -1.0, 0.7, 2.0, -0.1];
        normalise(&mut velocity);
        velocity
    }

    const GRADIENT: [f64; 5] = [1.0, 0.5, -2.0, 0.25, 3.0];

    #[test]
    fn velocities_turn_and_keep_their_length() {
        let mut turned = velocity();
        assert!((dot(&turned, &turned) - 5.0).abs() < 1e-14);
        turn(&mut turned, &GRADIENT, 0.4);
        assert!((dot(&turned, &turned) - 5.0).abs() < 1e-13);
        assert!(dot(&turned, &GRADIENT) > dot(&velocity(), &GRADIENT));
    }

    #[test]
    fn turning_solves_the_equation_of_motion() {
        // Euler's method in very small steps, with u of length 1 and time √D t.
        let (mut slow, steps) = (velocity(), 200_000);
        let unit = 5f64.sqrt();
        slow.iter_mut().for_each(|v| *v /= unit);
        let time = 0.4 * unit / f64::from(steps);
        let mut gain = 0.0;
        for _ in 0..steps {
            let along = dot(&slow, &GRADIENT);
            gain += time * along;
            for (u, g) in slow.iter_mut().zip(GRADIENT) {
                *u += time * (g - *u * along) / 4.0;
            }
        }
        let mut turned = velocity();
        let exact = turn(&mut turned, &GRADIENT, 0.4);
        for (fast, slow) in turned.iter().zip(slow) {
            assert!((fast / unit - slow).abs() < 1e-5, "{fast} {slow}");
        }
        assert!((exact - gain).abs() < 1e-4, "{exact} {gain}");
    }

    #[test]
    fn turning_back_undoes_it() {
        let mut there = velocity();
        let gain = turn(&mut there, &GRADIENT, 0.7);
        there.iter_mut().for_each(|v| *v = -*v);
        let loss = turn(&mut there, &GRADIENT, 0.7);
        for (v, before) in there.iter().zip(velocity()) {
            assert!((v + before).abs() < 1e-12);
        }
        assert!((gain + loss).abs() < 1e-12);
    }

    #[test]
    fn gradients_may_be_nil_or_enormous() {
        let mut still = velocity();
        assert_eq!(turn(&mut still, &[0.0; 5], 1.0), 0.0);
        assert_eq!(still, velocity());
        let large = GRADIENT.map(|g| 1e150 * g);
        let gain = turn(&mut still, &large, 1.0);
        assert!(gain.is_finite() && (dot(&still, &still) - 5.0).abs() < 1e-12);
        let enormous = GRADIENT.map(|g| 1e200 * g);
        assert!(turn(&mut still, &enormous, 1.0).is_nan());
        assert!((dot(&still, &still) - 5.0).abs() < 1e-12);
    }
}
