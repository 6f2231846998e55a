//! Vectors and slices that are taken apart, and changed in place.

use crate::tree::Node;
use crate::types::Ty;
use crate::writer::Writer;

impl Writer<'_> {
    pub(super) fn replaced(&mut self) {
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

    pub(super) fn ends_of_a_slice(&mut self) {
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
    pub(super) fn rows(&mut self) {
        self.note("chains over rows");
        let [rows, row, item, name] = [(); 4].map(|()| self.name());
        let values: Vec<_> = (0..4).map(|_| self.tame(1)).collect();
        let [a, b, c, d] = &values[..] else { return };
        self.line(format!("let {rows} = vec![vec![{a}, {b}], vec![{c}, {d}, 0.7]];"));
        let value = self.unchanged(|writer| writer.with_floats(&[&item], 1));
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

    pub(super) fn array_by_function(&mut self) {
        self.note("array by function");
        let [name, index, item] = [(); 3].map(|()| self.name());
        let value = self.unchanged(|writer| writer.with_floats(&[&item], 1));
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

    pub(super) fn pieces_of_vectors(&mut self) {
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

    pub(super) fn chunks_changed(&mut self) {
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

    /// A step of Gauss's elimination on a matrix, and a product.
    pub(super) fn elimination(&mut self) {
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

    pub(super) fn two_vectors(&mut self) {
        self.note("unzip, partition");
        let place = self.some_floats();
        let [one, other, item] = [(); 3].map(|()| self.name());
        let value = self.unchanged(|writer| writer.with_floats(&[&item], 1));
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
}
