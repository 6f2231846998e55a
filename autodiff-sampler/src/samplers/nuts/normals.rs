//! Standard normal numbers by the block: what a chain refreshes its momentum with.
//!
//! Box and Muller's method (1958, Ann. Math. Statist. 29, 610): with u and θ uniform, √(-2 ln u) (cos θ, sin θ) are two
//! independent normals. It needs no tables and no branches, so that eight pairs are made at once, and it is exact up to
//! rounding: u has 52 bits, which puts the largest normal at 8.49.
//!
//! Everything is additions, multiplications, divisions and square roots of a fixed order, which are rounded in the same way
//! everywhere: the numbers are the same to the bit on every machine, however wide its registers are.

use std::array::from_fn;
use std::f64::consts::{FRAC_PI_4, LN_2};

use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::metric::{Block, BlockVector, DotOfBlocks, LANES, Pass, Registers, run};

/// Random bits for some lanes, which are as many as fit into a register; and numbers in them.
type Bits<const N: usize> = [u64; N];
type Numbers<const N: usize> = [f64; N];

/// A stream of standard normals.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Normals {
    generator: Generator,
    /// The second block of a pair, if only the first was used.
    spare: Option<Block>,
}

impl Normals {
    /// A stream of its own, started by numbers of `rng`.
    pub fn new(rng: &mut impl Rng) -> Self {
        Self {
            generator: Generator::new(rng),
            spare: None,
        }
    }

    /// Fills a momentum with normals, copies it to `copy`, and returns the sum of their squares.
    pub fn fill(&mut self, momentum: &mut BlockVector, copy: &mut BlockVector) -> f64 {
        let pass = Refresh {
            normals: self,
            momentum,
            copy,
        };
        run(pass.momentum.len(), pass)
    }

    #[inline(always)]
    fn fill_blocks<const N: usize>(&mut self, blocks: &mut [Block]) {
        let blocks = match (self.spare.take(), blocks.split_first_mut()) {
            (Some(spare), Some((first, others))) => {
                *first = spare;
                others
            }
            _ => blocks,
        };
        let (pairs, last) = blocks.as_chunks_mut::<2>();
        for pair in pairs {
            self.generator.pair::<N>(pair);
        }
        if let [last] = last {
            let mut pair = [*last; 2];
            self.generator.pair::<N>(&mut pair);
            *last = pair[0];
            self.spare = Some(pair[1]);
        }
    }
}

struct Refresh<'a> {
    normals: &'a mut Normals,
    momentum: &'a mut BlockVector,
    copy: &'a mut BlockVector,
}

impl Pass for Refresh<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) -> f64 {
        let Self {
            normals,
            momentum,
            copy,
        } = self;
        if R::WIDTH == LANES {
            normals.fill_blocks::<LANES>(momentum.blocks_mut());
        } else {
            normals.fill_blocks::<{ LANES / 2 }>(momentum.blocks_mut());
        }
        momentum.clear_padding();
        copy.blocks_mut().copy_from_slice(momentum.blocks());
        DotOfBlocks(momentum.blocks(), momentum.blocks()).run(registers)
    }
}

/// The generator xoshiro256++ of Blackman and Vigna (2021, ACM Trans. Math. Softw. 47, 36), once for each lane.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Generator {
    state: [[u64; LANES]; 4],
}

impl Generator {
    /// Lanes begin at states of their own, of 256 random bits each.
    fn new(rng: &mut impl Rng) -> Self {
        Self {
            state: from_fn(|_| from_fn(|_| mixed(rng.next_u64()))),
        }
    }

    /// Eight pairs of normals, N at once.
    #[inline(always)]
    fn pair<const N: usize>(&mut self, pair: &mut [Block; 2]) {
        let [state_0, state_1, state_2, state_3] = &mut self.state;
        let [first, second] = pair;
        let states = state_0
            .as_chunks_mut::<N>()
            .0
            .iter_mut()
            .zip(state_1.as_chunks_mut::<N>().0)
            .zip(state_2.as_chunks_mut::<N>().0)
            .zip(state_3.as_chunks_mut::<N>().0);
        let pairs = first
            .as_chunks_mut::<N>()
            .0
            .iter_mut()
            .zip(second.as_chunks_mut::<N>().0);
        for ((((s0, s1), s2), s3), (first, second)) in states.zip(pairs) {
            let mut state = [*s0, *s1, *s2, *s3];
            let radius = radius(bits(&mut state));
            let [cos, sin] = direction(bits(&mut state));
            *first = from_fn(|lane| radius[lane] * cos[lane]);
            *second = from_fn(|lane| radius[lane] * sin[lane]);
            [*s0, *s1, *s2, *s3] = state;
        }
    }
}

