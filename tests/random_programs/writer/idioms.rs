//! Idioms: small pieces as people write them, around random expressions.

use super::Writer;
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    /// One of the idioms.
    pub(super) fn idiom(&mut self) {
        match self.random.below(22) {
            0 => self.slice_pattern(),
            1 => self.let_else(),
            2 => self.peeked(),
            3 => self.left_with_a_value(),
            4 => self.generated(),
            5 => self.nested_closures(),
            6 => self.replaced(),
            7 => self.ends_of_a_slice(),
            8 => self.rows(),
            9 => self.array_by_function(),
            10 => self.pieces_of_vectors(),
            11 => self.chunks_changed(),
            12 => self.let_chain(),
            13 => self.pair_of_options(),
            14 => self.named_range(),
            15 => self.one_by_one(),
            16 => self.elimination(),
            17 => self.two_vectors(),
            18 => self.short_circuit_fold(),
            19 => self.integers_of_other_types(),
            20 => self.each_with_effect(),
            _ => self.closure_of_slices(),
        }
    }

    /// Floats that stand in a place, or a new vector of them.
    fn some_floats(&mut self) -> String {
        if let Some((place, _)) = self.floats() {
            return place;
        }
        let name = self.name();
        let values = [self.tame(1), self.tame(1), self.tame(0)];
        self.line(format!("let {name} = vec![{}];", values.join(", ")));
        self.declare(&name, Ty::Vec(Box::new(Ty::Float)), false);
        name
    }

    /// A vector of the function's own with at least three numbers.
    fn new_vector(&mut self) -> String {
        let name = self.name();
        let values = [self.tame(2), self.tame(1), self.tame(1), self.literal()];
        self.line(format!("let mut {name} = vec![{}];", values.join(", ")));
        name
    }

    fn declare_float(&mut self, name: &str) {
        self.declare(name, Ty::Float, false);
    }

    /// An expression in which some names are floats behind references.
    fn with_references(&mut self, names: &[&str], depth: usize) -> String {
        let scope = self.scope.clone();
        for name in names {
            self.declare_reference(name, Ty::Float, false);
        }
        let value = self.float(depth);
        self.scope = scope;
        let used: Vec<_> = names.iter().map(|name| format!(" * *{name}")).collect();
        format!("{value}.sin(){}", used.concat())
    }

    /// An expression in which some names are floats.
    fn with_floats(&mut self, names: &[&str], depth: usize) -> String {
        let scope = self.scope.clone();
        names.iter().for_each(|name| self.declare_float(name));
        let value = self.float(depth);
        self.scope = scope;
        let used: Vec<_> = names.iter().map(|name| format!(" + 0.4 * {name}")).collect();
        format!("{value}.sin(){}", used.concat())
    }

    fn slice_pattern(&mut self) {
        self.note("slice patterns");
        let place = self.some_floats();
        let (name, first, last, rest) = (self.name(), self.name(), self.name(), self.name());
        let (none, one) = (self.tame(0), self.with_references(&[&first], 1));
        let two = self.with_references(&[&first, &last], 1);
        let line = match self.random.below(3) {
            0 => format!(
                "let {name} = match &{place}[..] {{ [] => {none}, [{first}] => {one}, [{first}, .., {last}] => {two} }};"
            ),
            1 => format!(
                "let {name} = if let [{first}, {rest} @ ..] = &{place}[..] {{ {one} + {rest}.iter().sum::<f64>() }} else {{ {none} }};"
            ),
            _ => format!(
                "let {name} = match {place}[..] {{ [{first}, {last}, ..] if {first} > 0.2 => {first} * {last}.sin(), [.., {last}] => {last} * {none}, _ => {none} }};"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    fn let_else(&mut self) {
        let Some(result) = self.result.clone() else {
            return self.slice_pattern();
        };
        self.note("let else");
        let place = self.some_floats();
        let option = self.option_of(&place);
        let name = self.name();
        let value = match result {
            Some(ty) => format!(" {}", self.value(&ty, 1)),
            None => String::new(),
        };
        self.line(format!("let Some({name}) = {option} else {{ return{value}; }};"));
        self.declare_float(&name);
    }

    fn peeked(&mut self) {
        self.note("peekable");
        let place = self.some_floats();
        let (items, item, next, sum) = (self.name(), self.name(), self.name(), self.name());
        let one = self.with_floats(&[&item], 1);
        let start = self.tame(1);
        self.line(format!("let mut {sum} = {start};"));
        self.line(format!("let mut {items} = {place}.iter().copied().peekable();"));
        let condition = self.random.percent(50);
        let inner = if condition {
            format!("if {items}.peek().is_some_and(|{next}| *{next} > 0.5) {{ {sum} += {one}; }}")
        } else {
            format!(
                "if let Some({next}) = {items}.peek() {{ {sum} += {item} * {next}; }} else {{ {sum} = 0.5 * {sum} + {one}; }}"
            )
        };
        self.push(Node::block(
            format!("while let Some({item}) = {items}.next()"),
            vec![Node::line(inner), Node::line(format!("{sum} *= 0.8;"))],
        ));
        self.declare(&sum, Ty::Float, true);
    }

    /// A loop that a loop inside leaves with a value.
    fn left_with_a_value(&mut self) {
        self.note("break with a value out of an inner loop");
        let place = self.some_floats();
        let (name, item, count) = (self.name(), self.name(), self.name());
        let label = format!("'{}", self.name());
        let found = self.with_floats(&[&item], 2);
        let (condition, other) = (self.with_floats(&[&item], 1), self.tame(1));
        self.line(format!("let mut {count} = 0;"));
        let inner = Node::block(
            format!("for &{item} in {place}.iter()"),
            vec![
                Node::line(format!("{count} += 1;")),
                Node::line(format!("if {condition} > 0.6 {{ break {label} {found}; }}")),
                Node::line(format!("if {item} > 1.2 {{ continue {label}; }}")),
            ],
        );
        let body = vec![
            Node::line(format!("if {count} > 4 {{ break {label} {other}; }}")),
            Node::line(format!("{count} += 1;")),
            inner,
        ];
        self.push(Node::Blocks {
            parts: vec![(format!("let {name} = {label}: loop"), body)],
            end: ";".to_owned(),
        });
        self.declare_float(&name);
    }

    /// Iterators out of nothing.
    fn generated(&mut self) {
        self.note("successors, repeat, once, from_fn");
        let (name, item) = (self.name(), self.name());
        let start = self.tame(1);
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let step = self.with_floats(&[&item], 1);
        let other = self.tame(1);
        self.scope = scope;
        let count = self.random.between(2, 4);
        let text = match self.random.below(4) {
            0 => format!(
                "std::iter::successors(Some({start}), |{item}| {{ let {item} = *{item}; Some(0.6 * ({step})) }}).take({count}).sum::<f64>()"
            ),
            1 => format!(
                "std::iter::repeat({start}).take({count}).enumerate().map(|(i, {item})| {step} * (i as f64 + 0.5)).sum::<f64>()"
            ),
            2 => {
                let place = self.some_floats();
                format!(
                    "std::iter::once({start}).chain({place}.iter().copied()).map(|{item}| {step} * {other}).sum::<f64>()"
                )
            }
            _ => format!(
                "std::iter::repeat_with(|| {start} * {other}).take({count}).fold(0.3, |sum, {item}| 0.5 * sum + {step})"
            ),
        };
        self.line(format!("let {name} = {text};"));
        self.declare_float(&name);
    }

    fn nested_closures(&mut self) {
        self.note("closures inside closures");
        let [outer, inner, a, b, name] = [(); 5].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.retain(|variable| !variable.mutable);
        let one = self.with_floats(&[&a, &b], 1);
        let other = self.with_floats(&[&a], 1);
        self.scope = scope;
        let argument = self.tame(1);
        self.push(Node::Blocks {
            parts: vec![(
                format!("let {outer} = |{a}: f64|"),
                vec![
                    Node::line(format!("let {inner} = |{b}: f64| {one};")),
                    Node::line(format!("{inner}({other}) * {inner}(0.5)")),
                ],
            )],
            end: ";".to_owned(),
        });
        self.line(format!("let {name} = {outer}({argument}) + {outer}({outer}(0.4));"));
        self.declare_float(&name);
    }

    fn closure_of_slices(&mut self) {
        self.note("closure of a slice");
        let place = self.some_floats();
        let [closure, values, name, at] = [(); 4].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.retain(|variable| !variable.mutable);
        let value = self.with_floats(&[&at], 1);
        self.scope = scope;
        self.line(format!(
            "let {closure} = |{values}: &[f64], {at}: f64| {values}.iter().rev().fold(0.0, |sum, part| 0.6 * sum * {at} + part) * {value};"
        ));
        let argument = self.tame(1);
        self.line(format!(
            "let {name} = {closure}(&{place}[..], {argument}) - {closure}(&[0.3, {argument}], 0.7);"
        ));
        self.declare_float(&name);
    }

    fn replaced(&mut self) {
        self.note("std::mem::replace, take");
        let vector = self.new_vector();
        let (old, value) = (self.name(), self.tame(1));
        let line = match self.random.below(3) {
            0 => format!("let {old} = std::mem::replace(&mut {vector}[1], {value});"),
            1 => format!("let {old} = std::mem::take(&mut {vector}[0]) * {value};"),
            _ => format!(
                "let {old}: f64 = std::mem::replace(&mut {vector}, vec![{value}, 0.3]).iter().map(|part| part * part).sum();"
            ),
        };
        self.line(line);
        self.declare(&vector, Ty::Vec(Box::new(Ty::Float)), true);
        self.declare_float(&old);
    }

    fn ends_of_a_slice(&mut self) {
        self.note("split_first, split_last, first_mut, last_mut");
        let vector = self.new_vector();
        let (name, end, rest) = (self.name(), self.name(), self.name());
        let value = self.tame(1);
        let reference = self.with_references(&[&end], 1);
        match self.random.below(4) {
            0 => self.line(format!("if let Some({end}) = {vector}.first_mut() {{ *{end} = {value} * *{end}; }}")),
            1 => self.line(format!("*{vector}.last_mut().unwrap() += {value};")),
            2 => self.line(format!(
                "let {name} = {vector}.split_first().map_or({value}, |({end}, {rest})| {end} * {rest}.iter().sum::<f64>());"
            )),
            _ => self.line(format!(
                "let {name} = match {vector}.split_last() {{ Some(({end}, {rest})) => {reference} * {rest}[0], None => {value} }};"
            )),
        }
        self.line(format!("let {name} = {vector}.iter().sum::<f64>().sin();"));
        self.declare(&vector, Ty::Vec(Box::new(Ty::Float)), true);
        self.declare_float(&name);
    }

    /// Chains inside chains.
    fn rows(&mut self) {
        self.note("chains over rows");
        let [rows, row, item, name] = [(); 4].map(|()| self.name());
        let values: Vec<_> = (0..4).map(|_| self.tame(1)).collect();
        let [a, b, c, d] = &values[..] else { return };
        self.line(format!("let {rows} = vec![vec![{a}, {b}], vec![{c}, {d}, 0.7]];"));
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let value = self.with_floats(&[&item], 1);
        self.scope = scope;
        let text = match self.random.below(5) {
            0 => {
                format!("{rows}.iter().map(|{row}| {row}.iter().map(|&{item}| {value}).product::<f64>()).sum::<f64>()")
            }
            1 => format!("{rows}.iter().flatten().map(|&{item}| {value}).sum::<f64>()"),
            2 => format!("{rows}.iter().flat_map(|{row}| {row}.iter()).map(|&{item}| {value}).fold(0.2, f64::max)"),
            3 => format!(
                "{rows}.iter().map(|{row}| {row}.iter().copied().fold(f64::NEG_INFINITY, f64::max)).map(|{item}| {value}).collect::<Vec<_>>().iter().sum::<f64>()"
            ),
            _ => format!(
                "{rows}.iter().enumerate().map(|(i, {row})| {row}.iter().take(i + 1).map(|&{item}| {value}).sum::<f64>()).sum::<f64>()"
            ),
        };
        self.line(format!("let {name} = {text};"));
        self.declare(&rows, Ty::Vec(Box::new(Ty::Vec(Box::new(Ty::Float)))), false);
        self.declare_float(&name);
    }

    fn array_by_function(&mut self) {
        self.note("array by function");
        let [name, index, item] = [(); 3].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let value = self.with_floats(&[&item], 1);
        self.scope = scope;
        let start = self.tame(1);
        let line = match self.random.below(3) {
            0 => format!(
                "let {name}: [f64; 3] = std::array::from_fn(|{index}| {{ let {item} = {start} * {index} as f64; {value} }});"
            ),
            1 => format!("let {name} = [{start}, 0.4, {start} * 0.3].map(|{item}: f64| {value});"),
            _ => format!(
                "let mut {name} = [0.0; 3]; for ({index}, part) in {name}.iter_mut().enumerate() {{ let {item} = {start} + {index} as f64; *part = {value}; }}"
            ),
        };
        self.line(line);
        self.declare(&name, Ty::Array(Box::new(Ty::Float), 3), false);
    }

    fn pieces_of_vectors(&mut self) {
        self.note("drain, split_off, append, concat, dedup");
        let vector = self.new_vector();
        let (other, value) = (self.name(), self.tame(1));
        let line = match self.random.below(6) {
            0 => format!("let {other}: Vec<f64> = {vector}.drain(1..3).map(|part| part * {value}).collect();"),
            1 => format!("let mut {other} = {vector}.split_off(2); {other}[0] *= {value};"),
            2 => format!("let mut {other} = vec![{value}, 0.2]; {vector}.append(&mut {other}); {other}.push({value});"),
            3 => format!("let {other} = [vec![{value}], {vector}.clone()].concat();"),
            4 => format!(
                "let {other}: Vec<f64> = {vector}.iter().chain(&[{value}]).copied().collect(); {vector}.dedup();"
            ),
            _ => format!("let {other}: Vec<f64> = {vector}.drain(..1).chain([{value}]).collect();"),
        };
        self.line(line);
        self.declare(&vector, Ty::Vec(Box::new(Ty::Float)), true);
        self.declare(&other, Ty::Vec(Box::new(Ty::Float)), false);
    }

    fn chunks_changed(&mut self) {
        self.note("chunks_mut, chunks_exact, swap of slices");
        let vector = self.new_vector();
        let (chunk, name) = (self.name(), self.name());
        let value = self.tame(1);
        match self.random.below(3) {
            0 => self.push(Node::block(
                format!("for {chunk} in {vector}.chunks_mut(2)"),
                vec![
                    Node::line(format!("{chunk}[0] *= {value};")),
                    Node::line(format!("if {chunk}.len() > 1 {{ {chunk}[1] += {chunk}[0]; }}")),
                ],
            )),
            1 => self.push(Node::block(
                format!("for {chunk} in {vector}.chunks_exact_mut(2)"),
                vec![Node::line(format!(
                    "let {name} = {chunk}[0]; {chunk}[0] = {chunk}[1] * {value}; {chunk}[1] = {name}.sin();"
                ))],
            )),
            _ => self.push(Node::block(
                format!("if let [{chunk}, {name}, ..] = &mut {vector}[..]"),
                vec![Node::line(format!(
                    "std::mem::swap({chunk}, {name}); *{chunk} *= {value};"
                ))],
            )),
        }
        self.line(format!(
            "let {name}: f64 = {vector}.chunks_exact(2).map(|pair| pair[0] * pair[1].cos()).sum();"
        ));
        self.declare(&vector, Ty::Vec(Box::new(Ty::Float)), true);
        self.declare_float(&name);
    }

    fn let_chain(&mut self) {
        self.note("let chains");
        let place = self.some_floats();
        let (option, other) = (self.option_of(&place), self.option_of(&place));
        let (name, second) = (self.name(), self.name());
        let condition = self.condition(0);
        let head = if self.random.percent(50) {
            format!("if let Some({name}) = {option} && {condition} && {name} > -0.9")
        } else {
            format!("if {condition} && let Some({name}) = {option} && let Some({second}) = {other}")
        };
        let then = self.nested(|writer| {
            writer.declare_float(&name);
            writer.statements(1);
            writer.update();
        });
        let mut parts = vec![(head, then)];
        if self.random.percent(50) {
            parts.push(("else".to_owned(), self.nested(|writer| writer.statements(1))));
        }
        let end = String::new();
        self.push(Node::Blocks { parts, end });
    }

    fn pair_of_options(&mut self) {
        self.note("match of two Options");
        let place = self.some_floats();
        let (option, other) = (self.option_of(&place), self.option_of(&place));
        let [name, a, b] = [(); 3].map(|()| self.name());
        let both = self.with_floats(&[&a, &b], 1);
        let one = self.with_floats(&[&a], 1);
        let none = self.tame(1);
        let line = match self.random.below(3) {
            0 => format!(
                "let {name} = match ({option}, {other}) {{ (Some({a}), Some({b})) => {both}, (Some({a}), None) | (None, Some({a})) => {one}, _ => {none} }};"
            ),
            1 => format!("let {name} = {option}.zip({other}).map_or({none}, |({a}, {b})| {both});"),
            _ => format!(
                "let {name} = match {option} {{ Some({a}) if {a} > 0.7 => {one}, Some({a}) => {other}.map_or({a}, |{b}| {both}), None => {none} }};"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    fn named_range(&mut self) {
        self.note("range with a name");
        let place = self.some_floats();
        let [range, name, index] = [(); 3].map(|()| self.name());
        let value = self.with_references(&[], 1);
        self.line(format!("let {range} = 0..{place}.len();"));
        self.line(format!("let mut {name} = {value};"));
        let body = format!("{name} += {place}[{index}] * {name}.cos();");
        self.push(Node::block(
            format!("for {index} in {range}.clone().rev()"),
            vec![Node::line(body)],
        ));
        self.line(format!(
            "{name} += {place}[{range}.start..].iter().sum::<f64>() * {range}.len() as f64 * 0.1;"
        ));
        self.declare(&name, Ty::Float, true);
    }

    fn one_by_one(&mut self) {
        self.note("next, nth, by_ref");
        let place = self.some_floats();
        let [items, name, item] = [(); 3].map(|()| self.name());
        let (first, value) = (self.tame(1), self.with_floats(&[&item], 1));
        let mutable = self.random.percent(50);
        self.line(format!("let mut {items} = {place}.iter().copied();"));
        self.line(format!("let mut {name} = {items}.next().unwrap_or({first});"));
        if mutable {
            self.push(Node::block(
                format!("while let Some({item}) = {items}.next()"),
                vec![Node::line(format!("{name} = 0.4 * {name} + {value};"))],
            ));
        } else {
            self.line(format!(
                "{name} += {items}.by_ref().take(1).map(|{item}| {item}.sin()).sum::<f64>();"
            ));
            self.line(format!("{name} *= {items}.nth(0).unwrap_or({first}).cos();"));
        }
        self.declare(&name, Ty::Float, true);
    }

    /// A step of Gauss's elimination on a matrix, and a product.
    fn elimination(&mut self) {
        self.note("matrix in place");
        let [matrix, factor, name] = [(); 3].map(|()| self.name());
        let values: Vec<_> = (0..6).map(|_| self.tame(1)).collect();
        let [a, b, c, d, e, f] = &values[..] else { return };
        self.line(format!(
            "let mut {matrix} = [[2.5 + {a}, {b}, 0.3], [{c}, 3.0 + {d}, {e}], [0.4, {f}, 2.8]];"
        ));
        let row = Node::block(
            "for j in k..3",
            vec![Node::line(format!("{matrix}[i][j] -= {factor} * {matrix}[k][j];"))],
        );
        let rows = Node::block(
            "for i in k + 1..3",
            vec![
                Node::line(format!("let {factor} = {matrix}[i][k] / {matrix}[k][k];")),
                row,
            ],
        );
        self.push(Node::block("for k in 0..3", vec![rows]));
        self.line(format!(
            "let {name} = (0..3).map(|i| {matrix}[i][i]).product::<f64>() * 0.1;"
        ));
        let item = Ty::Array(Box::new(Ty::Float), 3);
        self.declare(&matrix, Ty::Array(Box::new(item), 3), true);
        self.declare_float(&name);
    }

    fn two_vectors(&mut self) {
        self.note("unzip, partition");
        let place = self.some_floats();
        let [one, other, item] = [(); 3].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let value = self.with_floats(&[&item], 1);
        self.scope = scope;
        let list = Ty::Vec(Box::new(Ty::Float));
        let line = match self.random.below(2) {
            0 => format!(
                "let ({one}, {other}): (Vec<f64>, Vec<f64>) = {place}.iter().map(|&{item}| ({value}, {item} * 0.3)).unzip();"
            ),
            _ => format!(
                "let ({one}, {other}): (Vec<f64>, Vec<f64>) = {place}.iter().chain(&[0.1, 2.0]).map(|&{item}| {value}).chain([-4.0, 4.0]).partition(|part| *part > 0.3);"
            ),
        };
        self.line(line);
        self.declare(&one, list.clone(), false);
        self.declare(&other, list, false);
    }

    fn short_circuit_fold(&mut self) {
        self.note("try_fold, position, min_by_key");
        let place = self.some_floats();
        let [name, item] = [(); 2].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let value = self.with_floats(&[&item], 1);
        self.scope = scope;
        let other = self.tame(1);
        let line = match self.random.below(4) {
            0 => format!(
                "let {name} = {place}.iter().try_fold({other}, |sum, &{item}| if sum < 1.5 {{ Some(0.7 * sum + {value}) }} else {{ None }}).unwrap_or({other});"
            ),
            1 => format!(
                "let {name} = {place}.iter().position(|{item}| *{item} > 0.6).map_or({other}, |at| {place}[at] * 0.5);"
            ),
            2 => format!(
                "let {name} = {place}.iter().copied().min_by_key(|{item}| ({item} * 10.0) as i64).unwrap_or({other});"
            ),
            _ => format!(
                "let {name} = {place}.iter().map(|&{item}| {value}).map_while(|part| (part > -0.9).then(|| part * {other})).sum::<f64>();"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    fn integers_of_other_types(&mut self) {
        self.note("integers of other types");
        let [name, other] = [(); 2].map(|()| self.name());
        let (integer, value) = (self.integer(1), self.tame(1));
        let line = match self.random.below(3) {
            0 => format!(
                "let {other} = ({integer}) as i32 - 2; let {name} = {value}.powi({other}.abs()) * f64::from({other});"
            ),
            1 => format!(
                "let {other} = (({integer}) as u64).wrapping_mul(2654435761) >> 4; let {name} = {value} * ({other} % 7) as f64 / 7.0;"
            ),
            _ => format!(
                "let {other} = ({integer}) & 1 | 2; let {name} = if {other} == 3 {{ {value} }} else {{ {other} as f64 * {value} }};"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    fn each_with_effect(&mut self) {
        self.note("for_each with an effect");
        let vector = self.new_vector();
        let [sum, item] = [(); 2].map(|()| self.name());
        let start = self.tame(1);
        self.line(format!("let mut {sum} = {start};"));
        let scope = self.scope.clone();
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let value = self.with_floats(&[&item], 1);
        self.scope = scope;
        let line = match self.random.below(3) {
            0 => format!("{vector}.iter().for_each(|&{item}| {sum} = 0.5 * {sum} + {value});"),
            1 => format!(
                "{vector}.iter_mut().for_each(|part| {{ let {item} = *part; *part = {value} * 0.5; {sum} += *part; }});"
            ),
            _ => format!(
                "{vector}.iter_mut().zip([0.4, {sum}]).for_each(|(part, {item})| *part += {value}); {sum} += {vector}[1];"
            ),
        };
        self.line(line);
        self.declare(&vector, Ty::Vec(Box::new(Ty::Float)), true);
        self.declare(&sum, Ty::Float, true);
    }
}
