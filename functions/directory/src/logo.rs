//! Logos of members.

use crate::Directory;
use lambda_http::{Body, Response};
use shared::failure::Failure;
use shared::member::LogoId;
use shared::response;

/// Shows a logo, which may be kept forever: its name is that of its content.
pub(crate) async fn show(directory: &Directory, id: &str) -> Result<Response<Body>, Failure> {
    let id: LogoId = id.parse().map_err(|_| Failure::NotFound)?;
    let picture = directory.store.logo(&id).await.map_err(|error| error.failure())?.ok_or(Failure::NotFound)?;
    Ok(response::asset(&picture.media_type, picture.content))
}
