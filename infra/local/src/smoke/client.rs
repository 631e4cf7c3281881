//! Requests to the site. Every response is also checked for the headers that all of them have.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::io::Read;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, Request};
use flate2::read::GzDecoder;
use shared::env::Environment;
use store::aws::WebClient;
use url::Url;

use super::{Outcome, expect};

/// After this time, no check sends another request; only the draft is still erased. Each request takes 4 seconds at most.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The least that browsers should remember to use TLS only, in seconds: a year.
const HSTS_SECONDS: u64 = 31_536_000;

pub(super) struct Client {
    web: WebClient,
    site: Url,
    until: Cell<Option<Instant>>,
    responses: Cell<usize>,
    /// What responses lack that every response should have.
    faults: RefCell<Vec<String>>,
}

/// A response, decompressed.
pub(super) struct Response {
    /// The path, without what makes it private.
    pub(super) label: String,
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) body: String,
}

impl Client {
    /// Makes a client for the site at this address.
    ///
    /// # Errors
    /// If the address is not one of a site, has no TLS, or `AWS_CA_BUNDLE` is not a file of certificates.
    pub(super) fn new(address: &str, environment: &Environment) -> Result<Self, Box<dyn Error>> {
        let site = Url::parse(address).map_err(|error| format!("{address}: {error}"))?;
        let is_local = matches!(site.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if site.scheme() != "https" && !(site.scheme() == "http" && is_local) {
            return Err(format!("{address}: must begin with https://").into());
        }
        if site.path() != "/" || site.query().is_some() {
            return Err(format!("{address}: must be the site's address, without a path").into());
        }
        let web = WebClient::trusting(environment.optional("AWS_CA_BUNDLE").as_deref(), is_local)?;
        let until = Cell::new(Instant::now().checked_add(TIME_LIMIT));
        Ok(Self { web, site, until, responses: Cell::default(), faults: RefCell::default() })
    }

    pub(super) async fn get(&self, path: &str) -> Result<Response, String> {
        self.send("GET", path, &[], "").await
    }

    /// Posts a form with these headers.
    pub(super) async fn post(
        &self,
        path: &str,
        form: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Result<Response, String> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let headers = [headers, &[("content-type", "application/x-www-form-urlencoded")]].concat();
        self.send("POST", path, &headers, &body).await
    }

    /// Sends requests from now on even if the time limit has passed.
    pub(super) fn lift_time_limit(&self) {
        self.until.set(None);
    }

    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Response, String> {
        let label = label(path);
        if self.until.get().is_some_and(|until| until < Instant::now()) {
            return Err(format!("{label}: not requested, because a minute has passed"));
        }
        let url = self.site.join(path).ok().filter(|url| url.origin() == self.site.origin());
        let url = url.ok_or_else(|| format!("{label}: is not an address of the site"))?;
        let mut request = Request::builder().method(method).uri(url.as_str());
        for (name, value) in headers.iter().chain(&[("accept-encoding", "gzip"), ("user-agent", "smoke test")]) {
            request = request.header(*name, *value);
        }
        let request = request.body(body.as_bytes().to_vec()).map_err(|_| format!("{label}: can't be requested"))?;
        let response = self.web.send(request).await.map_err(|error| format!("{label}: {error}"))?;
        let (parts, body) = response.into_parts();
        let response = Response { label, status: parts.status.as_u16(), headers: parts.headers, body: String::new() };
        let body = response.decoded(&body)?;
        self.note_faults(&response);
        Ok(Response { body, ..response })
    }

    fn note_faults(&self, response: &Response) {
        self.responses.set(self.responses.get() + 1);
        let seconds = response.header("strict-transport-security").split(';').find_map(|part| {
            let seconds = part.trim().strip_prefix("max-age=")?;
            seconds.parse::<u64>().ok()
        });
        let is_staff = response.label.starts_with("/staff");
        let checks = [
            seconds
                .is_some_and(|seconds| seconds >= HSTS_SECONDS)
                .then_some(())
                .ok_or_else(|| response.differs("strict-transport-security", "a max-age of a year or more")),
            response.has("x-content-type-options", "nosniff").map(drop),
            response.has("content-security-policy", "frame-ancestors 'none'").map(drop),
            expect(is_staff || response.header("set-cookie").is_empty(), || {
                format!("{}: expected no cookie, got one", response.label)
            }),
        ];
        self.faults.borrow_mut().extend(checks.into_iter().filter_map(Result::err));
    }

    /// Says whether every response had the headers that all should have.
    pub(super) fn common_headers(&self) -> Outcome {
        let faults = self.faults.borrow();
        let count = self.responses.get();
        match faults.first() {
            _ if count == 0 => Err("there was no response".to_owned()),
            None => Ok(format!("HSTS, nosniff, no framing and no cookie, in {count} responses")),
            Some(first) if faults.len() == 1 => Err(first.clone()),
            Some(first) => Err(format!("{first}; and {} more", faults.len() - 1)),
        }
    }
}

impl Response {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn has_status(&self, expected: u16) -> Result<&Self, String> {
        let problem = || format!("{}: expected status {expected}, got {}", self.label, self.status);
        expect(self.status == expected, problem).map(|()| self)
    }

