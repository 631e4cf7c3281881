//! The site compiler reports every mistake with its file and line.

use crate::support::SiteCopy;
use std::fs;

#[test]
fn the_sites_of_the_repository_have_no_mistakes() {
    assert_eq!(SiteCopy::new().diagnostics(), Vec::<String>::new());
}

const PAGE: &str = "+++\ntitle = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n+++\n\nWords.\n";

/// Returns a page with more lines in its front matter.
fn with_lines(lines: &str) -> String {
    PAGE.replace("2026-11-23\"", &format!("2026-11-23\"\n{lines}"))
}

fn with_words(words: &str) -> String {
    PAGE.replace("Words.", words)
}

/// Asserts that another page in the site is its only mistake.
fn assert_mistake(file: &str, text: &str, expected: &str) {
    let copy = SiteCopy::new();
    fs::create_dir_all(copy.path("content/join")).unwrap();
    fs::write(copy.path("content").join(file), text).unwrap();
    let diagnostics = copy.diagnostics();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert!(diagnostics[0].starts_with(&format!("content/{file}:{expected}")), "{} is not {expected}", diagnostics[0]);
}

#[test]
fn mistakes_in_a_page_are_reported_with_file_and_line() {
    let unordered = "publish_at = 2026-12-02\nexpire_at = 2026-12-01T00:00:00Z";
    for (text, expected) in [
        ("Words.\n".to_owned(), "1: the first line must be +++"),
        ("+++\ntitle = \"x\"\n".to_owned(), "1: there is no second +++ line"),
        (PAGE.replace("title", "titel"), "2: unknown field `titel`"),
        (PAGE.replace("summary = \"A page.\"\n", ""), "2: missing field `summary`"),
        (PAGE.replace("2026-11-23", "23 November"), "4: date must be written as \"2026-11-23\""),
        (with_lines("publish_at = 12:00:00"), "5: publish_at must be written as"),
        (with_lines(unordered), "5: publish_at must be written as"),
        (with_lines("source = \"javascript:alert(1)\""), "5: source must be an address such as https://"),
        (with_lines("latest = \"/contact\""), "5: latest must be the path of a list page"),
        (with_lines("aliases = [\"/contact\"]"), "5: /contact is the path of"),
        (with_lines("aliases = [\"/join/us\"]"), "5: /join/us is a reserved path"),
        (with_words("[Words](/nowhere)"), "7: links to /nowhere, which is no page"),
        (with_words("[Words](/contact#nowhere)"), "7: links to /contact#nowhere, but no heading there has this name"),
        (with_words("[Words](#words)"), "7: links to #words, but no heading"),
        (with_words("[Words](paper.pdf)"), "7: links to paper.pdf, which is no page"),
        (with_words("[Words](contact)"), "7: links to contact, which is no page"),
        (with_words("[Words](javascript:alert(1))"), "7: links to javascript:alert(1), which"),
        (with_words("<br>Words"), "7: HTML can't stand in content"),
        (with_words("# Words"), "7: headings start at ##"),
        (with_words("{{ nonsense }}"), "7: {{ … }} must be one of name"),
    ] {
        assert_mistake("page.md", &text, expected);
    }
}

#[test]
fn a_page_cannot_have_a_reserved_or_malformed_path() {
    for (file, expected) in [
        ("search.md", " /search is a reserved path"),
        ("join/us.md", " /join/us is a reserved path"),
        ("news/feed.xml.md", " /news/feed.xml is a reserved path"),
        ("Our page.md", " a file's name is its path"),
    ] {
        assert_mistake(file, PAGE, expected);
    }
}

#[test]
fn a_link_must_work_for_as_long_as_its_page_is_public() {
    let soon = "publish_at = 2026-12-01T09:00:00Z";
    let sooner = "publish_at = 2026-11-30T09:00:00Z";
    let briefly = "publish_at = 2026-12-02T09:00:00Z\nexpire_at = 2026-12-03T09:00:00Z";
    for (window, fine) in [("", false), (sooner, false), (soon, true), (briefly, true)] {
        let copy = SiteCopy::new();
        fs::write(copy.path("content/event.md"), with_lines(soon)).unwrap();
        fs::write(copy.path("content/page.md"), with_lines(window).replace("Words.", "[The event](/event)")).unwrap();
        let mistakes = copy.diagnostics().join("\n");
        assert_eq!(mistakes.is_empty(), fine, "{mistakes}");
        assert!(fine || mistakes.contains("links to /event, which appears later or expires sooner"), "{mistakes}");
    }
}

#[test]
fn mistakes_in_the_identity_are_reported() {
    for (from, to, expected) in [
        ("short_name = \"LPO\"", "", "missing field `short_name`"),
        ("path = \"/contact\"", "path = \"/contacts\"", "links to /contacts, which is no page"),
        ("name = \"League", "name = League", "site.toml:3:"),
    ] {
        let copy = SiteCopy::new();
        copy.replace("site.toml", from, to);
        let mistakes = copy.diagnostics();
        let is_expected = |mistake: &String| mistake.starts_with("site.toml:") && mistake.contains(expected);
        assert!(mistakes.iter().any(is_expected), "{mistakes:?}");
    }
}

#[test]
fn the_base_url_is_an_https_origin() {
    for (base_url, is_valid) in [
        ("https://www.example.org", true),
        ("https://example.org:8443", true),
        ("http://www.example.org", false),
        ("https://www.example.org/", false),
        ("https://www.example.org/site", false),
        ("https://WWW.example.org", false),
        ("https://a@example.org", false),
        ("https://example.org:443", false),
        ("https://", false),
        ("", false),
    ] {
        let copy = SiteCopy::new();
        copy.replace("site.toml", "# base_url = \"https://www.example.org\"", &format!("base_url = \"{base_url}\""));
        let mistakes = copy.diagnostics().join("\n");
        assert_eq!(mistakes.is_empty(), is_valid, "{base_url}: {mistakes}");
        assert!(is_valid || mistakes.starts_with("site.toml:6: base_url must be like https://"), "{mistakes}");
    }
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let copy = SiteCopy::new();
    copy.replace("content/contact.md", "title =", "titel =");
    copy.replace("content/privacy.md", "title =", "titel =");
    fs::write(copy.path("assets/virus.exe"), "").unwrap();
    assert_eq!(copy.diagnostics().len(), 3);
}
