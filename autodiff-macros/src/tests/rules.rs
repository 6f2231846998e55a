//! The rules of `f64`'s methods as texts: they parse, and speak of nothing that is not there.

use crate::rules::{self, Partial};
use std::collections::HashSet;
use syn::visit::Visit;

fn text(partial: &Partial) -> Option<&'static str> {
    match partial {
        Partial::Zero => None,
        Partial::Late(text) | Partial::Kept(text) => Some(text),
    }
}

#[derive(Default)]
struct Mentioned {
    names: HashSet<String>,
    functions: HashSet<String>,
    methods: HashSet<String>,
}

impl<'ast> Visit<'ast> for Mentioned {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let function = &call.func;
        self.functions.insert(quote::quote!(#function).to_string());
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        syn::visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.names.insert(quote::quote!(#path).to_string());
    }
}

#[test]
fn partials_speak_of_operands_that_exist() {
    let slopes = include_str!("../../../autodiff-runtime/src/support/slopes.rs");
    for rule in rules::RULES {
        let operands = ["x", "a", "b"];
        let known: HashSet<String> = operands[..rule.partials.len()]
            .iter()
            .chain(&["y"])
            .map(|name| (*name).to_owned())
            .collect();
        for text in rule.partials.iter().filter_map(text) {
            let syntax: syn::Expr =
                syn::parse_str(text).unwrap_or_else(|error| panic!("{}: {text}: {error}", rule.name));
            let mut mentioned = Mentioned::default();
            mentioned.visit_expr(&syntax);
            assert!(
                mentioned.names.is_subset(&known),
                "{}: `{text}` speaks of {:?}",
                rule.name,
                mentioned.names
            );
            for method in &mentioned.methods {
                assert!(
                    rules::of(method).is_some(),
                    "{}: `{text}` calls {method}, which has no rule",
                    rule.name
                );
            }
            for function in &mentioned.functions {
                let defined = slopes.contains(&format!("pub fn {function}<"));
                assert!(
                    defined,
                    "{}: `{text}` calls {function}, which the runtime has not",
                    rule.name
                );
            }
        }
    }
}

#[test]
fn names_are_unique_and_sorted_into_one_kind() {
    let mut seen = HashSet::new();
    for rule in rules::RULES {
        assert!(seen.insert(rule.name), "{} twice", rule.name);
        assert!((1..=3).contains(&rule.partials.len()), "{}", rule.name);
        assert!(!rules::is_question(rule.name), "{}", rule.name);
        assert!(!rules::is_integer_method(rule.name), "{}", rule.name);
    }
    assert!(rules::of("sort").is_none() && rules::of("").is_none());
}

#[test]
fn each_rule_is_used_as_written() {
    for (method, late) in [("ln", "1.0 / x"), ("tanh", "1.0 - y * y"), ("exp", "y")] {
        let rule = rules::of(method).expect("a rule");
        assert_eq!(rule.partials, [Partial::Late(late)]);
        let source = format!("fn f(x: f64) -> f64 {{ let y = x.{method}(); y * y }}");
        assert!(super::expanded(&source).contains(&format!(".{method}()")));
    }
    // A kept partial is computed beside the value, in the forward sweep, once.
    let sine = super::expanded("fn f(x: f64) -> f64 { let s = x.sin(); s * s }");
    let forward = &sine[sine.find("fn forward").expect("a forward sweep")..sine.find("fn tangent").expect("a tangent")];
    assert_eq!(forward.matches(".cos()").count(), 1, "{forward}");
}
