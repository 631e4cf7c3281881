//! Normalizes organization names for comparison: without case, accents, punctuation and legal forms.

use crate::lists::entries;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The lists of ISO 20275, and what they lack.
const LEGAL_FORMS: [&str; 2] = [include_str!("../legal_forms/iso_20275.txt"), include_str!("legal_forms.txt")];
const JOINED_LEGAL_FORMS: [&str; 2] =
    [include_str!("../legal_forms/iso_20275_joined.txt"), include_str!("joined_legal_forms.txt")];

/// Legal forms that may also precede a name. Any other leading letters are part of it.
const LEADING: [&str; 9] = ["pt", "ooo", "zao", "ао", "зао", "оао", "ооо", "有", "株"];

/// Normalizes a name. Returns `None` if it has neither letters nor digits. The table stores the results, so after a
/// change here, older applications match only by their old names.
pub(crate) fn normalized(name: &str) -> Option<String> {
    let plain = plain(name);
    let short = without_legal_forms(&plain);
    let normalized = if short.is_empty() { plain } else { short.to_owned() };
    (!normalized.is_empty()).then_some(normalized)
}

/// Returns the words in lower case, one space apart. Joins single letters, so that `S.A.` becomes `sa`.
fn plain(name: &str) -> String {
    // Twice, because each step can yield characters that the other changes.
    let lower = name.nfkd().flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase);
    let text: String = lower.filter(|c| !is_dropped(*c)).map(Folded::from).collect::<String>().nfc().collect();
    let mut plain = String::new();
    let mut after_letter = false;
    for word in text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|word| !word.is_empty()) {
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_lowercase);
        let joins = after_letter && is_letter;
        if !(plain.is_empty() || joins) {
            plain.push(' ');
        }
        plain.push_str(word);
        after_letter = is_letter;
    }
    plain
}

