use super::*;
use crate::assets::Assets;
use crate::diagnostic::Diagnostics;
use image::{ImageFormat, RgbImage};
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(Path::new("words.toml"), "", "en", &mut Diagnostics::default()));

/// Converts a text in this language, on a page beside `photo.png`.
fn in_language(text: &str, language: &str) -> Converted {
    let mut photo = Vec::new();
    RgbImage::new(1600, 4).write_to(&mut Cursor::new(&mut photo), ImageFormat::Png).unwrap();
    let assets = Assets::of(&[
        ("assets/chart.svg", b"<svg viewBox=\"0 0 640 250\"></svg>"),
        ("assets/paper.pdf", &[b"%PDF-".to_vec(), vec![b' '; 1_199_995]].concat()),
        ("content/news/photo.png", &photo),
    ]);
    let files = assets.beside(Path::new("content/news/page.md"));
    to_html(text, Context { title: "Page", files: &files, catalogue: &ENGLISH, language })
}

fn converted(text: &str) -> Converted {
    in_language(text, "en")
}

/// Asserts that a text has no mistake, and returns its HTML with names of files without hashes.
fn html(text: &str) -> String {
    let converted = converted(text);
    assert!(converted.mistakes.is_empty(), "{:?}", converted.mistakes);
    let is_hash = |part: &str| part.len() == 10 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    converted.html.split('.').filter(|part| !is_hash(part)).collect::<Vec<_>>().join(".")
}

/// Returns the only mistake in a text, with its line.
fn mistake(text: &str) -> String {
    let mistakes = converted(text).mistakes;
    assert_eq!(mistakes.len(), 1, "{text}: {mistakes:?}");
    format!("{}: {}", mistakes[0].line, mistakes[0].message)
}

#[test]
fn pictures_offer_their_sizes() {
    let first = "<p><img src=\"/assets/photo-960.webp\" srcset=\"/assets/photo-480.webp 480w, /assets/photo-960.webp 960w, \
                 /assets/photo-1440.webp 1440w\" sizes=\"(min-width: 45rem) 42rem, calc(100vw - 2.5rem)\" alt=\"A &amp; B\" \
                 width=\"1440\" height=\"3\" decoding=\"async\"></p>\n";
    assert_eq!(html("![A & B](photo.png)"), first);
    let second = html("![A](chart.svg)\n\n![*A* chart](chart.svg \"See \\\"it\\\"\")");
    let expected = "<figure>\n<img src=\"/assets/chart.svg\" alt=\"A chart\" width=\"640\" height=\"250\" loading=\"lazy\" \
                    decoding=\"async\">\n<figcaption>See &quot;it&quot;</figcaption>\n</figure>\n";
    assert!(second.ends_with(expected), "{second}");
    assert!(html("![Decorative](chart.svg)").contains(" alt=\"\""));
}

#[test]
fn pictures_need_words_and_a_file() {
    for (text, expected) in [
        (
            "\n![](chart.svg)",
            "2: a picture needs words for people who can't see it: ![what it shows](chart.svg), or ![decorative]",
        ),
        ("![photo.png](photo.png)", "1: say what the picture shows instead of the name of its file"),
        ("![A](/assets/chart.svg)", "1: a picture is named as it is in assets/: ![what it shows](chart.svg)"),
        ("![A](foto.png)", "1: shows foto.png, which is neither beside the page nor in assets/: perhaps photo.png"),
        ("![A](https://example.org/a.png)", "1: pages show only pictures of the site: copy https://example.org/a.png"),
        ("![A](paper.pdf)", "1: shows paper.pdf, which is no picture"),
        ("A ![A](chart.svg \"B\")", "1: a picture with a caption stands in a paragraph of its own"),
    ] {
        assert!(mistake(text).starts_with(expected), "{} is not {expected}", mistake(text));
    }
}

#[test]
fn links_to_files_say_what_they_are() {
    assert_eq!(
        html("[The *paper*](paper.pdf)"),
        "<p><a href=\"/assets/paper.pdf\">The <em>paper</em> (PDF, 1.2 MB)</a></p>\n"
    );
    assert!(html("[The paper (PDF)](paper.pdf)").contains(">The paper (PDF)</a>"));
    assert!(html("[Photo](photo.png)").contains("<a href=\"/assets/photo-1600.webp\">Photo (WebP)</a>"));
    let converted = converted("[The chart](chart.svg) [and more](/news)");
    assert_eq!(converted.links.iter().map(|link| link.path.as_str()).collect::<Vec<_>>(), ["/news"]);
}

#[test]
fn bare_addresses_are_links() {
    let text = "At https://example.org/a--b?c&d (see *https://example.org*), `https://x.org`, [https://y.org](/z).";
    let link = "<a href=\"https://example.org/a--b?c&amp;d\">https://example.org/a--b?c&amp;d</a>";
    let rest = " (see <em><a href=\"https://example.org\">https://example.org</a></em>), <code>https://x.org</code>, \
                <a href=\"/z\">https://y.org</a>.";
    assert_eq!(html(text), format!("<p>At {link}{rest}</p>\n"));
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    let text = "\"It's\" \\\"so\\\" -- \"…\"";
    for (language, expected) in [
        ("en-US", "“It’s” \"so\" – “…”"),
        ("pl", "„It’s” \"so\" – „…”"),
        ("de", "„It’s“ \"so\" – „…“"),
        ("ja", "\"It’s\" \"so\" – \"…\""),
    ] {
        assert_eq!(in_language(text, language).text.trim_end(), expected, "{language}");
    }
}

