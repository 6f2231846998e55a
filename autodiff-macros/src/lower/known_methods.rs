//! The methods that the standard library's types have: what is called by another name is the user's own.

use crate::rules;
use syn::Expr as Syntax;

/// Methods that look the same on every type: they copy, or name a part of the receiver.
pub(super) const ALIKE: [&str; 16] = [
    "clone",
    "to_owned",
    "iter",
    "iter_mut",
    "into_iter",
    "as_ref",
    "as_mut",
    "as_slice",
    "as_mut_slice",
    "len",
    "is_empty",
    "to_vec",
    "windows",
    "chunks",
    "chunks_exact",
    "borrow",
];

/// Methods of the standard library that are never the user's own on a value of unknown type.
pub(super) const STANDARD: [&str; 145] = [
    "map",
    "filter",
    "zip",
    "enumerate",
    "rev",
    "skip",
    "take",
    "copied",
    "cloned",
    "step_by",
    "chain",
    "flat_map",
    "sort",
    "sort_by",
    "sort_unstable",
    "sort_unstable_by",
    "sort_by_key",
    "sort_unstable_by_key",
    "sort_by_cached_key",
    "reverse",
    "dedup",
    "dedup_by_key",
    "retain",
    "retain_mut",
    "drain",
    "truncate",
    "clear",
    "resize",
    "insert",
    "remove",
    "swap_remove",
    "append",
    "concat",
    "join",
    "split_off",
    "rotate_left",
    "rotate_right",
    "split_at",
    "split_at_mut",
    "split_first",
    "split_last",
    "split_first_mut",
    "split_last_mut",
    "first_mut",
    "last_mut",
    "get_mut",
    "reserve",
    "shrink_to_fit",
    "copy_within",
    "fill_with",
    "extend_from_within",
    "swap_with_slice",
    "select_nth_unstable",
    "binary_search",
    "binary_search_by",
    "partition_point",
    "contains",
    "starts_with",
    "ends_with",
    "repeat",
    "chunk_by",
    "rchunks",
    "chunks_exact",
    "chunks_mut",
    "array_chunks",
    "as_chunks",
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "ok",
    "ok_or",
    "err",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "is_some_and",
    "is_none_or",
    "map_or",
    "map_or_else",
    "map_err",
    "and_then",
    "or_else",
    "or",
    "xor",
    "get_or_insert",
    "insert_with",
    "take_if",
    "as_deref",
    "filter_map",
    "skip_while",
    "take_while",
    "map_while",
    "scan",
    "inspect",
    "flatten",
    "by_ref",
    "peekable",
    "cycle",
    "fuse",
    "partition",
    "unzip",
    "last",
    "nth",
    "next",
    "find",
    "find_map",
    "position",
    "rposition",
    "max_by",
    "min_by",
    "max_by_key",
    "min_by_key",
    "reduce",
    "try_fold",
    "try_for_each",
    "peek",
    "next_if",
    "next_back",
    "cmp_by",
    "sum",
    "product",
    "fold",
    "collect",
    "count",
    "all",
    "any",
    "for_each",
    "is_sorted",
    "is_sorted_by",
    "is_sorted_by_key",
    "to_string",
    "into_boxed_slice",
    "into_vec",
    "into",
    "borrow_mut",
    "deref",
    "to_bits",
    "then",
    "then_some",
    "get",
    "first",
    "pop",
];

/// Those among them that types of the user's own have as well: what is no call of the standard library's is one of these.
pub(super) const COMMON: [&str; 13] = [
    "get", "first", "last", "next", "position", "find", "insert", "remove", "contains", "append", "clear", "resize",
    "count",
];

/// Whether neither numbers nor anything else of the standard library has a method of this name.
pub(super) fn is_nobody_elses(name: &str) -> bool {
    let is_known = rules::of(name).is_some()
        || rules::is_question(name)
        || rules::is_integer_method(name)
        || super::calls::is_command(name)
        || ALIKE.contains(&name)
        || name == "sin_cos"
        || name == "to_f64"
        || STANDARD.contains(&name);
    !is_known
}

/// Whether a type is one of the standard library's, by its name.
pub(super) fn is_of_std(name: &str) -> bool {
    let path = name.split('<').next().unwrap_or_default();
    let last = path.rsplit("::").next().unwrap_or_default().trim();
    super::calls::STANDARD_TYPES.contains(&last)
}

/// Whether an expression is a chain of iterators.
pub(super) fn is_chain(expr: &Syntax) -> bool {
    match expr {
        Syntax::MethodCall(call) => {
            let name = call.method.to_string();
            (STANDARD[..12].contains(&name.as_str())
                || ["iter", "iter_mut", "into_iter", "windows", "chunks"].contains(&name.as_str()))
                || is_chain(&call.receiver)
        }
        Syntax::Paren(paren) => matches!(&*paren.expr, Syntax::Range(_)) || is_chain(&paren.expr),
        Syntax::Range(_) => true,
        _ => false,
    }
}
