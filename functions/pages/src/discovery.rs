//! What search engines, browsers and security researchers look for at fixed addresses.

use crate::Pages;
use crate::rendered::{Rendered, file};
use crate::visit::Visit;
use lambda_http::http::HeaderMap;
use lambda_http::{Body, Response};
use minijinja::context;
use minijinja::value::Serde;
use shared::failure::Failure;

impl Pages {
    /// The answer at a fixed address, if it is one.
    pub(crate) fn discover(&self, visit: &Visit) -> Result<Option<Rendered>, Failure> {
        let origin = visit.origin.as_str();
        let (media_type, template, values) = match visit.path.as_str() {
            "/robots.txt" => ("text/plain; charset=utf-8", "robots.txt", context! { origin }),
            "/sitemap.xml" => {
                let items = self.content.list("", visit.now.unix());
                ("application/xml; charset=utf-8", "sitemap.xml", context! { origin, items => Serde(items) })
            }
            "/site.webmanifest" => ("application/manifest+json", "site.webmanifest", context! {}),
            // RFC 9116 wants a date after which it is not to be relied on: at most a year ahead.
            "/.well-known/security.txt" => {
                let expires =
                    format!("{}T00:00:00Z", visit.now.plus_days(180).to_string().split('T').next().unwrap_or_default());
                ("text/plain; charset=utf-8", "security.txt", context! { origin, expires })
            }
            _ => return Ok(None),
        };
        Ok(Some(Rendered::new(media_type, self.render(template, values)?)))
    }

    /// Browsers ask for an icon at this address, whatever the page says.
    pub(crate) fn icon(&self, visit: &Visit, headers: &HeaderMap) -> Result<Option<Response<Body>>, Failure> {
        let path = self.renderer.asset("favicon.ico").filter(|_| visit.path == "/favicon.ico");
        let icon = path.and_then(|path| self.content.asset(path));
        icon.map(|icon| file(&icon, headers, "public, max-age=86400")).transpose()
    }
}
