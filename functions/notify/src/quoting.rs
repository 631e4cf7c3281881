//! Quotes applicants in messages to staff, so that no mail client links the text and it can't reorder the line around it.
//!
//! Staff trust a message from the association. A name such as `Urgent: sign in at evil.example/login` must not become a
//! link in it.

use unicode_normalization::char::is_combining_mark;

/// First strong isolate, which starts text with its own direction (UAX #9).
const ISOLATE: char = '\u{2068}';
/// Pop directional isolate, which ends the text.
const POP_ISOLATE: char = '\u{2069}';

/// The most characters, and the most words, of a name in a message to an applicant.
const NAME_CHARACTERS: usize = 60;
const NAME_WORDS: usize = 6;
/// The most digits of an organization's name in a message to an applicant.
const NAME_DIGITS: usize = 4;

/// Defangs anything that looks like a link, as incident reports do: `evil[.]example`. Removes characters that control
/// direction, since a surplus one could end the isolation early.
pub(crate) fn defang(text: &str) -> String {
    let text: Vec<char> = text.chars().filter(|c| !controls_direction(*c)).collect();
    let mut safe = String::new();
    for (index, character) in text.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| text.get(before));
        let after = text.get(index + 1);
        let within = [before, after].into_iter().all(|next| next.is_some_and(|c| !c.is_whitespace()));
        // Full stops of other scripts also separate labels (UTS #46).
        if within && matches!(character, '.' | '。' | '．' | '｡' | '@' | '＠' | ':') {
            safe.extend(['[', *character, ']']);
        } else {
            safe.push(*character);
        }
    }
    safe
}

/// Returns a person's name if it is safe to greet by it: only letters, as names have them. Anybody can type a name, and the
/// message may go to somebody else's mailbox, so it must not carry a link or a text of any length.
pub(crate) fn person_name(name: &str) -> Option<String> {
    safe_name(name, |_| false)
}

/// Returns an organization's name if it is safe in a message to an applicant: as [`person_name`], with the marks and the few
/// digits that such names have. More digits could be a telephone number, which mail clients link.
pub(crate) fn organization_name(name: &str) -> Option<String> {
    let digits = name.chars().filter(|c| c.is_numeric()).count();
    safe_name(name, |c| {
        c.is_ascii_digit() || matches!(c, '&' | '+' | ',' | '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»')
    })
    .filter(|_| digits <= NAME_DIGITS)
}

/// Returns a name of letters, of the marks in any name, and of `others`.
fn safe_name(name: &str, others: impl Fn(char) -> bool) -> Option<String> {
    let name = name.trim();
    let characters: Vec<char> = name.chars().collect();
    let fits = |(index, c): (usize, &char)| match c {
        ' ' | '-' | '\'' | '’' => true,
        // As in an initial or a title, and not in a domain.
        '.' => characters.get(index + 1).is_none_or(|after| *after == ' '),
        c => c.is_alphabetic() || is_combining_mark(*c) || others(*c),
    };
    let is_name = !name.is_empty()
        && characters.len() <= NAME_CHARACTERS
        && name.split(' ').count() <= NAME_WORDS
        && characters.iter().enumerate().all(fits);
    is_name.then(|| name.to_owned())
}

/// Returns the lines of staff's words to an applicant, without characters that control direction or a terminal, and with one
/// empty line between paragraphs. Links stay: the association wrote them.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let plain = |line: &str| line.chars().filter(|c| !controls_direction(*c) && !c.is_control()).collect::<String>();
    let mut lines: Vec<_> = text.trim().lines().map(|line| plain(line).trim().to_owned()).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines
}

/// Isolates the direction of a text in plain text, as the element `bdi` does in HTML.
pub(crate) fn isolate(text: &str) -> String {
    format!("{ISOLATE}{text}{POP_ISOLATE}")
}

fn controls_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_look_like_links_are_defanged() {
        for (typed, shown) in [
            ("Urgent: sign in at evil.example/login", "Urgent: sign in at evil[.]example/login"),
            ("https://evil.example", "https[:]//evil[.]example"),
            ("www.evil.example:8080/x", "www[.]evil[.]example[:]8080/x"),
            ("mailto:ada@evil.example", "mailto[:]ada[@]evil[.]example"),
            ("tel:+12025550142", "tel[:]+12025550142"),
            ("例え。テスト", "例え[。]テスト"),
            ("evil．example", "evil[．]example"),
            ("evil\u{301}.example", "evil\u{301}[.]example"),
            ("\u{2764}.ws", "\u{2764}[.]ws"),
        ] {
            assert_eq!(defang(typed), shown);
        }
    }

    #[test]
    fn other_names_are_unchanged() {
        for name in
            ["Müller & Sons <Clinical> GmbH", "Acme, Inc.", "St. Mary's", "A. B. Smith", "Trials: a company", "شركة"]
        {
            assert_eq!(defang(name), name);
        }
    }

    #[test]
    fn a_greeting_has_a_name_and_nothing_else() {
        for name in ["Ada O’Neill", "Dr. Zoë Παπαδοπούλου", "岡田 光", "Jean-Luc d'Arc", "José Martín.", "प्रिया"]
        {
            assert_eq!(person_name(&format!(" {name} ")).as_deref(), Some(name));
        }
        let long = "a".repeat(NAME_CHARACTERS + 1);
        for name in [
            "",
            " ",
            "evil.example",
            "Ada, sign in",
            "a@b",
            "http://x",
            "Ada 2",
            "Ada\u{202e}",
            "Ada\nBob",
            &long,
            "buy our very cheap pills right now",
        ] {
            assert_eq!(person_name(name), None, "{name}");
        }
    }

    #[test]
    fn an_organization_is_named_only_if_its_name_can_be_nothing_else() {
        for name in [
            "Müller & Sons GmbH",
            "Trials (UK), Ltd.",
            "Ångström \"Klinik\" AB",
            "3M",
            "岡田製薬株式会社",
            "O’Neill + Co.",
        ] {
            assert_eq!(organization_name(&format!(" {name} ")).as_deref(), Some(name));
        }
        for name in ["evil.example", "call +12025550142", "https://x", "a@b", "Acme <b>", "Acme\nBob", "1 2 3 4 5", ""]
        {
            assert_eq!(organization_name(name), None, "{name}");
        }
    }

    #[test]
    fn words_of_staff_keep_their_lines_and_links_and_lose_control_characters() {
        let typed = "Which trials?\r\n\r\n \r\n  See https://www.example.org/list\u{1b}[31m\u{202e}\u{0}.\n";
        assert_eq!(lines(typed), ["Which trials?", "", "See https://www.example.org/list[31m."]);
        assert!(lines(" \n\t").is_empty());
    }

    #[test]
    fn a_name_cannot_reorder_the_text_around_it() {
        let shown = isolate(&defang("\u{202e}moc.live\u{2069}\u{2066}"));
        assert_eq!(shown, "\u{2068}moc[.]live\u{2069}");
    }

    proptest! {
        #[test]
        fn no_domain_address_or_scheme_remains(name in "[a-z0-9.:@/ -]{0,40}", any: String) {
            for typed in [name, any] {
                let shown: Vec<char> = defang(&typed).chars().collect();
                for three in shown.windows(3) {
                    let within = !three[0].is_whitespace() && !three[2].is_whitespace();
                    let is_bracketed = three[0] == '[' && three[2] == ']';
                    let joins = within && !is_bracketed && matches!(three[1], '.' | '@' | ':' | '。');
                    prop_assert!(!joins, "{shown:?}");
                }
            }
        }
    }
}
