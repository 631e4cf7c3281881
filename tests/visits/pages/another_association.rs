//! Another association can use the site without writing Rust.

use crate::support::SiteCopy;
use crate::support::site_copy::start_site;
use crate::support::time::Time;
use reqwest::StatusCode;
use std::fs;

/// Returns a site with its own identity, two pages and no lists.
fn beekeepers() -> SiteCopy {
    let copy = SiteCopy::new();
    copy.replace("site.toml", "League of Public Observatories", "Guild of Urban Beekeepers");
    copy.replace("site.toml", "LPO", "GUB");
    copy.replace(
        "site.toml",
        "the observatories and planetariums that show the night sky to everyone",
        "the city's bees",
    );
    copy.replace("site.toml", "observatories", "bees");
    let site = fs::read_to_string(copy.path("site.toml")).unwrap();
    let (identity, _) = site.split_once("navigation = [").unwrap();
    let menus = "navigation = [{ label = \"Honey\", path = \"/honey\" }]\ncall = { label = \"Join\", path = \"/join/start\" }\nfooter = []\n";
    fs::write(copy.path("site.toml"), format!("{identity}{menus}")).unwrap();
    let form = fs::read_to_string(copy.path("form.toml")).unwrap();
    let form: Vec<_> = form.lines().filter(|line| !line.starts_with("read = ")).collect();
    fs::write(copy.path("form.toml"), form.join("\n")).unwrap();

    fs::remove_dir_all(copy.path("content")).unwrap();
    fs::create_dir(copy.path("content")).unwrap();
    for (file, title) in [("index.md", "Bees above the city"), ("honey.md", "Our honey")] {
        let head = format!("title = \"{title}\"\nsummary = \"{title}, in a sentence.\"\ndate = \"2026-11-23\"");
        let page = format!("+++\n{head}\n+++\n\nWelcome to {{{{ short_name }}}}.\n");
        fs::write(copy.path("content").join(file), page).unwrap();
    }
    copy
}

#[tokio::test]
async fn another_association_edits_only_content() {
    let copy = beekeepers();
    assert_eq!(copy.diagnostics(), Vec::<String>::new());
    let (_stack, visitor) = start_site(&copy, &Time::on("2026-12-01T00:00:00Z")).await;
    assert_eq!(visitor.addresses().await.len(), 2);
    let paths = "/ /honey /search?q=honey /nothing /robots.txt /site.webmanifest /.well-known/security.txt";
    for path in paths.split(' ') {
        let page = visitor.get(path).await;
        assert!(!page.body.contains("LPO") && !page.body.to_lowercase().contains("observator"), "{path}");
    }
    let honey = visitor.get("/honey").await;
    assert_eq!(honey.text("title"), "Our honey – Guild of Urban Beekeepers");
    assert!(honey.text("main").contains("Welcome to GUB."));
    assert_eq!(visitor.get("/letters").await.status, StatusCode::NOT_FOUND);
}
