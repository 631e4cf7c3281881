//! The routes of the function, by path and method. Any other path is not found.
//!
//! Trailing slashes and the case of a link make no difference.

use crate::api::{self, ApiResult, accept, cors};
use crate::context::Context;
use crate::errors::{PageError, PageResult};
use crate::handlers::withdraw_or_delete::{self, WithdrawOrDelete};
use crate::handlers::{
    answer, application, confirm_contact, continue_from_email, copy, data_export, email_link, question, replace_link,
    return_by_email, submit,
};
use crate::paths::see_application;
use lambda_http::http::Method;
use lambda_http::{Request, RequestExt};
use shared::failure::Failure;

/// Runs the handler of the request's method. `HEAD` is handled like `GET`. Other methods get 405, with the listed
/// methods in `Allow`. A link is parsed first, so that an unknown link shows the same page for all methods.
macro_rules! methods {
    ($request:ident, $link:ident, $($handlers:tt)+) => {{
        let $link = &$link.parse().map_err(|_| PageError::UnknownLink)?;
        methods!($request, $($handlers)+)
    }};
    ($request:ident, GET => $get:expr) => {
        match *$request.method() {
            Method::GET | Method::HEAD => $get,
            _ => Err(Failure::MethodNotAllowed("GET, HEAD").into()),
        }
    };
    ($request:ident, GET => $get:expr, POST => $post:expr) => {
        match *$request.method() {
            Method::GET | Method::HEAD => $get,
            Method::POST => $post,
            _ => Err(Failure::MethodNotAllowed("GET, HEAD, POST").into()),
        }
    };
}

/// The pages, below `/join`.
pub(crate) async fn respond_with_page(ctx: &Context, request: &Request) -> PageResult {
    let path = request.raw_http_path().strip_prefix("/join/").ok_or(Failure::NotFound)?.trim_end_matches('/');
    let (link, page) = path.split_once('/').map_or((path, None), |(link, page)| (link, Some(page)));
    match page {
        None if link == "start" => methods!(request, GET => application::start(ctx)),
        None if link == "return" => methods!(request,
            GET => return_by_email::show(ctx, request),
            POST => return_by_email::send(ctx, request).await),
        None => methods!(request, link, GET => application::show(ctx, request, link).await),
        // Reloading after a submission shows the application.
        Some("submit") => methods!(request, link,
            GET => Ok(see_application(link)),
            POST => submit::submit_application(ctx, request, link).await),
        Some("copy") => methods!(request, link, GET => copy::show(ctx, link).await),
        Some("data") => methods!(request, link, GET => data_export::download(ctx, request, link).await),
        Some("link") => methods!(request, link,
            GET => email_link::show(ctx, request, link).await,
            POST => email_link::request(ctx, request, link).await),
        Some("continue") => methods!(request, link,
            GET => Ok(see_application(link)),
            POST => continue_from_email::continue_application(ctx, request, link).await),
        Some("replace") => methods!(request, link,
            GET => replace_link::show(ctx, request, link).await,
            POST => replace_link::replace(ctx, request, link).await),
        Some("confirm") => methods!(request, link,
            GET => confirm_contact::show(ctx, link).await,
            POST => confirm_contact::confirm(ctx, request, link).await),
        Some("resend") => methods!(request, link,
            GET => return_by_email::show_resend(ctx, request, link).await,
            POST => return_by_email::resend(ctx, request, link).await),
        Some("answer") => methods!(request, link,
            GET => answer::show(ctx, link).await,
            POST => answer::send(ctx, request, link).await),
        Some("withdraw") => methods!(request, link,
            GET => withdraw_or_delete::show(ctx, request, link, WithdrawOrDelete::Withdraw).await,
            POST => withdraw_or_delete::run(ctx, request, link, WithdrawOrDelete::Withdraw).await),
        Some("erase") => methods!(request, link,
            GET => withdraw_or_delete::show(ctx, request, link, WithdrawOrDelete::Delete).await,
            POST => withdraw_or_delete::run(ctx, request, link, WithdrawOrDelete::Delete).await),
        Some(name) => {
            let section = ctx.form().section(name).ok_or(Failure::NotFound)?;
            methods!(request, link,
                GET => question::show(ctx, request, link, section).await,
                POST => question::save(ctx, request, link, section).await)
        }
    }
}

