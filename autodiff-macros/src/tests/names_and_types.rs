//! Unique names, and what unification knows of types.

use crate::lower::names::Names;
use crate::lower::types::{Shape, Types};
use proc_macro2::Span;
use quote::quote;

#[test]
fn generated_names_are_nobody_elses() {
    let mut names = Names::reserving(quote!(
        fn f(sum: f64) {
            let sum_bar = sum_bar_2;
        }
    ));
    let mut unique = |hint: &str| names.unique(hint, Span::call_site()).to_string();
    assert_eq!(unique("sum_bar"), "sum_bar_3");
    assert_eq!(unique("sum_bar"), "sum_bar_4");
    assert_eq!(unique("product"), "product");
    assert_eq!(unique("1 + 2"), "value_12");
    assert_eq!(unique("__"), "value");
    assert_eq!(unique("X_1"), "x_1");
    for keyword in ["fn", "match", "Self", "self", "super", "crate", "async", "union"] {
        let name = unique(keyword);
        assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name}");
    }
}

#[test]
fn the_users_names_stay_until_they_are_shadowed() {
    let mut names = Names::reserving(quote!(let y = x; let y = y; let r#type = 1;));
    let mut declared = |name: &str, before| {
        names
            .declared(&syn::parse_str(name).expect("a name"), before)
            .to_string()
    };
    assert_eq!(declared("y", false), "y");
    assert_eq!(declared("y", true), "y_2");
    assert_eq!(declared("y", true), "y_3");
    assert_eq!(declared("r#type", false), "r#type");
    assert_eq!(declared("r#type", true), "type_2");
}

fn written(types: &mut Types, text: &str) -> crate::lower::types::TypeId {
    types.written(&syn::parse_str(text).expect("a type"))
}

#[test]
fn types_that_carry_no_derivative_are_known_by_name() {
    for (text, inactive) in [
        ("usize", true),
        ("&[u8]", true),
        ("(bool, [i32; 3])", true),
        ("String", true),
        ("Range<usize>", true),
        ("Range", false),
        ("f64", false),
        ("Vec<f32>", false),
        ("(usize, f64)", false),
        ("Planet", false),
        ("physics::Planet", false),
    ] {
        let mut types = Types::default();
        let ty = types.written_inactive(&syn::parse_str(text).expect("a type"));
        assert_eq!(types.is_inactive(ty), inactive, "{text}");
    }
}

#[test]
fn names_of_types_in_a_body_may_be_the_users_own() {
    for text in ["String", "Range<f64>"] {
        let mut types = Types::default();
        let ty = written(&mut types, text);
        assert!(!types.is_inactive(ty), "{text}");
    }
}

#[test]
fn where_evidence_conflicts_the_active_reading_wins() {
    for active in ["f64", "[f64]", "(f64, usize)"] {
        for integer_first in [true, false] {
            let mut types = Types::default();
            let (integer, other) = (types.inactive(), written(&mut types, active));
            let (a, b) = if integer_first {
                (integer, other)
            } else {
                (other, integer)
            };
            types.unify(a, b);
            assert!(
                !types.is_inactive(a) && !types.is_inactive(b),
                "{active}, {integer_first}"
            );
        }
    }
}

#[test]
fn elements_and_fields_share_what_is_learned_of_one() {
    let mut types = Types::default();
    let unknown = types.fresh();
    let (first, second) = (types.element(unknown), types.element(unknown));
    let float = types.float();
    types.unify(first, float);
    assert!(types.is_float(second));
    assert!(matches!(types.shape(unknown), Shape::Sequence(_)));

    let (planet, other) = (types.named("Planet".to_owned()), types.named("Planet".to_owned()));
    let mass = syn::parse_str("mass").expect("a field");
    let field = types.field(planet, &mass);
    types.unify(field, float);
    let same = types.field(other, &mass);
    assert!(types.is_float(same));
}
