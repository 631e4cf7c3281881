//! Embeds this function's templates with the site's words.

fn main() -> std::io::Result<()> {
    site::leave_out_unwind_tables();
    site::embed_templates("templates".as_ref())
}
