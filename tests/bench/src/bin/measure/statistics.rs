//! What is said of many measurements of the same.

/// Measurements, in order of size.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample(Vec<f64>);

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }
}

impl Sample {
    /// The least value that `percent` of all are not above; not a number, if there are none.
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    /// The value in the middle.
    pub fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// Where nine of ten are, in words.
    pub fn spread(&self, decimals: usize) -> String {
        format!("{:.decimals$}–{:.decimals$}", self.percentile(5), self.percentile(95))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let sample: Sample = (1..=40).rev().map(f64::from).collect();
        assert_eq!([5, 50, 95, 99, 100].map(|percent| sample.percentile(percent)), [2.0, 20.0, 38.0, 40.0, 40.0]);
        assert_eq!(sample.spread(0), "2–38");
    }

    #[test]
    fn a_single_value_is_every_percentile_and_an_empty_sample_has_none() {
        assert_eq!(Sample::from_iter([7.0]).percentile(99), 7.0);
        assert!(Sample::from_iter([]).median().is_nan());
    }
}
