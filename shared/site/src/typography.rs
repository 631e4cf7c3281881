//! Typography of what people read.

use pulldown_cmark::{Event, Tag, TagEnd};

/// How many characters the last line of a block has at least, if its words allow that.
const LAST_LINE: usize = 10;

/// How many characters a block has before its end is looked after. A shorter one fits on a line of most screens.
const LONG: usize = 70;

/// Joins the last words of a block with no-break spaces, so that its last line is not just a short word or two.
pub(crate) fn join_last_words(block: &mut [Event<'_>]) {
    let characters: usize =
        block.iter().map(|event| if let Event::Text(text) = event { text.chars().count() } else { 0 }).sum();
    if characters < LONG {
        return;
    }
    let mut last = 0;
    for event in block.iter_mut().rev() {
        match event {
            Event::Text(text) => {
                let mut joined: Vec<char> = text.chars().collect();
                for character in joined.iter_mut().rev() {
                    if last >= LAST_LINE {
                        break;
                    }
                    if *character == ' ' {
                        *character = '\u{a0}';
                    }
                    last += 1;
                }
                *text = String::from_iter(joined).into();
            }
            Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) | Event::Html(_) => {}
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            // Code, a picture, or the end of a list or a paragraph inside.
            _ => return,
        }
        if last >= LAST_LINE {
            return;
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
    fn the_last_words_of_a_long_block_stay_together() {
        let long = "What a long block says goes on, and on, for more than a line of a phone or";
        for (end, joined) in [
            (" as far as it is.", " as far\u{a0}as\u{a0}it\u{a0}is."),
            (" a representative.", " a representative."),
            (" its representative it.", " its representative\u{a0}it."),
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
        let joined = text("What a long block says goes on, and on, for more than a line of a phone, to\u{a0}the\u{a0}");
        let strong = [Event::Start(Tag::Strong), text("end"), Event::End(TagEnd::Strong), text(".")];
        let mut block = [std::slice::from_ref(&long), strong.as_slice()].concat();
        join_last_words(&mut block);
        assert_eq!(block, [std::slice::from_ref(&joined), strong.as_slice()].concat());
        let mut block = [long.clone(), Event::Code("a b".into()), text(" ok")];
        join_last_words(&mut block);
        assert_eq!(block, [long, Event::Code("a b".into()), text("\u{a0}ok")]);
    }
}
