//! Values: floats of order one, small integers, conditions, and aggregates of them.

use super::{Pass, Writer};
use crate::tree::Node;
use crate::types::Ty;

/// Elementary functions with their arguments kept in the domain; `{}` stands for an operand.
const FUNCTIONS: &[&str] = &[
    "{}.sin()",
    "{}.cos()",
    "{}.tanh()",
    "{}.atan()",
    "{}.tanh().exp()",
    "(1.3 + {}.powi(2)).ln()",
    "(0.7 + {}.powi(2)).sqrt()",
    "{}.sin().powi(3)",
    "{}.tanh().powi(2)",
    "{}.abs()",
    "{}.max({})",
    "{}.min({})",
    "{}.hypot(1.0 + {}.abs())",
    "{}.atan2(1.5 + {}.sin())",
    "{}.clamp(-1.5, 1.5)",
    "{}.mul_add({}, {})",
    "(1.4 + {}.sin()).powf({}.tanh())",
    "(0.5 * {}.sin()).asin()",
    "(0.5 * {}.sin()).acos()",
    "{}.tanh().sinh()",
    "{}.tanh().cosh()",
    "{}.sin().exp_m1()",
    "(1.0 + {}.sin() * 0.5).ln_1p()",
    "(1.2 + {}.powi(2)).cbrt()",
    "(1.4 + {}.powi(2)).recip()",
    "{}.asinh()",
    "(1.3 + {}.powi(2)).acosh()",
    "(0.5 * {}.sin()).atanh()",
    "(1.2 + {}.powi(2)).log2()",
    "(1.2 + {}.powi(2)).log10()",
    "{}.tanh().exp2()",
    "{}.to_radians()",
    "{}.to_degrees().sin()",
    "{}.signum()",
    "{}.copysign({})",
    "{}.floor()",
    "{}.fract()",
    "{}.rem_euclid(1.7)",
    "(0.4 * {}.sin()).tan()",
    "{}.sin_cos().0",
    "f64::sin({})",
    "f64::max({}, {})",
    "f64::powi({}.sin(), 2)",
    "f64::exp(-{}.powi(2))",
    "f64::hypot({}, 1.5)",
];

