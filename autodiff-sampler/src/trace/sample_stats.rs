//! The sampler's own numbers, one per draw, under the names that ArviZ uses.

/// The statistics of one draw.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DrawStats {
    /// Hamiltonian (potential plus kinetic energy) of the draw.
    pub energy: f64,
    /// Log density in unconstrained space, up to the density's own constant.
    pub lp: f64,
    /// Doublings of the trajectory.
    pub tree_depth: u32,
    /// Whether the trajectory was cut at the largest depth allowed.
    pub reached_max_treedepth: bool,
    /// Leapfrog steps, which is gradient evaluations.
    pub n_steps: u32,
    /// Leapfrog step size.
    pub step_size: f64,
    /// Mean acceptance probability over the trajectory.
    pub acceptance_rate: f64,
    /// Whether the trajectory ended in a divergence.
    pub diverging: bool,
}

/// The statistics of all draws, one vector each, chain after chain (`chains × draws` elements); empty where a sampler has no
/// such statistic.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SampleStats {
    /// See [`DrawStats::energy`].
    pub energy: Vec<f64>,
    /// See [`DrawStats::lp`].
    pub lp: Vec<f64>,
    /// See [`DrawStats::tree_depth`].
    pub tree_depth: Vec<u32>,
    /// See [`DrawStats::reached_max_treedepth`].
    pub reached_max_treedepth: Vec<bool>,
    /// See [`DrawStats::n_steps`].
    pub n_steps: Vec<u32>,
    /// See [`DrawStats::step_size`].
    pub step_size: Vec<f64>,
    /// See [`DrawStats::acceptance_rate`].
    pub acceptance_rate: Vec<f64>,
    /// See [`DrawStats::diverging`].
    pub diverging: Vec<bool>,
}

impl SampleStats {
    pub(crate) fn with_capacity(draws: usize) -> Self {
        Self {
            energy: Vec::with_capacity(draws),
            lp: Vec::with_capacity(draws),
            tree_depth: Vec::with_capacity(draws),
            reached_max_treedepth: Vec::with_capacity(draws),
            n_steps: Vec::with_capacity(draws),
            step_size: Vec::with_capacity(draws),
            acceptance_rate: Vec::with_capacity(draws),
            diverging: Vec::with_capacity(draws),
        }
    }

    pub(crate) fn push(&mut self, draw: DrawStats) {
        self.energy.push(draw.energy);
        self.lp.push(draw.lp);
        self.tree_depth.push(draw.tree_depth);
        self.reached_max_treedepth.push(draw.reached_max_treedepth);
        self.n_steps.push(draw.n_steps);
        self.step_size.push(draw.step_size);
        self.acceptance_rate.push(draw.acceptance_rate);
        self.diverging.push(draw.diverging);
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.energy.append(&mut other.energy);
        self.lp.append(&mut other.lp);
        self.tree_depth.append(&mut other.tree_depth);
        self.reached_max_treedepth.append(&mut other.reached_max_treedepth);
        self.n_steps.append(&mut other.n_steps);
        self.step_size.append(&mut other.step_size);
        self.acceptance_rate.append(&mut other.acceptance_rate);
        self.diverging.append(&mut other.diverging);
    }

    /// Keeps the first `draws`.
    pub(crate) fn truncate(&mut self, draws: usize) {
        self.energy.truncate(draws);
        self.lp.truncate(draws);
        self.tree_depth.truncate(draws);
        self.reached_max_treedepth.truncate(draws);
        self.n_steps.truncate(draws);
        self.step_size.truncate(draws);
        self.acceptance_rate.truncate(draws);
        self.diverging.truncate(draws);
    }

    /// A copy of the draws from number `first` on.
    pub(crate) fn since(&self, first: usize) -> Self {
        Self {
            energy: self.energy[first..].to_vec(),
            lp: self.lp[first..].to_vec(),
            tree_depth: self.tree_depth[first..].to_vec(),
            reached_max_treedepth: self.reached_max_treedepth[first..].to_vec(),
            n_steps: self.n_steps[first..].to_vec(),
            step_size: self.step_size[first..].to_vec(),
            acceptance_rate: self.acceptance_rate[first..].to_vec(),
            diverging: self.diverging[first..].to_vec(),
        }
    }

    /// Each statistic's name, and how many numbers it has.
    pub(super) fn lengths(&self) -> [(&'static str, usize); 8] {
        [
            ("energy", self.energy.len()),
            ("lp", self.lp.len()),
            ("tree_depth", self.tree_depth.len()),
            ("reached_max_treedepth", self.reached_max_treedepth.len()),
            ("n_steps", self.n_steps.len()),
            ("step_size", self.step_size.len()),
            ("acceptance_rate", self.acceptance_rate.len()),
            ("diverging", self.diverging.len()),
        ]
    }

    /// The statistics of some draws, counted through the chains; those that are absent stay so.
    pub(crate) fn rows(&self, rows: &[usize]) -> Self {
        fn some<T: Copy>(all: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().filter_map(|row| all.get(*row).copied()).collect()
        }
        Self {
            energy: some(&self.energy, rows),
            lp: some(&self.lp, rows),
            tree_depth: some(&self.tree_depth, rows),
            reached_max_treedepth: some(&self.reached_max_treedepth, rows),
            n_steps: some(&self.n_steps, rows),
            step_size: some(&self.step_size, rows),
            acceptance_rate: some(&self.acceptance_rate, rows),
            diverging: some(&self.diverging, rows),
        }
    }

    /// Statistics one after the other, each with its number of draws. What one of them lacks, the whole lacks.
    pub(super) fn joined<'a>(parts: impl Iterator<Item = (&'a Self, usize)>) -> Self {
        fn clear_unless<T>(complete: bool, all: &mut Vec<T>) {
            if !complete {
                all.clear();
            }
        }
        let (mut joined, mut draws) = (Self::default(), 0);
        for (part, count) in parts {
            joined.append(part.clone());
            draws += count;
        }
        let complete = joined.lengths().map(|(_, length)| length == draws);
        clear_unless(complete[0], &mut joined.energy);
        clear_unless(complete[1], &mut joined.lp);
        clear_unless(complete[2], &mut joined.tree_depth);
        clear_unless(complete[3], &mut joined.reached_max_treedepth);
        clear_unless(complete[4], &mut joined.n_steps);
        clear_unless(complete[5], &mut joined.step_size);
        clear_unless(complete[6], &mut joined.acceptance_rate);
        clear_unless(complete[7], &mut joined.diverging);
        joined
    }
}