/// Like [`methods`], for clients that accept JSON. If CORS is configured, `OPTIONS` is allowed too.
macro_rules! api_methods {
    ($ctx:ident, $request:ident, GET => $get:expr) => {
        api_methods!($ctx, $request, (GET HEAD) => $get, "GET, HEAD", "GET, HEAD, OPTIONS")
    };
    ($ctx:ident, $request:ident, POST => $post:expr) => {
        api_methods!($ctx, $request, (POST) => $post, "POST", "OPTIONS, POST")
    };
    ($ctx:ident, $request:ident, ($($method:ident)+) => $handler:expr, $allow:literal, $with_cors:literal) => {{
        let cors = $ctx.settings.cors.origin.is_some();
        match *$request.method() {
            $(Method::$method)|+ => {
                accept::json($request)?;
                $handler
            }
            Method::OPTIONS if cors => Ok(cors::preflight($with_cors)),
            _ => Err(Failure::MethodNotAllowed(if cors { $with_cors } else { $allow }).into()),
        }
    }};
}

/// The JSON API, below `/api`.
pub(crate) async fn respond_with_json(ctx: &Context, request: &Request) -> ApiResult {
    let path = request.raw_http_path().strip_prefix("/api/").ok_or(Failure::NotFound)?.trim_end_matches('/');
    match path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest))) {
        ("applications", None) => {
            api_methods!(ctx, request, POST => api::create::create_application(ctx, request).await)
        }
        ("applications", Some(id)) if !id.contains('/') => {
            api_methods!(ctx, request, GET => api::status::show(ctx, id).await)
        }
        ("openapi.json", None) => api_methods!(ctx, request, GET => Ok(api::openapi::show(ctx, request))),
        _ => Err(Failure::NotFound.into()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Join, Settings, TEMPLATE_SOURCES};
    use lambda_http::http::{Method, Request, StatusCode};
    use lambda_http::{Body, RequestExt, Response};
    use shared::application::{ApplicationId, LinkId};
    use shared::clock::Clock;
    use shared::entropy::Entropy;
    use shared::env::Environment;
    use site::Compiled;
    use store::Store;
    use store::aws::AwsConfig;

    const FORM: &str = "GET, HEAD, POST";

    /// Returns the tests' own site.
    fn own_site() -> Compiled {
        site::compile(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/site").as_ref()).unwrap()
    }

    fn join(more: &[(&str, &str)]) -> Join {
        let aws = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name, "test"));
        let days = ["DRAFT_DAYS", "SUSPECT_DAYS", "CLOSED_DAYS", "UNDECIDED_DAYS"].map(|name| (name, "30"));
        let variables = aws.iter().chain(&days).chain(&[("SOURCE_LIMIT", "0"), ("UNDO_SECONDS", "0")]).chain(more);
        let environment: Environment = variables.map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let store = Store::new(AwsConfig::connect(&environment).unwrap(), "test");
        let settings = Settings::from_environment(&environment).unwrap();
        let own = own_site();
        let templates = own.templates(TEMPLATE_SOURCES).unwrap();
        let form = (own.form, own.documents);
        Join::new(&own.site, form, store, settings, Clock::system(), Entropy::system()).with_templates(templates)
    }

    async fn send(join: &Join, method: Method, path: &str) -> Response<Body> {
        let request = Request::builder().method(method).uri(format!("https://example.org{path}")).body(Body::Empty);
        join.handle(request.unwrap().with_raw_http_path(path)).await
    }

    /// Returns the methods that `path` allows, if it is a route. No route accepts PUT.
    async fn allowed(join: &Join, path: &str) -> Option<String> {
        let response = send(join, Method::PUT, path).await;
        let expected = if response.headers().contains_key("allow") {
            StatusCode::METHOD_NOT_ALLOWED
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(response.status(), expected, "{path}");
        response.headers().get("allow").map(|allow| allow.to_str().unwrap().to_owned())
    }

    #[tokio::test]
    async fn every_path_allows_the_methods_of_its_handlers() {
        let join = join(&[]);
        assert_eq!(allowed(&join, "/join/start").await.as_deref(), Some("GET, HEAD"));
        assert_eq!(allowed(&join, "/join/return").await.as_deref(), Some(FORM));
        let original = ApplicationId::from_random([11; 26]).as_str().to_owned();
        let pages = [("", "GET, HEAD"), ("/copy", "GET, HEAD"), ("/data", "GET, HEAD")];
        let forms = ["submit", "link", "continue", "replace", "confirm", "resend", "answer", "withdraw", "erase"];
        let form = own_site().form;
        let sections = form.sections.iter().map(|section| section.name.as_str());
        let forms = forms.into_iter().chain(sections).map(|name| (format!("/{name}"), FORM));
        let pages = pages.map(|(path, allow)| (path.to_owned(), allow)).into_iter().chain(forms);
        for (page, allow) in pages {
            for link in [&original, &original.to_uppercase(), LinkId::from_random([7; 28]).as_str()] {
                for end in ["", "/", "//"] {
                    let path = format!("/join/{link}{page}{end}");
                    assert_eq!(allowed(&join, &path).await.as_deref(), Some(allow), "{path}");
                }
            }
        }
    }

    #[tokio::test]
    async fn other_paths_are_not_found() {
        let join = join(&[]);
        for path in
            ["/join", "/join/55555555555555555555555555/nonsense", "/join/abc/nonsense", "/joins/start", "/apis"]
        {
            let (put, get) = (send(&join, Method::PUT, path).await, send(&join, Method::GET, path).await);
            assert!(text(&put).contains("Page not found") && text(&get).contains("Page not found"), "{path}");
        }
        for path in ["/api", "/api/", "/api/applications/a/b", "/api/applications//a", "/api/openapi.yaml"] {
            assert_eq!(allowed(&join, path).await, None, "{path}");
        }
    }

    #[tokio::test]
    async fn an_unknown_link_shows_one_page_for_all_methods() {
        let join = join(&[]);
        for path in ["/join/", "/join/abc", "/join/start/profile", "/join/5555555555555555555555555O/copy"] {
            for method in [Method::GET, Method::POST, Method::PUT] {
                let response = send(&join, method, path).await;
                assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
                assert!(text(&response).contains("There is no application at this link"), "{path}");
            }
        }
    }

    #[tokio::test]
    async fn the_api_allows_options_where_another_origin_may_use_it() {
        let (closed, open) = (join(&[]), join(&[("API_CORS_ORIGIN", "https://example.com")]));
        for (path, methods, with_cors) in [
            ("/api/applications", "POST", "OPTIONS, POST"),
            ("/api/applications/", "POST", "OPTIONS, POST"),
            ("/api/applications/abc", "GET, HEAD", "GET, HEAD, OPTIONS"),
            ("/api/openapi.json", "GET, HEAD", "GET, HEAD, OPTIONS"),
        ] {
            assert_eq!(allowed(&closed, path).await.as_deref(), Some(methods));
            assert_eq!(allowed(&open, path).await.as_deref(), Some(with_cors));
            assert_eq!(send(&closed, Method::OPTIONS, path).await.status(), StatusCode::METHOD_NOT_ALLOWED);
            let preflight = send(&open, Method::OPTIONS, path).await;
            assert_eq!(preflight.headers()["access-control-allow-methods"], with_cors);
        }
    }

    fn text(response: &Response<Body>) -> &str {
        std::str::from_utf8(response.body()).unwrap()
    }
}
