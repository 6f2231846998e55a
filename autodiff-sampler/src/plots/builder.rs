//! The methods that the builders of several figures have in common.

/// `new`, for a figure that is empty by default.
macro_rules! starts_empty {
    () => {
        /// An empty figure.
        pub fn new() -> Self {
            Self::default()
        }
    };
}

/// `title`, for a figure with such a field.
macro_rules! has_title {
    () => {
        /// The heading.
        pub fn title(mut self, title: &str) -> Self {
            title.clone_into(&mut self.title);
            self
        }
    };
}

/// `trace` and `parameter`, for a figure that keeps the draws of each chain in its field `parameters`.
macro_rules! takes_chains {
    () => {
        /// Adds all values of a trace; [`Trace::select`](crate::Trace::select) chooses some of them.
        pub fn trace(mut self, trace: &$crate::Trace) -> Self {
            self.parameters
                .extend($crate::plots::chains::Parameter::all_of(trace));
            self
        }
        /// Adds a value with the draws of each chain.
        pub fn parameter(mut self, name: &str, chains: &[&[f64]]) -> Self {
            self.parameters
                .push($crate::plots::chains::Parameter::new(name, chains));
            self
        }
    };
}

pub(super) use {has_title, starts_empty, takes_chains};
