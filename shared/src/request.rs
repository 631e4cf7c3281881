//! Reading requests: the body of a form, the site's origin, and cross-site checks.

use crate::env::SiteOrigin;
use crate::failure::Failure;
use lambda_http::http::{HeaderName, header};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};

/// The limit on a request's body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Returns the body of a form that our own pages sent.
///
/// # Errors
/// When another site sent it, it is not a form, or it is larger than [`BODY_LIMIT`].
pub fn form_body<'a>(request: &'a Request, site: &SiteOrigin) -> Result<&'a [u8], Failure> {
    if is_cross_site(request, site) {
        return Err(Failure::CrossSite);
    }
    let media_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Failure::UnsupportedMediaType);
    }
    let body: &[u8] = request.body().as_ref();
    if body.len() > BODY_LIMIT { Err(Failure::TooLarge) } else { Ok(body) }
}

/// Returns the site's origin: the configured one, or the domain of the request, which API Gateway always serves over TLS.
/// Pages include it unescaped, so characters that no host name has are removed.
pub fn origin(request: &Request, site: &SiteOrigin) -> String {
    let domain = || match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.domain_name.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let is_host_char = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let host = || domain().chars().filter(is_host_char).collect::<String>();
    site.site_url.clone().unwrap_or_else(|| format!("https://{}", host()))
}

/// Returns whether another site made the browser send this request. `Sec-Fetch-Site` decides; without it, `Origin` must
/// be the site's. A request with neither comes from a program: every browser of the last decade sends one of them.
pub fn is_cross_site(request: &Request, site: &SiteOrigin) -> bool {
    let text = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    text(header::ORIGIN).is_some_and(|sender| sender != origin(request, site))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::Body;
    use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;

    fn post(headers: &[(&'static str, &'static str)], body: &str) -> Request {
        let mut request = Request::new(Body::from(body));
        request
            .headers_mut()
            .insert("content-type", lambda_http::http::HeaderValue::from_static("application/x-www-form-urlencoded"));
        for (name, value) in headers {
            request.headers_mut().insert(*name, lambda_http::http::HeaderValue::from_static(value));
        }
        request
    }

    fn site() -> SiteOrigin {
        SiteOrigin { site_url: Some("https://acro.example".to_owned()) }
    }

    #[test]
    fn a_form_from_our_own_pages_is_accepted() {
        for headers in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://acro.example")],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[],
        ] {
            assert_eq!(form_body(&post(headers, "a=b"), &site()), Ok(&b"a=b"[..]));
        }
    }

    #[test]
    fn a_form_from_another_site_is_refused() {
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("origin", "https://acro.example")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ] {
            assert_eq!(form_body(&post(headers, "a=b"), &site()), Err(Failure::CrossSite));
        }
    }

    #[test]
    fn without_a_configured_origin_the_domain_of_the_request_counts() {
        let unset = SiteOrigin::default();
        let sent_to = |request: Request| {
            let domain_name = Some("x.execute-api.example".to_owned());
            let mut context = ApiGatewayV2httpRequestContext::default();
            context.domain_name = domain_name;
            request.with_request_context(RequestContext::ApiGatewayV2(context))
        };
        let same = sent_to(post(&[("origin", "https://x.execute-api.example")], "a=b"));
        let other = sent_to(post(&[("host", "evil.example"), ("origin", "https://evil.example")], "a=b"));
        assert!(form_body(&same, &unset).is_ok());
        assert_eq!(form_body(&other, &unset), Err(Failure::CrossSite));
    }

    #[test]
    fn other_media_types_and_large_bodies_are_refused() {
        assert_eq!(
            form_body(&post(&[("content-type", "application/json")], "{}"), &site()),
            Err(Failure::UnsupportedMediaType)
        );
        let exactly = "a".repeat(BODY_LIMIT);
        assert!(form_body(&post(&[], &exactly), &site()).is_ok());
        assert_eq!(form_body(&post(&[], &(exactly + "a")), &site()), Err(Failure::TooLarge));
    }
}
