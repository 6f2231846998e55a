use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::metric::InvMetricForm;
use eigen::Reduced;

/// A normal density with covariance Σ = B Bᵀ, which its draws and their gradients are made from.
struct Gaussian {
    dimension: usize,
    /// Spectrum of Σ: variances and unit vectors, as reflections of the axes by I - 2 v vᵀ; then scaled.
    variances: Vec<f64>,
    mirror: Vec<f64>,
    scales: Vec<f64>,
}

impl Gaussian {
    fn new(variances: Vec<f64>, scales: Vec<f64>) -> Self {
        let dimension = variances.len();
        let mut mirror: Vec<f64> = (0..dimension).map(|i| ((3 * i + 1) as f64).sin()).collect();
        let norm = dot(&mirror, &mirror).sqrt();
        mirror.iter_mut().for_each(|v| *v /= norm);
        Self {
            dimension,
            variances,
            mirror,
            scales,
        }
    }

    fn reflect(&self, x: &mut [f64]) {
        let along = -2.0 * dot(x, &self.mirror);
        add_multiple(x, along, &self.mirror);
    }

    /// A draw x with mean 1, and the gradient -Σ⁻¹(x - 1).
    fn draw(&self, rng: &mut Xoshiro256PlusPlus) -> (Vec<f64>, Vec<f64>) {
        let noise: Vec<f64> = (0..self.dimension).map(|_| rng.sample(StandardNormal)).collect();
        let mut x: Vec<f64> = noise.iter().zip(&self.variances).map(|(z, v)| z * v.sqrt()).collect();
        let mut g: Vec<f64> = noise.iter().zip(&self.variances).map(|(z, v)| -z / v.sqrt()).collect();
        self.reflect(&mut x);
        self.reflect(&mut g);
        for ((x, g), s) in x.iter_mut().zip(&mut g).zip(&self.scales) {
            (*x, *g) = (1.0 + *x * s, *g / s);
        }
        (x, g)
    }

    /// Condition number of the density that the metric makes of this one: of F⁻¹ Σ F⁻ᵀ.
    fn condition(&self, metric: &InvMetric) -> f64 {
        let variances = self.whitened_variances(metric);
        let (low, high) = variances
            .iter()
            .fold((f64::INFINITY, 0.0f64), |(low, high), v| (low.min(*v), high.max(*v)));
        high / low
    }

    /// How many times as many leapfrog steps a trajectory along the widest direction has as with the metric Σ:
    /// √max v · (Σ v⁻² / D)^¼ (see `Spectrum::best_rank`).
    fn lengthening(&self, metric: &InvMetric) -> f64 {
        let variances = self.whitened_variances(metric);
        let widest = variances.iter().copied().fold(0.0, f64::max);
        let squares: f64 = variances.iter().map(|v| v.powi(-2)).sum();
        widest.sqrt() * (squares / self.dimension as f64).powf(0.25)
    }

    fn whitened_variances(&self, metric: &InvMetric) -> Vec<f64> {
        let n = self.dimension;
        // Rows F⁻¹ B e_k
        let mut rows = Vec::new();
        for k in 0..n {
            let mut column = vec![0.0; n];
            column[k] = self.variances[k].sqrt();
            self.reflect(&mut column);
            column.iter_mut().zip(&self.scales).for_each(|(x, s)| *x *= s);
            let mut whitened = vec![0.0; n];
            metric.solve(&column, &mut whitened);
            rows.push(whitened);
        }
        let gram = rows.iter().flat_map(|a| rows.iter().map(move |b| dot(a, b))).collect();
        Reduced::of(gram, n)
            .and_then(|reduced| reduced.values())
            .expect("finite")
    }
}

/// The metric after `count` draws.
fn learnt(gaussian: &Gaussian, kind: Metric, count: usize) -> InvMetric {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let (x, g) = gaussian.draw(&mut rng);
    let mut adaptation = MetricAdaptation::from_gradient(kind, &x, &g);
    for _ in 1..count {
        let (x, g) = gaussian.draw(&mut rng);
        adaptation.add(&x, &g);
    }
    adaptation.update(true);
    adaptation.inv_metric().clone()
}

/// Variances from 1 to `ratio` in equal steps of their logarithms.
fn graded(dimension: usize, ratio: f64) -> Vec<f64> {
    (0..dimension)
        .map(|i| ratio.powf(i as f64 / (dimension - 1) as f64))
        .collect()
}

/// Variance 1 but for a few directions.
fn spiked(dimension: usize, spikes: &[f64]) -> Vec<f64> {
    let mut variances = vec![1.0; dimension];
    for (variance, spike) in variances.iter_mut().step_by(7).zip(spikes) {
        *variance = *spike;
    }
    variances
}

#[test]
fn scales_of_a_gaussian_need_three_draws() {
    let variances = [0.01, 1.0, 400.0];
    let draws = [[0.1, -0.5, 10.0], [-0.05, 1.5, -30.0], [0.02, 0.3, 7.0]];
    let grad_of = |x: &[f64; 3]| [0, 1, 2].map(|i| -x[i] / variances[i]);
    let mut metric = MetricAdaptation::from_gradient(Metric::Auto, &draws[0], &grad_of(&draws[0]));
    assert_eq!(metric.update(true), MetricChange::None);
    for draw in &draws[1..] {
        metric.add(draw, &grad_of(draw));
    }
    assert_eq!(metric.update(true), MetricChange::Small);
    for (estimate, variance) in metric.inv_metric().diagonal().iter().zip(variances) {
        assert!((estimate / variance - 1.0).abs() < 1e-12);
    }
}

