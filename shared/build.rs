//! Puts the site's identity, its menus, its dates and the form's words into this crate.

fn main() -> std::io::Result<()> {
    site::embed_identity()
}
