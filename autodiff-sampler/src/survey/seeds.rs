//! Numbers made of names, the same on every machine and in every version: seeds of targets, and checksums of results.

/// The 64-bit FNV-1a hash (Fowler, Noll & Vo; RFC 9923), which can be fed bit by bit.
///
/// The standard library's hashes are no use here: theirs may change with its version, and with the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fnv(u64);

impl Fnv {
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    #[must_use]
    pub fn with(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    pub fn finish(self) -> u64 {
        self.0
    }
}

/// The seed of the target called `name` in a survey with this `seed`.
///
/// The hash of both, mixed by the finaliser of SplitMix64 (Steele, Lea & Flood 2014; Stafford's mix 13), without which names that differ in their last
/// letter would have seeds that differ little.
pub(super) fn seed_of(seed: u64, name: &str) -> u64 {
    let hash = Fnv::new().with(&seed.to_le_bytes()).with(name.as_bytes()).finish();
    let z = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // Published test values of the algorithm.
        for (text, hash) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(Fnv::new().with(text.as_bytes()).finish(), hash, "{text}");
        }
    }

    #[test]
    fn seeds_stay_as_they_are() {
        // Computed once by autodiff-sampler/tests/data/survey_seeds.py: a change would make every store's results another survey's.
        assert_eq!(seed_of(42, "TIC 402026209"), SEED_OF_A_STAR);
    }

    const SEED_OF_A_STAR: u64 = 0xd61d_68d6_bdb6_89b2;

    #[test]
    fn neighbours_have_nothing_in_common() {
        let differing = |a: u64, b: u64| (a ^ b).count_ones();
        for i in 0..200 {
            let here = seed_of(1, &format!("star {i}"));
            assert!(differing(here, seed_of(1, &format!("star {}", i + 1))) > 8, "{i}");
            assert!(differing(here, seed_of(2, &format!("star {i}"))) > 8, "{i}");
        }
    }
}
