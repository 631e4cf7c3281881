//! The hourly rate limit of each source.

use crate::context::Context;
use lambda_http::Request;
use shared::failure::Failure;
use shared::request;

/// Counts a request that is about to write.
///
/// # Errors
/// As [`store::RateLimit::check`].
pub(crate) async fn check(ctx: &Context, request: &Request) -> Result<(), Failure> {
    ctx.rate_limit.check(&ctx.store, &ctx.entropy, &request::source(request), ctx.clock.now()).await
}
