//! Refusals as the macro's own messages; `tests/ui` pins them as the compiler shows them.

use super::messages;

#[test]
fn all_errors_of_a_function_come_at_once() {
    let found = messages(
        "async fn f(x: f64, g: impl Fn(f64) -> f64) -> f64 {
            trace!(\"{x}\");
            let y = unsafe { x };
            let z = g(x);
            x.sort();
            z
        }",
    );
    assert_eq!(found.len(), 6, "{found:#?}");
    for message in &found {
        let (what, help) = message.split_once("\nhelp: ").expect("a message and help");
        assert!(what.starts_with("cannot "), "{what}");
        assert!(!what.ends_with('.') && !help.ends_with('.'), "{message}");
        assert!(help.len() > 5, "{message}");
    }
}

#[test]
fn a_refused_function_stays_and_its_companion_has_types() {
    let expansion = super::expanded("pub fn f(x: &[f64], #[constant] n: usize) -> f64 { measured!(x[n]) }");
    assert!(
        expansion.starts_with("pub fn f(x: &[f64], n: usize) -> f64 {\n    measured!(x[n])"),
        "{expansion}"
    );
    for function in [
        "fn forward",
        "fn tangent",
        "fn grad(",
        "fn value_and_grad(",
        "fn vjp",
        "fn jvp",
    ] {
        assert!(expansion.contains(function), "{function}");
    }
}

#[test]
fn names_that_were_not_bound_because_of_an_error_are_no_errors() {
    let found = messages("fn f(x: Point) -> f64 { let Point(a, .., b) = x; a * b }");
    assert_eq!(found.len(), 1, "{found:#?}");
}
