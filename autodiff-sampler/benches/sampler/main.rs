//! What an effective sample costs: `cargo bench -p autodiff-sampler --bench sampler`, with a part of a name for some of the cases,
//! and with these settings:
//!
//! * `--alone`: ours without nuts-rs;
//! * `--metric=diagonal` (`low-rank`, `dense`): another metric than the automatic one;
//! * `--pathfinder`: chains that start where Pathfinder leads;
//! * `--tune=300`, `--runs=20`: tuning steps, and runs with a seed each, of posteriordb's models;
//! * `--by-chain`: a line for each chain, too.
//!
//! What is printed:
//!
//! * `bench sampler/gaussian_50d …`: the standard normal in 50 dimensions, 2 chains of 1000 + 1000; `…/ensemble` is the sampler of
//!   emcee, 200 walkers of 2000 + 2000 values (where gradients are spoken of, values are meant).
//! * `bench sampler/<model> …`: the models of posteriordb (`tests/posteriordb`), 4 chains of 1000 + 1000 as a user gets them, if
//!   their data are there.
//! * `…/nuts_rs_diagonal`, `…/nuts_rs_low_rank`: the sampler of nuts-rs on the same density with the same generated gradient, in
//!   the same run. It starts each chain where ours looks for a start, too, and its draws are expanded and stored as ours are.
//!
//! `min_ess_bulk`, `min_ess_tail`: the least of all stored values, mean of all runs; `ess_per_gradient`: the former for each
//! gradient in the draws; `ess_per_cpu_second`: for each second of processor time, tuning included; `tuning_gradients`: of all
//! chains of a run together; `r_hat`, `worst_z`: the largest r-hat, and the moment furthest from posteriordb's reference in Monte
//! Carlo errors of both together, worst of all runs; `gradient_ns`: of one evaluation of the density with its gradient.
//!
//! Without `--bench` (`cargo test --benches`), or with `--test`, every case runs a moment only.

mod gaussian;
mod measure;
mod nuts_rs_chains;
mod posteriors;
mod settings;
#[allow(
    dead_code,
    reason = "tests say which moment is off and by how much, benchmarks only how far the worst one is"
)]
#[path = "../../tests/posteriordb/suite/mod.rs"]
mod suite;

fn main() {
    gaussian::measure();
    posteriors::measure();
}
