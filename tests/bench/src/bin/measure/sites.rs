//! Made-up sites, as large as is asked for.

use crate::Outcome;
use bench::workspace;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// How many different words there are. Half of all that is written is made of about two hundred of them, as in English.
const VOCABULARY: u32 = 40_000;
const PARAGRAPHS: usize = 4;
const WORDS: usize = 40;
/// What everybody writes about, and searches for.
const SUBJECT: [&str; 2] = ["clinical", "trials"];

/// Of letters and news together, one in so many is an item of news that appears at a time that is set: one in ten of them.
const SCHEDULED: u32 = 20;

/// What the words of the home page are made of; those of letters and news are made of their numbers.
const HOME: u64 = 1 << 32;

/// Writes a site of so many content files into `directory`: four pages that every site has, half of the rest letters,
/// half news, of which the home page shows the latest. Words, menus and files are those of `shared/site`, as far as they lead somewhere here.
pub fn write(directory: &Path, files: usize) -> Outcome<()> {
    let original = workspace().join("shared/site");
    copy(&original.join("assets"), &directory.join("assets"))?;
    put(&directory.join("site.toml"), &words(&fs::read_to_string(original.join("site.toml"))?)?)?;
    for (number, (path, text)) in (0..).zip(content(files)) {
        put(&directory.join("content").join(path), &text.unwrap_or_else(|| plain(number, "")))?;
    }
    Ok(())
}

/// Files of `content/`, and what stands in those that list others or are listed.
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

/// One of the letters and news.
fn listed(number: u32) -> (PathBuf, Option<String>) {
    let (mut chance, is_letter) = (Chance(u64::from(number)), number.is_multiple_of(2));
    let folder = if is_letter { "comment-letters" } else { "news" };
    let is_scheduled = number % SCHEDULED == 1;
    let date = if is_scheduled { after_all_others(number / SCHEDULED) } else { some_day(&mut chance) };
    let mut text = head(&mut chance, &date);
    if is_scheduled {
        let _ = writeln!(text, "publish_at = {date}T09:00:00Z");
    }
    if is_letter {
        text.push_str("\n[letter]\nagency = \"FDA\"\nregion = \"US\"\nkind = \"comment letter\"\njoint_with = []\n");
    }
    text.push_str("+++\n");
    body(&mut text, &mut chance);
    (PathBuf::from(format!("{folder}/{date}-{number}.md")), Some(text))
}

fn some_day(chance: &mut Chance) -> String {
    format!("20{:02}-{:02}-{:02}", chance.below(26), 1 + chance.below(12), 1 + chance.below(28))
}

/// Each is the latest of all when it appears, so that the home page looks otherwise from then on.
fn after_all_others(number: u32) -> String {
    format!("{}-{:02}-{:02}", 2026 + number / (12 * 28), 1 + number / 28 % 12, 1 + number % 28)
}

/// The same words on every site, whatever its size.
fn plain(number: u64, more: &str) -> String {
    let mut chance = Chance(u64::MAX - number);
    let mut text = head(&mut chance, "2026-11-23") + more + "+++\n";
    body(&mut text, &mut chance);
    text
}

fn list(title: &str, kind: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"All of them.\"\nlist = \"{kind}\"\ndate = \"2026-11-23\"\n+++\n\nAll of them.\n"
    )
}

fn head(chance: &mut Chance, date: &str) -> String {
    let (title, summary) = (chance.sentence(7), chance.sentence(18));
    format!("+++\ntitle = \"{title}\"\nsummary = \"{summary}.\"\ndate = \"{date}\"\n")
}

fn body(text: &mut String, chance: &mut Chance) {
    for number in 0..PARAGRAPHS {
        if number > 0 && number % 2 == 0 {
            let _ = write!(text, "\n## {}\n", chance.sentence(4));
        }
        let (begin, middle, end) = (chance.sentence(WORDS / 2), SUBJECT.join(" "), chance.words(WORDS / 2));
        let _ = write!(text, "\n{begin} {middle} {end}.\n");
    }
}

/// `site.toml` with menus that name only what is on every site.
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

/// Writes a file, unless it says the same already: cargo builds anew what was written anew.
fn put(file: &Path, text: &str) -> Outcome<()> {
    if fs::read_to_string(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    Ok(fs::write(file, text)?)
}

/// Chance that repeats itself: [SplitMix64](https://doi.org/10.1145/2714064.2660195).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A word; the rarer, the longer, as [Zipf](https://en.wikipedia.org/wiki/Zipf%27s_law) found.
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
    fn a_site_has_as_many_files_as_asked_and_they_are_the_same_each_time() {
        let (ten, more): (Vec<_>, Vec<_>) = (content(10).collect(), content(100).collect());
        assert_eq!((ten.len(), more.len()), (10, 100));
        assert_eq!(ten, more[..10]);
        let mut names: Vec<_> = more.into_iter().map(|(path, _)| path).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 100);
    }

    #[test]
    fn common_words_are_short_and_rare_ones_many() {
        let mut chance = Chance(1);
        let words: std::collections::BTreeSet<_> = (0..20_000).map(|_| chance.word()).collect();
        assert!((3_000..12_000).contains(&words.len()), "{}", words.len());
    }

    #[test]
    fn a_made_up_site_can_be_compiled() {
        let directory = tempfile::TempDir::new().unwrap();
        write(directory.path(), 10).unwrap();
        let diagnostics = site::compile(directory.path()).err().unwrap_or_default();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
    }

    #[test]
    fn the_home_page_looks_otherwise_whenever_an_item_appears() {
        let directory = tempfile::TempDir::new().unwrap();
        write(directory.path(), 200).unwrap();
        let content = site::compile(directory.path()).unwrap().render(pages::TEMPLATES).unwrap();
        let scheduled = (0..196).filter(|number| number % SCHEDULED == 1).count();
        assert!(scheduled > 5);
        // All but the two lists, and one more of the home page for each.
        assert_eq!(content.renderings(), 200 - 2 + scheduled);
    }
}
