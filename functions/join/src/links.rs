//! Opens private links.

use crate::deadline::{LOOKUP_TIMEOUT, with_deadline, within};
use crate::errors::PageError;
use crate::{context::Context, paths};
use shared::application::{Application, Holder, PrivateLink};
use store::{Error, HolderView, LinkLookup};

/// Opens a link as the request's main work.
pub(crate) async fn open(ctx: &Context, link: &PrivateLink) -> Result<LinkLookup, Error> {
    with_deadline(ctx.store.look_up_link(link, ctx.clock.now())).await
}

/// Opens a link in addition to the request's main work, with a shorter limit.
pub(crate) async fn look_up(ctx: &Context, link: &PrivateLink) -> Result<LinkLookup, Error> {
    within(LOOKUP_TIMEOUT, ctx.store.look_up_link(link, ctx.clock.now())).await
}

/// Returns the holder of a link without reading the application.
pub(crate) async fn holder(ctx: &Context, link: &PrivateLink) -> Result<Holder, PageError> {
    ctx.store.holder(link).await?.ok_or(PageError::UnknownLink)
}

/// Returns the application that a link opens.
pub(crate) async fn application(ctx: &Context, link: &PrivateLink) -> Result<Application, PageError> {
    active(link, open(ctx, link).await?)
}

/// Returns the application of an opened link.
pub(crate) fn active(link: &PrivateLink, opened: LinkLookup) -> Result<Application, PageError> {
    match opened {
        LinkLookup::Active(application) => Ok(application),
        LinkLookup::Mailed(..) => Err(PageError::EmailedLink(paths::application(link))),
        LinkLookup::Replaced => Err(PageError::ReplacedLink),
        LinkLookup::Unknown => Err(PageError::UnknownLink),
    }
}

/// Returns the application that a refused write found.
pub(crate) fn current(current: HolderView) -> Result<Application, PageError> {
    match current {
        HolderView::Application(application) => Ok(application),
        HolderView::Replaced => Err(PageError::ReplacedLink),
        HolderView::Unknown => Err(PageError::UnknownLink),
    }
}
