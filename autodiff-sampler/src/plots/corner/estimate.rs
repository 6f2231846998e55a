//! A median with its 68 % interval in words, with the digits that the uncertainty allows.

/// A median and how far the interval reaches below and above, as text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Estimate {
    /// "0.1521 ± 0.0013", or "2458000.12345(13)": the last digits' uncertainty in brackets.
    Even(String),
    /// "0.1521", "+0.0013", "−0.0019".
    Uneven([String; 3]),
}

impl Estimate {
    /// Two digits of the smaller uncertainty; one number if both are the same with these digits.
    pub(super) fn new(median: f64, below: f64, above: f64) -> Self {
        // Half of the draws may be equal: then one side is zero and has no digits.
        let smaller = below.min(above);
        let decimals = decimals(if smaller > 0.0 { smaller } else { below.max(above) });
        let text = |value: f64| format!("{value:.decimals$}").replace('-', "\u{2212}");
        let middle = 0.5 * (below + above);
        // A tenth between the two sides is the noise of the draws.
        if (above - below).abs() <= 0.1 * middle {
            return Self::Even(format!("{} ± {}", text(median), text(middle)));
        }
        Self::Uneven([
            text(median),
            format!("+{}", text(above)),
            format!("\u{2212}{}", text(below)),
        ])
    }

    /// As short as it gets, for long numbers: "2458000.12345(13)", with the larger uncertainty.
    pub(super) fn short(median: f64, below: f64, above: f64) -> Self {
        let larger = below.max(above);
        let decimals = decimals(larger);
        let error = (larger * 10f64.powi(decimals as i32)).round();
        Self::Even(format!("{median:.decimals$}({error})").replace('-', "\u{2212}"))
    }
}

/// Decimals that show two digits of `error`.
fn decimals(error: f64) -> usize {
    if error > 0.0 {
        (1.0 - error.log10().floor()).clamp(0.0, 12.0) as usize
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uncertainty_chooses_the_digits() {
        let even = |text: &str| Estimate::Even(text.to_owned());
        assert_eq!(Estimate::new(0.15213, 0.00128, 0.00132), even("0.1521 ± 0.0013"));
        assert_eq!(Estimate::new(-31.2, 12.0, 12.1), even("\u{2212}31 ± 12"));
        let uneven = ["0.30", "+0.12", "\u{2212}0.23"].map(str::to_owned);
        assert_eq!(Estimate::new(0.3, 0.23, 0.12), Estimate::Uneven(uneven));
        let uneven = ["0.30", "+0.00", "\u{2212}0.23"].map(str::to_owned);
        assert_eq!(Estimate::new(0.3, 0.23, 0.0), Estimate::Uneven(uneven));
        assert_eq!(Estimate::new(2.0, 0.0, 0.0), even("2.000 ± 0.000"));
        assert_eq!(
            Estimate::short(2_458_000.123_456, 0.000_13, 0.000_12),
            even("2458000.12346(13)")
        );
    }
}
