//! Refuses phrases that a site's owner doesn't want in its voice: those in `voice.txt`, one a line.

use crate::content::Source;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::files::read_text;
use std::path::Path;

/// Reads the phrases in lower case, without comments (`#`); none without the file.
pub(crate) fn read(file: &Path, diagnostics: &mut Diagnostics) -> Vec<String> {
    if !file.exists() {
        return Vec::new();
    }
    let text = read_text(file).unwrap_or_else(|diagnostic| {
        diagnostics.push(diagnostic);
        String::new()
    });
    let lines = text.lines().map(|line| plain(line.trim())).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.collect()
}

/// Checks every line of the content that is shown.
pub(crate) fn check_content(phrases: &[String], sources: &[Source], diagnostics: &mut Diagnostics) {
    for source in sources {
        let lines = source.lines().filter(|(_, line)| !line.starts_with("provenance"));
        for (number, line) in lines {
            if let Some(phrase) = refused(phrases, line) {
                diagnostics.push(Diagnostic::on_line(&source.file, number, message(phrase)));
            }
        }
    }
}

/// Checks another file of the site.
pub(crate) fn check_file(phrases: &[String], file: &Path, diagnostics: &mut Diagnostics) {
    let Ok(text) = read_text(file) else { return };
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#')) {
        if let Some(phrase) = refused(phrases, line) {
            diagnostics.push(Diagnostic::on_line(file, number, message(phrase)));
        }
    }
}

/// Returns the first phrase that a text has, in whatever case and with either apostrophe.
pub(crate) fn refused<'a>(phrases: &'a [String], text: &str) -> Option<&'a str> {
    let text = plain(text);
    phrases.iter().map(String::as_str).find(|phrase| text.contains(phrase))
}

/// Says what is wrong with a text that has a phrase.
pub(crate) fn message(phrase: &str) -> String {
    format!("has “{phrase}”, which voice.txt keeps out of the site: say it another way")
}

fn plain(text: &str) -> String {
    text.replace('’', "'").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_case_and_with_either_apostrophe() {
        let phrases = ["don't know".to_owned(), "e-mail".to_owned()];
        assert_eq!(refused(&phrases, "We Don’t know."), Some("don't know"));
        assert_eq!(refused(&phrases, "An E-mail"), Some("e-mail"));
        assert_eq!(refused(&phrases, "An email"), None);
    }
}
