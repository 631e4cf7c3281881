//! A copy of a submitted application on one page, to print or keep. It may be passed on, so it leaves out the private link.

use crate::context::Context;
use crate::errors::PageResult;
use crate::{links, paths};
use lambda_http::http::StatusCode;
use minijinja::context;
use minijinja::value::Serde;
use shared::application::{Application, PrivateLink};
use shared::summary;

pub(crate) async fn show(ctx: &Context, link: &PrivateLink) -> PageResult {
    let Application::Submitted(submitted) = links::application(ctx, link).await? else {
        return Ok(paths::see_application(link));
    };
    let form = ctx.definition.answered_by(&submitted, &ctx.store).await?;
    // As on the page of the status, a decision that can still be undone is not shown.
    let status = ctx.shown_status(&submitted);
    let closed_at = (status.is_final() && status == submitted.status).then(|| submitted.status_since.to_string());
    let values = context! {
        status => status.as_str(),
        closed_at,
        address => paths::application(link),
        name => submitted.core.organization.legal_name.as_str(),
        reference => submitted.reference.as_str(),
        submitted_at => submitted.submitted_at.to_string(),
        sections => Serde(summary::in_groups(ctx.words_of(&form), &submitted.answers)),
    };
    Ok(ctx.page(StatusCode::OK, "copy.html", values))
}
