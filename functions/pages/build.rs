//! Puts the site's pages and files into this crate. A mistake in one of them fails the build, naming file and line.

fn main() -> std::io::Result<()> {
    site::embed_pages()
}
