//! Every refusal has a fixture: what it says stands in some `.stderr` under `tests/ui`, as the compiler shows it.

use std::fs;
use std::path::Path;
use syn::visit::Visit;

/// Refusals that no fixture shows.
const NOT_SHOWN: [&str; 5] = [
    // Only when a program is built, which fixtures are not.
    "cannot differentiate `{}` twice",
    // At what `rustc` does not take either.
    "this expression",
    // Where a type of the user's own has a method of the name of one of `Option`'s: `rustc` says more beside it.
    "cannot differentiate through `{Self}` as if it were",
    // Where operators have rules of their own, `rustc` names those.
    "cannot differentiate this arithmetic on `{Self}`",
    // At each function of the derive.
    "cannot give `{Self}` this prior: it does not",
];

#[test]
fn every_refusal_has_a_fixture() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shown = String::new();
    each_file(&here.join("../tests/ui"), "stderr", &mut |text| shown.push_str(&text));
    let mut refusals = Refusals::default();
    for folder in ["src", "../autodiff-runtime/src", "../autodiff-sampler/src"] {
        let only_attributes = folder != "src";
        each_file(&here.join(folder), "rs", &mut |text| {
            let file = syn::parse_file(&text).expect("our own sources parse");
            refusals.only_attributes = only_attributes;
            refusals.visit_file(&file);
        });
    }
    assert!(
        refusals.found.len() > 60,
        "only {} refusals found",
        refusals.found.len()
    );
    let is_missing = |text: &&String| !NOT_SHOWN.iter().any(|known| text.starts_with(known)) && !shows(&shown, text);
    let missing: Vec<&String> = refusals.found.iter().filter(is_missing).collect();
    assert!(
        missing.is_empty(),
        "write a fixture under tests/ui, and record it with `TRYBUILD=overwrite cargo test --test ui`, for\n{missing:#?}"
    );
}

/// Whether a line of the compiler's has all fixed parts of a message, in order.
fn shows(shown: &str, message: &str) -> bool {
    let parts: Vec<&str> = message
        .split('{')
        .map(|part| part.rsplit('}').next().unwrap_or_default())
        .collect();
    shown.lines().any(|line| {
        let mut rest = line;
        parts.iter().all(|part| match rest.split_once(part) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
    })
}

fn each_file(folder: &Path, extension: &str, visit: &mut dyn FnMut(String)) {
    for entry in fs::read_dir(folder).expect("a folder of this repository") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            each_file(&path, extension, visit);
        } else if path.extension().is_some_and(|found| found == extension) && !path.ends_with("tests.rs") {
            visit(fs::read_to_string(path).expect("a text file"));
        }
    }
}

/// The texts of refusals in source code: "cannot …" up to the help behind it, and what some of them are said of.
#[derive(Default)]
struct Refusals {
    found: Vec<String>,
    /// Where other texts are messages at run time.
    only_attributes: bool,
}

impl Refusals {
    fn note(&mut self, text: &str) {
        let first = text.lines().next().unwrap_or_default();
        self.found.push(first.to_owned());
    }
}

impl<'ast> Visit<'ast> for Refusals {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        if !self.only_attributes && text.value().starts_with("cannot ") {
            self.note(&text.value());
        }
    }

    /// `format!("cannot …")`
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let first = mac.tokens.clone().into_iter().next();
        if let Some(proc_macro2::TokenTree::Literal(literal)) = first
            && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
        {
            self.visit_lit_str(&text);
        }
    }

    /// `Refusal::Expression("a `Result` of …")`
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let (syn::Expr::Path(path), Some(syn::Expr::Lit(lit))) = (&*call.func, call.args.first())
            && path.path.segments.last().is_some_and(|last| last.ident == "Expression")
            && let syn::Lit::Str(text) = &lit.lit
        {
            self.note(&text.value());
        }
        syn::visit::visit_expr_call(self, call);
    }

    /// `#[diagnostic::on_unimplemented(message = "…")]`
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "on_unimplemented")
        {
            attribute
                .parse_nested_meta(|meta| {
                    let text: syn::LitStr = meta.value()?.parse()?;
                    if meta.path.is_ident("message") {
                        self.note(&text.value());
                    }
                    Ok(())
                })
                .expect("the attribute's own syntax");
        }
    }
}
