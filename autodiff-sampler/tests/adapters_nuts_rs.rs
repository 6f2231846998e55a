//! nuts-rs on our densities, and our NUTS on one of its log-densities (feature `nuts-rs`).
#![cfg(feature = "nuts-rs")]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use autodiff_sampler::adapters::nuts_rs::{ForNutsRs, FromNutsRs};
use autodiff_sampler::{LogDensity, LogDensityError, Nuts, SampleError};
use nuts_rs::{
    CpuLogpFunc, CpuMathError, DiagNutsSettings, HasDims, HashMapConfig, HashMapValue, LogpError, Sampler,
    SamplerWaitResult,
};

/// A positive number with density Gamma(3, 1), sampled as its logarithm, and a normal one with mean 5.
#[derive(Clone)]
struct Ours;

impl LogDensity for Ours {
    fn dimension(&self) -> usize {
        2
    }

    fn log_density_and_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        if x[0] > 50.0 {
            return Err(LogDensityError::Recoverable("too large".into()));
        }
        (grad[0], grad[1]) = (3.0 - x[0].exp(), 5.0 - x[1]);
        Ok(3.0 * x[0] - x[0].exp() - 0.5 * (x[1] - 5.0).powi(2))
    }

    fn names(&self) -> Vec<String> {
        vec!["rate".to_owned(), "location".to_owned()]
    }

    fn expand(&self, x: &[f64], stored: &mut [f64]) {
        (stored[0], stored[1]) = (x[0].exp(), x[1]);
    }
}

#[test]
fn nuts_rs_samples_our_density() {
    let settings = DiagNutsSettings {
        num_chains: 2,
        num_tune: 500,
        num_draws: 2000,
        seed: 42,
        ..DiagNutsSettings::default()
    };
    let model = Arc::new(ForNutsRs::new(Ours));
    let mut sampler = Sampler::new(model, settings, HashMapConfig::new(), 1, None).expect("it starts");
    let chains = loop {
        match sampler.wait_timeout(Duration::from_secs(1)) {
            SamplerWaitResult::Trace(trace) => break trace,
            SamplerWaitResult::Timeout(running) => sampler = running,
            SamplerWaitResult::Err(error, _) => panic!("{error}"),
        }
    };
    let mut sums = [0.0; 2];
    let mut squares = 0.0;
    let mut count = 0.0;
    for chain in &chains {
        let HashMapValue::F64(values) = &chain.draws["value"] else {
            panic!("draws are numbers");
        };
        // Draws of the tuning come first.
        for draw in values.chunks_exact(2).skip(500) {
            (sums[0], sums[1]) = (sums[0] + draw[0], sums[1] + draw[1]);
            squares += (draw[0] - 3.0).powi(2);
            count += 1.0;
        }
    }
    assert_eq!(count, 4000.0);
    // Means 3 and 5, variances 3 and 1, of at least a thousand independent draws.
    assert!((sums[0] / count - 3.0).abs() < 5.0 * 3f64.sqrt() / 1000f64.sqrt());
    assert!((sums[1] / count - 5.0).abs() < 5.0 / 1000f64.sqrt());
    assert!((squares / count - 3.0).abs() < 1.0);
}

#[test]
fn names_and_errors_are_passed_on() {
    let mut ours = ForNutsRs::new(Ours);
    assert_eq!(ours.dim_sizes()["dim"], 2);
    assert!(format!("{:?}", ours.coords()["dim"]).contains("location"));
    let error = ours.logp(&[60.0, 0.0], &mut [0.0; 2]).expect_err("it is too large");
    assert!(error.is_recoverable() && error.to_string().contains("too large"));
    assert!(!LogDensityError::Fatal("gone".into()).is_recoverable());
}

#[derive(Debug, thiserror::Error)]
#[error("the density is only for x > {0}")]
struct TheirError(f64);

impl LogpError for TheirError {
    fn is_recoverable(&self) -> bool {
        self.0 == 0.0
    }
}

/// An exponential density on x > 0, written for nuts-rs; `broken` makes its errors fatal.
#[derive(Clone)]
struct Theirs {
    broken: bool,
}

impl HasDims for Theirs {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), 1), ("dim".to_owned(), 1)])
    }
}

impl CpuLogpFunc for Theirs {
    type LogpError = TheirError;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        1
    }

    fn logp(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, TheirError> {
        if x[0] <= 0.0 {
            return Err(TheirError(f64::from(u8::from(self.broken))));
        }
        grad[0] = 1.0 / x[0] - 1.0;
        Ok(x[0].ln() - x[0])
    }

    fn expand_vector<R: rand::Rng + ?Sized>(&mut self, _: &mut R, x: &[f64]) -> Result<Vec<f64>, CpuMathError> {
        Ok(x.to_vec())
    }
}

#[test]
fn we_sample_their_density() {
    let nuts = Nuts::default().chains(4).tune(500).draws(1000).seed(7).progress(false);
    let trace = nuts
        .sample(&FromNutsRs::new(Theirs { broken: false }))
        .expect("it can be sampled");
    let summary = trace.summary();
    let row = &summary.rows()[0];
    // Gamma(2, 1).
    assert!((row.mean - 2.0).abs() < 5.0 * row.mcse_mean, "{row:?}");
    assert!((row.sd - 2f64.sqrt()).abs() < 0.2, "{row:?}");
    let error = nuts
        .sample(&FromNutsRs::new(Theirs { broken: true }))
        .expect_err("its errors are fatal");
    assert!(matches!(error, SampleError::Density { .. }), "{error}");
    assert!(error.to_string().contains("only for x > 1"), "{error}");
}
