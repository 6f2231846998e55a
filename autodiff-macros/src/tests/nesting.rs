//! How deeply code may be nested: what people write fits, what only machines write is refused before it overflows the stack.

/// `rustc` runs macros on a stack of this size.
const STACK: usize = 8 << 20;

/// Whether a function with this body is refused, on a stack as `rustc` has it. (The parser would need more of it for the
/// expansion, where a compiler has tokens.)
fn is_refused(body: &str) -> bool {
    let source = format!("fn f(x: f64) -> f64 {{ {body} }}");
    let thread = std::thread::Builder::new().stack_size(STACK);
    let expansion = thread.spawn(move || {
        let item = source.parse().expect("tokens");
        crate::differentiate::expand(proc_macro2::TokenStream::new(), item).to_string()
    });
    let expansion = expansion.expect("a thread starts").join().expect("no panic");
    expansion.contains("compile_error")
}

/// Something around `x`, so many times.
fn around(before: &str, after: &str, count: usize) -> String {
    format!("{}x{}", before.repeat(count), after.repeat(count))
}

/// A body of so many levels, and how many of them fit.
type Kind = (&'static str, fn(usize) -> String, usize);

const KINDS: &[Kind] = &[
    ("sum", |n| vec!["x"; n].join(" + "), 400),
    ("product", |n| vec!["x"; n].join(" * "), 300),
    ("methods", |n| around("", ".sin()", n), 400),
    ("signs", |n| around("-", "", n), 400),
    ("parentheses", |n| around("(", ")", n), 200),
    ("calls", |n| around("f64::sin(", ")", n), 200),
    ("blocks", |n| around("{", "}", n), 80),
    ("branches", |n| around("if x > 1.0 { 2.0 } else { ", " }", n), 50),
    (
        "chained branches",
        |n| around("if x > 1.0 { 2.0 } else ", "", n).replace("else x", "else { x }"),
        200,
    ),
];

#[test]
fn what_people_write_fits() {
    for (kind, body, fits) in KINDS {
        assert!(!is_refused(&body(*fits)), "{kind}");
    }
    // Terms are beside each other, and so are statements and arguments.
    let terms = ["x * x.sin().powi(2) * 0.5 / (1.0 + x * x)"; 300].join(" + ");
    assert!(crate::depth::refusal(&terms.parse().expect("tokens")).is_none());
    let statements = "let x = x * 2.0 + 1.0; if x > 3.0 { return x; } ".repeat(200) + "x";
    assert!(crate::depth::refusal(&statements.parse().expect("tokens")).is_none());
    let arguments = format!("[{}][0]", ["-x * 2.0"; 2000].join(", "));
    assert!(crate::depth::refusal(&arguments.parse().expect("tokens")).is_none());
}

#[test]
fn what_would_overflow_the_stack_is_refused() {
    for (kind, body, _) in KINDS {
        for levels in [1_100, 20_000] {
            let item = format!("fn f(x: f64) -> f64 {{ {} }}", body(levels));
            let found = crate::depth::refusal(&item.parse().expect("tokens")).expect(kind);
            assert!(found.to_string().contains("nested this deeply"), "{kind}: {found}");
        }
    }
}

#[test]
fn the_derives_and_rules_refuse_it_too() {
    let deep = "Option<".repeat(1_200) + "f64" + &">".repeat(1_200);
    let structure: proc_macro2::TokenStream = format!("struct S {{ x: {deep} }}").parse().expect("tokens");
    for expansion in [
        crate::derive_differentiable::expand(structure.clone()),
        crate::parameters::expand(structure.clone()),
        crate::differentiate::expand_rule(structure),
    ] {
        assert!(expansion.to_string().contains("nested this deeply"), "{expansion}");
    }
}
