//! Arbitrary content files in a valid site.

use crate::association::{get, pages, render};
use crate::html::Page;
use site::Compiled;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use toml::{Table, Value};

/// The smallest valid site.
struct Folder(TempDir);

thread_local! {
    static FOLDER: Folder = Folder::new();
}

/// An invalid file is reported with one of its lines, and no other file is reported. A valid one can be shown, listed
/// and found.
pub fn front_matter(data: &[u8]) {
    FOLDER.with(|folder| {
        let file = folder.path("content/news/page.md");
        fs::write(&file, data).unwrap();
        match site::compile(folder.0.path()) {
            Ok(site) => show(&site),
            Err(problems) => {
                assert!(!problems.is_empty());
                let lines = data.split(|byte| *byte == b'\n').count();
                for problem in problems {
                    let problem = problem.to_string();
                    let rest = problem.strip_prefix(file.to_str().unwrap()).expect(&problem);
                    let line = rest.strip_prefix(':').expect(&problem).split(':').next().unwrap_or_default();
                    let line = line.parse::<usize>();
                    assert!(line.is_err() || line.is_ok_and(|line| (1..=lines).contains(&line)), "{problem}");
                }
            }
        }
    });
}

fn show(site: &Compiled) {
    let pages = &pages(&site.site, render(site));
    for (path, statuses) in [
        // The page may be a draft, or not published yet.
        ("/news/page", &[200, 404][..]),
        ("/news", &[200]),
        ("/news/feed.xml", &[200]),
        ("/search", &[200]),
        ("/sitemap.xml", &[200]),
    ] {
        let query = if path == "/search" { "q=page+words" } else { "" };
        let response = get(pages, path, query, statuses);
        if response.is_page() {
            Page::read(response.text()).assert_harmless();
        } else if path == "/news/feed.xml" {
            feed_rs::parser::parse(&*response.body).unwrap_or_else(|error| panic!("{error} in {}", response.text()));
        }
    }
}

impl Folder {
    fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site");
        for file in ["site.toml", "form.toml"] {
            let mut table: Table = fs::read_to_string(real.join(file)).unwrap().parse().unwrap();
            table.iter_mut().for_each(|(_, value)| redirect_links_home(value));
            folder.write(file, &table.to_string());
        }
        fs::create_dir(folder.path("assets")).unwrap();
        for asset in fs::read_dir(real.join("assets")).unwrap() {
            let asset = asset.unwrap();
            fs::copy(asset.path(), folder.path("assets").join(asset.file_name())).unwrap();
        }
        let page = "title = \"Page\"\nsummary = \"A page.\"\ndate = \"2026-11-23\"\n";
        folder.write("content/index.md", &format!("+++\n{page}+++\n\nWords.\n"));
        folder.write("content/news/index.md", &format!("+++\n{page}list = \"news\"\n+++\n\nWords.\n"));
        folder
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
    }
}

/// Redirects every link to the home page.
fn redirect_links_home(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(redirect_links_home),
        Value::Table(table) => {
            if let Some(path) = table.get_mut("path") {
                *path = Value::String("/".to_owned());
            }
            table.iter_mut().for_each(|(_, value)| redirect_links_home(value));
        }
        _ => {}
    }
}
