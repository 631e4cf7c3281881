//! Embeds the site's content, rendered with this function's templates. A mistake in the site fails the build.

fn main() -> std::io::Result<()> {
    site::leave_out_unwind_tables();
    site::embed_content("templates".as_ref())
}
