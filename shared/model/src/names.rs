//! Names in short.

/// The number of words of a name whose first letters are its initials.
const INITIALS: usize = 2;

/// Returns the first letters of the first words of a name.
pub fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    words.take(INITIALS).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_words() {
        for (name, expected) in
            [("Acme Clinical Trials", "AC"), ("ångström", "Å"), ("(9 lives) Ltd", "9L"), ("岡田", "岡"), ("…", "")]
        {
            assert_eq!(initials(name), expected);
        }
    }
}
