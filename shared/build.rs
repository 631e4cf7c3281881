//! Puts the site's identity, its menus and the form's words into this crate.

fn main() -> std::io::Result<()> {
    site::embed_identity()
}