/// Returns whether a character is an accent, an apostrophe or invisible. Combining marks of scripts without case are kept,
/// because they make different letters.
fn is_dropped(c: char) -> bool {
    let accent = matches!(c, '\u{300}'..='\u{36f}');
    let apostrophe = matches!(c, '\'' | '`' | '\u{2bc}' | '\u{2018}' | '\u{2019}' | '\u{2032}');
    accent || apostrophe || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A letter, or its usual transcription.
enum Folded {
    Same(char),
    Other(&'static str),
}

impl From<char> for Folded {
    fn from(c: char) -> Self {
        match c {
            'ß' => Self::Other("ss"),
            'æ' => Self::Other("ae"),
            'œ' => Self::Other("oe"),
            'ø' => Self::Other("o"),
            'ð' | 'đ' => Self::Other("d"),
            'þ' => Self::Other("th"),
            'ł' => Self::Other("l"),
            'ı' => Self::Other("i"),
            'ς' => Self::Other("σ"),
            '&' => Self::Other(" and "),
            _ => Self::Same(c),
        }
    }
}

impl FromIterator<Folded> for String {
    fn from_iter<I: IntoIterator<Item = Folded>>(letters: I) -> Self {
        letters.into_iter().fold(Self::new(), |mut text, letter| {
            match letter {
                Folded::Same(c) => text.push(c),
                Folded::Other(other) => text.push_str(other),
            }
            text
        })
    }
}

/// Strips legal forms from both ends, the longest first, until there are none.
fn without_legal_forms(plain: &str) -> &str {
    let mut name = plain;
    while let Some(shorter) = without_one(name) {
        name = shorter;
    }
    name
}

fn without_one(name: &str) -> Option<&str> {
    let strip_end = |form| name.strip_suffix(form).filter(|rest: &&str| rest.is_empty() || rest.ends_with(' '));
    let strip_start = |form| name.strip_prefix(form).filter(|rest: &&str| rest.starts_with(' '));
    let strip_joined = |form| name.strip_suffix(form).or(name.strip_prefix(form));
    let [forms, joined] = [LEGAL_FORMS, JOINED_LEGAL_FORMS].map(|lists| lists.into_iter().flat_map(entries));
    let shorter = forms.filter_map(strip_end).chain(LEADING.into_iter().filter_map(strip_start));
    shorter.chain(joined.filter_map(strip_joined)).min_by_key(|rest| rest.len()).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(one: &str, other: &str) {
        assert_eq!(normalized(one), normalized(other), "{one} and {other}");
    }

    #[test]
    fn case_accents_and_punctuation_are_ignored() {
        same("Société Générale Clinique", "SOCIETE GENERALE CLINIQUE");
        same("O’Neill Research", "O'NEILL RESEARCH");
        same("Müller & Sons", "Muller and Sons");
        same("Bio-Trials, (UK)", "bio trials uk");
        same("Ærøskøbing Straße", "Aeroskobing Strasse");
        same("ＡＢＣ　Ｔｒｉａｌｓ", "abc trials");
        same("A.B.C. Trials", "ABC Trials");
        same("Ακαδημία ΜΕΛΕΤΕΣ", "ακαδημια μελετες");
    }

    #[test]
    fn legal_forms_are_ignored() {
        let forms = "Ltd|Ltd.|LIMITED|Inc.|LLC|L.L.C.|PLC|GmbH|GmbH & Co. KG|AG|S.A.|SAS|S.r.l.|S.à r.l.|S.p.A.|B.V.|\
             A/S|Oy|Oyj|K.K.|Pty Ltd|Pty. Ltd.|Sp. z o.o.|Co., Ltd.|& Co.|S.A. de C.V.|S. de R.L. de C.V.|(株)|㈱|e.V.|d.o.o.|Sdn. Bhd.|\
             a.s.|akc. spol.|Sp.k.|Sp.j.|HB|ЕООД|d.d.|Sh.p.k.|SRL DPU|SCRL|VZW|ASBL|S.A.P.I. de C.V.|EIRL|Ltd. Şti.|L.L.L.P.";
        for form in forms.split('|') {
            same(&format!("Acme Trials {form}"), "Acme Trials");
        }
        same("株式会社日本臨床研究", "日本臨床研究");
        same("日本臨床研究 株式会社", "日本臨床研究");
        same("上海临床研究股份有限公司", "上海临床研究");
        same("บริษัท การวิจัย จำกัด", "การวิจัย");
        same("주식회사 임상연구", "임상연구");
        same("PT Acme Trials Tbk", "Acme Trials");
        same("ООО «Клинические исследования»", "Клинические исследования");
    }

    #[test]
    fn other_names_stay_different() {
        for (one, other) in [
            ("Acme Trials", "Acme Research"),
            ("Coact", "Act"),
            ("Incyte", "Cyte"),
            ("AG Research", "SE Research"),
            ("がん研究", "かん研究"),
            ("हिंदी", "हद"),
            ("Alpha 1", "Alpha 2"),
            ("Alpha II", "Alpha VI"),
            ("Acme NL", "Acme EU"),
            ("Acme Trust", "Acme Association"),
        ] {
            assert_ne!(normalized(one), normalized(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_name_of_legal_forms_alone_keeps_them() {
        assert_eq!(normalized("Limited Ltd.").unwrap(), "limited ltd");
        assert_eq!(normalized("株式会社").unwrap(), "株式会社");
        assert_eq!(normalized("SE").unwrap(), "se");
    }

    #[test]
    fn a_name_without_letters_and_digits_has_no_normal_form() {
        assert_eq!(normalized("!!! – ☃"), None);
    }

    #[test]
    fn every_listed_legal_form_is_normalized() {
        for form in LEGAL_FORMS.into_iter().chain(JOINED_LEGAL_FORMS).flat_map(entries) {
            assert_eq!(plain(form), form);
        }
    }

    proptest! {
        #[test]
        fn normalizing_is_idempotent(name in "\\PC{0,200}") {
            if let Some(once) = normalized(&name) {
                prop_assert_eq!(normalized(&once), Some(once));
            }
        }

        #[test]
        fn normalizing_is_idempotent_with_legal_forms(words in prop::collection::vec("[A-Za-zß&./ ]{1,6}|GmbH|& Co|K|G|a|s|株式会社|有限会社|İ|é|ς|和", 0..8)) {
            let name = words.join(" ");
            if let Some(once) = normalized(&name) {
                prop_assert_eq!(normalized(&once), Some(once));
            }
        }
    }
}
