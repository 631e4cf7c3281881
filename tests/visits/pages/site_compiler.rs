//! The site compiler reports every mistake with its file and line.

use crate::support::SiteCopy;
use std::fs;

#[test]
fn the_repositorys_site_has_no_mistakes() {
    assert_eq!(SiteCopy::new().diagnostics(), Vec::<String>::new());
}

#[test]
fn mistakes_in_a_page_are_reported_with_file_and_line() {
    let page = "+++\ntitle = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n+++\n\nWords.\n";
    for (text, expected) in [
        ("Words.\n".to_owned(), "content/page.md:1: the first line must be +++"),
        ("+++\ntitle = \"x\"\n".to_owned(), "content/page.md:1: there is no second +++ line"),
        (page.replace("title", "titel"), "content/page.md:2: unknown field `titel`"),
        (page.replace("summary = \"A page.\"\n", ""), "content/page.md:2: missing field `summary`"),
        (page.replace("2026-11-23", "23 November"), "content/page.md:4: date must be written as \"2026-11-23\""),
        (page.replace("Words.", "[Words](/nowhere)"), "content/page.md:7: links to /nowhere, which is no page"),
        (
            page.replace("2026-11-23\"", "2026-11-23\"\npublish_at = 12:00:00"),
            "content/page.md:5: publish_at must be written as",
        ),
        (
            page.replace("2026-11-23\"", "2026-11-23\"\npublish_at = 2026-12-02\nexpire_at = 2026-12-01T00:00:00Z"),
            "content/page.md:5: publish_at must be written as",
        ),
        (
            page.replace("2026-11-23\"", "2026-11-23\"\nsource = \"javascript:alert(1)\""),
            "content/page.md:5: source must be an address such as https://",
        ),
        (
            page.replace("2026-11-23\"", "2026-11-23\"\nlatest = \"/contact\""),
            "content/page.md:5: latest must be the path of a list page",
        ),
        (
            page.replace("2026-11-23\"", "2026-11-23\"\naliases = [\"/contact\"]"),
            "content/page.md:5: /contact is the path of",
        ),
        (
            page.replace("2026-11-23\"", "2026-11-23\"\naliases = [\"/join/us\"]"),
            "content/page.md:5: /join/us is a reserved path",
        ),
        (
            page.replace("Words.", "[Words](/contact#nowhere)"),
            "content/page.md:7: links to /contact#nowhere, but no heading there has this name",
        ),
        (page.replace("Words.", "[Words](#words)"), "content/page.md:7: links to #words, but no heading"),
        (page.replace("Words.", "[Words](paper.pdf)"), "content/page.md:7: links to paper.pdf, which is no page"),
        (page.replace("Words.", "[Words](contact)"), "content/page.md:7: links to contact, which is no page"),
        (
            page.replace("Words.", "[Words](javascript:alert(1))"),
            "content/page.md:7: links to javascript:alert(1), which",
        ),
        (page.replace("Words.", "<br>Words"), "content/page.md:7: HTML can't stand in content"),
        (page.replace("Words.", "# Words"), "content/page.md:7: headings start at ##"),
        (page.replace("Words.", "{{ nonsense }}"), "content/page.md:7: {{ … }} must be one of name"),
    ] {
        let copy = SiteCopy::new();
        fs::write(copy.path("content/page.md"), text).unwrap();
        let diagnostics = copy.diagnostics();
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        assert!(diagnostics[0].starts_with(expected), "{} is not {expected}", diagnostics[0]);
    }
}

#[test]
fn a_page_cannot_have_a_reserved_or_malformed_path() {
    let page = "+++\ntitle = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n+++\n\nWords.\n";
    for (file, expected) in [
        ("search.md", "/search is a reserved path"),
        ("join/us.md", "/join/us is a reserved path"),
        ("news/feed.xml.md", "/news/feed.xml is a reserved path"),
        ("Our page.md", "a file's name is its path"),
    ] {
        let copy = SiteCopy::new();
        fs::create_dir_all(copy.path("content/join")).unwrap();
        fs::write(copy.path("content").join(file), page).unwrap();
        let diagnostics = copy.diagnostics();
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        assert!(diagnostics[0].starts_with(&format!("content/{file}: {expected}")), "{diagnostics:?}");
    }
}

#[test]
fn a_link_must_work_for_as_long_as_its_page_is_public() {
    let page = |window: &str, words: &str| {
        format!("+++\ntitle = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n{window}+++\n\n{words}\n")
    };
    let soon = "publish_at = 2026-12-01T09:00:00Z\n";
    let sooner = "publish_at = 2026-11-30T09:00:00Z\n";
    let briefly = "publish_at = 2026-12-02T09:00:00Z\nexpire_at = 2026-12-03T09:00:00Z\n";
    for (window, fine) in [("", false), (sooner, false), (soon, true), (briefly, true)] {
        let copy = SiteCopy::new();
        fs::write(copy.path("content/event.md"), page(soon, "Words.")).unwrap();
        fs::write(copy.path("content/page.md"), page(window, "[The event](/event)")).unwrap();
        let diagnostics = copy.diagnostics();
        assert_eq!(diagnostics.is_empty(), fine, "{diagnostics:?}");
        assert!(
            fine || diagnostics[0].contains("links to /event, which appears later or expires sooner"),
            "{diagnostics:?}"
        );
    }
}

#[test]
fn mistakes_in_the_forms_words_are_reported() {
    for (from, to, expected) in [
        ("short_name = \"ACRO\"", "", "missing field `short_name`"),
        ("[form.fields.website]", "[form.fields.web]", "form.fields.website is missing"),
        (
            "{ value = \"both\"",
            "{ value = \"neither\"",
            "form.choices.kind must have the values cro, technology, both, other",
        ),
        ("{ value = \"safety\"", "{ value = \"regulatory\"", "form.choices.services has a value twice"),
        ("missing = \"Enter the legal name of your organization\"", "", "form.fields.legal_name needs `missing`"),
        ("path = \"/contact\"", "path = \"/contacts\"", "links to /contacts, which is no page"),
        ("name = \"Association", "name = Association", "site.toml:4:"),
    ] {
        let copy = SiteCopy::new();
        copy.replace("site.toml", from, to);
        let diagnostics = copy.diagnostics();
        assert!(
            diagnostics.iter().any(|diagnostic| diagnostic.starts_with("site.toml:") && diagnostic.contains(expected)),
            "{diagnostics:?}"
        );
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
        let diagnostics = copy.diagnostics();
        assert_eq!(diagnostics.is_empty(), is_valid, "{base_url}: {diagnostics:?}");
        assert!(
            is_valid || diagnostics[0].starts_with("site.toml:7: base_url must be like https://"),
            "{diagnostics:?}"
        );
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
