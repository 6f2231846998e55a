//! Which distribution a name that is none was probably meant to be.

use super::known;

/// Names that other software has for distributions of ours: PyMC, NumPyro, SciPy, Stan.
const ELSEWHERE: [(&str, &str); 13] = [
    ("chi2", "ChiSquare"),
    ("chisquared", "ChiSquare"),
    ("expon", "Exponential"),
    ("gaussian", "Normal"),
    ("halfgaussian", "HalfNormal"),
    ("improperuniform", "Flat"),
    ("invgamma", "InverseGamma"),
    ("lkj", "LkjCorrCholesky"),
    ("lkjcholesky", "LkjCorrCholesky"),
    ("multivariatenormal", "MultiNormal"),
    ("mvnormal", "MultiNormal"),
    ("norm", "Normal"),
    ("t", "StudentT"),
];

/// The distribution whose name is nearest, if any is near: letters' case and underscores aside, at most a third of the letters differ.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let name = folded(name);
    let known = known::all_names().map(|known| (folded(known), known));
    let elsewhere = ELSEWHERE.iter().map(|(theirs, ours)| ((*theirs).to_owned(), *ours));
    let candidates = known.chain(elsewhere);
    let distances = candidates.map(|(candidate, ours)| (distance(&name, &candidate), ours));
    let (distance, ours) = distances.min_by_key(|(distance, _)| *distance)?;
    (3 * distance <= name.len()).then_some(ours)
}

fn folded(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

/// Letters to insert, to leave out or to exchange to make one name of the other (Levenshtein 1966).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let exchanged = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_and_foreign_names_are_understood() {
        let cases = [
            ("Norml", Some("Normal")),
            ("normal", Some("Normal")),
            ("Half_Normal", Some("HalfNormal")),
            ("Lognormal", Some("LogNormal")),
            ("Gaussian", Some("Normal")),
            ("MvNormal", Some("MultiNormal")),
            ("InvGamma", Some("InverseGamma")),
            ("Dirichelet", Some("Dirichlet")),
            ("Wishart", None),
            ("X", None),
        ];
        for (written, expected) in cases {
            assert_eq!(meant(written), expected, "{written}");
        }
    }

    #[test]
    fn what_other_software_has_leads_to_a_distribution_of_ours() {
        for (theirs, ours) in ELSEWHERE {
            assert!(known::arguments(ours).is_some(), "{theirs}: there is no {ours}");
        }
    }
}
