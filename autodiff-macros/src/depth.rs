//! How deeply an item is nested, measured on its tokens before anything recursive looks at it.
//!
//! The parser, lowering and `rustc` after them go one level down the stack for each level of nesting. Where that is deeper than
//! people write, a machine wrote it, and the stack would overflow: the compiler would end without saying where. The measure
//! follows the grammar as far as the stack does. A sum is as deep as it has terms, and so is a chain of methods, but statements
//! stand beside each other, and so do arguments.

use crate::reject::{Refusal, Refusals};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// The depth up to which the unoptimised macro fits on the eight megabytes of a `rustc` thread, with room to spare: a sum of a
/// thousand terms, a hundred nested blocks.
const LIMIT: usize = 1000;

/// The error at the place where an item is nested too deeply, if it is.
pub fn refusal(item: &TokenStream) -> Option<TokenStream> {
    let place = height(item, LIMIT).err()?;
    let mut refusals = Refusals::default();
    refusals.refuse_span(place, Refusal::TooDeep);
    Some(refusals.into_compile_errors())
}

/// The height of what stands between two delimiters, or the place where it exceeds what is left of the limit.
fn height(tokens: &TokenStream, left: usize) -> Result<usize, Span> {
    let mut highest = 0;
    let mut run = Run::default();
    let mut trees = tokens.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        let span = tree.span();
        let ends = match &tree {
            TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';'),
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && starts_afresh(trees.peek()),
            _ => false,
        };
        run.take(&tree, left)?;
        if run.height() > left {
            return Err(span);
        }
        if ends {
            highest = highest.max(run.height());
            run = Run::default();
        }
    }
    Ok(highest.max(run.height()))
}

/// Whether what follows a block begins another statement or arm.
fn starts_afresh(next: Option<&TokenTree>) -> bool {
    match next {
        None | Some(TokenTree::Group(_) | TokenTree::Literal(_)) => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '#' | '\''),
        Some(TokenTree::Ident(ident)) => ident != "else" && ident != "as",
    }
}

/// Tokens without a separator between them: levels of operators, each binding tighter than the one before.
#[derive(Default)]
struct Run {
    /// Comparisons, assignments, `else`, and whatever else is looser than a sum.
    loose: Level,
    sums: Level,
    products: Level,
    /// Prefixes, fields, methods, and the highest group.
    tight: usize,
    group: usize,
    /// Whether the token before may end an operand, so that `-` is an operator and no sign.
    after_operand: bool,
}

/// How many operators of a level there are, and how high their highest operand is.
#[derive(Default)]
struct Level {
    operators: usize,
    highest: usize,
}

impl Level {
    fn height(&self, last: usize) -> usize {
        self.operators + self.highest.max(last)
    }

    /// An operator after an operand of this height.
    fn operator(&mut self, operand: usize) {
        self.highest = self.highest.max(operand);
        self.operators += 1;
    }
}

impl Run {
    fn product(&self) -> usize {
        self.products.height(self.tight + self.group)
    }

    fn sum(&self) -> usize {
        self.sums.height(self.product())
    }

    fn height(&self) -> usize {
        self.loose.height(self.sum())
    }

    fn take(&mut self, tree: &TokenTree, left: usize) -> Result<(), Span> {
        let was_operand = std::mem::replace(&mut self.after_operand, true);
        match tree {
            TokenTree::Literal(_) => {}
            TokenTree::Ident(ident) if ident == "else" => {
                self.end_sum();
                self.loose.operators += 1;
                self.after_operand = false;
            }
            // Words in a row are keywords, and nest: `return return x`.
            TokenTree::Ident(_) => self.tight += usize::from(was_operand),
            TokenTree::Group(group) => self.group = self.group.max(grouped(group, left)?),
            TokenTree::Punct(punct) => {
                self.after_operand = false;
                self.punctuation(punct.as_char(), was_operand);
            }
        }
        Ok(())
    }

    fn punctuation(&mut self, mark: char, after_operand: bool) {
        match mark {
            ':' | ',' | ';' => {}
            '.' | '?' | '!' | '#' | '@' | '\'' => {
                self.tight += 1;
                self.after_operand = mark == '?';
            }
            '-' | '*' | '&' if !after_operand => self.tight += 1,
            '*' | '/' | '%' => self.end_product(),
            '+' | '-' => {
                let product = self.product();
                self.sums.operator(product);
                self.restart();
            }
            _ => self.end_sum(),
        }
    }

    fn end_product(&mut self) {
        self.products.operator(self.tight + self.group);
        (self.tight, self.group) = (0, 0);
    }

    fn end_sum(&mut self) {
        let sum = self.sum();
        self.loose.operator(sum);
        self.sums = Level::default();
        self.restart();
    }

    fn restart(&mut self) {
        self.products = Level::default();
        (self.tight, self.group) = (0, 0);
    }
}

/// A group: blocks take more of the stack than parentheses.
fn grouped(group: &Group, left: usize) -> Result<usize, Span> {
    let weight = match group.delimiter() {
        Delimiter::Brace => 6,
        Delimiter::Parenthesis | Delimiter::Bracket => 2,
        Delimiter::None => 1,
    };
    let Some(left) = left.checked_sub(weight) else {
        return Err(group.span_open());
    };
    Ok(weight + height(&group.stream(), left)?)
}
