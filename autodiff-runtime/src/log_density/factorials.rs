//! Factorials of counts.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::stirling::{HALF_LN_TAU, stirling_remainder};

/// ln k!
#[inline]
pub(super) fn ln_factorial(k: u64) -> f64 {
    match usize::try_from(k) {
        Ok(small) if small < LN_FACTORIAL.len() => LN_FACTORIAL[small],
        _ => {
            let count = k as f64;
            (count + 0.5) * count.ln() - count + HALF_LN_TAU + stirling_remainder(count)
        }
    }
}

/// k ln k − k − ln k!: the logarithm of the probability of k events where k are expected.
#[inline]
pub(super) fn ln_poisson_peak(k: u64) -> f64 {
    match usize::try_from(k) {
        Ok(small) if small < LN_POISSON_PEAK.len() => LN_POISSON_PEAK[small],
        _ => {
            let count = k as f64;
            -stirling_remainder(count) - HALF_LN_TAU - 0.5 * count.ln()
        }
    }
}

/// ln k! (mpmath, 40 digits, rounded).
#[rustfmt::skip]
#[allow(clippy::approx_constant, reason = "factorials")]
const LN_FACTORIAL: [f64; 32] = [
    0.0, 0.0, 0.6931471805599453, 1.791759469228055,
    3.1780538303479458, 4.787491742782046, 6.579251212010101, 8.525161361065415,
    10.60460290274525, 12.801827480081469, 15.104412573075516, 17.502307845873887,
    19.987214495661885, 22.552163853123425, 25.19122118273868, 27.89927138384089,
    30.671860106080672, 33.50507345013689, 36.39544520803305, 39.339884187199495,
    42.335616460753485, 45.38013889847691, 48.47118135183523, 51.60667556776438,
    54.78472939811232, 58.00360522298052, 61.261701761002, 64.55753862700634,
    67.88974313718154, 71.25703896716801, 74.65823634883016, 78.0922235533153,
];

/// k ln k − k − ln k! (mpmath, 40 digits, rounded).
#[rustfmt::skip]
#[allow(clippy::approx_constant, reason = "factorials")]
const LN_POISSON_PEAK: [f64; 32] = [
    0.0, -1.0, -1.3068528194400546, -1.4959226032237258,
    -1.6328763858683832, -1.7403021806115442, -1.828694396641771, -1.9037903176782212,
    -1.9690705693065629, -2.0268062840554952, -2.0785616431350586, -2.12545984509181,
    -2.168334698205882, -2.207822206123445, -2.244418568125061, -2.2785183673077407,
    -2.310440550244173, -2.3404466011812155, -2.368753565902089, -2.3955435830371252,
    -2.4209709896736653, -2.445167706285025, -2.468247377952275, -2.490308601393931,
    -2.511437469761624, -2.531709601275501, -2.551191772443469, -2.569943244889446,
    -2.588016852275825, -2.6054598975602623, -2.622314898965503, -2.638620214275777,
];
