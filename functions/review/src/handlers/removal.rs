//! Removes personal data, or a whole application, at an administrator's word. A page asks first.

use crate::errors::PageResult;
use crate::handlers::actions::{application, back, log};
use crate::routes::Visit;
use lambda_http::http::StatusCode;
use minijinja::context;
use shared::application::Action;
use shared::failure::Failure;
use shared::response;
use store::ActOutcome;

/// What is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// What identifies people.
    Anonymize,
    /// All but the history.
    Erase,
}

/// Asks for confirmation.
pub(crate) async fn show(visit: Visit<'_>, removal: Removal) -> PageResult {
    let application = application(&visit).await?;
    let values = context! {
        reference => application.reference.as_str(),
        name => application.core.organization.legal_name.as_str(),
        seen => application.history.length,
        is_open => application.status.is_open(),
        is_anonymized => application.review.anonymized_at.is_some(),
        removal => match removal { Removal::Anonymize => "anonymise", Removal::Erase => "erase" },
    };
    visit.page(StatusCode::OK, "removal.html", values).await
}

/// Removes it.
pub(crate) async fn run(visit: Visit<'_>, removal: Removal) -> PageResult {
    let (ctx, application) = (visit.ctx, application(&visit).await?);
    if visit.form.value("seen").parse() != Ok(application.history.length) {
        // Shows the page again, as things are now.
        return show(visit, removal).await;
    }
    let (person, now) = (&visit.staff.person, ctx.clock.now());
    let outcome = match removal {
        Removal::Anonymize => ctx.store.anonymize(&application, person, now, ctx.settings.retention).await?,
        Removal::Erase => ctx.store.erase_for_staff(&application, person, now).await?,
    };
    match (outcome, removal) {
        (ActOutcome::Rejected(None), _) => Err(Failure::NotFound.into()),
        (ActOutcome::Rejected(Some(_)), _) => show(visit, removal).await,
        (ActOutcome::Done(_), Removal::Anonymize) => {
            log(&visit, &application, Action::Anonymize);
            Ok(back(&application))
        }
        (ActOutcome::Done(_), Removal::Erase) => {
            log(&visit, &application, Action::Erase);
            Ok(response::see_other("/staff"))
        }
    }
}
