//! Chance that can be repeated: the same seed gives the same numbers on every machine and in every version.

use std::f64::consts::TAU;

/// A generator of 64-bit numbers: `SplitMix64` (Steele, Lea and Flood 2014), whose every seed is as good as any other. Not
/// for secrets.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Starts at a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a whole number below `end`, which is more than 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let next = self.next() % (end as u64).max(1);
        usize::try_from(next).unwrap_or_default()
    }

    /// Returns a number from 0 up to, but not, 1.
    pub(super) fn unit(&mut self) -> f64 {
        // As many bits as a number of this type holds.
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a number of a normal distribution (Box and Muller 1958).
    pub(super) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        mean + deviation * radius * (TAU * self.unit()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers() {
        // The first numbers of the published reference for seed 1234567.
        let mut random = Random::new(1_234_567);
        let found = [random.next(), random.next(), random.next()];
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn numbers_are_spread_as_they_should() {
        let mut random = Random::new(7);
        let mut counts = [0; 5];
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..10_000 {
            counts[random.below(5)] += 1;
            let number = random.normal(3.0, 2.0);
            sum += number;
            squares += (number - 3.0) * (number - 3.0);
        }
        assert!(
            counts.iter().all(|count| (1_800..2_200).contains(count)),
            "{counts:?}"
        );
        assert!((sum / 10_000.0 - 3.0).abs() < 0.1);
        assert!((squares / 10_000.0 - 4.0).abs() < 0.3);
    }
}
