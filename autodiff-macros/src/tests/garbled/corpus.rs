//! The annotated functions of the workspace: its tests, examples and benchmarks, those that are refused included.

use proc_macro2::TokenStream;
use quote::ToTokens;
use std::path::Path;
use syn::visit::Visit;

/// Every annotated function, method block and struct; none where the workspace is not around this package.
pub fn items() -> Vec<TokenStream> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut finder = Finder::default();
    for folder in ["tests", "examples", "benches", "autodiff-runtime/src"] {
        collect(&root.join(folder), &mut finder);
    }
    finder.items
}

fn collect(folder: &Path, finder: &mut Finder) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, finder);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && let Ok(text) = std::fs::read_to_string(&path)
            && let Ok(file) = syn::parse_file(&text)
        {
            finder.visit_file(&file);
        }
    }
}

#[derive(Default)]
struct Finder {
    items: Vec<TokenStream>,
}

impl Finder {
    /// Keeps an item that carries one of our attributes, without it.
    fn keep(&mut self, attributes: &mut Vec<syn::Attribute>, item: &dyn Fn(&[syn::Attribute]) -> TokenStream) {
        let before = attributes.len();
        attributes.retain(|attribute| !attribute.path().is_ident("differentiable") && !derives(attribute));
        if attributes.len() < before {
            self.items.push(item(attributes));
        }
    }
}

fn derives(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("derive") && attribute.to_token_stream().to_string().contains("Differentiable")
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item.clone() {
            syn::Item::Fn(mut function) => {
                let mut attributes = std::mem::take(&mut function.attrs);
                self.keep(&mut attributes, &|kept| {
                    let mut function = function.clone();
                    function.attrs = kept.to_vec();
                    function.to_token_stream()
                });
            }
            syn::Item::Impl(mut block) => {
                let mut attributes = std::mem::take(&mut block.attrs);
                self.keep(&mut attributes, &|kept| {
                    let mut block = block.clone();
                    block.attrs = kept.to_vec();
                    block.to_token_stream()
                });
            }
            syn::Item::Struct(mut structure) => {
                let mut attributes = std::mem::take(&mut structure.attrs);
                self.keep(&mut attributes, &|kept| {
                    let mut structure = structure.clone();
                    structure.attrs = kept.to_vec();
                    structure.to_token_stream()
                });
            }
            syn::Item::Enum(mut enumeration) => {
                let mut attributes = std::mem::take(&mut enumeration.attrs);
                self.keep(&mut attributes, &|kept| {
                    let mut enumeration = enumeration.clone();
                    enumeration.attrs = kept.to_vec();
                    enumeration.to_token_stream()
                });
            }
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }
}
