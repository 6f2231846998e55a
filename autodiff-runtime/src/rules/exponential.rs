//! Exponentials and logarithms.

use super::real;
use crate::Real;
use core::f64::consts::{LN_2, LN_10};

rules! {
    exp(x)    => y, y;
    exp2(x)   => y, y * real(LN_2);
    exp_m1(x) => _, x.exp();
    ln(x)     => _, x.recip();
    log2(x)   => _, (x * real(LN_2)).recip();
    log10(x)  => _, (x * real(LN_10)).recip();
    ln_1p(x)  => _, (T::one() + x).recip();
}

binary_rules! {
    log(x, base) => y, (x * base.ln()).recip(), -y / (base * base.ln());
}
