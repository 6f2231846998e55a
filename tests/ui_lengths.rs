//! Temporary.
#[test]
fn lengths() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/moving_bounds_of_own_distribution.rs");
    cases.compile_fail("tests/ui/parameters/lengths.rs");
    cases.compile_fail("tests/ui/parameters/list_too_long.rs");
}
