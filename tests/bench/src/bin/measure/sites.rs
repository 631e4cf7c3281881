//! Generated sites of any size.

use crate::Outcome;
use bench::workspace;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The number of different words. As in English, about two hundred of them make up half of the text.
const VOCABULARY: u32 = 40_000;
const PARAGRAPHS: usize = 4;
const WORDS: usize = 40;
/// The words that every page contains and searches look for.
const SUBJECT: [&str; 2] = ["clinical", "trials"];

/// One in this many letters and news items is a scheduled news item: one in ten news items.
const SCHEDULED: u32 = 20;

/// The seed of the home page's words. Those of letters and news are seeded by their numbers.
const HOME: u64 = 1 << 32;

/// Writes a site with this many content files to `directory`: four pages that every site has, then letters and news in
/// equal numbers. The home page shows the latest news. Assets and words come from `shared/site`, and the menus are
/// shorter.
pub fn write(directory: &Path, files: usize) -> Outcome<()> {
    let original = workspace().join("shared/site");
    copy(&original.join("assets"), &directory.join("assets"))?;
    put(&directory.join("site.toml"), &words(&fs::read_to_string(original.join("site.toml"))?)?)?;
    for (number, (path, text)) in (0..).zip(content(files)) {
        put(&directory.join("content").join(path), &text.unwrap_or_else(|| plain(number, "")))?;
    }
    Ok(())
}

/// Returns the files of `content/`, with the text of those that list others or are listed.
fn content(files: usize) -> impl Iterator<Item = (PathBuf, Option<String>)> {
    let pages = [
        ("index.md", Some(plain(HOME, "latest = \"/news\"\n"))),
        ("our-mission.md", None),
        ("comment-letters/index.md", Some(list("Comment letters", "letters"))),
        ("news/index.md", Some(list("News", "news"))),
    ];
    let pages = pages.into_iter().map(|(path, text)| (PathBuf::from(path), text));
    pages.chain((0_u32..).map(listed)).take(files)
}

/// Returns a letter or news item.
fn listed(number: u32) -> (PathBuf, Option<String>) {
    let (mut random, is_letter) = (Random(u64::from(number)), number.is_multiple_of(2));
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
    (PathBuf::from(format!("{folder}/{date}-{number}.md")), Some(text))
}

fn past_date(random: &mut Random) -> String {
    format!("20{:02}-{:02}-{:02}", random.below(26), 1 + random.below(12), 1 + random.below(28))
}

/// Returns a date later than all others, so that the item changes the home page when it appears.
fn later_than_all_others(number: u32) -> String {
    format!("{}-{:02}-{:02}", 2026 + number / (12 * 28), 1 + number / 28 % 12, 1 + number % 28)
}

/// Returns a page that is the same on every site, whatever its size.
fn plain(number: u64, more: &str) -> String {
    let mut random = Random(u64::MAX - number);
    let mut text = head(&mut random, "2026-11-23") + more + "+++\n";
    body(&mut text, &mut random);
    text
}

fn list(title: &str, kind: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"All of them.\"\nlist = \"{kind}\"\ndate = \"2026-11-23\"\n+++\n\nAll of them.\n"
    )
}

fn head(random: &mut Random, date: &str) -> String {
    let (title, summary) = (random.sentence(7), random.sentence(18));
    format!("+++\ntitle = \"{title}\"\nsummary = \"{summary}.\"\ndate = \"{date}\"\n")
}

fn body(text: &mut String, random: &mut Random) {
    for number in 0..PARAGRAPHS {
        if number > 0 && number % 2 == 0 {
            let _ = write!(text, "\n## {}\n", random.sentence(4));
        }
        let (begin, middle, end) = (random.sentence(WORDS / 2), SUBJECT.join(" "), random.words(WORDS / 2));
        let _ = write!(text, "\n{begin} {middle} {end}.\n");
    }
}

/// Returns `site.toml` with menus that link only to pages on every site.
fn words(original: &str) -> Outcome<String> {
    const MENUS: &str = "navigation = [\n  { label = \"Our mission\", path = \"/our-mission\" },\n  \
                         { label = \"Comment letters\", path = \"/comment-letters\" },\n  \
                         { label = \"News\", path = \"/news\" },\n]\n\
                         call = { label = \"Join\", path = \"/join/start\" }\nfooter = []\n";
    let menus = original.split_once("navigation = [").and_then(|(identity, rest)| {
        let (_, form) = rest.split_once("\n[form.")?;
        Some((identity, form))
    });
    let (identity, form) = menus.ok_or("site.toml has no menus before its form")?;
    let form = form.lines().filter(|line| !line.starts_with("read = ")).collect::<Vec<_>>().join("\n");
    Ok(format!("{identity}{MENUS}\n[form.{form}\n"))
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

/// A deterministic random generator: [SplitMix64](https://doi.org/10.1145/2714064.2660195).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Returns a word. Rare words are longer, and frequencies follow [Zipf's
    /// law](https://en.wikipedia.org/wiki/Zipf%27s_law).
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rank")]
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] =
            ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu", "lan"];
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let mut rank = f64::from(VOCABULARY).powf(even) as usize;
        let mut word = String::new();
        while rank > 0 {
            word.push_str(SYLLABLES.get(rank % SYLLABLES.len()).copied().unwrap_or_default());
            rank /= SYLLABLES.len();
        }
        word
    }

    fn words(&mut self, number: usize) -> String {
        (0..number).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&mut self, number: usize) -> String {
        let words = self.words(number);
        words.get(..1).unwrap_or_default().to_uppercase() + words.get(1..).unwrap_or_default()
    }
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
        let mut random = Random(1);
        let words: std::collections::BTreeSet<_> = (0..20_000).map(|_| random.word()).collect();
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
        let content = site::compile(directory.path()).unwrap().render(pages::TEMPLATE_SOURCES).unwrap();
        let scheduled = (0..196).filter(|number| number % SCHEDULED == 1).count();
        assert!(scheduled > 5);
        // All pages but the two lists, and one more home page for each item.
        assert_eq!(content.renderings(), 200 - 2 + scheduled);
    }
}