#[test]
fn words_can_be_crossed_out_and_tasks_done() {
    assert_eq!(html("~~Old~~ new"), "<p><del>Old</del> new</p>\n");
    let tasks = html("- [x] Write\n- [ ] Send\n");
    assert!(tasks.contains("<span class=\"task\" role=\"img\" aria-label=\"Done\">☑</span> Write"), "{tasks}");
    assert!(tasks.contains("<span class=\"task\" role=\"img\" aria-label=\"To do\">☐</span> Send"));
}

#[test]
fn tables_are_aligned_by_classes_and_have_names() {
    let table = "| a | b |\n|--:|:-:|\n| 1 | *2* |\n";
    let html = html(&format!("## Dues & fees\n\n{table}\n{table}\n:::table In *2026*\n{table}:::\n"));
    let rows = "<thead>\n<tr><th scope=\"col\" class=\"end\">a</th><th scope=\"col\" class=\"center\">b</th></tr>\n</thead>\n\
                <tbody>\n<tr><td class=\"end\">1</td><td class=\"center\"><em>2</em></td></tr>\n</tbody>\n</table>\n</div>\n";
    for (name, caption) in
        [("Dues &amp; fees", ""), ("Dues &amp; fees (2)", ""), ("In 2026", "<caption>In <em>2026</em></caption>\n")]
    {
        let region = format!(
            "<div class=\"table\" role=\"region\" aria-label=\"{name}\" tabindex=\"0\">\n<table>\n{caption}{rows}"
        );
        assert!(html.contains(&region), "{html} has no {region}");
    }
}

#[test]
fn notes_lead_back_to_the_text() {
    let text = "One[^a], two[^b], three[^a].\n\n[^b]: Second.\n\n[^a]: *First*.\n\n## Note 1\n";
    let (html, notes) = (html(text), converted(text).notes);
    let mark = "One<sup><a class=\"note-mark\" href=\"#note-1\" id=\"note-1-mark\" aria-label=\"Note 1\">1</a></sup>";
    assert!(html.contains(mark), "{html}");
    assert!(html.contains("three<sup><a class=\"note-mark\" href=\"#note-1\" id=\"note-1-mark-2\""));
    assert!(!html.contains("First"), "notes are apart from the text: {html}");
    let first = "<li id=\"note-1\">\n<p><em>First</em>.\u{a0}<a class=\"note-back\" href=\"#note-1-mark\"><span aria-hidden=\"true\">↩\u{a0}1</span><span class=\"hidden\">Back to text\u{a0}1: Note 1";
    assert!(notes.contains(first), "{notes}");
    assert!(notes.contains("↩</span><span class=\"hidden\">Back to text: Note 2</span></a></p>"), "{notes}");
    assert!(html.contains("<h2 id=\"note-1-2\">"), "an id is used once");
    let Converted { text: words, text_of_notes, .. } = converted(text);
    assert!(!words.contains("First") && text_of_notes.contains("First"), "excerpts show the text alone");
    assert!(mistake("\nOne[^a].").starts_with("2: the note [^a] is missing"));
    assert!(mistake("One.\n\n[^a]: Two.").starts_with("3: no text refers to this note: write [^a]"));
}