#[test]
fn a_gaussian_is_known_from_a_few_more_draws_than_coordinates() {
    for (dimension, ratio) in [(2, 100.0), (10, 1e4), (40, 1e6)] {
        let gaussian = Gaussian::new(graded(dimension, ratio), graded(dimension, 1e3));
        let metric = learnt(&gaussian, Metric::Dense, 2 * dimension + 2);
        let condition = gaussian.condition(&metric);
        assert!(condition < 1.1, "{dimension}: {condition}");
        assert_eq!(metric.form(), InvMetricForm::Dense);
    }
}

#[test]
fn few_directions_among_many_coordinates_need_few_draws() {
    let gaussian = Gaussian::new(spiked(300, &[1e4, 400.0, 1e-3]), graded(300, 1e4));
    let metric = learnt(&gaussian, Metric::Auto, 60);
    // The narrow direction is nearly along an axis, and can be left to its scale.
    assert!(
        matches!(metric.form(), InvMetricForm::LowRank { rank: 2..=6 }),
        "{:?}",
        metric.form()
    );
    let condition = gaussian.condition(&metric);
    let lengthening = gaussian.lengthening(&metric);
    let diagonal = gaussian.condition(&learnt(&gaussian, Metric::Diagonal, 60));
    assert!(condition < 4.0, "{condition}");
    assert!(lengthening < 1.1, "{lengthening}");
    assert!(diagonal > 1e3, "{diagonal}");
}

#[test]
fn a_common_factor_does_not_hide_the_scales_of_the_rest() {
    // One direction with nearly all the variance of every coordinate.
    let mut variances = vec![1.0; 250];
    variances[0] = 1e6;
    let mut gaussian = Gaussian::new(variances, vec![1.0; 250]);
    let share = 1.0 / 500f64.sqrt();
    gaussian.mirror.fill(share);
    gaussian.mirror[0] = (1.0 - 249.0 / 500.0f64).sqrt();
    let metric = learnt(&gaussian, Metric::Auto, 50);
    // Scales that had the common factor in them would leave a condition number of 60 and more.
    let lengthening = gaussian.lengthening(&metric);
    let dense = gaussian.lengthening(&learnt(&gaussian, Metric::Dense, 50));
    assert!(lengthening < 1.1 * dense, "{lengthening} {dense} {:?}", metric.form());
}

#[test]
fn the_form_is_the_one_that_pays() {
    let form = |variances: Vec<f64>| {
        let scales = graded(variances.len(), 100.0);
        let gaussian = Gaussian::new(variances, scales);
        let metric = learnt(&gaussian, Metric::Auto, 120);
        let lengthening = gaussian.lengthening(&metric);
        assert!(lengthening < 1.1, "{lengthening} {:?}", metric.form());
        metric.form()
    };
    assert_eq!(form(vec![1.0; 50]), InvMetricForm::Diagonal);
    assert_eq!(form(graded(5, 50.0)), InvMetricForm::Dense);
    assert_eq!(form(graded(40, 1e5)), InvMetricForm::Dense);
    assert!(matches!(
        form(spiked(100, &[100.0, 0.01])),
        InvMetricForm::LowRank { rank: 1..=4 }
    ));
    // A correlation that would make trajectories by a few per cent longer is left alone.
    assert_eq!(form(spiked(100, &[1.1])), InvMetricForm::Diagonal);
}

#[test]
fn flat_directions_keep_a_usable_scale() {
    let mut metric = MetricAdaptation::from_gradient(Metric::Auto, &[1.0, 2.0], &[0.0, 1e300]);
    assert_eq!(metric.inv_metric().diagonal(), [1.0, 1e-10 * 1e-10]);
    metric.add(&[2.0, 2.0], &[0.0, 1e300]);
    metric.add(&[3.0, 2.0], &[0.0, 1e300]);
    metric.update(true);
    assert_eq!(metric.inv_metric().diagonal(), [1.0, 1e-10 * 1e-10]);
}

#[test]
fn odd_samples_leave_a_usable_metric() {
    let usable = |metric: &InvMetric| metric.diagonal().iter().all(|v| v.is_finite() && *v > 0.0);
    for kind in [Metric::Auto, Metric::Diagonal, Metric::LowRank, Metric::Dense] {
        // Draws that never move, and gradients that are not numbers or overflow when squared.
        for bad in [0.0, f64::NAN, f64::INFINITY, 1e200] {
            let mut metric = MetricAdaptation::from_gradient(kind, &[1.0, 2.0, 3.0], &[1.0, 2.0, bad]);
            for _ in 0..20 {
                metric.add(&[1.0, 2.0, 3.0], &[1.0, 2.0, bad]);
            }
            metric.update(true);
            assert!(usable(metric.inv_metric()), "{kind:?}, {bad}");
        }
        // Fewer draws than coordinates.
        let gaussian = Gaussian::new(graded(60, 1e4), vec![1.0; 60]);
        for count in [5, 6, 9, 30, 59, 60, 61] {
            let metric = learnt(&gaussian, kind, count);
            assert!(usable(&metric), "{kind:?}, {count}");
            assert!(gaussian.condition(&metric) < 1e5, "{kind:?}, {count}");
        }
    }
}

#[test]
fn a_good_metric_is_not_fitted_again() {
    let gaussian = Gaussian::new(graded(20, 1e4), vec![1.0; 20]);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(6);
    let (x, g) = gaussian.draw(&mut rng);
    let mut adaptation = MetricAdaptation::from_gradient(Metric::Auto, &x, &g);
    let mut window = || {
        for _ in 0..100 {
            let (x, g) = gaussian.draw(&mut rng);
            adaptation.add(&x, &g);
        }
        let change = adaptation.update(false);
        adaptation.switch();
        change
    };
    assert_eq!([window(), window()], [MetricChange::Large, MetricChange::None]);
}
