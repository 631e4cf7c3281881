//! Publications: the list, their pages and their files.

use crate::support::{SiteCopy, start};

#[tokio::test]
async fn publications_are_listed_with_type_date_and_size() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/publications").await;
    assert_eq!(list.texts(".publication h3"), ["Lamps beside domes, counted twice", "How to put telescopes in a van"]);
    let facts = list.texts(".publication p.muted");
    assert!(facts[0].ends_with(" Survey report PDF, 1 KB"), "{facts:?}");
    assert!(facts[1].ends_with("November 2023 Guide observatories.example"), "{facts:?}");
    assert_eq!(list.count(".publication img"), 1);
    assert_eq!(list.texts(".publication .cover b"), ["1,204", "2023"]);
}

#[tokio::test]
async fn a_publication_can_be_downloaded() {
    let (_stack, visitor) = start().await;
    let report = visitor.get("/publications/2025-lamps-beside-domes").await;
    assert_eq!(report.text(".page-head a.button"), "Download (PDF, 1 KB)");
    let file = visitor.get(&report.attribute(".page-head a.button", "href")).await;
    assert_eq!(file.header("content-type"), "application/pdf");
    let data = report.linked_data()[3].take();
    assert_eq!((&data["@type"], &data["datePublished"]), (&"Report".into(), &"2025-10-14".into()));
    assert_eq!(
        visitor.get(data["encoding"]["contentUrl"].as_str().unwrap()).await.header("content-type"),
        "application/pdf"
    );
}

#[tokio::test]
async fn a_publication_may_be_on_another_site() {
    let (_stack, visitor) = start().await;
    let guide = visitor.get("/publications/2023-telescope-van-guide").await;
    assert_eq!(guide.text(".page-head a.button"), "Read the guide at observatories.example");
    let data = guide.linked_data()[3].take();
    assert_eq!(data["@type"], "CreativeWork");
    assert_eq!(data["url"], "https://observatories.example/telescope-van-guide");
}

#[test]
fn mistakes_in_a_publication_have_a_line() {
    for (from, to, expected) in [
        ("kind = \"survey report\"", "kind = \"\"", "8: kind is empty: write what it is"),
        ("file = \"lamp-survey.pdf\"\n", "", "8: kind needs file or link beside it"),
        ("file = \"lamp-survey.pdf\"", "link = \"lamp-survey.pdf\"", "10: link must be an address such as https://"),
        (
            "\"lamp-survey.pdf\"",
            "\"survey2.pdf\"",
            "10: file must name a file beside the page or in assets/, unlike survey2.pdf",
        ),
        (
            "\"lamp-survey-cover.png\"",
            "\"cover.png\"",
            "9: cover shows cover.png, which is neither beside the page nor in assets/",
        ),
        ("\"1,204\"", "\"1,204 lamps\"", "11: cover_label has 11 characters; a cover has room for 1 to 8"),
        ("cover = \"lamp-survey-cover.png\"\n", "", "10: cover_label needs cover beside it"),
        ("file =", "link = \"https://a.example\"\nfile =", "10: link can't be there beside file"),
    ] {
        let copy = SiteCopy::new();
        copy.replace("content/publications/2025-lamps-beside-domes.md", from, to);
        let mistakes = copy.diagnostics();
        assert_eq!(mistakes.len(), 1, "{expected}: {mistakes:?}");
        let start = format!("content/publications/2025-lamps-beside-domes.md:{expected}");
        assert!(mistakes[0].starts_with(&start), "{}", mistakes[0]);
    }
}
