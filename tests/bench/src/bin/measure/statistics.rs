//! Statistics of repeated measurements.

/// Sorted measurements.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// Adds a measurement.
    pub fn push(&mut self, value: f64) {
        let place = self.0.partition_point(|other| *other < value);
        self.0.insert(place, value);
    }

    /// Returns the nearest-rank percentile; NaN if there are no values.
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    /// Returns the median.
    pub fn median(&self) -> f64 {
        self.percentile(50)
    }

    /// Formats the median.
    pub fn middle(&self, decimals: usize) -> String {
        format!("{:.decimals$}", self.median())
    }

    /// Formats the range from the 5th to the 95th percentile.
    pub fn spread(&self, decimals: usize) -> String {
        format!("{:.decimals$}–{:.decimals$}", self.percentile(5), self.percentile(95))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let mut sample = Sample::default();
        assert!(sample.median().is_nan());
        sample.push(7.0);
        assert_eq!(sample.percentile(99), 7.0);
        let mut sample = Sample::default();
        (1..=40).rev().for_each(|value| sample.push(value.into()));
        assert_eq!([5, 50, 95, 99, 100].map(|percent| sample.percentile(percent)), [2.0, 20.0, 38.0, 40.0, 40.0]);
        assert_eq!(sample.spread(0), "2–38");
    }
}
