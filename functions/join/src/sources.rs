//! How much one source may write in an hour.
//!
//! A source is an IPv4 address, or the /64 network of an IPv6 one, which is what one household or one server has. It is
//! known to the table by a salted hash only.

use crate::Join;
use crate::patience::{COUNTING, within};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use shared::application::history::Hash;
use shared::failure::Failure;
use shared::timestamp::Timestamp;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use store::{Error, SALT};

/// The salt of a day, so that the table is asked for it once.
#[derive(Debug, Default)]
pub(crate) struct Salt(Mutex<Option<(i64, [u8; SALT])>>);

impl Join {
    /// Counts a request that is about to write. When nobody can count, nobody is turned away: if the table is gone, the
    /// write itself will say so.
    ///
    /// # Errors
    /// [`Failure::TooManyRequests`] once its source has had its share of the hour.
    pub(crate) async fn count_source(&self, request: &Request) -> Result<(), Failure> {
        let limit = self.settings.source_limit;
        if limit == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        match within(COUNTING, self.requests_from(&source(request), now)).await {
            Ok(requests) if requests > limit => {
                tracing::info!(source.requests = requests, "source has had its share");
                let seconds = u32::try_from(now.end_of_hour() - now.unix()).unwrap_or(3600);
                Err(Failure::TooManyRequests(seconds.max(1)))
            }
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::warn!(error.message = %error, "requests can't be counted");
                Ok(())
            }
        }
    }

    async fn requests_from(&self, source: &str, now: Timestamp) -> Result<u64, Error> {
        let salt = self.salt(now).await?;
        self.store.count(&Hash::of(&[&salt, source.as_bytes()].concat()), now).await
    }

    async fn salt(&self, now: Timestamp) -> Result<[u8; SALT], Error> {
        let day = now.end_of_day();
        let known = *self.salt.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, salt)) = known.filter(|(of, _)| *of == day) {
            return Ok(salt);
        }
        let candidate = self.entropy.bytes().map_err(|_| Error::no_entropy())?;
        let salt = self.store.salt(candidate, now).await?;
        *self.salt.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((day, salt));
        Ok(salt)
    }
}

/// Where a request comes from, as API Gateway saw it. Headers are not asked, for whoever sends them can make them up.
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
    fn addresses_that_one_subscriber_has_are_one_source() {
        let network = |address: &str| network(address.parse::<IpAddr>().unwrap().to_canonical());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