impl Writer<'_> {
    /// A number with a type that is known.
    pub(super) fn literal(&mut self) -> String {
        let number = self.random.number(0.1, 1.5);
        // A minus sign binds less than a method.
        if number < 0.0 {
            format!("({number:?}_f64)")
        } else {
            format!("{number:?}_f64")
        }
    }

    /// A variable or a part of one, or a number.
    pub(super) fn atom(&mut self) -> String {
        if self.random.percent(8) {
            return self.literal();
        }
        if self.random.percent(3) {
            return self.constant();
        }
        let variable = self.pick(|variable, structs| variable.ty.has_float(structs));
        variable
            .and_then(|variable| self.float_in(&variable))
            .unwrap_or_else(|| self.literal())
    }

    /// What may stand beside an operator or before a method: also a reference to a number.
    fn operand(&mut self, depth: usize) -> String {
        if self.random.percent(15)
            && let Some(variable) =
                self.pick(|variable, _| variable.reference && variable.ty == Ty::Float && !variable.exclusive)
        {
            self.note("operator on a reference");
            return variable.name;
        }
        self.float(depth)
    }

    /// A float.
    pub(super) fn float(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.atom();
        }
        let weights = [18, 26, 10, 24, 5, 4, 4, 9, 7, 5, 4, 4, 3, 3, 2, 7];
        match self.random.weighted(&weights) {
            0 => self.atom(),
            1 => {
                let (left, right) = (self.operand(depth - 1), self.operand(depth - 1));
                match self.random.below(8) {
                    0..3 => format!("({left} * {right})"),
                    3..5 => format!("({left} + {right})"),
                    5..7 => format!("({left} - {right})"),
                    _ => {
                        let right = self.float(0);
                        self.note("division");
                        format!("({left} / (1.5 + {right} * {right}))")
                    }
                }
            }
            2 => {
                let operand = self.operand(depth - 1);
                let number = self.random.number(0.2, 1.5);
                match self.random.below(4) {
                    0 => format!("({number:?} * {operand})"),
                    1 => format!("({operand} + {number:?})"),
                    2 => format!("({operand} / {:?})", number.abs() + 1.0),
                    _ => format!("({number:?} - {operand})"),
                }
            }
            3 => self.elementary(depth),
            4 => self.if_value(depth),
            5 => self.match_value(depth),
            6 => self.block_value(depth),
            7 => self
                .call_value(&Ty::Float, depth)
                .unwrap_or_else(|| self.elementary(depth)),
            8 => self.reduction(depth).unwrap_or_else(|| self.elementary(depth)),
            9 => self.closure_call(depth).unwrap_or_else(|| self.elementary(depth)),
            10 => {
                self.note("integer as float");
                format!("(0.3 * ({}) as f64)", self.integer(1))
            }
            11 => format!("(-{})", self.operand(depth - 1)),
            12 => {
                self.note("element of a literal");
                let (first, second) = (self.float(depth - 1), self.float(depth - 1));
                if self.random.percent(50) {
                    let index = self.index("", Some(2));
                    format!("[{first}, {second}][{index}]")
                } else {
                    format!("({first}, {second}).{}", self.random.below(2))
                }
            }
            13 => {
                self.note("float to integer and back");
                let operand = self.float(depth - 1);
                format!("(0.2 * ((3.0 * {operand}.tanh()) as i64) as f64)")
            }
            14 => self.choice(depth).unwrap_or_else(|| self.elementary(depth)),
            _ => {
                self.note("remainder");
                format!("({} % 1.7)", self.operand(depth - 1))
            }
        }
    }

    /// A float that cannot be large, whatever the variables are.
    pub(super) fn tame(&mut self, depth: usize) -> String {
        let value = self.float(depth);
        match self.random.below(4) {
            0 => format!("{value}.sin()"),
            1 => format!("{value}.tanh()"),
            2 => format!("(0.5 * {value}).cos()"),
            _ => format!("0.6 * {value}.sin()"),
        }
    }

    fn elementary(&mut self, depth: usize) -> String {
        let template = FUNCTIONS[self.random.below(FUNCTIONS.len())];
        self.note(template);
        let mut text = String::new();
        let mut parts = template.split("{}").peekable();
        while let Some(part) = parts.next() {
            text += part;
            if parts.peek().is_some() {
                text += &self.float(depth - 1);
            }
        }
        text
    }

    fn if_value(&mut self, depth: usize) -> String {
        self.note("if as value");
        let condition = self.condition(1);
        let (then, otherwise) = (self.float(depth - 1), self.float(depth - 1));
        if self.random.percent(25) {
            let (second, third) = (self.condition(1), self.float(0));
            return format!("(if {condition} {{ {then} }} else if {second} {{ {otherwise} }} else {{ {third} }})");
        }
        format!("(if {condition} {{ {then} }} else {{ {otherwise} }})")
    }

    fn match_value(&mut self, depth: usize) -> String {
        self.note("match as value");
        let (one, other, third) = (self.float(depth - 1), self.float(0), self.float(0));
        match self.random.below(4) {
            0 => {
                let (scrutinee, guard) = (self.integer(1), self.condition(0));
                format!("(match {scrutinee} % 4 {{ 0 => {one}, 1 | 2 if {guard} => {other}, _ => {third} }})")
            }
            1 => {
                let (first, second) = (self.condition(0), self.condition(0));
                format!("(match ({first}, {second}) {{ (true, false) => {one}, (_, true) => {other}, _ => {third} }})")
            }
            2 => {
                let scrutinee = self.float(0);
                let name = self.name();
                format!(
                    "(match {scrutinee} {{ {name} if {name} > 0.4 => {one} * {name}, {name} => {other} - {name} }})"
                )
            }
            _ => {
                let scrutinee = self.integer(1);
                let name = self.name();
                format!("(match {scrutinee} {{ 0..=1 => {one}, {name} => {other} * 0.1 * {name} as f64 }})")
            }
        }
    }

    fn block_value(&mut self, depth: usize) -> String {
        let mut text = String::new();
        let scope = self.scope.clone();
        let name = self.name();
        let value = self.float(depth - 1);
        if self.random.percent(40) {
            let target = self.pick(|variable, _| variable.mutable && variable.ty == Ty::Float && !variable.reference);
            if let Some(target) = target {
                self.note("side effect in an expression");
                let factor = self.float(0);
                text = format!("({{ {} = ({value} * {factor}).sin(); {} }})", target.name, target.name);
            }
        }
        if text.is_empty() {
            self.note("block as value");
            self.declare(&name, Ty::Float, false);
            let last = self.float(depth - 1);
            text = format!("({{ let {name} = {value}; {last} * {name} }})");
        }
        self.scope = scope;
        text
    }

    fn closure_call(&mut self, depth: usize) -> Option<String> {
        if self.closures.is_empty() {
            return None;
        }
        self.note("call of a closure");
        let at = self.random.below(self.closures.len());
        let closure = self.closures[at].clone();
        let arguments: Vec<_> = (0..closure.arity).map(|_| self.float(depth - 1)).collect();
        Some(format!("{}({})", closure.name, arguments.join(", ")))
    }

    /// A call of a helper that returns a type.
    fn call_value(&mut self, ty: &Ty, depth: usize) -> Option<String> {
        let suits = |helper: &&super::Helper| {
            helper.result.as_ref() == Some(ty) && helper.parameters.iter().all(|(_, pass)| *pass != Pass::Mutable)
        };
        let helpers: Vec<_> = self.helpers.iter().filter(suits).cloned().collect();
        if helpers.is_empty() {
            return None;
        }
        self.note("call of a function");
        let helper = &helpers[self.random.below(helpers.len())];
        let parameters = helper.parameters.clone();
        let arguments: Vec<_> = parameters
            .iter()
            .map(|(ty, pass)| self.argument(ty, *pass, depth.saturating_sub(1)))
            .collect();
        Some(helper.call(&arguments))
    }

    /// A small integer.
    pub(super) fn integer(&mut self, depth: usize) -> String {
        let variable = self.pick(|variable, _| variable.ty == Ty::Index && !variable.reference);
        match self.random.below(if depth == 0 { 2 } else { 10 }) {
            0 => self.random.below(4).to_string(),
            1 => variable.map_or_else(|| "2".to_owned(), |variable| variable.name),
            2..4 => variable.map_or_else(|| "1".to_owned(), |variable| variable.name),
            4 => format!("({} + {})", self.integer(0), self.random.between(1, 2)),
            5 => format!("({} * {})", self.integer(0), self.random.between(2, 3)),
            6 => format!("({} % {})", self.integer(0), self.random.between(2, 3)),
            7 => self
                .floats()
                .map_or_else(|| "3".to_owned(), |(place, _)| format!("{place}.len()")),
            8 => format!("(({} + {}) / 2)", self.integer(0), self.integer(0)),
            _ => {
                self.note("method of an integer");
                variable.map_or_else(|| "0".to_owned(), |variable| format!("{}.min(3)", variable.name))
            }
        }
    }

    /// A condition.
    pub(super) fn condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.random.percent(20) {
            let (left, right) = (self.condition(0), self.condition(0));
            return match self.random.below(3) {
                0 => format!("{left} && {right}"),
                1 => format!("{left} || {right}"),
                _ => format!("!({left})"),
            };
        }
        match self.random.below(7) {
            0 => format!("{} % 2 == 0", self.integer(0)),
            1 => format!("{} < {}", self.integer(0), self.random.between(1, 3)),
            2 => match self.pick(|variable, _| variable.ty == Ty::Bool && !variable.reference) {
                Some(variable) => variable.name,
                None => format!("{} > 0.35", self.atom()),
            },
            3 => format!("{} > {}", self.atom(), self.atom()),
            4 => match self.floats() {
                Some((place, _)) if depth > 0 => {
                    self.note("any, all");
                    let end = if self.random.percent(50) { "any" } else { "all" };
                    let number = self.random.number(0.2, 1.2);
                    format!("{place}.iter().{end}(|item| *item > {number:?})")
                }
                _ => format!("{} < {:?}", self.atom(), self.random.number(0.2, 1.2)),
            },
            _ => format!("{} > {:?}", self.float(depth.min(1)), self.random.number(0.2, 1.2)),
        }
    }

    /// A value of any owned type.
    pub(super) fn value(&mut self, ty: &Ty, depth: usize) -> String {
        if let Some(copy) = self.copy_of(ty) {
            return copy;
        }
        if self.random.percent(15)
            && *ty != Ty::Float
            && let Some(call) = self.call_value(ty, depth)
        {
            self.note("call that returns an aggregate");
            return call;
        }
        let deeper = depth.saturating_sub(1);
        match ty {
            Ty::Float => self.float(depth),
            Ty::Index => self.integer(1),
            Ty::Bool => self.condition(1),
            Ty::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.value(part, deeper)).collect();
                format!("({})", parts.join(", "))
            }
            Ty::Array(item, length) => {
                if item.is_copy(&self.structs) && self.random.percent(20) {
                    self.note("[x; n]");
                    return format!("[{}; {length}]", self.value(item, deeper));
                }
                let items: Vec<_> = (0..*length).map(|_| self.value(item, deeper)).collect();
                format!("[{}]", items.join(", "))
            }
            Ty::Vec(item) | Ty::Slice(item) => self.vector(item, depth),
            Ty::Struct(which) if self.structs.operators == Some(*which) && depth > 0 && self.random.percent(50) => {
                self.operated(ty, depth)
            }
            Ty::Struct(which) => self.struct_value(*which, deeper),
            Ty::Option(item) => self.option_value(item, deeper),
            Ty::Enum(which) => self.enum_value(*which, deeper),
        }
    }

    /// A copy or clone of a variable of the type, some of the time.
    fn copy_of(&mut self, ty: &Ty) -> Option<String> {
        if matches!(ty, Ty::Float | Ty::Index | Ty::Bool) || !self.random.percent(30) {
            return None;
        }
        let owned = self.pick(|variable, _| variable.ty.owned() == ty.owned())?;
        self.note("copy of an aggregate");
        Some(match (&owned.ty, owned.reference) {
            (Ty::Slice(_), _) => format!("{}.to_vec()", owned.name),
            (ty, true) if ty.is_copy(&self.structs) => format!("*{}", owned.name),
            (ty, false) if ty.is_copy(&self.structs) => owned.name,
            _ => format!("{}.clone()", owned.name),
        })
    }

    fn struct_value(&mut self, which: usize, depth: usize) -> String {
        let definition = self.structs[which].clone();
        let base = self.pick(|variable, _| variable.ty == Ty::Struct(which) && !variable.reference);
        let update = if self.random.percent(25) { base } else { None };
        let mut fields = Vec::new();
        for (field, ty, constant) in &definition.fields {
            if *constant && *ty == Ty::Float {
                fields.push(format!("{field}: {}", self.literal()));
                continue;
            }
            if update.is_none() || self.random.percent(50) {
                fields.push(format!("{field}: {}", self.value(ty, depth)));
            }
        }
        if let Some(base) = update {
            self.note("functional update");
            let copy = Ty::Struct(which).is_copy(&self.structs);
            fields.push(format!("..{}{}", base.name, if copy { "" } else { ".clone()" }));
        } else {
            self.note("struct literal");
        }
        format!("{} {{ {} }}", definition.name, fields.join(", "))
    }

    /// An argument of a call.
    pub(super) fn argument(&mut self, ty: &Ty, pass: Pass, depth: usize) -> String {
        match (pass, ty) {
            (Pass::Value, _) => self.value(ty, depth),
            (Pass::Constant, Ty::Float) => self.literal(),
            (Pass::Constant, _) => self.value(ty, 0),
            (Pass::Fixed, _) => self.array_argument(depth),
            (_, Ty::Slice(item)) if **item == Ty::Float => self.slice_argument(depth),
            _ => {
                let owned = ty.owned();
                // A slice is no `Vec`.
                let fits = |variable: &super::Variable| *ty != owned || !matches!(variable.ty, Ty::Slice(_));
                match self.pick(|variable, _| variable.ty.owned() == owned && fits(variable)) {
                    Some(variable) if variable.reference => variable.name,
                    Some(variable) => format!("&{}", variable.name),
                    None => format!("&{}", self.value(&owned, depth)),
                }
            }
        }
    }

    /// A reference to an array of any length.
    fn array_argument(&mut self, depth: usize) -> String {
        let is_array = |ty: &Ty| matches!(ty, Ty::Array(item, _) if **item == Ty::Float);
        match self.pick(|variable, _| is_array(&variable.ty)) {
            Some(variable) if variable.reference => variable.name,
            Some(variable) => format!("&{}", variable.name),
            None => format!("&[{}, {}, 0.4]", self.float(depth), self.float(0)),
        }
    }

    fn slice_argument(&mut self, depth: usize) -> String {
        let Some((place, length)) = self.floats() else {
            return format!("&[{}, {}]", self.float(depth), self.float(0));
        };
        let reference = self
            .scope
            .iter()
            .any(|variable| variable.name == place && variable.reference);
        match (length, self.random.below(5)) {
            (Some(_), 0) => format!("&{place}[1..]"),
            (None, 0) => format!("&{place}[{place}.len() / 2..]"),
            (None, 1) => format!("&{place}[..{place}.len() / 2 + 1]"),
            (_, 2) => format!("&{place}[..]"),
            _ if reference => place,
            _ => format!("&{place}"),
        }
    }

    /// A value on several lines: `if`, `match` or a block, each with statements.
    pub(super) fn long_value(&mut self, head: &str, ty: &Ty) {
        let budget = self.budget;
        let arm = |writer: &mut Self| {
            writer.budget = budget.min(3);
            let body = writer.nested(|writer| {
                writer.statements(1);
                let value = writer.value(ty, 2);
                writer.line(value);
            });
            writer.budget = budget.saturating_sub(2);
            body
        };
        let node = match self.random.below(3) {
            0 => {
                self.note("let of an if with statements");
                let condition = self.condition(1);
                let (then, otherwise) = (arm(self), arm(self));
                Node::Blocks {
                    parts: vec![(format!("{head}if {condition}"), then), ("else".to_owned(), otherwise)],
                    end: ";".to_owned(),
                }
            }
            1 => {
                self.note("let of a match with statements");
                let (scrutinee, guard) = (self.integer(1), self.condition(0));
                let (one, other, third) = (arm(self), arm(self), arm(self));
                let arms = vec![
                    Node::block("0 =>", one),
                    Node::block(format!("1 | 2 if {guard} =>"), other),
                    Node::block("_ =>", third),
                ];
                Node::Blocks {
                    parts: vec![(format!("{head}match {scrutinee} % 4"), arms)],
                    end: ";".to_owned(),
                }
            }
            _ => {
                self.note("let of a block with statements");
                let body = arm(self);
                Node::Blocks {
                    parts: vec![(head.to_owned(), body)],
                    end: ";".to_owned(),
                }
            }
        };
        self.push(node);
    }
}
