//! Results as tables.

use std::fs;

use autodiff_sampler::survey::{Context, Survey, SurveyResults};
use serde::{Deserialize, Serialize};

use super::star::{Folder, stars};

#[derive(Debug, Serialize, Deserialize)]
struct Fit {
    depth: f64,
    u: [f64; 2],
    planets: usize,
    note: Option<String>,
    converged: bool,
    status: i32,
}

fn results() -> SurveyResults<Fit> {
    let fit = |name: &String, _: &Context| {
        let number = name.len() + usize::from(name.ends_with('1'));
        match name.as_str() {
            "star 2" => Err("no data, \"sadly\"".to_owned()),
            _ => Ok(Fit {
                depth: if name.ends_with('3') { f64::NAN } else { 0.1 + 0.2 },
                u: [1e-300, -0.0],
                planets: number,
                note: name.ends_with('1').then(|| "two\nlines".to_owned()),
                converged: number == 6,
                status: -1,
            }),
        }
    };
    let survey = Survey::new(stars(4), fit).progress(false);
    survey.run().expect("failures are results")
}

const HEADER: [&str; 12] = [
    "target",
    "status",
    "error",
    "attempts",
    "wall_time_s",
    "depth",
    "u[0]",
    "u[1]",
    "planets",
    "converged",
    "result.status",
    "note",
];

#[test]
fn a_csv_file_has_a_row_for_each_target_and_a_column_for_each_number() {
    let folder = Folder::new("csv");
    let path = folder.path().join("new folder/table.csv");
    let results = results();
    results.to_csv(&path).expect("it can be written");
    let mut reader = csv::Reader::from_path(&path).expect("it is there");
    let header: Vec<String> = reader
        .headers()
        .expect("it has one")
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(header, HEADER);
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .expect("rows are equally long");
    assert_eq!(rows.len(), 4);
    let cells = |row: usize| -> Vec<&str> {
        rows[row]
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != 4)
            .map(|(_, cell)| cell)
            .collect()
    };
    assert_eq!(
        cells(0),
        [
            "star 0",
            "done",
            "",
            "1",
            "0.30000000000000004",
            "1e-300",
            "-0.0",
            "6",
            "true",
            "-1",
            ""
        ]
    );
    assert_eq!(cells(1)[7..], ["7", "false", "-1", "two\nlines"]);
    assert_eq!(
        cells(2),
        [
            "star 2",
            "failed",
            "no data, \"sadly\"",
            "1",
            "",
            "",
            "",
            "",
            "",
            "",
            ""
        ]
    );
    assert_eq!(cells(3)[4], "NaN");
    // Times are numbers of seconds.
    assert!(
        rows.iter()
            .all(|row| row[4].parse::<f64>().is_ok_and(|seconds| seconds >= 0.0))
    );
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_an_old_one_stays() {
    let folder = Folder::new("csv-error");
    fs::create_dir_all(folder.path().join("table.csv/inside")).expect("it can be made");
    let path = folder.path().join("table.csv");
    let error = results().to_csv(&path).expect_err("it is a folder");
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot write {}: ", path.display())),
        "{error}"
    );
    assert!(path.join("inside").exists());
    assert_eq!(
        fs::read_dir(folder.path()).expect("it is there").count(),
        1,
        "nothing else is left"
    );
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_has_types_and_nulls() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let folder = Folder::new("parquet");
    let path = folder.path().join("table.parquet");
    results().to_parquet(&path).expect("it can be written");
    let reader = SerializedFileReader::new(fs::File::open(&path).expect("it is there")).expect("it is whole");
    let rows: Vec<Vec<(String, Field)>> = reader
        .get_row_iter(None)
        .expect("it has rows")
        .map(|row| row.expect("it is whole").into_columns())
        .collect();
    assert_eq!(rows.len(), 4);
    let names: Vec<&str> = rows[0].iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, HEADER);
    let field = |row: usize, name: &str| {
        rows[row]
            .iter()
            .find(|(own, _)| own == name)
            .expect("it is a column")
            .1
            .clone()
    };
    assert_eq!(field(0, "depth"), Field::Double(0.1 + 0.2));
    assert!(matches!(field(3, "depth"), Field::Double(depth) if depth.is_nan()));
    assert_eq!(field(2, "depth"), Field::Null);
    assert_eq!(field(1, "planets"), Field::Long(7));
    assert_eq!(field(0, "converged"), Field::Bool(true));
    assert_eq!(field(1, "note"), Field::Str("two\nlines".into()));
    assert_eq!(field(0, "note"), Field::Null);
    assert_eq!(field(2, "error"), Field::Str("no data, \"sadly\"".into()));
}
