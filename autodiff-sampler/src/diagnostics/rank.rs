//! Rank normalisation: draws replaced by the normal scores of their ranks, so that nothing depends on finite moments.

use super::order::Order;

/// Normal scores of the ranks of so many values, with Blom's (1958) offset 3/8.
#[derive(Debug)]
pub(super) struct NormalScores {
    /// Those of the ranks 1, 2, ….
    of_whole: Vec<f64>,
}

impl NormalScores {
    pub fn new(size: usize) -> Self {
        let of_whole = (1..=size).map(|rank| score(rank as f64, size)).collect();
        Self { of_whole }
    }

    /// The score of each value at its place; equal values share the mean of their ranks. The places are those from 0 on.
    pub fn of_ordered(&self, order: &Order) -> Vec<f64> {
        let size = self.of_whole.len();
        debug_assert_eq!(size, order.values.len());
        let mut scores = vec![0.0; size];
        let mut first = 0;
        for tie in order.values.chunk_by(|a, b| a == b) {
            let score = match tie.len() % 2 {
                1 => self.of_whole[first + tie.len() / 2],
                _ => score((2 * first + tie.len() + 1) as f64 / 2.0, size),
            };
            for place in &order.places[first..first + tie.len()] {
                scores[*place] = score;
            }
            first += tie.len();
        }
        scores
    }
}

/// The normal score of a rank from 1 to `size`.
fn score(rank: f64, size: usize) -> f64 {
    normal_quantile((rank - 0.375) / (size as f64 + 0.25))
}

/// Quantile of the standard normal: Wichura (1988), algorithm AS 241, relative error about 1e-16.
fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180625 - q * q, &CENTRE_NUMERATOR, &CENTRE_DENOMINATOR);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let magnitude = if r <= 5.0 {
        ratio(r - 1.6, &MIDDLE_NUMERATOR, &MIDDLE_DENOMINATOR)
    } else {
        ratio(r - 5.0, &TAIL_NUMERATOR, &TAIL_DENOMINATOR)
    };
    magnitude.copysign(q)
}

/// Ratio of two polynomials with ascending coefficients.
fn ratio(x: f64, numerator: &[f64; 8], denominator: &[f64; 8]) -> f64 {
    let polynomial = |coefficients: &[f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    polynomial(numerator) / polynomial(denominator)
}

const CENTRE_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_545,
];
const MIDDLE_NUMERATOR: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const TAIL_NUMERATOR: [f64; 8] = [
    6.657_904_643_501_104,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const TAIL_DENOMINATOR: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_7e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_rank() {
        let scores = |values: &[f64]| NormalScores::new(values.len()).of_ordered(&Order::of(values));
        let expected = [3.5, 1.0, 3.5, 2.0].map(|rank| score(rank, 4));
        assert_eq!(scores(&[3.0, 1.0, 3.0, 2.0]), expected);
        let expected = [2.0, 2.0, 5.0, 2.0, 4.0].map(|rank| score(rank, 5));
        assert_eq!(scores(&[1.0, 1.0, 8.0, 1.0, 7.0]), expected);
    }

    /// Values from mpmath with 30 digits.
    #[test]
    fn normal_quantiles() {
        let table = [
            (0.5, 0.0),
            (0.6, 0.253_347_103_135_799_8),
            (0.975, 1.959_963_984_540_054_2),
            (1e-3, -3.090_232_306_167_813_5),
            (1e-12, -7.034_483_825_301_131),
        ];
        for (p, expected) in table {
            assert!(
                (normal_quantile(p) - expected).abs() <= 1e-15 * (1.0 + f64::abs(expected)) * 2.0,
                "p = {p}"
            );
        }
    }
}
