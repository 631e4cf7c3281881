//! Puts the site's pages and files into this crate. A mistake in one of them fails the build, naming file and line.

#[path = "src/templates.rs"]
mod templates;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=templates");
    site::embed_pages(templates::TEMPLATES)
}
