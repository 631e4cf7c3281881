//! A copy of a submitted application on one page, to print or keep.

use crate::context::Context;
use crate::errors::PageResult;
use crate::{links, paths};
use lambda_http::Request;
use lambda_http::http::StatusCode;
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Application, PrivateLink};
use shared::summary;

pub(crate) async fn show(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let Application::Submitted(submitted) = links::application(ctx, link).await? else {
        return Ok(paths::see_application(link));
    };
    let form = ctx.definition.answered_by(&submitted, &ctx.store).await?;
    let values = context! {
        address => paths::application(link),
        address_to_keep => ctx.address_to_keep(request, link),
        reference => submitted.reference.as_str(),
        submitted_at => submitted.submitted_at.to_string(),
        sections => Serde(summary::all(ctx.words_of(&form), &submitted.answers)),
    };
    Ok(ctx.page(StatusCode::OK, "copy.html", values))
}
