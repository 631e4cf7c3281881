//! Paths for links and redirects. [`crate::routes`] maps them to handlers.

use lambda_http::{Body, Response};
use minijinja::{Value, context};
use shared::application::{ApplicationId, PrivateLink};
use shared::form::Section;
use shared::response;

/// Returns the path of a private link.
pub(crate) fn application(link: &PrivateLink) -> String {
    format!("/join/{}", link.as_str())
}

/// Returns the path of a page of questions.
pub(crate) fn section(link: &PrivateLink, section: &Section) -> String {
    format!("/join/{}/{}", link.as_str(), section.name)
}

/// Returns the titles and paths of pages of questions.
pub(crate) fn pages(link: &PrivateLink, sections: &[&Section]) -> Vec<Value> {
    sections.iter().map(|page| context! { title => page.title.as_str(), path => section(link, page) }).collect()
}

/// Returns the path at which the API shows an application's status.
pub(crate) fn api_application(id: &ApplicationId) -> String {
    format!("/api/applications/{}", id.as_str())
}

/// Redirects to the application, which shows the page for its state.
pub(crate) fn see_application(link: &PrivateLink) -> Response<Body> {
    response::see_other(&application(link))
}

/// Redirects to a page below a private link, such as `link?sent`.
pub(crate) fn see_page(link: &PrivateLink, page: &str) -> Response<Body> {
    response::see_other(&format!("/join/{}/{page}", link.as_str()))
}
