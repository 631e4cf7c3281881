//! Unicode properties of characters in pasted text.
//!
//! ICU4X has the properties, so a new version of Unicode needs no change here. Most of its tables are linked anyway, for
//! internationalized domain names.

use icu_normalizer::uts46::Uts46MapperBorrowed;
use icu_properties::props::{
    BinaryProperty, Dash, DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, JoinControl,
    PrependedConcatenationMark,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The braille pattern without dots, drawn as a space although Unicode classifies it as a symbol.
const BRAILLE_BLANK: char = '\u{2800}';

/// Returns whether a text has nothing visible. Such an answer counts as omitted.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// Returns whether a text has a character that is visible on its own, which a combining mark is not.
pub(super) fn has_visible(text: &str) -> bool {
    text.chars().any(|c| !is_unseen(c) && !GeneralCategoryGroup::Mark.contains(category(c)))
}

/// Trims space and invisible characters at both ends. Keeps a character that shapes the last visible one.
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim_start_matches(is_unseen);
    let mut end = text.len();
    let mut rest = text.chars().rev().peekable();
    while let Some(c) = rest.next().filter(|c| is_unseen(*c)) {
        if rest.peek().is_some_and(|before| shapes(c, *before)) {
            break;
        }
        end -= c.len_utf8();
    }
    text.get(..end).unwrap_or_default()
}

/// Trims space at both ends, and removes invisible characters unless they shape the character before.
pub(super) fn visible(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in trim(text).chars() {
        if !is_invisible(c) || kept.chars().next_back().is_some_and(|before| shapes(c, before)) {
            kept.push(c);
        }
    }
    kept
}

/// Returns whether a character is not drawn and has no width, such as a directional mark, a joiner, a soft hyphen, a
/// filler, a variation selector or a tag.
pub(super) fn is_invisible(c: char) -> bool {
    has::<DefaultIgnorableCodePoint>(c)
        || (category(c) == GeneralCategory::Format && !has::<PrependedConcatenationMark>(c))
}

/// Returns whether a character is invisible or drawn as a space.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c == BRAILLE_BLANK || is_invisible(c)
}

/// Returns whether an invisible character changes the look of the one before: a joiner, as in Persian and Malayalam, or
/// a variation selector, as in Japanese names. It has no effect after ASCII.
fn shapes(c: char, before: char) -> bool {
    !before.is_ascii()
        && !is_unseen(before)
        && (has::<JoinControl>(c) || category(c) == GeneralCategory::NonspacingMark)
}

/// Returns whether a character is a dash or a hyphen of any kind. Katakana's prolonged sound mark is a letter.
pub(super) fn is_dash(c: char) -> bool {
    has::<Dash>(c)
}

/// Returns the ASCII digit with the value of a decimal digit of any script. The value follows from the digit's position:
/// Unicode's [stability policy](https://www.unicode.org/policies/stability_policy.html) guarantees runs from 0 to 9.
pub(super) fn digit(c: char) -> Option<char> {
    let is_digit = |c: char| category(c) == GeneralCategory::DecimalNumber;
    let before = (0..u32::from(c)).rev().map_while(char::from_u32).take_while(|c| is_digit(*c)).count();
    let value = u32::try_from(before % 10).ok()?;
    char::from_digit(value, 10).filter(|_| is_digit(c))
}

/// Maps a text as [UTS 46](https://www.unicode.org/reports/tr46/) maps domains: to NFKC in lower case, with ideographic
/// full stops as dots. Characters that no domain may have become U+FFFD.
pub(super) fn folded(text: &str) -> String {
    const MAPPER: Uts46MapperBorrowed<'_> = Uts46MapperBorrowed::new();
    MAPPER.map_normalize(text.chars()).collect()
}

/// Maps one character as [`folded`] does.
pub(super) fn folded_char(c: char) -> String {
    folded(c.encode_utf8(&mut [0; 4]))
}

fn has<P: BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

#[cfg(test)]
pub(super) mod tests;