/// The next random bits of N lanes.
#[inline(always)]
fn bits<const N: usize>(state: &mut [Bits<N>; 4]) -> Bits<N> {
    let [s0, s1, s2, s3] = *state;
    let result = from_fn(|lane| s0[lane].wrapping_add(s3[lane]).rotate_left(23).wrapping_add(s0[lane]));
    let t: Bits<N> = from_fn(|lane| s1[lane] << 17);
    let s2: Bits<N> = from_fn(|lane| s2[lane] ^ s0[lane]);
    let s3: Bits<N> = from_fn(|lane| s3[lane] ^ s1[lane]);
    let s1: Bits<N> = from_fn(|lane| s1[lane] ^ s2[lane]);
    let s0: Bits<N> = from_fn(|lane| s0[lane] ^ s3[lane]);
    let s2: Bits<N> = from_fn(|lane| s2[lane] ^ t[lane]);
    let s3: Bits<N> = from_fn(|lane| s3[lane].rotate_left(45));
    *state = [s0, s1, s2, s3];
    result
}

/// The finaliser of splitmix64 (Steele, Lea & Flood 2014), so that a generator is not seeded by plain numbers of its own kind.
fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

const MANTISSA: u64 = (1 << 52) - 1;
/// The bits of 1.0.
const ONE: u64 = 0x3ff0_0000_0000_0000;
/// The upper bits of √½.
const SQRT_HALF: u64 = 0x3fe6_a09e_0000_0000;
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;

/// √(-2 ln u), with u uniform on (0, 1].
#[inline(always)]
fn radius<const N: usize>(bits: Bits<N>) -> Numbers<N> {
    let u: Numbers<N> = from_fn(|lane| 2.0 - f64::from_bits((bits[lane] >> 12) | ONE));
    let minus_ln = minus_ln(u);
    from_fn(|lane| (2.0 * minus_ln[lane]).sqrt())
}

/// -ln u for u in (0, 1], with the method and the polynomial of FreeBSD's `e_log.c` (Sun Microsystems 1993): u = 2ᵏ (1 + f) with
/// 1 + f in (√½, √2), s = f / (2 + f), and ln(1 + f) = 2s + ⅔s³ + ….
#[inline(always)]
fn minus_ln<const N: usize>(u: Numbers<N>) -> Numbers<N> {
    const ODD: [f64; 4] = [
        0.666_666_666_666_673_5,
        0.285_714_287_436_623_9,
        0.181_835_721_616_180_5,
        0.147_981_986_051_165_86,
    ];
    const EVEN: [f64; 3] = [
        0.399_999_999_994_094_2,
        0.222_221_984_321_497_84,
        0.153_138_376_992_093_73,
    ];
    let shifted: Bits<N> = from_fn(|lane| u[lane].to_bits().wrapping_add(ONE - SQRT_HALF));
    // The exponent, whose bits become the last ones of 2⁵².
    let k: Numbers<N> =
        from_fn(|lane| f64::from_bits((shifted[lane] >> 52) | TWO_TO_52.to_bits()) - (TWO_TO_52 + 1023.0));
    let f: Numbers<N> = from_fn(|lane| f64::from_bits((shifted[lane] & MANTISSA).wrapping_add(SQRT_HALF)) - 1.0);
    let s: Numbers<N> = from_fn(|lane| f[lane] / (2.0 + f[lane]));
    let z: Numbers<N> = from_fn(|lane| s[lane] * s[lane]);
    let w: Numbers<N> = from_fn(|lane| z[lane] * z[lane]);
    let even = polynomial(w, EVEN);
    let odd = polynomial(w, ODD);
    let half_square: Numbers<N> = from_fn(|lane| 0.5 * f[lane] * f[lane]);
    from_fn(|lane| {
        let series = z[lane] * odd[lane] + w[lane] * even[lane];
        let ln = f[lane] - (half_square[lane] - s[lane] * (half_square[lane] + series));
        -(k[lane] * LN_2) - ln
    })
}

