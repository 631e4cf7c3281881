//! The page with the results.

use crate::Outcome;
use bench::workspace;
use std::fs;

const PAGE: &str = "docs/performance.md";

/// Replaces the text between each pair of marks in the page.
pub fn write(texts: &[(&str, String)]) -> Outcome<()> {
    let file = workspace().join(PAGE);
    let page = fs::read_to_string(&file)?;
    let page = texts.iter().try_fold(page, |page, (mark, text)| put(&page, mark, text));
    Ok(fs::write(file, page?)?)
}

fn put(page: &str, mark: &str, text: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- end of {mark} -->\n"));
    let parts = page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{PAGE} has no place for {mark}"))?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_between_the_marks_is_replaced() {
        let page = "# Title\n<!-- starts -->\nold\n<!-- end of starts -->\nrest\n";
        let expected = "# Title\n<!-- starts -->\n\n| new |\n\n<!-- end of starts -->\nrest\n";
        assert_eq!(put(page, "starts", "| new |\n").unwrap(), expected);
        assert_eq!(put(expected, "starts", "| new |").unwrap(), expected);
    }

    #[test]
    fn a_page_without_the_mark_is_left_alone() {
        assert_eq!(put("rest\n", "starts", "").unwrap_err(), "docs/performance.md has no place for starts");
    }
}
