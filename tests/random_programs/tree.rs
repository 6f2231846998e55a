//! A program as a tree of statements, so that a failing one can be made smaller.

use std::fmt::Write as _;

/// A statement or an item.
#[derive(Clone, Debug)]
pub enum Node {
    /// One line.
    Line(String),
    /// `head { body }`, perhaps several in a row (`if`, `else`), and what follows the last brace.
    Blocks {
        parts: Vec<(String, Vec<Node>)>,
        end: String,
    },
}

impl Node {
    /// One line.
    pub fn line(text: impl Into<String>) -> Self {
        Self::Line(text.into())
    }

    /// `head { body }`.
    pub fn block(head: impl Into<String>, body: Vec<Node>) -> Self {
        Self::Blocks {
            parts: vec![(head.into(), body)],
            end: String::new(),
        }
    }

    /// A public function without its `pub`.
    pub fn private(mut self) -> Self {
        if let Self::Blocks { parts, .. } = &mut self {
            parts[0].0 = parts[0].0.replacen("pub fn", "fn", 1);
        }
        self
    }

    fn write(&self, indent: usize, out: &mut String) {
        let pad = "    ".repeat(indent);
        match self {
            Self::Line(line) => {
                let _ = writeln!(out, "{pad}{line}");
            }
            Self::Blocks { parts, end } => {
                for (i, (head, body)) in parts.iter().enumerate() {
                    let before = if i == 0 { pad.clone() } else { " ".to_owned() };
                    let _ = writeln!(out, "{before}{head} {{");
                    body.iter().for_each(|node| node.write(indent + 1, out));
                    let _ = write!(out, "{pad}}}");
                }
                let _ = writeln!(out, "{end}");
            }
        }
    }
}

/// Nodes as text.
pub fn printed(nodes: &[Node]) -> String {
    let mut out = String::new();
    nodes.iter().for_each(|node| node.write(0, &mut out));
    out
}

/// Number of nodes, nested ones included.
pub fn count(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Line(_) => 1,
            Node::Blocks { parts, .. } => 1 + parts.iter().map(|(_, body)| count(body)).sum::<usize>(),
        })
        .sum()
}

/// The nodes without node number `at`, counted in the order of the text; or, with `keep_body`, with the body of its first
/// block in its place.
pub fn without(nodes: &[Node], at: usize, keep_body: bool) -> Vec<Node> {
    let mut left = at;
    let mut out = Vec::new();
    remove(nodes, &mut left, keep_body, &mut out);
    out
}

fn remove(nodes: &[Node], left: &mut usize, keep_body: bool, out: &mut Vec<Node>) {
    const DONE: usize = usize::MAX;
    for node in nodes {
        if *left == 0 {
            *left = DONE;
            if let (true, Node::Blocks { parts, .. }) = (keep_body, node) {
                out.extend(parts[0].1.iter().cloned());
            }
            continue;
        }
        if *left != DONE {
            *left -= 1;
        }
        out.push(match node {
            Node::Line(_) => node.clone(),
            Node::Blocks { parts, end } => {
                let mut kept = Vec::new();
                for (head, body) in parts {
                    let mut inner = Vec::new();
                    remove(body, left, keep_body, &mut inner);
                    kept.push((head.clone(), inner));
                }
                Node::Blocks {
                    parts: kept,
                    end: end.clone(),
                }
            }
        });
    }
}

/// The texts of all lines and heads, to be changed.
pub fn texts(nodes: &mut [Node]) -> Vec<&mut String> {
    let mut all = Vec::new();
    for node in nodes {
        match node {
            Node::Line(line) => all.push(line),
            Node::Blocks { parts, .. } => {
                for (head, body) in parts {
                    all.push(head);
                    all.extend(texts(body));
                }
            }
        }
    }
    all
}
