//! The expansion as text: its shape, and every refusal.

use super::expand;
use quote::quote;

fn expanded(item: proc_macro2::TokenStream) -> String {
    expand(item).to_string()
}

#[test]
fn one_tangent_and_one_shadow_for_a_struct() {
    let text = expanded(quote! { pub struct Planet { pub period: f64, #[constant] pub n: usize } });
    assert!(text.contains(
        "pub struct PlanetTangent { # [doc = \"The derivative with respect to `period`.\"] pub period : f64 , }"
    ));
    assert!(text.contains("pub n : :: pullback :: runtime :: Constant"));
    assert!(!text.contains("compile_error"));
}

#[test]
fn every_refusal_is_reported_in_one_go() {
    let text = expanded(quote! { struct S<'a> { a: &'a [f64], b: *const f64, c: f64 } });
    assert_eq!(text.matches("compile_error").count(), 2);
    assert!(text.contains("cannot differentiate through the field `a`"));
    assert!(text.contains("help: own the value"));
}

#[test]
fn unions_are_refused() {
    assert!(expanded(quote! { union U { a: f64 } }).contains("cannot differentiate through the union `U`"));
}

#[test]
fn parameters_of_constant_fields_do_not_reach_the_new_types() {
    let text = expanded(quote! { struct S<'a, T, const N: usize> { x: [f64; N], #[constant] d: &'a T } });
    assert!(text.contains("struct STangent < const N : usize >"), "{text}");
    assert!(
        text.contains("struct SShadow < M : :: pullback :: runtime :: Mode , const N : usize >"),
        "{text}"
    );
}
