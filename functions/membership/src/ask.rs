//! Asks for an address, and leaves a request for a link to it.
//!
//! Whether the register knows the address makes no difference here: the same write, the same page. `notify` finds out.

use crate::Membership;
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::{Value, context};
use shared::applicant::{EmailAddress, Invalid};
use shared::application::FormId;
use shared::failure::Failure;
use shared::{request, response};

const TEMPLATE: &str = "ask.html";

/// Shows the form, or that the request was taken.
pub(crate) fn show(membership: &Membership, request: &Request) -> Result<Response<Body>, Failure> {
    let form = FormId::from_random(membership.entropy.bytes().map_err(|_| Failure::no_entropy())?);
    let state = match request.uri().query() {
        _ if !membership.settings.sends_mail => Some("no_mail"),
        Some("sent") => Some("sent"),
        Some("left") => Some("left"),
        _ => None,
    };
    membership.page(StatusCode::OK, TEMPLATE, values(&form, "", state))
}

/// Takes the request. The same form makes one.
pub(crate) async fn send(membership: &Membership, request: &Request) -> Result<Response<Body>, Failure> {
    let body = request::form_body(request, &membership.settings.site_origin)?;
    let pairs = request::form_pairs(body)?;
    let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let form: FormId = value("form").parse().map_err(|_| Failure::Unreadable)?;
    let typed = value("email");
    let email = match EmailAddress::parse(typed) {
        Ok(email) => email,
        Err(invalid) => {
            let missing = typed.trim().is_empty() || matches!(invalid, Invalid::TooShort(_));
            let state = if missing { "missing" } else { "invalid" };
            return membership.page(StatusCode::UNPROCESSABLE_ENTITY, TEMPLATE, values(&form, typed, Some(state)));
        }
    };
    let taken = match membership.check_rate(request).await {
        Ok(()) => {
            let taken = membership.store.request_member_links(&form, &email, membership.clock.now()).await;
            taken.map_err(|error| error.failure())
        }
        Err(failure) => Err(failure),
    };
    match taken {
        Ok(()) => Ok(response::see_other("/membership?sent")),
        Err(failure) => membership.page_after(failure, TEMPLATE, values(&form, typed, None)),
    }
}

/// Returns the page's values. `state` is `sent`, `left`, `no_mail`, `missing` or `invalid`.
fn values(form: &FormId, email: &str, state: Option<&str>) -> Value {
    context! { form => form.as_str(), email, state, failure => () }
}
