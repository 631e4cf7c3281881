//! How many mistakes lie between two words.

/// Returns how many letters must be added, removed, replaced or swapped with the next to turn one word into the other:
/// the optimal string alignment distance.
pub fn distance(one: &[char], other: &[char]) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, other_letter) in other.iter().enumerate() {
            let replaced = last.get(column)? + usize::from(letter != other_letter);
            let mut least = replaced.min(last.get(column + 1)? + 1).min(next.get(column)? + 1);
            let is_swapped = row > 0
                && column > 0
                && one.get(row - 1) == Some(other_letter)
                && other.get(column - 1) == Some(letter);
            if is_swapped {
                least = least.min(before.get(column - 1)? + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_mistakes() {
        for (one, other, expected) in [
            ("gdpr", "gdpr", 0),
            ("gpdr", "gdpr", 1),
            ("randomzied", "randomized", 1),
            ("comitee", "committee", 2),
            ("trial", "trials", 1),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
        ] {
            let letters = [one, other].map(|word| word.chars().collect::<Vec<_>>());
            assert_eq!(distance(&letters[0], &letters[1]), Some(expected), "{one} {other}");
            assert_eq!(distance(&letters[1], &letters[0]), Some(expected), "{other} {one}");
        }
    }
}
