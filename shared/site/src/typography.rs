//! Typography of what people read.

/// Returns the text with typographic apostrophes: a straight one between two letters, or between a digit and a letter, is
/// an apostrophe. Elsewhere it may be a quotation mark or a foot, and stays.
pub(crate) fn apostrophes(text: &str) -> String {
    let mut before: Option<char> = None;
    let mut characters = text.chars().peekable();
    let mut result = String::with_capacity(text.len());
    while let Some(character) = characters.next() {
        let is_inside =
            before.is_some_and(char::is_alphanumeric) && characters.peek().is_some_and(|after| after.is_alphabetic());
        result.push(if character == '\'' && is_inside { '’' } else { character });
        before = Some(character);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_inside_a_word_is_typographic() {
        for (straight, typographic) in [
            ("We can't. It's ACRO's", "We can’t. It’s ACRO’s"),
            ("l'été, O'Brien, the 1990's", "l’été, O’Brien, the 1990’s"),
            ("d'a'b", "d’a’b"),
            ("the members' view", "the members' view"),
            ("'quoted' 6'2 ' rock 'n' roll", "'quoted' 6'2 ' rock 'n' roll"),
            ("it’s", "it’s"),
            ("", ""),
        ] {
            assert_eq!(apostrophes(straight), typographic);
        }
    }
}
