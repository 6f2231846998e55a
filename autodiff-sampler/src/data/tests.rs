//! Tables that are read, and what is said of those that are not.

use super::*;

fn columns() -> [Column<'static>; 2] {
    [Column::finite("t"), Column::positive("err")]
}

fn message(text: &str) -> String {
    Table::parse("v.csv", text, &columns()).unwrap_err().to_string()
}

#[test]
fn reads_requested_columns_in_any_order_beside_others() {
    let table = Table::parse(
        "v.csv",
        "\u{feff}err,name, t\n# a remark\n0.5,a,-1e3\n2, b , 4.25\n",
        &columns(),
    )
    .unwrap();
    assert_eq!(table.column("t"), [-1e3, 4.25]);
    assert_eq!(table.column("err"), [0.5, 2.0]);
    assert_eq!(table.len(), 2);
}

#[test]
fn a_field_that_is_no_number_is_named() {
    assert_eq!(
        message("t,err\n1,2\n3,abc\n"),
        "v.csv, line 3, column `err`: 'abc' is not a number"
    );
    assert_eq!(message("t,err\n,2\n"), "v.csv, line 2, column `t`: '' is not a number");
}

#[test]
fn lines_are_the_files_own_despite_blank_lines_and_remarks() {
    assert_eq!(
        message("t,err\n\n# remark\n1,2\nx,2\n"),
        "v.csv, line 5, column `t`: 'x' is not a number"
    );
    assert_eq!(
        message("t,err\r\n1,2\r\nx,2\r\n"),
        "v.csv, line 3, column `t`: 'x' is not a number"
    );
}

#[test]
fn nan_and_infinity_are_refused() {
    assert_eq!(
        message("t,err\nNaN,2\n"),
        "v.csv, line 2, column `t`: 'NaN' is not finite"
    );
    assert_eq!(
        message("t,err\n1,inf\n"),
        "v.csv, line 2, column `err`: 'inf' is not finite"
    );
    assert_eq!(
        message("t,err\n1e999,1\n"),
        "v.csv, line 2, column `t`: '1e999' is not finite"
    );
}

#[test]
fn errors_must_be_positive() {
    assert_eq!(
        message("t,err\n0,0\n"),
        "v.csv, line 2, column `err`: '0' is not above zero"
    );
    assert_eq!(
        message("t,err\n-1,-0.5\n"),
        "v.csv, line 2, column `err`: '-0.5' is not above zero"
    );
}

#[test]
fn short_and_long_rows_are_refused() {
    assert_eq!(
        message("t,err\n1,2\n3\n"),
        "v.csv, line 3: 1 fields where the header has 2"
    );
    assert_eq!(
        message("t,err\n1,2,3\n"),
        "v.csv, line 2: 3 fields where the header has 2"
    );
}

#[test]
fn columns_must_be_there_once() {
    assert_eq!(
        message("t,error\n1,2\n"),
        "v.csv, line 1: there is no column `err`; the header has: t, error"
    );
    assert_eq!(
        message("t,err,t\n1,2,3\n"),
        "v.csv, line 1: the column `t` stands there more than once"
    );
}

#[test]
fn emptiness_is_an_error() {
    assert_eq!(message(""), "v.csv: there are no observations in it");
    assert_eq!(message("t,err\n"), "v.csv: there are no observations in it");
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let path = std::env::temp_dir().join("pullback-no-such-folder").join("v.csv");
    let error = Table::read(&path, &columns()).unwrap_err();
    assert!(matches!(error, DataError::Unreadable { .. }), "{error}");
    assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
}

