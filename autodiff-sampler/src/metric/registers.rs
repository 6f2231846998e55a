//! Passes over blocks in the registers that the processor has.
//!
//! A [`Pass`] is written once, with numbers in [`Eight`]s; [`run`] asks the processor for its widest registers. Of eight numbers
//! each is computed as it would be alone, and partial sums are laid out in the pass: results are the same to the bit in
//! registers of any width.

use std::array::from_fn;
use std::ops::{Add, Mul, Sub};

use super::blocks::{Block, LANES};

/// Eight numbers.
pub(crate) trait Eight: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    fn block(self) -> Block;
}

/// Where eights are kept.
pub(crate) trait Registers: Copy {
    type Eight: Eight;
    /// Numbers in one register, 8 at most; 4 where there is no need to know.
    const WIDTH: usize;

    fn load(self, block: &Block) -> Self::Eight;

    #[inline(always)]
    fn splat(self, number: f64) -> Self::Eight {
        self.load(&[number; LANES])
    }
}

/// Something to do with blocks.
pub(crate) trait Pass {
    type Output;

    /// To be inlined, always.
    fn run<R: Registers>(self, registers: R) -> Self::Output;
}

/// Runs a pass over so many numbers.
#[inline(always)]
pub(crate) fn run<P: Pass>(numbers: usize, pass: P) -> P::Output {
    // A single block is not worth a look at what the processor can do.
    #[cfg(feature = "wide-steps")]
    if numbers > LANES {
        return wide::run(pass);
    }
    let _ = numbers;
    pass.run(Plain)
}

/// What the compiler makes of arrays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain;

#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainEight(Block);

impl Registers for Plain {
    type Eight = PlainEight;
    const WIDTH: usize = 4;

    #[inline(always)]
    fn load(self, block: &Block) -> PlainEight {
        PlainEight(*block)
    }
}

impl Eight for PlainEight {
    #[inline(always)]
    fn block(self) -> Block {
        self.0
    }
}

macro_rules! plain_operators {
    ($($operator:ident::$method:ident)*) => {
        $(
            impl $operator for PlainEight {
                type Output = Self;

                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    Self(from_fn(
                        #[inline(always)]
                        |lane| $operator::$method(self.0[lane], other.0[lane]),
                    ))
                }
            }
        )*
    };
}

plain_operators! { Add::add Sub::sub Mul::mul }

/// The processor's widest registers, by the crate `pulp`.
#[cfg(feature = "wide-steps")]
mod wide {
    use std::fmt;

    use pulp::{Arch, Simd, WithSimd};

    use super::*;

    struct Dispatched<P>(P);

    impl<P: Pass> WithSimd for Dispatched<P> {
        type Output = P::Output;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> P::Output {
            match S::F64_LANES {
                8 => self.0.run(Wide::<S, 1>(simd)),
                4 => self.0.run(Wide::<S, 2>(simd)),
                2 => self.0.run(Wide::<S, 4>(simd)),
                _ => self.0.run(Plain),
            }
        }
    }

    #[inline(always)]
    pub fn run<P: Pass>(pass: P) -> P::Output {
        Arch::new().dispatch(Dispatched(pass))
    }

    /// N registers make up eight numbers.
    #[derive(Clone, Copy)]
    struct Wide<S, const N: usize>(S);

    #[derive(Clone, Copy)]
    struct WideEight<S: Simd, const N: usize> {
        simd: S,
        registers: [S::f64s; N],
    }

    impl<S: Simd, const N: usize> fmt::Debug for WideEight<S, N> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.block().fmt(f)
        }
    }

    impl<S: Simd, const N: usize> Registers for Wide<S, N> {
        type Eight = WideEight<S, N>;
        const WIDTH: usize = LANES / N;

        #[inline(always)]
        fn load(self, block: &Block) -> WideEight<S, N> {
            let registers = S::as_simd_f64s(block).0;
            WideEight {
                simd: self.0,
                registers: from_fn(
                    #[inline(always)]
                    |i| registers[i],
                ),
            }
        }
    }

    impl<S: Simd, const N: usize> Eight for WideEight<S, N> {
        #[inline(always)]
        fn block(self) -> Block {
            let mut block = [0.0; LANES];
            S::as_mut_simd_f64s(&mut block).0.copy_from_slice(&self.registers);
            block
        }
    }

    macro_rules! operators {
        ($($operator:ident::$method:ident $of_simd:ident)*) => {
            $(
                impl<S: Simd, const N: usize> $operator for WideEight<S, N> {
                    type Output = Self;

                    #[inline(always)]
                    fn $method(mut self, other: Self) -> Self {
                        for i in 0..N {
                            self.registers[i] = self.simd.$of_simd(self.registers[i], other.registers[i]);
                        }
                        self
                    }
                }
            )*
        };
    }

    operators! { Add::add add_f64s Sub::sub sub_f64s Mul::mul mul_f64s }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Formula([Block; 3]);

    impl Pass for Formula {
        type Output = Block;

        #[inline(always)]
        fn run<R: Registers>(self, registers: R) -> Block {
            let [a, b, c] = [0, 1, 2].map(
                #[inline(always)]
                |i| registers.load(&self.0[i]),
            );
            (a * b - c + registers.splat(0.1) * c).block()
        }
    }

    #[test]
    fn results_do_not_depend_on_registers() {
        let numbers = from_fn(|i| from_fn(|lane| f64::from(1 + 8 * i as u32 + lane as u32).ln()));
        assert_eq!(run(100, Formula(numbers)), run(1, Formula(numbers)));
    }
}
