//! The derivative of every method of `f64`, one line each.
//!
//! `x` is the receiver, `a` and `b` the arguments, `y` the result. A partial derivative is written as ordinary Rust in
//! these, and lowered like the user's code, so that it can be differentiated again. Functions without a dot
//! (`sign(x)`, `guarded(n, d)`) are the runtime's `support` functions, which decide at kinks; see `docs/language.md`.
//!
//! *Kept* partials need a transcendental of their own: the forward sweep computes them once, beside the value.

/// The partial derivative by one operand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Partial {
    /// Zero wherever it exists: `floor`, `signum`.
    Zero,
    /// Computed in the reverse sweep.
    Late(&'static str),
    /// Computed in the forward sweep and kept.
    Kept(&'static str),
}

use Partial::{Kept, Late, Zero};

/// One method: its name, its partial derivatives by receiver and arguments, whether recomputing its value is cheap.
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    pub partials: &'static [Partial],
    pub cheap: bool,
    /// Whether integers have the method too, so that it does not prove its receiver to be a float.
    pub shared: bool,
}

const fn rule(name: &'static str, partials: &'static [Partial]) -> Rule {
    Rule {
        name,
        partials,
        cheap: false,
        shared: false,
    }
}
const fn cheap(name: &'static str, partials: &'static [Partial]) -> Rule {
    Rule {
        name,
        partials,
        cheap: true,
        shared: false,
    }
}
const fn shared(name: &'static str, partials: &'static [Partial]) -> Rule {
    Rule {
        name,
        partials,
        cheap: true,
        shared: true,
    }
}

pub const RULES: &[Rule] = &[
    // Trigonometric functions and their inverses.
    rule("sin", &[Kept("x.cos()")]),
    rule("cos", &[Kept("-x.sin()")]),
    rule("tan", &[Late("1.0 + y * y")]),
    rule("asin", &[Late("1.0 / ((1.0 - x) * (1.0 + x)).sqrt()")]),
    rule("acos", &[Late("-1.0 / ((1.0 - x) * (1.0 + x)).sqrt()")]),
    rule("atan", &[Late("1.0 / (1.0 + x * x)")]),
    rule("atan2", &[Late("over_square(a, x, a)"), Late("-over_square(x, x, a)")]),
    cheap("to_degrees", &[Late("57.29577951308232")]),
    cheap("to_radians", &[Late("0.017453292519943295")]),
    // Hyperbolic functions and their inverses.
    rule("sinh", &[Kept("x.cosh()")]),
    rule("cosh", &[Kept("x.sinh()")]),
    rule("tanh", &[Late("1.0 - y * y")]),
    rule("asinh", &[Late("1.0 / (x * x + 1.0).sqrt()")]),
    rule("acosh", &[Late("1.0 / ((x - 1.0).sqrt() * (x + 1.0).sqrt())")]),
    rule("atanh", &[Late("1.0 / ((1.0 - x) * (1.0 + x))")]),
    // Exponentials and logarithms.
    rule("exp", &[Late("y")]),
    rule("exp2", &[Late("y * 0.6931471805599453")]),
    rule("exp_m1", &[Kept("x.exp()")]),
    rule("ln", &[Late("1.0 / x")]),
    rule("log2", &[Late("1.4426950408889634 / x")]),
    rule("log10", &[Late("0.4342944819032518 / x")]),
    rule("ln_1p", &[Late("1.0 / (1.0 + x)")]),
    rule("log", &[Late("1.0 / (x * a.ln())"), Late("-y / (a * a.ln())")]),
    // Powers and roots.
    // √−0 is −0, but the slope is still upward.
    rule("sqrt", &[Late("0.5 / y.abs()")]),
    rule("cbrt", &[Late("1.0 / (3.0 * y * y)")]),
    rule("recip", &[Late("-y * y")]),
    rule("hypot", &[Late("guarded(x, y)"), Late("guarded(a, y)")]),
    cheap("powi", &[Late("powi_slope(x, a)"), Zero]),
    rule("powf", &[Late("powf_slope(x, a, y)"), Kept("powf_log(x, y)")]),
    // Piecewise linear functions: the derivative of the piece, and at the kink as `docs/language.md` says.
    shared("abs", &[Late("sign(x)")]),
    shared("signum", &[Zero]),
    cheap("copysign", &[Late("sign(x) * a.signum()"), Zero]),
    shared("min", &[Late("takes_min(x, a)"), Late("1.0 - takes_min(x, a)")]),
    shared("max", &[Late("takes_max(x, a)"), Late("1.0 - takes_max(x, a)")]),
    shared(
        "clamp",
        &[Late("within(x, a, b)"), Late("below(x, a)"), Late("below(b, x)")],
    ),
    cheap("floor", &[Zero]),
    cheap("ceil", &[Zero]),
    cheap("round", &[Zero]),
    cheap("round_ties_even", &[Zero]),
    cheap("trunc", &[Zero]),
    cheap("fract", &[Late("1.0")]),
    shared("rem_euclid", &[Late("1.0"), Late("-x.div_euclid(a)")]),
    shared("div_euclid", &[Zero, Zero]),
    cheap("mul_add", &[Late("a"), Late("x"), Late("1.0")]),
];

/// The rule of a method, if numbers have it.
pub fn of(method: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == method)
}

/// Methods of numbers that say something about them and have no derivative.
pub fn is_question(method: &str) -> bool {
    const QUESTIONS: [&str; 14] = [
        "is_nan",
        "is_finite",
        "is_infinite",
        "is_normal",
        "is_subnormal",
        "is_sign_positive",
        "is_sign_negative",
        "total_cmp",
        "partial_cmp",
        "classify",
        "to_bits",
        "eq",
        "cmp",
        "is_power_of_two",
    ];
    QUESTIONS.contains(&method)
}

/// Methods of integers alone.
pub fn is_integer_method(method: &str) -> bool {
    const STEMS: [&str; 6] = [
        "saturating_",
        "wrapping_",
        "checked_",
        "overflowing_",
        "count_",
        "leading_",
    ];
    const NAMES: [&str; 12] = [
        "pow",
        "abs_diff",
        "isqrt",
        "ilog2",
        "ilog10",
        "ilog",
        "div_ceil",
        "next_multiple_of",
        "trailing_zeros",
        "unsigned_abs",
        "is_multiple_of",
        "swap_bytes",
    ];
    NAMES.contains(&method) || STEMS.iter().any(|stem| method.starts_with(stem))
}

/// Functions of the crate `libm` that have rules in the runtime's `special::libm`.
pub fn is_of_libm(name: &str) -> bool {
    const NAMES: [&str; 47] = [
        "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp", "exp2",
        "exp10", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "pow", "atan2", "hypot", "sincos", "fabs",
        "floor", "ceil", "round", "rint", "trunc", "fmin", "fmax", "copysign", "fmod", "fma", "erf", "erfc", "lgamma",
        "tgamma", "j0", "j1", "jn", "y0", "y1", "yn",
    ];
    NAMES.contains(&name)
}
