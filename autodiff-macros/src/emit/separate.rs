//! Arguments that are parts of one sequence, at least one of them mutable: `combine(left, right)` behind
//! `let (left, right) = v.split_at_mut(middle);`. Their places are ranges of one variable, which cannot be borrowed twice:
//! the sequence is split again around the call. What a variant of an enum holds is taken out of it once, for all of them.

use super::Emitter;
use crate::ir::{Argument, Operand, Place, Projection, Var};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// One of the arguments: its position, its path from where it is looked at, and whether it is mutable.
#[derive(Clone)]
struct Part {
    position: usize,
    path: Vec<Projection>,
    mutable: bool,
}

/// The splits that come before a call, and what its arguments are behind them.
#[derive(Clone, Default)]
pub(super) struct Separated {
    pub splits: TokenStream,
    arguments: Vec<(usize, TokenStream)>,
    names: usize,
}

impl Separated {
    /// The argument at a position, if it is one of those that were separated.
    pub fn argument(&self, position: usize) -> Option<TokenStream> {
        let found = self.arguments.iter().find(|(of, _)| *of == position);
        found.map(|(_, argument)| argument.clone())
    }

    /// Runs code behind the splits.
    pub fn around(&self, code: TokenStream) -> TokenStream {
        let splits = &self.splits;
        if splits.is_empty() {
            code
        } else {
            quote!({ #splits #code })
        }
    }

    fn name(&mut self) -> Ident {
        self.names += 1;
        Ident::new(&format!("part_{}__", self.names), Span::mixed_site())
    }
}

impl Emitter<'_> {
    /// Separates the arguments of a call that share a root, as far as they are parts on either side of a split.
    pub(super) fn separated(&self, arguments: &[Argument]) -> Separated {
        let mut separated = Separated::default();
        let mut roots: Vec<Var> = Vec::new();
        for argument in arguments {
            if let Argument::BorrowMut(place) = argument
                && !roots.contains(&place.root)
            {
                roots.push(place.root);
            }
        }
        for root in roots {
            let parts: Vec<Part> = arguments
                .iter()
                .enumerate()
                .filter_map(|part| part_of(root, part))
                .collect();
            if parts.len() < 2 {
                continue;
            }
            let mut attempt = Separated {
                names: separated.names,
                ..Separated::default()
            };
            let base = |emitter: &Self, path: &[Projection], is_receiver: bool| {
                let path = path.to_vec();
                let place = Place { root, path };
                if is_receiver {
                    emitter.target_atom(&place)
                } else {
                    emitter.target(&place)
                }
            };
            let split = self.split(&base, parts.clone(), &mut attempt.clone());
            let done = match split {
                Some(()) => self.split(&base, parts, &mut attempt),
                None => self.open(&base, &parts, &mut attempt),
            };
            if done.is_some() {
                separated.splits.extend(attempt.splits);
                separated.arguments.extend(attempt.arguments);
                separated.names = attempt.names;
            }
        }
        self.evaluate_before(arguments, &mut separated);
        separated
    }

    /// What is passed by value is evaluated before the splits, which borrow what it may read.
    fn evaluate_before(&self, arguments: &[Argument], separated: &mut Separated) {
        if separated.splits.is_empty() {
            return;
        }
        for (position, argument) in arguments.iter().enumerate() {
            if let Argument::Value(operand @ Operand::Nested(_)) = argument {
                let (name, value, splits) = (separated.name(), self.moved(operand), &separated.splits);
                separated.splits = quote!(let #name = #value; #splits);
                separated.arguments.push((position, quote!(#name)));
            }
        }
    }

    /// Splits what `base` names, and hands each half to the parts in it.
    fn split(
        &self,
        base: &dyn Fn(&Self, &[Projection], bool) -> TokenStream,
        parts: Vec<Part>,
        into: &mut Separated,
    ) -> Option<()> {
        if let [part] = parts.as_slice() {
            let place = base(self, &part.path, false);
            let borrowed = if part.mutable {
                quote!(&mut #place)
            } else {
                quote!(&#place)
            };
            into.arguments.push((part.position, borrowed));
            return Some(());
        }
        let common = (0..).take_while(|depth| self.agree(&parts, *depth)).count();
        let (prefix, _) = parts.first()?.path.split_at_checked(common)?;
        let prefix = prefix.to_vec();
        let pivot = parts.iter().find_map(|part| pivot(part.path.get(common)?))?;
        let mut halves = [Vec::new(), Vec::new()];
        for part in parts {
            let (step, rest) = part.path.get(common..)?.split_first()?;
            if rest.iter().any(|step| matches!(step, Projection::Variant { .. })) {
                return None;
            }
            let (half, path) = self.side(step, &pivot)?;
            let path = path.into_iter().chain(rest.iter().cloned()).collect();
            halves[half].push(Part { path, ..part });
        }
        let names = [into.name(), into.name()];
        let (whole, middle, [low, high]) = (base(self, &prefix, true), self.operand(&pivot), &names);
        into.splits
            .extend(quote!(let (#low, #high) = #whole.split_at_mut(#middle);));
        for (name, half) in names.iter().zip(halves) {
            if half.is_empty() {
                return None;
            }
            // As the receiver of the next split, a reference needs no star.
            let base = |emitter: &Self, path: &[Projection], is_receiver: bool| match path.is_empty() && !is_receiver {
                true => quote!(*#name),
                false => emitter.steps(quote!(#name), path),
            };
            self.split(&base, half, into)?;
        }
        Some(())
    }

    /// Takes out what a variant holds, and hands it to the parts that are in it.
    fn open(
        &self,
        base: &dyn Fn(&Self, &[Projection], bool) -> TokenStream,
        parts: &[Part],
        into: &mut Separated,
    ) -> Option<()> {
        let is_variant = |step: &Projection| matches!(step, Projection::Variant { .. });
        let common = (0..).take_while(|depth| self.agree(parts, *depth)).count();
        let first = &parts.first()?.path;
        let depth = match first.get(..common)?.iter().rposition(is_variant) {
            // All are in one payload.
            Some(last) => {
                let (name, whole) = (into.name(), base(self, first.get(..=last)?, false));
                into.splits.extend(quote!(let #name = &mut #whole;));
                return self.hand_out(&name, parts.to_vec(), last + 1, into);
            }
            None => common,
        };
        // They are in different payloads of one variant.
        let mut payloads: Vec<(Ident, syn::Member, Vec<Part>)> = Vec::new();
        let mut variant = None;
        for part in parts {
            let Projection::Variant { path, member } = part.path.get(depth)? else {
                return None;
            };
            let path = super::places::full_path(path);
            if variant.get_or_insert_with(|| path.clone()).to_string() != path.to_string() {
                return None;
            }
            match payloads.iter_mut().find(|(_, of, _)| of == member) {
                Some((_, _, parts)) => parts.push(part.clone()),
                None => payloads.push((into.name(), member.clone(), vec![part.clone()])),
            }
        }
        let (variant, whole, support) = (variant?, base(self, first.get(..depth)?, false), super::support());
        let fields = payloads.iter().map(|(name, member, _)| quote!(#member: #name));
        into.splits
            .extend(quote!(let #variant { #(#fields,)* .. } = &mut #whole else { #support::other_variant() };));
        for (name, _, parts) in payloads {
            self.hand_out(&name, parts, depth + 1, into)?;
        }
        Some(())
    }

    /// Hands what a mutable reference names to the parts that are behind so many steps.
    fn hand_out(&self, name: &Ident, mut parts: Vec<Part>, depth: usize, into: &mut Separated) -> Option<()> {
        for part in &mut parts {
            part.path.drain(..depth);
            if part.path.iter().any(|step| matches!(step, Projection::Variant { .. })) {
                return None;
            }
        }
        let base = |emitter: &Self, path: &[Projection], is_receiver: bool| match path.is_empty() && !is_receiver {
            true => quote!(*#name),
            false => emitter.steps(quote!(#name), path),
        };
        let mut attempt = into.clone();
        if self.split(&base, parts.clone(), &mut attempt).is_some() {
            *into = attempt;
            return Some(());
        }
        for part in parts {
            self.split(&base, vec![part], into)?;
        }
        Some(())
    }

    /// Whether all parts take the same step at a depth.
    fn agree(&self, parts: &[Part], depth: usize) -> bool {
        let step = |part: &Part| {
            part.path
                .get(depth)
                .map(|step| self.steps(TokenStream::new(), std::slice::from_ref(step)).to_string())
        };
        let mut steps = parts.iter().map(step);
        match steps.next().flatten() {
            Some(first) => steps.all(|step| step.as_ref() == Some(&first)),
            None => false,
        }
    }

    /// On which side of the pivot a step leads, and what is left of it there.
    fn side(&self, step: &Projection, pivot: &Operand) -> Option<(usize, Option<Projection>)> {
        let same = |operand: &Operand| self.operand(operand).to_string() == self.operand(pivot).to_string();
        match step {
            Projection::Range {
                low: None,
                high: Some(high),
                inclusive: false,
            } if same(high) => Some((0, None)),
            Projection::Range {
                low: Some(low),
                high: None,
                ..
            } if same(low) => Some((1, None)),
            // The first element before the others, and the last behind them.
            Projection::Index(index) if same(index) => Some((1, Some(Projection::Index(Operand::tokens(quote!(0)))))),
            Projection::Index(index) => {
                let is_first = self.operand(index).to_string() == "0" && self.operand(pivot).to_string() == "1";
                is_first.then(|| (0, Some(step.clone())))
            }
            _ => None,
        }
    }
}

/// Where a step divides a sequence.
fn pivot(step: &Projection) -> Option<Operand> {
    match step {
        Projection::Range {
            low: None,
            high: Some(middle),
            inclusive: false,
        }
        | Projection::Range {
            low: Some(middle),
            high: None,
            ..
        } => Some(middle.clone()),
        _ => None,
    }
}

fn part_of(root: Var, (position, argument): (usize, &Argument)) -> Option<Part> {
    let (place, mutable) = match argument {
        Argument::Borrow(place) => (place, false),
        Argument::BorrowMut(place) => (place, true),
        Argument::Value(_) => return None,
    };
    (place.root == root).then(|| Part {
        position,
        path: place.path.clone(),
        mutable,
    })
}
