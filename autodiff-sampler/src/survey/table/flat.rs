//! A result taken apart into named cells.
//!
//! | in the result | column |
//! |---|---|
//! | a field `depth` | `depth` |
//! | a field of a field | `orbit.period` |
//! | an element of a list, an array, a tuple | `u[0]` |
//! | a bare number, as a whole result | `result` |
//! | `None` | none: the cell is empty |
//! | a variant of an enum without contents | its name, as text |
//! | a variant with contents | `shape.Circle.radius`, or `shape.Circle` |

use rmpv::Value;
use serde::Serialize;

use crate::survey::outcome::encode;

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Flag(bool),
    Integer(i64),
    Number(f64),
    Text(String),
}

/// The cells of a result, in the order of its fields.
///
/// # Errors
///
/// If it cannot be serialised.
pub(super) fn cells(result: &impl Serialize) -> Result<Vec<(String, Cell)>, String> {
    let bytes = encode(result).map_err(|error| error.to_string())?;
    let value = rmpv::decode::read_value(&mut bytes.as_slice()).map_err(|error| error.to_string())?;
    let mut cells = Vec::new();
    take_apart(String::new(), value, &mut cells);
    Ok(cells)
}

fn take_apart(name: String, value: Value, cells: &mut Vec<(String, Cell)>) {
    let cell = match value {
        Value::Nil => return,
        Value::Map(fields) => {
            for (field, value) in fields {
                let field = text(field);
                let name = if name.is_empty() {
                    field
                } else {
                    format!("{name}.{field}")
                };
                take_apart(name, value, cells);
            }
            return;
        }
        Value::Array(elements) => {
            let name = if name.is_empty() { WHOLE } else { &name };
            for (i, value) in elements.into_iter().enumerate() {
                take_apart(format!("{name}[{i}]"), value, cells);
            }
            return;
        }
        Value::Boolean(flag) => Cell::Flag(flag),
        Value::F32(number) => Cell::Number(number.into()),
        Value::F64(number) => Cell::Number(number),
        Value::Integer(integer) => match integer.as_i64() {
            Some(integer) => Cell::Integer(integer),
            None => Cell::Text(integer.to_string()),
        },
        other => Cell::Text(text(other)),
    };
    let name = if name.is_empty() { WHOLE.to_owned() } else { name };
    cells.push((name, cell));
}

/// The name of a result that has no fields.
const WHOLE: &str = "result";

/// A value as a word.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => String::from_utf8_lossy(text.as_bytes()).into_owned(),
        Value::Binary(bytes) | Value::Ext(_, bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    enum Shape {
        Point,
        Circle { radius: f64 },
    }

    #[derive(Serialize)]
    struct Fit {
        depth: f64,
        u: [f64; 2],
        planets: u8,
        is_planet: bool,
        note: Option<String>,
        shape: Shape,
        size: Shape,
        large: u64,
    }

    #[test]
    fn every_number_has_a_name() {
        let fit = Fit {
            depth: f64::NAN,
            u: [0.3, 0.2],
            planets: 2,
            is_planet: true,
            note: None,
            shape: Shape::Point,
            size: Shape::Circle { radius: 1.5 },
            large: u64::MAX,
        };
        let cells = cells(&fit).expect("it is data");
        let names: Vec<&str> = cells.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "depth",
                "u[0]",
                "u[1]",
                "planets",
                "is_planet",
                "shape",
                "size.Circle.radius",
                "large"
            ]
        );
        assert!(matches!(cells[0].1, Cell::Number(depth) if depth.is_nan()));
        assert_eq!(cells[3].1, Cell::Integer(2));
        assert_eq!(cells[5].1, Cell::Text("Point".into()));
        assert_eq!(cells[7].1, Cell::Text("18446744073709551615".into()));
    }

    #[test]
    fn results_without_fields_have_names_too() {
        assert_eq!(cells(&1.5).expect("a number"), [("result".into(), Cell::Number(1.5))]);
        let pair = cells(&(1, "two")).expect("a pair");
        let expected = [
            ("result[0]".into(), Cell::Integer(1)),
            ("result[1]".into(), Cell::Text("two".into())),
        ];
        assert_eq!(pair, expected);
        assert_eq!(cells(&()).expect("nothing"), []);
    }
}
