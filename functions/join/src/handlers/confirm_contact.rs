//! Confirms the main contact's address: the holder of the private link enters the code from an email.
//!
//! The code proves that the holder reads the mailbox. A stranger who reads it, because the address was mistyped, has no
//! link and can do nothing with the code.

use crate::context::Context;
use crate::deadline::with_deadline;
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, ConfirmationCode, PrivateLink, Reference, Submitted};
use shared::failure::Failure;
use shared::request;
use store::ConfirmOutcome;

/// What came of a code.
enum Entered {
    /// The address is confirmed, or nothing is left to confirm.
    Done,
    Mistaken(Mistake, Box<Submitted>),
}

/// What is wrong with a code.
#[derive(Debug, Clone, Copy)]
enum Mistake {
    Missing,
    /// It has this number of letters and digits.
    Length(usize),
    /// It is the reference, which stands above the code in the email.
    Reference,
    Wrong,
}

impl Mistake {
    /// Returns what is wrong with a text that is not the code.
    fn of(typed: &str, reference: &Reference) -> Self {
        let letters = typed.chars().filter(|c| c.is_alphanumeric()).count();
        match letters {
            0 => Self::Missing,
            _ if typed.trim().eq_ignore_ascii_case(reference.as_str()) => Self::Reference,
            ConfirmationCode::LENGTH => Self::Wrong,
            other => Self::Length(other),
        }
    }

    /// The name in the template.
    const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Length(_) => "length",
            Self::Reference => "reference",
            Self::Wrong => "wrong",
        }
    }
}

/// Asks for the code.
pub(crate) async fn show(ctx: &Context, link: &PrivateLink) -> PageResult {
    Ok(match links::application(ctx, link).await? {
        Application::Submitted(submitted) if can_confirm(ctx, &submitted) => {
            page(ctx, link, "", None, Some(&submitted), None)
        }
        _ => paths::see_application(link),
    })
}

/// Checks the code and confirms the address.
pub(crate) async fn confirm(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let typed = form::value(body, "code")?;
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return Ok(page(ctx, link, &typed, None, None, Some(failure)));
    }
    match with_deadline(enter_code(ctx, link, &typed)).await {
        Ok(Entered::Done) => Ok(paths::see_application(link)),
        Ok(Entered::Mistaken(mistake, submitted)) => Ok(page(ctx, link, &typed, Some(mistake), Some(&submitted), None)),
        Err(error) => error.failure().map(|failure| page(ctx, link, &typed, None, None, Some(failure))),
    }
}

/// Confirms the address, if the code is right.
async fn enter_code(ctx: &Context, link: &PrivateLink, typed: &str) -> Result<Entered, PageError> {
    let application = links::active(link, ctx.store.look_up_link(link, ctx.clock.now()).await?)?;
    let holder = application.holder();
    let submitted = match application {
        Application::Submitted(submitted) if can_confirm(ctx, &submitted) => submitted,
        _ => return Ok(Entered::Done),
    };
    let secret = ctx.store.secret(&ctx.entropy).await?;
    if !secret.confirmation_code(&submitted.id).is(typed) {
        return Ok(Entered::Mistaken(Mistake::of(typed, &submitted.reference), submitted));
    }
    match ctx.store.confirm_contact(&holder, ctx.clock.now()).await? {
        ConfirmOutcome::Confirmed => Ok(Entered::Done),
        ConfirmOutcome::Refused(current) => links::current(current).map(|_| Entered::Done),
    }
}

/// Renders the page. The application is missing after a failure.
fn page(
    ctx: &Context,
    link: &PrivateLink,
    typed: &str,
    mistake: Option<Mistake>,
    submitted: Option<&Submitted>,
    failure: Option<Failure>,
) -> Response<Body> {
    let length = if let Some(Mistake::Length(length)) = mistake { length } else { 0 };
    let values = context! {
        address => paths::application(link),
        code => typed,
        wrong => mistake.map(Mistake::name),
        length => ctx.locale.number(length),
        name => submitted.map(|submitted| submitted.core.organization.legal_name.as_str()),
        reference => submitted.map(|submitted| submitted.reference.as_str()),
        contact_email => submitted.map(|submitted| submitted.core.contact.email.masked()),
    };
    let mut response = ctx.page_after(failure, "confirm.html", values);
    if mistake.is_some() && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// Returns whether there is an address to confirm: it is not confirmed yet, and messages are still to come.
pub(super) fn can_confirm(ctx: &Context, submitted: &Submitted) -> bool {
    submitted.contact_confirmed_at.is_none() && !ctx.shown_status(submitted).is_final()
}
