//! What applicants typed, in messages to staff: no mail client makes a link of it, and it can't reorder the line around it.
//!
//! A message from the association is trusted. A name such as `Urgent: sign in at evil.example/login` must not become
//! something to click on in it.

/// First strong isolate, which begins a stretch of text whose direction is its own (UAX #9).
const ISOLATE: char = '\u{2068}';
/// Pop directional isolate, which ends it.
const POP_ISOLATE: char = '\u{2069}';

/// Defangs anything that looks like a link, as incident reports do: `evil[.]example`. Characters that embed, override or
/// isolate directions are left out, so that no surplus one ends the isolation of the text.
pub(crate) fn defang(text: &str) -> String {
    let text: Vec<char> = text.chars().filter(|c| !controls_direction(*c)).collect();
    let mut safe = String::new();
    for (index, character) in text.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| text.get(before));
        let after = text.get(index + 1);
        let within = [before, after].into_iter().all(|next| next.is_some_and(|c| !c.is_whitespace()));
        // Full stops of other scripts separate labels, too (UTS #46).
        if within && matches!(character, '.' | '。' | '．' | '｡' | '@' | '＠' | ':') {
            safe.extend(['[', *character, ']']);
        } else {
            safe.push(*character);
        }
    }
    safe
}

/// The same, in plain text: isolated from what stands around it. In HTML the element `bdi` does that.
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
    fn a_name_that_looks_like_a_link_is_no_link() {
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
    fn other_names_stay_as_they_are() {
        for name in
            ["Müller & Sons <Clinical> GmbH", "Acme, Inc.", "St. Mary's", "A. B. Smith", "Trials: a company", "شركة"]
        {
            assert_eq!(defang(name), name);
        }
    }

    #[test]
    fn a_name_can_not_reorder_what_stands_around_it() {
        let shown = isolate(&defang("\u{202e}moc.live\u{2069}\u{2066}"));
        assert_eq!(shown, "\u{2068}moc[.]live\u{2069}");
    }

    proptest! {
        #[test]
        fn no_domain_address_or_scheme_is_left(name in "[a-z0-9.:@/ -]{0,40}", any: String) {
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