/// Cosine and sine of an angle that is uniform on the circle.
///
/// Of an angle between -π/4 and π/4, by the polynomials of FreeBSD's `k_sin.c` and `k_cos.c`; then of twice that angle, which
/// covers half of the circle, and with a random sign all of it.
#[inline(always)]
fn direction<const N: usize>(bits: Bits<N>) -> [Numbers<N>; 2] {
    const SIN: [f64; 6] = [
        -0.166_666_666_666_666_32,
        8.333_333_333_322_49e-3,
        -1.984_126_982_985_795e-4,
        2.755_731_370_707_006_8e-6,
        -2.505_076_025_340_686_3e-8,
        1.589_690_995_211_55e-10,
    ];
    const COS: [f64; 6] = [
        4.166_666_666_666_66e-2,
        -1.388_888_888_887_411e-3,
        2.480_158_728_947_673e-5,
        -2.755_731_435_139_066_3e-7,
        2.087_572_321_298_175e-9,
        -1.135_964_755_778_819_5e-11,
    ];
    let angle: Numbers<N> = from_fn(|lane| (f64::from_bits((bits[lane] >> 12) | ONE) - 1.5) * (2.0 * FRAC_PI_4));
    let sign: Bits<N> = from_fn(|lane| bits[lane] << 63);
    let z: Numbers<N> = from_fn(|lane| angle[lane] * angle[lane]);
    let (sin, cos) = (polynomial(z, SIN), polynomial(z, COS));
    let sin: Numbers<N> = from_fn(|lane| angle[lane] + angle[lane] * z[lane] * sin[lane]);
    let cos: Numbers<N> = from_fn(|lane| 1.0 - 0.5 * z[lane] + z[lane] * z[lane] * cos[lane]);
    let cos_twice: Numbers<N> = from_fn(|lane| 1.0 - 2.0 * sin[lane] * sin[lane]);
    let sin_twice: Numbers<N> = from_fn(|lane| 2.0 * sin[lane] * cos[lane]);
    [cos_twice, sin_twice].map(
        #[inline(always)]
        |component| from_fn(|lane| f64::from_bits(component[lane].to_bits() ^ sign[lane])),
    )
}

