//! Generated sites of any size.

use crate::Outcome;
use bench::workspace;
use fastrand::Rng;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use toml::Table;

/// The number of different words. As in English, about two hundred of them make up half of the text.
const VOCABULARY: f64 = 40_000.0;
const PARAGRAPHS: usize = 4;
const WORDS: usize = 40;
/// The words that every page contains and searches look for.
const SUBJECT: [&str; 2] = ["clinical", "trials"];

/// One in this many letters and news items is a scheduled news item: one in ten news items.
const SCHEDULED: u32 = 20;

/// Writes a site with this many content files to `directory`: four pages that every site has, then letters and news in
/// equal numbers. The home page shows the latest news. Assets and words come from `tests/site`, and the menus are
/// shorter.
pub fn write(directory: &Path, files: usize) -> Outcome<()> {
    let original = workspace().join("tests/site");
    copy(&original.join("assets"), &directory.join("assets"))?;
    put(&directory.join("site.toml"), &configuration(&fs::read_to_string(original.join("site.toml"))?)?)?;
    put(&directory.join("form.toml"), &without_links(&fs::read_to_string(original.join("form.toml"))?))?;
    for (path, text) in content(files) {
        put(&directory.join("content").join(path), &text)?;
    }
    Ok(())
}

/// Returns the files of `content/`. The first four are the same on every site.
fn content(files: usize) -> impl Iterator<Item = (String, String)> {
    let pages = [
        ("index.md", page(0, "latest = \"/news\"\n")),
        ("our-mission.md", page(1, "")),
        ("comment-letters/index.md", list("Comment letters", "letters")),
        ("news/index.md", list("News", "news")),
    ];
    let pages = pages.into_iter().map(|(path, text)| (path.to_owned(), text));
    pages.chain((0..).map(listed)).take(files)
}

/// Returns a letter or news item.
fn listed(number: u32) -> (String, String) {
    let (mut random, is_letter) = (Rng::with_seed(number.into()), number.is_multiple_of(2));
    let folder = if is_letter { "comment-letters" } else { "news" };
    let is_scheduled = number % SCHEDULED == 1;
    let date = if is_scheduled { later_than_all_others(number / SCHEDULED) } else { past_date(&mut random) };
    let mut text = head(&mut random, &date);
    if is_scheduled {
        let _ = writeln!(text, "publish_at = {date}T09:00:00Z");
    }
    if is_letter {
        text.push_str("\n[letter]\nagency = \"FDA\"\nregion = \"US\"\nkind = \"comment letter\"\njoint_with = []\n");
    }
    text.push_str("+++\n");
    body(&mut text, &mut random);
    (format!("{folder}/{date}-{number}.md"), text)
}

fn past_date(random: &mut Rng) -> String {
    format!("20{:02}-{:02}-{:02}", random.u32(..26), random.u32(1..=12), random.u32(1..=28))
}

/// Returns a date later than all others, so that the item changes the home page when it appears.
fn later_than_all_others(number: u32) -> String {
    format!("{}-{:02}-{:02}", 2026 + number / (12 * 28), 1 + number / 28 % 12, 1 + number % 28)
}

fn page(number: u64, more: &str) -> String {
    // Other words than those of letters and news, whose seeds are their numbers.
    let mut random = Rng::with_seed(u64::MAX - number);
    let mut text = head(&mut random, "2026-11-23") + more + "+++\n";
    body(&mut text, &mut random);
    text
}

fn list(title: &str, kind: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"All of them.\"\nlist = \"{kind}\"\ndate = \"2026-11-23\"\n+++\n\nAll of them.\n"
    )
}

fn head(random: &mut Rng, date: &str) -> String {
    let (title, summary) = (sentence(random, 7), sentence(random, 18));
    format!("+++\ntitle = \"{title}\"\nsummary = \"{summary}.\"\ndate = \"{date}\"\n")
}

fn body(text: &mut String, random: &mut Rng) {
    for number in 0..PARAGRAPHS {
        if number > 0 && number % 2 == 0 {
            let _ = write!(text, "\n## {}\n", sentence(random, 4));
        }
        let (begin, middle, end) = (sentence(random, WORDS / 2), SUBJECT.join(" "), words(random, WORDS / 2));
        let _ = write!(text, "\n{begin} {middle} {end}.\n");
    }
}

fn sentence(random: &mut Rng, number: usize) -> String {
    let words = words(random, number);
    words.get(..1).unwrap_or_default().to_uppercase() + words.get(1..).unwrap_or_default()
}

fn words(random: &mut Rng, number: usize) -> String {
    (0..number).map(|_| word(random)).collect::<Vec<_>>().join(" ")
}

/// Returns a word. Rare words are longer, and frequencies follow [Zipf's
/// law](https://en.wikipedia.org/wiki/Zipf%27s_law).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
fn word(random: &mut Rng) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu", "lan"];
    let mut rank = VOCABULARY.powf(random.f64()) as usize;
    let mut word = String::new();
    while rank > 0 {
        word.push_str(SYLLABLES.get(rank % SYLLABLES.len()).copied().unwrap_or_default());
        rank /= SYLLABLES.len();
    }
    word
}

/// Returns `form.toml` without links to pages.
fn without_links(form: &str) -> String {
    form.lines().filter(|line| !line.starts_with("read = ")).map(|line| format!("{line}\n")).collect()
}

/// Returns `site.toml` with menus that link only to pages on every site.
fn configuration(original: &str) -> Outcome<String> {
    const MENUS: &str = r#"
        navigation = [
            { label = "Our mission", path = "/our-mission" },
            { label = "Comment letters", path = "/comment-letters" },
            { label = "News", path = "/news" },
        ]
        call = { label = "Join", path = "/join/start" }
        footer = []
    "#;
    let mut configuration: Table = original.parse()?;
    configuration.extend(MENUS.parse::<Table>()?);
    Ok(configuration.to_string())
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::create_dir_all(to)?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Writes a file if its content changes, because cargo rebuilds after every write.
fn put(file: &Path, text: &str) -> Outcome<()> {
    if fs::read_to_string(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    Ok(fs::write(file, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_the_given_number_of_files_and_is_deterministic() {
        let (ten, more): (Vec<_>, Vec<_>) = (content(10).collect(), content(100).collect());
        assert_eq!((ten.len(), more.len()), (10, 100));
        assert_eq!(ten, more[..10]);
        let mut names: Vec<_> = more.into_iter().map(|(path, _)| path).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 100);
    }

    #[test]
    fn many_words_are_rare() {
        let mut random = Rng::with_seed(1);
        let words: std::collections::BTreeSet<_> = (0..20_000).map(|_| word(&mut random)).collect();
        assert!((3_000..12_000).contains(&words.len()), "{}", words.len());
    }

    #[test]
    fn a_generated_site_can_be_compiled() {
        let directory = tempfile::TempDir::new().unwrap();
        write(directory.path(), 10).unwrap();
        let diagnostics = site::compile(directory.path()).err().unwrap_or_default();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn the_home_page_changes_whenever_an_item_appears() {
        let directory = tempfile::TempDir::new().unwrap();
        write(directory.path(), 200).unwrap();
        let site = site::compile(directory.path()).unwrap();
        let content = site.render(site.templates(pages::TEMPLATE_SOURCES).unwrap()).unwrap();
        let scheduled = (0..196).filter(|number| number % SCHEDULED == 1).count();
        assert!(scheduled > 5);
        // All pages but the two lists, and one more home page for each item.
        assert_eq!(content.renderings(), 200 - 2 + scheduled);
    }
}
