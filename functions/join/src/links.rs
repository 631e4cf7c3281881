//! Opens private links.

use crate::deadline::{LOOKUP_TIMEOUT, with_deadline, within};
use crate::errors::{PageError, store_failure};
use crate::{context::Context, paths};
use shared::application::{Application, Holder, PrivateLink};
use shared::failure::Failure;
use store::{Current, Error, Opened};

/// Opens a link as the request's main work.
pub(crate) async fn open(ctx: &Context, link: &PrivateLink) -> Result<Opened, Failure> {
    with_deadline(ctx.store.open(link, ctx.clock.now())).await.map_err(|error| store_failure(&error))
}

/// Opens a link beside the request's main work, with less time.
pub(crate) async fn look_up(ctx: &Context, link: &PrivateLink) -> Result<Opened, Failure> {
    within(LOOKUP_TIMEOUT, ctx.store.open(link, ctx.clock.now())).await.map_err(|error| store_failure(&error))
}

/// Returns the holder of a link without reading the application.
pub(crate) async fn holder(ctx: &Context, link: &PrivateLink) -> Result<Option<Holder>, Error> {
    within(LOOKUP_TIMEOUT, ctx.store.holder(link)).await
}

/// Returns the application that a link opens.
pub(crate) async fn application(ctx: &Context, link: &PrivateLink) -> Result<Application, PageError> {
    active(link, open(ctx, link).await?)
}

/// Returns the application of an opened link.
pub(crate) fn active(link: &PrivateLink, opened: Opened) -> Result<Application, PageError> {
    match opened {
        Opened::Active(application) => Ok(application),
        Opened::Mailed(..) => Err(PageError::EmailedLink(paths::application(link))),
        Opened::Replaced => Err(PageError::ReplacedLink),
        Opened::Unknown => Err(PageError::UnknownLink),
    }
}

/// Returns the application that a refused write found.
pub(crate) fn current(current: Current) -> Result<Application, PageError> {
    match current {
        Current::Application(application) => Ok(application),
        Current::Replaced => Err(PageError::ReplacedLink),
        Current::Unknown => Err(PageError::UnknownLink),
    }
}
