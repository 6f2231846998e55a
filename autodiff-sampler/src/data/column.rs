//! What the numbers of a column must be.

/// A column that a [`Table`](super::Table) must have, and what its numbers must be.
///
/// All numbers are finite; NaN and infinities are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    pub(super) name: &'a str,
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Finite,
    Positive,
    NotNegative,
    Increasing,
    Label,
}

/// What is wrong with a field.
pub(super) enum Problem {
    /// The number by itself is wrong.
    Number(&'static str),
    /// It does not come after the one in the row before.
    Order(f64),
}

impl<'a> Column<'a> {
    /// A column of finite numbers.
    pub fn finite(name: &'a str) -> Self {
        let rule = Rule::Finite;
        Self { name, rule }
    }
    /// A column of finite numbers above zero: standard errors, exposure times.
    ///
    /// A standard error of zero would give a single observation infinite weight. Where a file has zeros because nobody knew the
    /// errors, see [`not_negative`](Self::not_negative).
    pub fn positive(name: &'a str) -> Self {
        let rule = Rule::Positive;
        Self { name, rule }
    }
    /// A column of finite numbers from zero on: standard errors to which the likelihood adds a jitter that is above zero.
    ///
    /// K2-32's light curve has errors that are all zero: what the noise is must then be fitted. A likelihood that divides by
    /// the errors of such a column alone is infinite or NaN.
    pub fn not_negative(name: &'a str) -> Self {
        let rule = Rule::NotNegative;
        Self { name, rule }
    }
    /// A column of finite numbers, each greater than that of the row before: times of one instrument.
    ///
    /// What goes through a series in order, as a Gaussian process does, needs that. Velocities of several instruments are often
    /// sorted by instrument: their times are [`finite`](Self::finite).
    pub fn increasing(name: &'a str) -> Self {
        let rule = Rule::Increasing;
        Self { name, rule }
    }

    /// A column of text: which instrument an observation is from.
    ///
    /// Rows have the same text or another, and that is all that counts: see [`Table::indices`](super::Table::indices).
    pub fn label(name: &'a str) -> Self {
        let rule = Rule::Label;
        Self { name, rule }
    }

    /// Whether it is a column of text.
    pub(super) fn is_label(&self) -> bool {
        self.rule == Rule::Label
    }

    /// The number that a field holds, given that of the row before, or what is wrong with it.
    pub(super) fn number(&self, text: &str, previous: Option<f64>) -> Result<f64, Problem> {
        let value = text.parse::<f64>().map_err(|_| Problem::Number("not a number"))?;
        if !value.is_finite() {
            return Err(Problem::Number("not finite"));
        }
        match (self.rule, previous) {
            (Rule::Positive, _) if value <= 0.0 => Err(Problem::Number("not above zero")),
            (Rule::NotNegative, _) if value < 0.0 => Err(Problem::Number("below zero")),
            (Rule::Increasing, Some(previous)) if value <= previous => Err(Problem::Order(previous)),
            _ => Ok(value),
        }
    }
}
