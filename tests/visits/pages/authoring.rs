//! Authors learn of each mistake in which file and line it is, and what would be right.

use crate::support::SiteCopy;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = "+++\ntitle = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n+++\n\nWords.\n";

/// Asserts that a site has one mistake, whose report starts with `expected`.
fn assert_mistake(copy: &SiteCopy, expected: &str) {
    let diagnostics = copy.diagnostics();
    assert_eq!(diagnostics.len(), 1, "{expected}: {diagnostics:?}");
    assert!(diagnostics[0].starts_with(expected), "{} is not {expected}", diagnostics[0]);
}

fn assert_mistakes_in(file: &str, cases: &[(String, &str)]) {
    for (text, expected) in cases {
        let copy = SiteCopy::new();
        fs::write(copy.path(file), text).unwrap();
        assert_mistake(&copy, &format!("{file}{expected}"));
    }
}

#[test]
fn a_page_needs_words_and_dates() {
    let with = |from: &str, to: &str| PAGE.replace(from, to);
    assert_mistakes_in(
        "content/page.md",
        &[
            (with("\"Page\"", "\"\""), ":2: title is empty: it is the heading"),
            (with("A page.", " "), ":3: summary is empty: say in a sentence"),
            (with("\"2026-11-23\"", "2026-11"), ":4: date must be written as \"2026-11-23\""),
            (with("\"2026-11-23\"", "true"), ":4: date must be written as \"2026-11-23\""),
            (with("\"2026-11-23\"", "\"2026\""), ":4: date must be a whole day: 2026-11-23"),
            (
                with("+++\n\n", "publish_at = \"1 December\"\n+++\n\n"),
                ":5: publish_at must be written as 2026-11-23T09:00:00Z",
            ),
        ],
    );
}

