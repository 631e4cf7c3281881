//! Embeds this function's templates with the site's words.

fn main() -> std::io::Result<()> {
    site::embed_templates("templates".as_ref())
}
