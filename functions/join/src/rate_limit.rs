//! The hourly rate limit of each source.
//!
//! A source is an IPv4 address, or the /64 network of an IPv6 address, which one household or server usually has. The
//! table stores only a salted hash of it.

use crate::context::Context;
use crate::deadline::{COUNT_TIMEOUT, within};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use shared::application::history::Hash;
use shared::failure::Failure;
use shared::timestamp::Timestamp;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use store::{Error, SALT_LENGTH};

/// The day's salt, cached after the first read.
#[derive(Debug, Default)]
pub(crate) struct Salt(Mutex<Option<(i64, [u8; SALT_LENGTH])>>);

/// Counts a request that is about to write. A failure to count refuses nobody: if the table is down, the write fails
/// anyway.
///
/// # Errors
/// [`Failure::TooManyRequests`] when the source exceeds its limit.
pub(crate) async fn check(ctx: &Context, request: &Request) -> Result<(), Failure> {
    let limit = ctx.settings.source_limit;
    if limit == 0 {
        return Ok(());
    }
    let now = ctx.clock.now();
    match within(COUNT_TIMEOUT, count(ctx, &source(request), now)).await {
        Ok(requests) if requests > limit => {
            tracing::info!(source.requests = requests, "rate limit exceeded");
            let seconds = u32::try_from(now.end_of_hour() - now.unix()).unwrap_or(3600);
            Err(Failure::TooManyRequests(seconds.max(1)))
        }
        Ok(_) => Ok(()),
        Err(error) => {
            tracing::warn!(error.message = %error, "request not counted");
            Ok(())
        }
    }
}

/// Counts the request and returns the source's requests in this hour.
async fn count(ctx: &Context, source: &str, now: Timestamp) -> Result<u64, Error> {
    let salt = salt(ctx, now).await?;
    ctx.store.count(&Hash::of(&[&salt, source.as_bytes()].concat()), now).await
}

async fn salt(ctx: &Context, now: Timestamp) -> Result<[u8; SALT_LENGTH], Error> {
    let day = now.end_of_day();
    let cached = *ctx.salt.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, salt)) = cached.filter(|(of, _)| *of == day) {
        return Ok(salt);
    }
    let candidate = ctx.entropy.bytes().map_err(|_| Error::no_entropy())?;
    let salt = ctx.store.salt(candidate, now).await?;
    *ctx.salt.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((day, salt));
    Ok(salt)
}

/// Returns the source that API Gateway saw. Ignores headers, because senders can forge them.
fn source(request: &Request) -> String {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return String::new() };
    let address = context.http.source_ip.clone().unwrap_or_default();
    address.parse().map_or(address, |address: IpAddr| network(address.to_canonical()))
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_subscriber_are_one_source() {
        let network = |address: &str| network(address.parse::<IpAddr>().unwrap().to_canonical());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