    /// Checks that a header's value contains a text.
    pub(super) fn has(&self, name: &str, expected: &str) -> Result<&Self, String> {
        expect(self.header(name).contains(expected), || self.differs(name, expected)).map(|()| self)
    }

    /// Checks that the body contains a text.
    pub(super) fn contains(&self, expected: &str) -> Result<&Self, String> {
        let problem =
            || format!("{}: expected {expected} in the body, got {} bytes without it", self.label, self.body.len());
        expect(self.body.contains(expected), problem).map(|()| self)
    }

    /// Checks that this is a page that nobody stores or lists.
    pub(super) fn is_unlisted_page(&self) -> Result<&Self, String> {
        self.has("content-type", "text/html")?.has("cache-control", "no-store")?.has("x-robots-tag", "noindex")
    }

    /// Says what a header should have, and what it has.
    pub(super) fn differs(&self, name: &str, expected: &str) -> String {
        let got = match self.header(name) {
            "" => "none",
            value => value,
        };
        format!("{}: expected {name} with {expected}, got {got}", self.label)
    }

    fn decoded(&self, body: &[u8]) -> Result<String, String> {
        let mut decoded = Vec::new();
        let read = match self.header("content-encoding") {
            "gzip" if !body.is_empty() => GzDecoder::new(body).read_to_end(&mut decoded).map(drop),
            _ => {
                decoded.extend_from_slice(body);
                Ok(())
            }
        };
        read.map_err(|_| format!("{}: expected a gzip body, got another", self.label))?;
        Ok(String::from_utf8_lossy(&decoded).into_owned())
    }
}

/// Returns a path as it may be printed: without its query, and without the key of a private link.
fn label(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    match path.strip_prefix("/join/").map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
        None | Some(("start" | "return", _)) => path.to_owned(),
        Some((_, "")) => "/join/…".to_owned(),
        Some((_, page)) => format!("/join/…/{page}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_tls_or_with_a_path_is_refused() {
        for address in ["http://www.example.org", "ftp://localhost", "https://a.example/join", "www.example.org", ""] {
            assert!(Client::new(address, &Environment::default()).is_err(), "{address}");
        }
        for address in ["https://www.example.org", "https://www.example.org/", "http://localhost:3000"] {
            assert!(Client::new(address, &Environment::default()).is_ok(), "{address}");
        }
    }

    #[test]
    fn a_private_link_is_not_printed() {
        for (path, printed) in [
            ("/join", "/join"),
            ("/join/start", "/join/start"),
            ("/join/0123456789abcdefghjkmnpqrs", "/join/…"),
            ("/join/0123456789abcdefghjkmnpqrs/erase?erased", "/join/…/erase"),
        ] {
            assert_eq!(label(path), printed);
        }
    }
}