#[test]
fn blocks_have_their_looks() {
    for (text, expected) in [
        (
            ":::notice New *dues*\nSee [why](/a).\n:::",
            "<div class=\"callout\" role=\"note\">\n<p class=\"callout-title\">New <em>dues</em></p>\n<p>See <a href=\"/a\">why</a>.</p>\n</div>\n",
        ),
        (":::notice\nNow.\n:::", "<div class=\"callout\" role=\"note\">\n<p>Now.</p>\n</div>\n"),
        (
            ":::quote [Ada](/a), 2026\n\"So.\"\n:::",
            "<figure class=\"quotation\">\n<blockquote>\n<p>“So.”</p>\n</blockquote>\n<figcaption><a href=\"/a\">Ada</a>, 2026</figcaption>\n</figure>\n",
        ),
        (
            ":::button\n[Join](/a)\n[Ask](/b c)\n:::",
            "<p class=\"actions\">\n<a class=\"button\" href=\"/a\">Join</a>\n",
        ),
        (
            ":::cards\n- **One** About it.\n:::",
            "<ul class=\"cards\">\n<li><p class=\"card-title\">One</p>\n<p>About it.</p>\n</li>\n</ul>\n",
        ),
        (
            ":::cards\n- [One](/a): About it.\n- ![A](chart.svg) [Two](/b)\n:::",
            "<ul class=\"cards\">\n<li><p class=\"card-title\"><a href=\"/a\">One</a></p>\n<p>About it.</p>\n</li>\n<li><img ",
        ),
        (
            ":::steps\n1. **One** First.\n2. **Two** [Second](/contact).\n:::",
            "<ol class=\"steps\">\n<li>\n<h2 id=\"one\">One</h2>\n<p>First.</p>\n</li>\n<li>\n<h2 id=\"two\">Two</h2>\n<p><a href=\"/contact\">Second</a>.</p>\n</li>\n</ol>\n",
        ),
        (
            ":::timeline\n- **2019** First.\n\n- **2020**\n\n  Second.\n:::",
            "<ol class=\"timeline\">\n<li><p class=\"when\">2019</p>\n<p>First.</p>\n</li>\n<li><p class=\"when\">2020</p>\n<p>Second.</p>\n</li>\n</ol>\n",
        ),
        (
            ":::video https://www.youtube.com/watch?v=a&t=1\n![A](chart.svg)\n\nMore.\n:::",
            "<figure class=\"video\">\n<a href=\"https://www.youtube.com/watch?v=a&amp;t=1\"><img ",
        ),
        (":::figure\n![A](chart.svg)\n\nBy [us](/a).\n:::", "<figure>\n<img "),
    ] {
        let text = text.replace("[Ask](/b c)", "[Ask](/b)");
        let html = html(&text);
        assert!(html.starts_with(expected), "{html} is not {expected}");
    }
    let video = html(":::video https://youtu.be/a\n![A](chart.svg)\n:::");
    assert!(
        video.contains("<span class=\"watch\"><span aria-hidden=\"true\">▶</span> Watch on YouTube</span></a>"),
        "{video}"
    );
    assert!(html(":::figure\n![A](chart.svg)\n\nBy us.\n:::").contains("<figcaption>\n<p>By us.</p>\n</figcaption>"));
}

#[test]
fn mistakes_in_blocks_say_what_would_be_right() {
    for (text, expected) in [
        ("\n:::notise\nNow.\n:::", "2: :::notise is no block: perhaps :::notice"),
        (":::xyz\nNow.\n:::", "1: :::xyz is no block: there are :::button, :::cards"),
        (":::notice\nNow.", "1: :::notice has no end"),
        ("Now.\n:::", "2: this ::: ends nothing"),
        (":::notice\n:::", "1: :::notice is empty"),
        (":::quote\nSo.\n:::", "1: :::quote needs its source: :::quote Jane Doe"),
        (":::cards Ours\n- [A](/a)\n:::", "1: :::cards stands alone on its line: write “Ours” below it"),
        (":::cards\nA\n:::", "1: :::cards has a list and nothing else"),
        (":::cards\n- [A](/a)\n- B\n:::", "3: a card begins with its link"),
        (":::steps\n- **A** B\n:::", "1: :::steps has a numbered list and nothing else"),
        (":::steps\n1. A\n:::", "2: a step begins with its title: 1. **Title**"),
        (":::timeline\n- 2019 A\n:::", "2: an entry of a timeline begins with its time: - **2019**"),
        (":::button\nJoin\n:::", "2: :::button has links and nothing else"),
        (":::figure\nA\n:::", "1: :::figure begins with a picture"),
        (":::figure\n![A](chart.svg)\n:::", "1: :::figure needs a caption"),
        (":::video\n![A](chart.svg)\n:::", "1: :::video needs the address of the video"),
        (":::video https://youtu.be/a\nA\n:::", "1: :::video begins with a picture from the video"),
        (":::table\n| a |\n|---|\n:::", "1: :::table needs a caption"),
        (":::table A\nB\n:::", "1: :::table has a table and nothing else"),
    ] {
        assert!(mistake(text).starts_with(expected), "{} is not {expected}", mistake(text));
    }
}

#[test]
fn headings_have_unique_ids() {
    let ids = |text| converted(text).headings.into_iter().map(|heading| heading.id).collect::<Vec<_>>();
    assert_eq!(ids("## What members do\n\n## What *members* do\n"), ["what-members-do", "what-members-do-2"]);
    assert_eq!(ids("## Phase 2\n\n## Phase\n\n## Phase\n"), ["phase-2", "phase", "phase-3"]);
    assert_eq!(ids("## Search\n\n## …\n"), ["search-2", "section"]);
    assert!(html("## Phase\n").contains(r#"<h2 id="phase">"#));
}

#[test]
fn a_heading_of_the_second_level_makes_a_section_with_what_follows() {
    let html = html("a\n\n## B\n\nc\n\n### D\n\n## E\n\n> ## F\n");
    let tags: Vec<_> = html.split('<').filter_map(|part| part.split(['>', ' ']).next()).collect();
    let of_sections: Vec<_> = tags.into_iter().filter(|tag| tag.contains("section") || tag.starts_with('h')).collect();
    assert_eq!(of_sections, ["section", "h2", "h3", "/section", "section", "h2", "h2", "/section"]);
}

#[test]
fn the_text_has_no_markup() {
    assert_eq!(converted("## A *b*\n\n[c](/d) `e`\nf\n").text, "A b\nc e f\n");
}