#[test]
fn dates_and_times_may_be_in_quotes() {
    for (date, time) in [("\"2026-11-23\"", "\"2026-12-01T09:00:00Z\""), ("2026-11-23", "2026-12-01T09:00:00Z")] {
        let copy = SiteCopy::new();
        let page = PAGE.replace("\"2026-11-23\"", &format!("{date}\npublish_at = {time}"));
        fs::write(copy.path("content/page.md"), page).unwrap();
        fs::write(copy.path("content/news/year.md"), PAGE.replace("\"2026-11-23\"", "2026")).unwrap();
        assert_eq!(copy.diagnostics(), Vec::<String>::new());
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let copy = SiteCopy::new();
    for file in ["site.toml", "content/contact.md"] {
        let text = fs::read_to_string(copy.path(file)).unwrap();
        fs::write(copy.path(file), format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    assert_eq!(copy.diagnostics(), Vec::<String>::new());
    copy.replace("site.toml", "name = \"League", "name = League");
    assert!(copy.diagnostics()[0].starts_with("site.toml:3: "), "{:?}", copy.diagnostics());
}

#[test]
fn a_page_among_letters_needs_the_table_of_a_letter() {
    for file in ["content/letters/page.md", "content/letters/2026/page.md"] {
        let copy = SiteCopy::new();
        fs::create_dir_all(copy.path(file).parent().unwrap()).unwrap();
        fs::write(copy.path(file), PAGE).unwrap();
        assert_mistake(&copy, &format!("{file}:5: a page below /letters needs a table [letter]"));
    }
}

#[test]
fn links_and_pictures_must_lead_to_something() {
    let with = |words: &str| format!("{PAGE}\n## First\n\n## Second\n\n{words}\n");
    assert_mistakes_in(
        "content/page.md",
        &[
            (
                with("[Words](#third)"),
                ":13: links to #third, but no heading there has this name; there is #first, #second",
            ),
            (with("[Words](/contact.md)"), ":13: links to /contact.md, which is no page: write /contact"),
            (with("[Words](contact/)"), ":13: links to contact/, which is no page: write /contact"),
            (
                with("[Words](paper.pdf)"),
                ":13: links to paper.pdf, which is no page: paper.pdf is neither beside the page nor in assets/",
            ),
            (
                with("[Words](paper.odt)"),
                ":13: links to paper.odt, which is no page: files of the kind .odt are not served: save it as .pdf or .docx",
            ),
            (with("![A chart](chart.svg)"), ":13: shows chart.svg, which is neither beside the page nor in assets/"),
            (
                with("![Lamps](lamp.svg)"),
                ":13: shows lamp.svg, which is neither beside the page nor in assets/: perhaps lamps.svg",
            ),
            (with(":::notise\nWords.\n:::"), ":13: :::notise is no block: perhaps :::notice"),
            (with("Words.\n\n:::cards\n- Words\n:::"), ":16: a card begins with its link"),
            (with("![A mark](/assets/mark.svg)"), ":13: a picture is named as it is in assets/"),
            (with("![A mark](https://example.org/mark.svg)"), ":13: pages show only pictures of the site"),
            (with("![](mark.svg)"), ":13: a picture needs words for people who can't see it"),
            (with("Words ![ ](mark.svg)"), ":13: a picture needs words for people who can't see it"),
        ],
    );
}

#[test]
fn files_are_what_their_names_say() {
    let png: &[u8] = b"\x89PNG\r\n\x1a\n";
    for (file, content, expected) in [
        ("photo.jpg", &b"no picture"[..], "its content is not JPEG"),
        ("photo.jpg", png, "its content is not JPEG, but PNG: name it photo.png"),
        ("photo.png", b"", "its content is not PNG"),
        ("photo.webp", b"RIFF....WAVE", "its content is not WebP"),
        ("icon.ico", png, "its content is not an icon, but PNG: name it icon.png"),
        ("chart.svg", b"<html>", "its content is not SVG"),
        ("paper.pdf", b"\xd0\xcf\x11\xe0", "its content is not PDF"),
        ("more.css", b"\xff", "its content is not text in UTF-8"),
        ("photo.JPG", b"\xff\xd8\xff", "can't be read as a picture: "),
        ("photo.heic", b"ftypheic", "files of the kind .heic are not served: save it as .jpg or .png"),
        ("paper.exe", b"MZ", "files of the kind .exe are not served: only .svg, .png, .jpg"),
        ("paper.docx", b"{\\rtf1}", "its content is not a Word document"),
        ("table.csv", b"\xff", "its content is not text in UTF-8"),
        ("photo", b"\xff\xd8\xff", "a file needs one of the extensions .svg"),
    ] {
        let copy = SiteCopy::new();
        fs::write(copy.path("assets").join(file), content).unwrap();
        // Where it is shown, it is not reported as missing too.
        fs::write(copy.path("content/page.md"), format!("{PAGE}\n![Words]({file}) [words]({file})\n")).unwrap();
        assert_mistake(&copy, &format!("assets/{file}: {expected}"));
    }
}

#[test]
fn pictures_and_documents_may_lie_beside_pages_and_nothing_else() {
    for (file, content, expected) in [
        ("style.css", &b"p {}"[..], "only pages (.md), pictures and documents belong here"),
        ("notes", b"Words.", "only pages (.md), pictures and documents belong here: a file needs one of"),
        ("film.mp4", b"ftyp", "only pages (.md), pictures and documents belong here: files of the kind .mp4"),
        ("photo.png", b"GIF89a", "its content is not PNG"),
    ] {
        let copy = SiteCopy::new();
        fs::write(copy.path("content/news").join(file), content).unwrap();
        assert_mistake(&copy, &format!("content/news/{file}: {expected}"));
    }
}

#[test]
fn the_picture_for_other_sites_is_wide_enough() {
    let with = |name: &str| PAGE.replace("+++\n\n", &format!("image = \"{name}\"\n+++\n\n"));
    assert_mistakes_in(
        "content/page.md",
        &[
            (with("missing.jpg"), ":5: image missing.jpg, which is neither beside the page nor in assets/"),
            (with("lamps.svg"), ":5: image lamps.svg can't be shown by other sites: use a .jpg or .png"),
        ],
    );
}

#[test]
fn an_icon_is_too_small_for_other_sites() {
    let copy = SiteCopy::new();
    fs::copy(copy.path("assets/icon-180.png"), copy.path("content/small.png")).unwrap();
    fs::write(copy.path("content/page.md"), PAGE.replace("+++\n\n", "image = \"small.png\"\n+++\n\n")).unwrap();
    assert_mistake(&copy, "content/page.md:5: image small.png is 180 pixels wide: for links on other sites it must");
}

#[test]
fn what_a_response_of_lambda_cannot_carry_is_refused() {
    for (bytes, fits) in [(4_706_304, true), (4_706_305, false)] {
        let copy = SiteCopy::new();
        let mut paper = b"%PDF-1.7\n".to_vec();
        paper.resize(bytes, b' ');
        fs::write(copy.path("assets/paper.pdf"), paper).unwrap();
        if fits {
            assert_eq!(copy.diagnostics(), Vec::<String>::new());
        } else {
            assert_mistake(&copy, "assets/paper.pdf: has 4706305 bytes, but AWS Lambda can send only 4706304");
        }
    }
    let copy = SiteCopy::new();
    fs::write(copy.path("content/page.md"), format!("{PAGE}{}", "Words. ".repeat(700_000))).unwrap();
    assert_mistake(&copy, "content/page.md: the page has ");
}

#[test]
fn the_files_that_a_site_needs_are_missed() {
    for (file, expected) in [
        ("site.toml", "is missing"),
        ("assets/site.css", "is missing: it is the stylesheet"),
        ("assets/mark.svg", "is missing: it is the mark in the header"),
        ("assets/card.png", "is missing: it is the picture that other sites show"),
        ("assets/icon-180.png", "is missing: it is the icon on Apple's"),
        ("assets/icon-192.png", "is missing: it is the icon on other"),
        ("assets/icon-512.png", "is missing: it is the large icon"),
        ("content/index.md", "is missing: it is the home page"),
    ] {
        let copy = SiteCopy::new();
        fs::remove_file(copy.path(file)).unwrap();
        let diagnostics = copy.diagnostics();
        let report = format!("{file}: {expected}");
        assert!(diagnostics.iter().any(|diagnostic| diagnostic.starts_with(&report)), "{report}: {diagnostics:?}");
    }
    let copy = SiteCopy::new();
    fs::write(copy.path("assets/forms.css"), "a { color: red }").unwrap();
    assert_mistake(&copy, "assets/forms.css: has the name of the program's rules for forms");
    let copy = SiteCopy::new();
    fs::write(copy.path("content/page.md"), b"+++\ntitle = \"Caf\xe9\"\n+++\n").unwrap();
    assert_mistake(&copy, "content/page.md: is no UTF-8 text: save it with the encoding UTF-8");
}

/// The compiler knows each file that a template names, or a site without it would not build for a reason that its author
/// can't understand.
#[test]
fn no_template_names_another_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut named = BTreeSet::new();
    for directory in ["shared/templates", "functions/pages/templates", "functions/join/templates"] {
        for template in fs::read_dir(root.join(directory)).unwrap() {
            let text = fs::read_to_string(template.unwrap().path()).unwrap();
            let names = text.split("asset(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            named.extend(names);
        }
    }
    assert!(named.remove("forms.css"), "the compiler adds it");
    let copy = SiteCopy::new();
    fs::remove_dir_all(copy.path("assets")).unwrap();
    fs::create_dir(copy.path("assets")).unwrap();
    let missed = copy.diagnostics().into_iter().filter(|diagnostic| diagnostic.contains(" is missing: it is "));
    let missed: BTreeSet<_> =
        missed.filter_map(|it| Some(it.strip_prefix("assets/")?.split(':').next()?.to_owned())).collect();
    assert_eq!(missed, named);
}

/// Another association changes the palette in one place.
#[test]
fn the_stylesheet_has_colors_only_in_its_variables() {
    let own = fs::read_to_string(SiteCopy::new().path("assets/site.css")).unwrap();
    let shared =
        concat!(include_str!("../../../shared/styles/rules.css"), include_str!("../../../shared/styles/forms.css"));
    let css = shared.to_owned() + &own;
    let rules = css.lines().filter(|line| !line.trim_start().starts_with("--"));
    let is_hexadecimal = |code: &str| code.bytes().take(3).all(|byte| byte.is_ascii_hexdigit());
    let has_color = |line: &&str| {
        ["rgb(", "hsl(", "oklch("].iter().any(|color| line.contains(color))
            || line.split('#').skip(1).any(is_hexadecimal)
    };
    let found: Vec<_> = rules.filter(has_color).collect();
    assert_eq!(found, Vec::<&str>::new());
}

#[test]
fn mistakes_in_identity_and_menus_have_a_line() {
    let language = "language must be the tag of a language (BCP 47), such as en, sv or pt-BR, not ";
    for (from, to, expected) in [
        ("language = \"en\"", "language = \"svenska\"", format!("{language}svenska")),
        ("language = \"en\"", "language = \"en_US\"", format!("{language}en_US")),
        ("language = \"en\"", "language = \"\"", language.to_owned()),
        ("short_name = \"LPO\"", "short_name = \" \"", "short_name is empty".to_owned()),
        (
            "contact_email = \"office@observatories.example\"",
            "contact_email = \"our office\"",
            "contact_email must be an address such as office@example.org, not our office".to_owned(),
        ),
        (
            "{ label = \"Letters\", path = \"/letters\" }",
            "{ label = \"Letters\", path = \"/leters\" }",
            "“Letters” links to /leters, which is no page".to_owned(),
        ),
        (
            "{ label = \"People\", path = \"/people\" }",
            "{ label = \"People\", path = \"/peple\" }",
            "“People” links to /peple, which is no page".to_owned(),
        ),
        (
            "press_email = \"press@observatories.example\"",
            "press_email = \"the press office\"",
            "press_email must be an address such as press@example.org, not the press office".to_owned(),
        ),
        (
            "telephone = \"+31 30 555 0123\"",
            "telephone = \"030 555 0123\"",
            "telephone must be a number with its country, such as +1 202 555 0123, not 030 555 0123".to_owned(),
        ),
        ("address = \"Sonnenborgh 1, 3512 LA Utrecht\"", "address = \"\"", "address is empty: leave it out".to_owned()),
        (
            "profiles = [\"https://social.example/@observatories\"]",
            "profiles = [\"@observatories\"]",
            "profiles must be addresses such as https://www.linkedin.com/company/example, unlike @observatories"
                .to_owned(),
        ),
        (
            "{ label = \"Contact\", path = \"/contact\" }",
            "{ label = \"\", path = \"/contact\" }",
            "the link to /contact has an empty label".to_owned(),
        ),
        (
            "call = { label = \"Join\", path = \"/join\" }",
            "call = { label = \"Join\", path = \"/jion\" }",
            "“Join” links to /jion, which is no page".to_owned(),
        ),
    ] {
        let copy = SiteCopy::new();
        copy.replace("site.toml", from, to);
        let text = fs::read_to_string(copy.path("site.toml")).unwrap();
        let line = text.lines().position(|line| line.contains(to)).unwrap() + 1;
        assert_mistake(&copy, &format!("site.toml:{line}: {expected}"));
    }
}

#[test]
fn language_tags_are_recognized() {
    for language in ["sv", "gsw", "pt-BR", "zh-Hant-TW", "es-419", "de-CH-1996", "sr-Latn"] {
        let copy = SiteCopy::new();
        copy.replace("site.toml", "language = \"en\"", &format!("language = \"{language}\""));
        assert_eq!(copy.diagnostics(), Vec::<String>::new(), "{language}");
    }
}
