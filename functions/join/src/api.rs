//! The same applications for programs: posted whole as JSON, and followed at an address of their own.
//!
//! Everything under `/api` is answered in JSON. What goes wrong is a problem document (RFC 9457), whatever its cause.

mod accept;
mod answers;
mod body;
mod cors;
mod create;
mod key;
mod openapi;
mod problem;
mod response;
mod status;

use crate::Join;
use lambda_http::http::Method;
use lambda_http::{Body, Request, RequestExt, Response};
use problem::Problem;
use shared::application::PrivateLink;
use shared::failure::Failure;

/// What an address under `/api` stands for.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// `/api/applications`
    Applications,
    /// `/api/applications/{id}`; `None` where the id is none, for there is nothing either.
    Application(Option<PrivateLink>),
    /// `/api/openapi.json`
    Description,
}

/// Whether programs, not people, are answered at `path`.
pub(crate) fn is_here(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn place(path: &str) -> Option<Place> {
    match path.strip_prefix("/api/")?.trim_end_matches('/') {
        "applications" => Some(Place::Applications),
        "openapi.json" => Some(Place::Description),
        other => {
            let id = other.strip_prefix("applications/").filter(|id| !id.is_empty() && !id.contains('/'))?;
            Some(Place::Application(id.parse().ok()))
        }
    }
}

impl Join {
    /// Answers a program.
    pub(crate) async fn handle_api(&self, request: &Request) -> Response<Body> {
        let mut response = self.answer_api(request).await.unwrap_or_else(|problem| problem.response());
        self.allow_origin(&mut response);
        response
    }

    async fn answer_api(&self, request: &Request) -> Result<Response<Body>, Problem> {
        let place = place(request.raw_http_path()).ok_or(Failure::NotFound)?;
        let cors = self.settings.cors.origin.is_some();
        if cors && *request.method() == Method::OPTIONS {
            return Ok(cors::preflight(allowed(&place, cors)));
        }
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let posts = *request.method() == Method::POST;
        if !(if place == Place::Applications { posts } else { reads }) {
            return Err(Failure::MethodNotAllowed(allowed(&place, cors)).into());
        }
        accept::json(request)?;
        match place {
            Place::Applications => self.create_application(request).await,
            Place::Application(id) => self.tell_status(id.as_ref().ok_or(Failure::NotFound)?).await,
            Place::Description => Ok(self.describe_api(request)),
        }
    }
}

/// The methods at a place, as in the `Allow` header.
const fn allowed(place: &Place, cors: bool) -> &'static str {
    match (place, cors) {
        (Place::Applications, false) => "POST",
        (Place::Applications, true) => "OPTIONS, POST",
        (_, false) => "GET, HEAD",
        (_, true) => "GET, HEAD, OPTIONS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::application::ApplicationId;

    #[test]
    fn every_address_leads_to_its_place_and_others_nowhere() {
        let id = PrivateLink::Original(ApplicationId::from_random([5; 26]));
        assert_eq!(place("/api/applications"), Some(Place::Applications));
        assert_eq!(place("/api/applications/"), Some(Place::Applications));
        assert_eq!(place(&format!("/api/applications/{}", id.as_str())), Some(Place::Application(Some(id))));
        assert_eq!(place("/api/applications/abc"), Some(Place::Application(None)));
        assert_eq!(place("/api/openapi.json"), Some(Place::Description));
        for path in ["/api", "/api/", "/api/applications/a/b", "/api/openapi.yaml", "/apis"] {
            assert_eq!(place(path), None, "{path}");
        }
        assert!(is_here("/api") && is_here("/api/x") && !is_here("/apis") && !is_here("/join/start"));
    }
}
