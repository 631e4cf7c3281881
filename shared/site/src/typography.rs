//! Typography of what people read.

use pulldown_cmark::{Event, Tag, TagEnd};

/// Returns the text with dates, names, counts and short compounds that don't break: a no-break space between a capitalized word
/// and a number, or a letter with a number, such as in "May 28", "April 2026" and "ICH E6(R3)", and between a number below 1,000
/// and its unit, such as in "15 days"; and a word joiner after the hyphen of a word such as "risk-based" or "COVID-19". The first
/// word of a sentence is capitalized anyway, and stays free: "In 2026".
pub(crate) fn bind(text: &str) -> String {
    let mut words = text.split(' ');
    let mut before = words.next().unwrap_or_default().to_owned();
    let mut starts_sentence = true;
    let mut result = whole(&before);
    for word in words {
        let name = before.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_name = name.starts_with(char::is_uppercase) && name.ends_with(char::is_alphabetic);
        let number = word.strip_prefix(char::is_uppercase).unwrap_or(word);
        let is_day = name.strip_suffix(',').is_some_and(|day| matches!(day.len(), 1 | 2) && is_number(day))
            && word.get(..4).is_some_and(is_number);
        let is_count = (1..=3).contains(&name.len()) && is_number(name);
        let is_bare = is_number(word.trim_end_matches(|c: char| c.is_ascii_punctuation()));
        let binds = is_name && number.starts_with(|c: char| c.is_ascii_digit()) && !(starts_sentence && is_bare)
            || is_count && word.starts_with(char::is_lowercase)
            || is_day;
        result.push(if binds { '\u{a0}' } else { ' ' });
        result.push_str(&whole(word));
        starts_sentence = before.is_empty() || before.ends_with(['.', '?', '!']);
        word.clone_into(&mut before);
    }
    result
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many characters a compound has at most to stay on one line. Longer ones may be numbers that readers copy.
const SHORT: usize = 12;

/// Returns a word with a word joiner after each hyphen inside it, if it is short.
fn whole(word: &str) -> String {
    if word.chars().count() > SHORT {
        return word.to_owned();
    }
    let mut parts = word.split('-');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let joins = result.ends_with(char::is_alphanumeric) && part.starts_with(char::is_alphanumeric);
        result.push_str(if joins { "-\u{2060}" } else { "-" });
        result.push_str(part);
    }
    result
}

/// How many characters the last line of a block has at least, if its words allow that.
const LAST_LINE: usize = 5;

/// How many characters a block has before its end is looked after. A shorter one fits on a line of most screens.
const LONG: usize = 70;

/// Joins the last words of a block with no-break spaces, so that its last line is not just a short word or two.
pub(crate) fn join_last_words(block: &mut [Event<'_>]) {
    let characters: usize =
        block.iter().map(|event| if let Event::Text(text) = event { text.chars().count() } else { 0 }).sum();
    if characters < LONG {
        return;
    }
    let mut missing = LAST_LINE;
    for event in block.iter_mut().rev() {
        match event {
            Event::Text(text) => {
                let mut joined: Vec<char> = text.chars().collect();
                joined.iter_mut().rev().take(missing).filter(|c| **c == ' ').for_each(|c| *c = '\u{a0}');
                missing = missing.saturating_sub(joined.len());
                *text = String::from_iter(joined).into();
            }
            Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) | Event::Html(_) => {}
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            // Code, a picture, or the end of a list or a paragraph inside.
            _ => return,
        }
    }
}

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

    #[test]
    fn names_dates_and_short_compounds_do_not_break() {
        for (text, bound) in [
            ("from May 28, 2026, to April 2027", "from May\u{a0}28,\u{a0}2026, to April\u{a0}2027"),
            ("in 2007, 2011 and 12, 500", "in 2007, 2011 and 12, 500"),
            ("ICH E6(R3) and (Part 11)", "ICH\u{a0}E6(R3) and (Part\u{a0}11)"),
            ("a survey of 4,296 trials, in phase 1", "a survey of 4,296 trials, in phase 1"),
            ("So far. Almost 240 came. In 2026 May 28", "So far. Almost 240\u{a0}came. In 2026 May\u{a0}28"),
            ("The EU, 27 states", "The EU, 27\u{a0}states"),
            ("(15 days), 1,500 days, 2026 was, 15, or", "(15\u{a0}days), 1,500 days, 2026 was, 15, or"),
            (" 5 ", " 5 "),
            ("risk-based, in COVID-19 - or 4-", "risk-\u{2060}based, in COVID-\u{2060}19 - or 4-"),
            ("state-of-the-art", "state-of-the-art"),
            ("FDA-2026-N-4390,", "FDA-2026-N-4390,"),
            ("", ""),
        ] {
            assert_eq!(bind(text), bound);
        }
    }

    #[test]
    fn the_last_words_of_a_long_block_stay_together() {
        let long = "What a long block says goes on, and on, for more than a line of a phone or";
        for (end, joined) in [
            (" as far as it is.", " as far as it\u{a0}is."),
            (" a representative.", " a representative."),
            (" its best part.", " its best part."),
        ] {
            let mut block = [Event::Text(format!("{long}{end}").into())];
            join_last_words(&mut block);
            assert_eq!(block, [Event::Text(format!("{long}{joined}").into())]);
        }
        let mut short = [Event::Text("Short as it is.".into())];
        join_last_words(&mut short);
        assert_eq!(short, [Event::Text("Short as it is.".into())]);
    }

    #[test]
    fn last_words_are_joined_across_marks_but_not_before_code() {
        let text = |words: &'static str| Event::Text(words.into());
        let long = text("What a long block says goes on, and on, for more than a line of a phone, to the ");
        let joined = text("What a long block says goes on, and on, for more than a line of a phone, to the\u{a0}");
        let strong = [Event::Start(Tag::Strong), text("end"), Event::End(TagEnd::Strong), text(".")];
        let mut block = [std::slice::from_ref(&long), strong.as_slice()].concat();
        join_last_words(&mut block);
        assert_eq!(block, [std::slice::from_ref(&joined), strong.as_slice()].concat());
        let mut block = [long.clone(), Event::Code("a b".into()), text(" ok")];
        join_last_words(&mut block);
        assert_eq!(block, [long, Event::Code("a b".into()), text("\u{a0}ok")]);
    }
}
