//! Setting a member's logo.

use super::file::{Typed, page};
use super::{member, path};
use crate::errors::PageResult;
use crate::logo::make;
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use shared::response;
use store::MemberChange;

/// Sets the logo to what was uploaded, or removes it.
pub(crate) async fn save(visit: Visit<'_>) -> PageResult {
    let store = &visit.ctx.store;
    let read = member(&visit).await?;
    let logo = if visit.form.value("do") == "remove" {
        None
    } else {
        match make(visit.form.file()) {
            Ok((logo, picture)) => {
                store.keep_logo(&logo.id, &picture).await?;
                Some(logo)
            }
            Err(error) => {
                let typed = Typed { form: "logo", mistakes: vec![error.as_str()], ..Typed::default() };
                return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed).await;
            }
        }
    };
    let change = MemberChange::SetLogo(logo);
    if change.parts(&read).is_empty() {
        return Ok(response::see_other(&path(&read.reference)));
    }
    if let Some(response) = super::change(&visit, &read, &change, "logo").await? {
        return Ok(response);
    }
    page(&visit, StatusCode::CONFLICT, &Typed { form: "logo", is_late: true, ..Typed::default() }).await
}
