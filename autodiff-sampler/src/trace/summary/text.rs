//! Summaries as text: aligned columns, and as many digits as the spread of the draws gives meaning.

/// What kind of number a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::trace) enum Form {
    /// A place among the draws.
    Value,
    /// How wide the draws spread: the first such column of a row decides how many digits all its values have.
    Spread,
    /// A standard error: one digit more than values.
    Error,
    /// A number of draws.
    Count,
    /// r-hat.
    Ratio,
}

/// Letters of a name; longer ones lose their middle, as their ends tell elements apart.
const LONGEST_NAME: usize = 48;

/// Rows under a header, the names at the left.
pub(super) fn aligned<'a, N: AsRef<[f64]>>(
    columns: &[(&str, Form)],
    rows: impl Iterator<Item = (&'a str, N)>,
) -> String {
    let header = std::iter::once("parameter").chain(columns.iter().map(|(name, _)| *name));
    let mut table: Vec<Vec<String>> = vec![header.map(str::to_owned).collect()];
    table.extend(rows.map(|(name, numbers)| cells(name, columns, numbers.as_ref())));
    let letters = |text: &String| text.chars().count();
    let widths: Vec<usize> = (0..=columns.len())
        .map(|column| table.iter().map(|cells| letters(&cells[column])).max().unwrap_or(0))
        .collect();
    let line = |cells: &Vec<String>| {
        let name = format!("{:<width$}", cells[0], width = widths[0]);
        let numbers = cells.iter().zip(&widths).skip(1);
        numbers.fold(name, |line, (cell, width)| line + &format!("  {cell:>width$}"))
    };
    table.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn cells(name: &str, columns: &[(&str, Form)], numbers: &[f64]) -> Vec<String> {
    let known = |x: &f64| x.is_finite() && *x > 0.0;
    let spread = columns.iter().zip(numbers).find(|((_, form), _)| *form == Form::Spread);
    let spread = spread.map(|(_, spread)| *spread).filter(known);
    let cell = |(form, x): (Form, f64)| {
        // Constant draws, and tables without a spread: four digits of the number itself.
        let spread = spread.unwrap_or(x.abs());
        match form {
            Form::Value | Form::Spread => number(x, spread, 3),
            Form::Error => number(x, spread, 4),
            Form::Count if x.abs() < 1e9 => format!("{x:.0}"),
            Form::Ratio if x.abs() < 1e3 => format!("{x:.3}"),
            Form::Count | Form::Ratio => number(x, x, 3),
        }
    };
    let numbers = columns.iter().map(|(_, form)| *form).zip(numbers.iter().copied());
    std::iter::once(shortened(name)).chain(numbers.map(cell)).collect()
}

fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let (start, end) = (LONGEST_NAME / 2, letters.len() - (LONGEST_NAME - LONGEST_NAME / 2 - 1));
    let ends = [&letters[..start], &['…'], &letters[end..]];
    ends.into_iter().flatten().collect()
}

/// Numbers from here to [`LARGEST_WRITTEN_OUT`] are never scientific, however many digits they have: a column reads at a glance then.
const SMALLEST_WRITTEN_OUT: f64 = 1e-3;
const LARGEST_WRITTEN_OUT: f64 = 1e15;
/// Digits that tell one number from the next.
const DIGITS: i32 = 16;

/// `x` rounded at `digits` places after the first digit of `spread`; scientific if that is far from the point.
fn number(x: f64, spread: f64, digits: i32) -> String {
    if !x.is_finite() {
        return x.to_string();
    }
    let magnitude = |x: f64| if x > 0.0 { x.log10().floor() as i32 } else { 0 };
    let place = magnitude(spread);
    // As many digits as reach that place, of those that a number has.
    let decimals = (digits - place).min(DIGITS - magnitude(x.abs()));
    let is_far_below = decimals > 9 && x.abs() < SMALLEST_WRITTEN_OUT;
    if is_far_below || place > 7 || x.abs() >= LARGEST_WRITTEN_OUT {
        let shown = (magnitude(x.abs()) + decimals).clamp(digits, DIGITS);
        return format!("{x:.*e}", shown as usize);
    }
    let text = format!("{x:.*}", decimals.max(0) as usize);
    match text.strip_prefix('-') {
        Some(rest) if !rest.contains(|c: char| ('1'..='9').contains(&c)) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_scales_are_scientific() {
        assert_eq!(number(1.234e-12, 1e-13, 3), "1.2340e-12");
        assert_eq!(number(20.885_123_456_789, 1e-10, 3), "20.8851234567890");
        assert_eq!(number(0.999_999_976_9, 1e-7, 3), "0.9999999769");
        assert_eq!(number(0.1 + 0.2, 1e-20, 3), "0.30000000000000004");
        assert_eq!(number(-1e-9, 1.0, 2), "0.00");
        assert_eq!(number(f64::NEG_INFINITY, 1.0, 2), "-inf");
        assert_eq!(number(f64::NAN, 1.0, 2), "NaN");
        assert_eq!(number(123_456.7, 1234.0, 2), "123457");
        assert_eq!(number(-3.2e300, 4e299, 3), "-3.2000e300");
        assert_eq!(number(1e300, 1e-300, 3), "1.0000000000000001e300");
        assert_eq!(number(0.0, 0.0, 3), "0.000");
    }

    #[test]
    fn long_names_keep_their_ends() {
        let short = shortened("atmosphere_of_the_second_planet.absorption_coefficients[12][3]");
        assert_eq!(short, "atmosphere_of_the_second…ion_coefficients[12][3]");
        assert_eq!(shortened("theta[3]"), "theta[3]");
    }

    #[test]
    fn rows_without_numbers_are_aligned_too() {
        let columns = [
            ("mean", Form::Value),
            ("sd", Form::Spread),
            ("ess_bulk", Form::Count),
            ("r_hat", Form::Ratio),
        ];
        let rows = [
            ("wide", [1.5e12, 3e11, 4.1e10, 3.4e15]),
            ("none", [f64::NAN; 4]),
            ("constant", [0.25, 0.0, 200.0, f64::NAN]),
        ];
        let expected = "\
parameter       mean        sd  ess_bulk     r_hat
wide       1.5000e12  3.000e11  4.100e10  3.400e15
none             NaN       NaN       NaN       NaN
constant      0.2500     0.000       200       NaN";
        assert_eq!(aligned(&columns, rows.into_iter()), expected);
    }
}