/// Horner's scheme, the constant term first.
#[inline(always)]
fn polynomial<const N: usize, const TERMS: usize>(x: Numbers<N>, coefficients: [f64; TERMS]) -> Numbers<N> {
    let mut value = [coefficients[TERMS - 1]; N];
    for coefficient in coefficients[..TERMS - 1].iter().rev() {
        value = from_fn(|lane| coefficient + x[lane] * value[lane]);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Plain;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(3)
    }

    #[test]
    fn every_lane_is_the_generator_of_rand_xoshiro() {
        let mut ours = Generator::new(&mut rng());
        let mut theirs: Vec<_> = (0..LANES)
            .map(|lane| {
                let mut seed = [0; 32];
                for (bytes, state) in seed.chunks_exact_mut(8).zip(ours.state) {
                    bytes.copy_from_slice(&state[lane].to_le_bytes());
                }
                Xoshiro256PlusPlus::from_seed(seed)
            })
            .collect();
        for _ in 0..100 {
            assert_eq!(
                bits(&mut ours.state).to_vec(),
                theirs.iter_mut().map(|rng| rng.next_u64()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn logarithms_and_angles_are_those_of_the_standard_library() {
        let mut generator = Generator::new(&mut rng());
        for step in 0..2000 {
            let bits = bits(&mut generator.state);
            // All magnitudes of u, the smallest and 1 among them.
            let u: Block = from_fn(|lane| {
                let u = 2.0 - f64::from_bits((bits[lane] >> 12) | ONE);
                (u * f64::powi(0.5, step % 52)).max(f64::EPSILON)
            });
            for (ours, u) in minus_ln(u).iter().zip(u) {
                assert!((ours + u.ln()).abs() <= 4e-16 * u.ln().abs(), "{u}");
            }
            let [cos, sin] = direction(bits);
            for lane in 0..LANES {
                let half = bits[lane] << 63 >> 63;
                let fraction = (bits[lane] >> 12) as f64 / TWO_TO_52 - 0.5 + half as f64;
                let (s, c) = (std::f64::consts::PI * fraction).sin_cos();
                assert!(
                    (cos[lane] - c).abs() < 1e-15 && (sin[lane] - s).abs() < 1e-15,
                    "{fraction}"
                );
            }
        }
        assert_eq!(minus_ln([1.0; LANES]), [0.0; LANES]);
        assert!((radius([u64::MAX; LANES])[0] - (104.0 * LN_2).sqrt()).abs() < 1e-14);
    }

    /// Moments up to the eighth, the share beyond ±1, ±2, ±3, and the correlations of neighbours in a lane, a pair and a row,
    /// each within 4.5 of its standard errors.
    #[test]
    fn numbers_are_normal_and_independent() {
        let (rows, width) = (4000, 24);
        let mut normals = Normals::new(&mut rng());
        let (mut momentum, mut copy) = (BlockVector::zeros(width), BlockVector::zeros(width));
        let mut all = Vec::with_capacity(rows * width);
        for _ in 0..rows {
            let square = normals.fill(&mut momentum, &mut copy);
            assert_eq!(momentum, copy);
            assert!((square - momentum.iter().map(|z| z * z).sum::<f64>()).abs() < 1e-12 * square);
            all.extend_from_slice(&momentum);
        }
        let is = |name: &str, terms: Vec<f64>, mean: f64, variance: f64| {
            let count = terms.len() as f64;
            let z = (terms.iter().sum::<f64>() / count - mean) / (variance / count).sqrt();
            assert!(z.abs() < 4.5, "{name}: {z}");
        };
        let of = |f: fn(f64) -> f64| all.iter().map(|z| f(*z)).collect::<Vec<_>>();
        is("mean", all.clone(), 0.0, 1.0);
        is("square", of(|z| z * z), 1.0, 2.0);
        is("third", of(|z| z.powi(3)), 0.0, 15.0);
        is("fourth", of(|z| z.powi(4)), 3.0, 96.0);
        is("sixth", of(|z| z.powi(6)), 15.0, 10395.0 - 225.0);
        is("eighth", of(|z| z.powi(8)), 105.0, 2_027_025.0 - 11_025.0);
        let beyond = [
            (1.0, 0.317_310_507_862_914),
            (2.0, 0.045_500_263_896_358_4),
            (3.0, 0.002_699_796_063_260_19),
        ];
        for (bound, share) in beyond {
            let terms = all.iter().map(|z| f64::from(u8::from(z.abs() > bound))).collect();
            is("beyond", terms, share, share * (1.0 - share));
        }
        for lag in [1, LANES, 2 * LANES, width] {
            let products = |f: fn(f64) -> f64| all.windows(lag + 1).map(|w| f(w[0]) * f(w[lag])).collect::<Vec<_>>();
            is("correlation", products(|z| z), 0.0, 1.0);
            is("correlation of squares", products(|z| z * z - 1.0), 0.0, 4.0);
        }
    }

    #[test]
    fn numbers_do_not_depend_on_registers() {
        let (mut narrow, mut wide) = (Generator::new(&mut rng()), Generator::new(&mut rng()));
        let mut pairs = [[[0.0; LANES]; 2]; 2];
        for _ in 0..1000 {
            narrow.pair::<4>(&mut pairs[0]);
            wide.pair::<8>(&mut pairs[1]);
            assert_eq!(pairs[0], pairs[1]);
        }
    }

    #[test]
    fn what_is_left_of_a_pair_comes_next() {
        let mut long = BlockVector::zeros(4 * LANES);
        let mut copy = long.clone();
        Normals::new(&mut rng()).fill(&mut long, &mut copy);
        let mut normals = Normals::new(&mut rng());
        let mut parts = Vec::new();
        for blocks in [1, 3] {
            let mut part = BlockVector::zeros(blocks * LANES);
            let mut copy = part.clone();
            normals.fill(&mut part, &mut copy);
            parts.extend_from_slice(&part);
        }
        assert_eq!(long.to_vec(), parts);
        let mut short = BlockVector::zeros(3);
        let mut copy = short.clone();
        let square = normals.fill(&mut short, &mut copy);
        assert_eq!(square, DotOfBlocks(short.blocks(), short.blocks()).run(Plain));
        assert_eq!(short.blocks()[0][3..], [0.0; 5]);
    }
}
