//! The folder with posteriordb's data and reference summaries, which is not part of this repository.

use super::Data;
use std::path::{Path, PathBuf};

/// The folder, which holds `data/*.json` and `reference_summary.csv`.
#[derive(Clone, Debug)]
pub struct Source {
    folder: PathBuf,
}

/// What the reference draws say about one parameter.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The parameter's name as this crate writes it: `theta[0]` for Stan's `theta[1]`.
    pub parameter: String,
    /// Mean of the reference draws.
    pub mean: f64,
    /// Standard deviation of the reference draws.
    pub sd: f64,
    /// Monte Carlo standard error of `mean`.
    pub mcse_mean: f64,
    /// Monte Carlo standard error of `sd`.
    pub mcse_sd: f64,
}

impl Source {
    /// The folder that `PULLBACK_POSTERIORDB` names, or `../shared/posteriordb` beside the workspace's; `None`, and a line
    /// that says so, if there are no data in it.
    pub fn find() -> Option<Self> {
        let folder = std::env::var_os("PULLBACK_POSTERIORDB").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/posteriordb"),
            PathBuf::from,
        );
        if folder.join("data").is_dir() {
            return Some(Self { folder });
        }
        println!(
            "posteriordb: skipped, as there are no data in {}; name their folder in PULLBACK_POSTERIORDB",
            folder.display()
        );
        None
    }

    /// The data of the file `data/{name}.json`.
    pub fn data(&self, name: &str) -> Data {
        Data::parse(name, &self.text(&format!("data/{name}.json")))
    }

    /// The reference summaries of a posterior, one for each parameter.
    pub fn reference(&self, posterior: &str) -> Vec<Reference> {
        let text = self.text("reference_summary.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("the file has a header").clone();
        let column = |name: &str| {
            let at = header.iter().position(|column| column == name);
            at.unwrap_or_else(|| panic!("reference_summary.csv has no column {name}"))
        };
        let [of, parameter] = ["posterior", "param"].map(column);
        let numbers = ["mean", "sd", "mcse_mean", "mcse_sd"].map(column);
        let rows = reader.records().map(|row| row.expect("rows are as long as the header"));
        let rows = rows.filter(|row| &row[of] == posterior).map(|row| {
            let [mean, sd, mcse_mean, mcse_sd] = numbers.map(|at| row[at].parse().expect("a number"));
            Reference {
                parameter: counted_from_zero(&row[parameter]),
                mean,
                sd,
                mcse_mean,
                mcse_sd,
            }
        });
        let rows: Vec<_> = rows.collect();
        assert!(!rows.is_empty(), "reference_summary.csv has no posterior {posterior}");
        rows
    }

    fn text(&self, path: &str) -> String {
        let path = self.folder.join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// `theta[1]`, as Stan counts, is `theta[0]` here.
fn counted_from_zero(name: &str) -> String {
    let Some((name, index)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) else {
        return name.to_owned();
    };
    let index: usize = index.parse().expect("an index");
    format!("{name}[{}]", index - 1)
}