#[test]
fn times_must_increase_where_it_is_asked_for() {
    let message = |text: &str| {
        let columns = [Column::increasing("t")];
        Table::parse("lc.csv", text, &columns)
            .map(|table| table.len())
            .map_err(|error| error.to_string())
    };
    assert_eq!(message("t\n1\n2\n2.5\n"), Ok(3));
    assert_eq!(
        message("t\n1\n2\n2\n"),
        Err("lc.csv, line 4, column `t`: '2' is not greater than 2 in the row before it".to_owned())
    );
    assert_eq!(
        message("t\n3\n# remark\n-1\n"),
        Err("lc.csv, line 4, column `t`: '-1' is not greater than 3 in the row before it".to_owned())
    );
    assert_eq!(
        message("t\n3\nNaN\n"),
        Err("lc.csv, line 3, column `t`: 'NaN' is not finite".to_owned())
    );
}

#[test]
fn errors_of_zero_pass_where_a_jitter_is_fitted() {
    let text = "t,err\n1,0\n2,0.5\n3,-0.5\n";
    let columns = [Column::increasing("t"), Column::not_negative("err")];
    assert_eq!(
        Table::parse("lc.csv", text, &columns).unwrap_err().to_string(),
        "lc.csv, line 4, column `err`: '-0.5' is below zero"
    );
    assert!(Table::parse("lc.csv", "t,err\n1,0\n", &columns).is_ok());
    let columns = [Column::positive("err")];
    assert_eq!(
        Table::parse("lc.csv", text, &columns).unwrap_err().to_string(),
        "lc.csv, line 2, column `err`: '0' is not above zero"
    );
}

#[test]
fn windows_are_parts_and_never_empty() {
    let text = "t,err\n1,0.1\n2,0.2\n3,0.3\n8,0.4\n9,0.5\n";
    let table = Table::parse("lc.csv", text, &columns()).unwrap();
    assert_eq!(table.window("t", 2.0, 8.0).unwrap().column("err"), [0.2, 0.3, 0.4]);
    let windows = table.windows("t", &[2.0, 2.5, 9.0], 0.6).unwrap();
    assert_eq!(windows.column("t"), [2.0, 3.0, 9.0]);
    let message = |result: Result<Table, DataError>| result.unwrap_err().to_string();
    assert_eq!(
        message(table.windows("t", &[2.0, 6.0], 0.5)),
        "lc.csv, column `t`: no observation lies within 0.5 of 6; there are some from 1 to 9"
    );
    assert_eq!(
        message(table.window("t", f64::NAN, 8.0)),
        "lc.csv, column `t`: no observation lies between NaN and 8; there are some from 1 to 9"
    );
    let precise = table.select("err", "below 0.25", |err| err < 0.25).unwrap();
    assert_eq!(precise.column("t"), [1.0, 2.0]);
    assert!(message(table.windows("t", &[], 0.5)).contains("no observation lies in a window"));
}

#[test]
fn instruments_are_labels() {
    let columns = [Column::finite("t"), Column::label("tel")];
    let read = |text: &str| Table::parse("rv.csv", text, &columns);
    let table = read("t,tel\n1,j\n2, k \n3,j\n4,a\n").unwrap();
    assert_eq!(table.labels("tel"), ["j", "k", "a"]);
    assert_eq!(table.indices("tel"), [0, 1, 0, 2]);
    let part = table.labelled("tel", "j").unwrap();
    assert_eq!(
        (part.column("t"), part.indices("tel")),
        ([1.0, 3.0].as_slice(), vec![0, 0])
    );
    assert_eq!(table.window("t", 2.0, 3.0).unwrap().indices("tel"), [1, 0]);
    let message = |result: Result<Table, DataError>| result.unwrap_err().to_string();
    assert_eq!(
        message(table.labelled("tel", "HARPS")),
        "rv.csv, column `tel`: no observation has the label 'HARPS'; there are: j, k, a"
    );
    assert!(part.labelled("tel", "k").is_err());
    assert_eq!(
        message(read("t,tel\n1,j\n2,\n")),
        "rv.csv, line 3, column `tel`: '' is no label"
    );
    assert!(table.labels("t").is_empty());
}

#[test]
#[should_panic(expected = "was not requested as a label")]
fn numbers_are_no_labels() {
    Table::parse("rv.csv", "t,err\n1,2\n", &columns()).unwrap().indices("t");
}
