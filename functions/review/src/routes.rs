//! The routes of the function, and who may use each. What no route lets in is refused.

use crate::context::Context;
use crate::errors::{PageError, PageResult};
use crate::export::Format::{Csv, JsonLines};
use crate::handlers::removal::Removal::{Anonymize, Erase};
use crate::handlers::{actions, application, exports, members, people, queue, removal, search, sign_out, styles};
use crate::posted::Posted;
use crate::session::{self, Staff};
use crate::sign_in;
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Request, RequestExt};
use minijinja::{Value, context};
use shared::application::Group;
use shared::failure::Failure;
use shared::request;
use shared::staff::Role::{self, Administrator, Reviewer};
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use store::StaffChange::{NotSpam, Release, Spam, Take, Undo};

/// The limit on the body of a form with a list of members, in bytes. Lambda takes 6 MB.
const LIST_LIMIT: usize = 4 * 1024 * 1024;

/// The limit on the body of a form with a file, in bytes: twice the largest logo, so that one which is a little too large
/// gets the words for that.
const FILE_LIMIT: usize = 2 * crate::logo::LARGEST;

/// A method of a route. `HEAD` is handled like `GET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Shows a page, and changes nothing.
    Get,
    /// Takes a form that a page made for this session.
    Post,
}

use Verb::{Get, Post};

/// What a route asks of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// The lowest role that may use it.
    pub role: Role,
    /// Whether they must have proved recently to the issuer who they are.
    pub is_fresh: bool,
}

/// A path and a method, and who may use them.
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The path. A segment such as `{reference}` is the route's parameter.
    pub path: &'static str,
    handler: Handler,
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} for {:?}", self.verb, self.path, self.guard())
    }
}

/// A request that a route has let in.
pub(crate) struct Visit<'a> {
    pub(crate) ctx: &'a Context,
    pub(crate) request: &'a Request,
    /// Who is signed in.
    pub(crate) staff: &'a Staff,
    /// The path's parameter; empty if the path has none.
    pub(crate) parameter: &'a str,
    /// The posted form.
    pub(crate) form: Posted,
}

impl Visit<'_> {
    /// Decodes the query.
    pub(crate) fn query(&self) -> Result<Posted, Failure> {
        Posted::query(self.request)
    }

    /// Renders a page, with the number of applications in each list.
    pub(crate) async fn page(&self, status: StatusCode, template: &str, values: Value) -> PageResult {
        let counts = self.ctx.store.counts().await?;
        let counts: BTreeMap<_, _> = Group::ALL.into_iter().map(|group| (group.as_str(), counts.get(group))).collect();
        Ok(self.ctx.page(status, self.staff, template, context! { ..context! { counts }, ..values }))
    }
}

type Responding<'a> = Pin<Box<dyn Future<Output = PageResult> + Send + 'a>>;
type OpenHandler = for<'a> fn(&'a Context, &'a Request) -> Responding<'a>;
type StaffHandler = for<'a> fn(Visit<'a>) -> Responding<'a>;

enum Handler {
    Open(OpenHandler),
    Staff(Guard, StaffHandler),
}

const fn open(verb: Verb, path: &'static str, handler: OpenHandler) -> Route {
    Route { verb, path, handler: Handler::Open(handler) }
}

const fn staff(verb: Verb, path: &'static str, role: Role, handler: StaffHandler) -> Route {
    Route { verb, path, handler: Handler::Staff(Guard { role, is_fresh: false }, handler) }
}

const fn fresh(verb: Verb, path: &'static str, role: Role, handler: StaffHandler) -> Route {
    Route { verb, path, handler: Handler::Staff(Guard { role, is_fresh: true }, handler) }
}

/// Every route.
pub const ROUTES: &[Route] = &[
    staff(Get, "/staff", Reviewer, |visit| Box::pin(queue::show(visit))),
    staff(Get, "/staff/search", Reviewer, |visit| Box::pin(search::show(visit))),
    staff(Get, "/staff/applications/{reference}", Reviewer, |visit| Box::pin(application::show(visit))),
    staff(Post, "/staff/applications/{reference}/take", Reviewer, |visit| Box::pin(actions::plain(visit, Take))),
    staff(Post, "/staff/applications/{reference}/release", Reviewer, |visit| Box::pin(actions::plain(visit, Release))),
    staff(Post, "/staff/applications/{reference}/ask", Reviewer, |visit| Box::pin(actions::ask(visit))),
    fresh(Post, "/staff/applications/{reference}/accept", Reviewer, |visit| Box::pin(actions::accept(visit))),
    fresh(Post, "/staff/applications/{reference}/decline", Reviewer, |visit| Box::pin(actions::decline(visit))),
    fresh(Post, "/staff/applications/{reference}/undo", Reviewer, |visit| Box::pin(actions::plain(visit, Undo))),
    staff(Post, "/staff/applications/{reference}/spam", Reviewer, |visit| Box::pin(actions::plain(visit, Spam))),
    staff(Post, "/staff/applications/{reference}/not-spam", Reviewer, |visit| Box::pin(actions::plain(visit, NotSpam))),
    staff(Post, "/staff/applications/{reference}/note", Reviewer, |visit| Box::pin(actions::note(visit))),
    staff(Post, "/staff/applications/{reference}/assign", Reviewer, |visit| Box::pin(actions::assign(visit))),
    fresh(Get, "/staff/applications/{reference}/anonymise", Administrator, |visit| {
        Box::pin(removal::show(visit, Anonymize))
    }),
    fresh(Post, "/staff/applications/{reference}/anonymise", Administrator, |visit| {
        Box::pin(removal::run(visit, Anonymize))
    }),
    fresh(Get, "/staff/applications/{reference}/erase", Administrator, |visit| Box::pin(removal::show(visit, Erase))),
    fresh(Post, "/staff/applications/{reference}/erase", Administrator, |visit| Box::pin(removal::run(visit, Erase))),
    staff(Get, "/staff/members", Reviewer, |visit| Box::pin(members::list::show(visit))),
    staff(Get, "/staff/members/{reference}", Reviewer, |visit| Box::pin(members::file::show(visit))),
    staff(Get, "/staff/members/{reference}/edit", Reviewer, |visit| Box::pin(members::edit::show(visit))),
    staff(Post, "/staff/members/{reference}/edit", Reviewer, |visit| Box::pin(members::edit::save(visit))),
    fresh(Post, "/staff/members/{reference}/end", Reviewer, |visit| Box::pin(members::status::end(visit))),
    fresh(Post, "/staff/members/{reference}/readmit", Reviewer, |visit| Box::pin(members::status::readmit(visit))),
    staff(Post, "/staff/members/{reference}/logo", Reviewer, |visit| Box::pin(members::logo::save(visit))),
    staff(Post, "/staff/members/{reference}/dues", Reviewer, |visit| Box::pin(members::dues::save(visit))),
    fresh(Post, "/staff/members/{reference}/renew", Reviewer, |visit| Box::pin(members::status::renew(visit))),
    fresh(Post, "/staff/members/{reference}/approve", Reviewer, |visit| Box::pin(members::status::approve(visit))),
    fresh(Post, "/staff/members/{reference}/reject", Reviewer, |visit| Box::pin(members::status::reject(visit))),
    staff(Get, "/staff/dues", Reviewer, |visit| Box::pin(members::dues::list(visit))),
    fresh(Get, "/staff/dues.csv", Reviewer, |visit| Box::pin(members::dues::download(visit))),
    fresh(Get, "/staff/import", Administrator, |visit| Box::pin(members::import::show(visit))),
    fresh(Post, "/staff/import", Administrator, |visit| Box::pin(members::import::run(visit))),
    staff(Get, "/staff/exports", Reviewer, |visit| Box::pin(exports::show(visit))),
    fresh(Get, "/staff/export.csv", Reviewer, |visit| Box::pin(exports::download(visit, Csv))),
    fresh(Get, "/staff/export.jsonl", Reviewer, |visit| Box::pin(exports::download(visit, JsonLines))),
    open(Get, "/staff/styles.css", |_, _| Box::pin(styles::show())),
    staff(Get, "/staff/people", Administrator, |visit| Box::pin(people::show(visit))),
    staff(Post, "/staff/people/{person}/block", Administrator, |visit| Box::pin(people::block(visit))),
    staff(Post, "/staff/people/{person}/unblock", Administrator, |visit| Box::pin(people::unblock(visit))),
    staff(Post, "/staff/people/{person}/sign-out", Administrator, |visit| Box::pin(people::sign_out(visit))),
    open(Get, "/staff/sign-in", |ctx, request| Box::pin(sign_in::begin(ctx, request))),
    open(Get, sign_in::CALLBACK, |ctx, request| Box::pin(sign_in::complete(ctx, request))),
    open(Get, "/staff/signed-out", |ctx, _| Box::pin(sign_out::done(ctx))),
    staff(Post, "/staff/sign-out", Reviewer, |visit| Box::pin(sign_out::here(visit))),
    staff(Post, "/staff/sign-out-everywhere", Reviewer, |visit| Box::pin(sign_out::everywhere(visit))),
];

/// Responds to a request. Somebody who is not signed in does not learn which paths exist.
pub(crate) async fn respond(ctx: &Context, request: &Request) -> PageResult {
    let path = request.raw_http_path().trim_end_matches('/');
    let matching: Vec<_> = ROUTES.iter().filter_map(|route| Some((route, route.parameter(path)?))).collect();
    let verb = match *request.method() {
        Method::GET | Method::HEAD => Some(Get),
        Method::POST => Some(Post),
        _ => None,
    };
    let found = matching.iter().find(|(route, _)| Some(route.verb) == verb);
    let guarded = match found.map(|(route, parameter)| (&route.handler, route.verb, parameter)) {
        Some((Handler::Open(handler), ..)) => return handler(ctx, request).await,
        Some((Handler::Staff(guard, handler), verb, parameter)) => Some((guard, handler, verb, parameter)),
        None => None,
    };
    let Some(staff) = session::find(ctx, request).await? else {
        return Err(stranger(request, verb == Some(Get)));
    };
    let Some((guard, handler, verb, parameter)) = guarded else { return Err(without_route(&matching).into()) };
    let form = guard.let_in(verb, ctx, request, &staff).await?;
    handler(Visit { ctx, request, staff: &staff, parameter, form }).await
}

impl Route {
    /// Returns what the route asks of staff, or none if anyone may use it.
    pub const fn guard(&self) -> Option<Guard> {
        match self.handler {
            Handler::Open(_) => None,
            Handler::Staff(guard, _) => Some(guard),
        }
    }

    /// Returns the parameter in a path, or an empty one, if the route has this path.
    fn parameter<'a>(&self, path: &'a str) -> Option<&'a str> {
        let mut segments = path.split('/');
        let mut parameter = "";
        for pattern in self.path.split('/') {
            let segment = segments.next()?;
            if pattern.starts_with('{') && !segment.is_empty() {
                parameter = segment;
            } else if pattern != segment {
                return None;
            }
        }
        segments.next().is_none().then_some(parameter)
    }
}

impl Guard {
    /// Returns the posted form, if these staff may use the route. A form must come from a page of ours that was made for
    /// this session.
    async fn let_in(self, verb: Verb, ctx: &Context, request: &Request, staff: &Staff) -> Result<Posted, PageError> {
        let form = match verb {
            Get => Posted::default(),
            Post => read_form(ctx, request, staff).await?,
        };
        if staff.person.role < self.role {
            refused("role", staff);
            return Err(PageError::Forbidden(Box::new(staff.clone())));
        }
        if self.is_fresh && !staff.is_fresh(ctx.clock.now()) {
            refused("old sign-in", staff);
            return Err(match verb {
                Get => PageError::Stale(sign_in_address(request)),
                Post => PageError::StalePost(Box::new(staff.clone()), sign_in_address(request)),
            });
        }
        Ok(form)
    }
}

async fn read_form(ctx: &Context, request: &Request, staff: &Staff) -> Result<Posted, PageError> {
    let form = decode_form(ctx, request).await.inspect_err(|failure| {
        if *failure == Failure::CrossSite {
            refused("cross-site", staff);
        }
    })?;
    if staff.made(form.value("csrf")) {
        return Ok(form);
    }
    refused("wrong token", staff);
    Err(PageError::WrongToken(Box::new(staff.clone()), page_of(request)))
}

async fn decode_form(ctx: &Context, request: &Request) -> Result<Posted, Failure> {
    let (path, site) = (request.raw_http_path().trim_end_matches('/'), &ctx.settings.site_origin);
    let content_type = request::content_type(request);
    if path.ends_with("/logo") && content_type.starts_with("multipart/") {
        let body = request::files_body(FILE_LIMIT, request, site)?;
        return Posted::decode_files(content_type, body).await;
    }
    let limit = if path == "/staff/import" { LIST_LIMIT } else { request::BODY_LIMIT };
    Posted::decode(request::form_body_within(limit, request, site)?)
}

/// Logs a security event.
fn refused(reason: &str, staff: &Staff) {
    tracing::warn!(reason, person.hash = staff.person.id.short(), "staff request refused");
}

fn stranger(request: &Request, shows_a_page: bool) -> PageError {
    let sign_in = sign_in_address(request);
    if shows_a_page { PageError::Stranger(sign_in) } else { PageError::StrangersPost(sign_in) }
}

/// Returns the path at which to sign in and then go on.
fn sign_in_address(request: &Request) -> String {
    format!("/staff/sign-in?to={}", request::encode(&page_of(request)))
}

/// Returns the page to go on with after a request: the requested one, or the page that a form is on.
fn page_of(request: &Request) -> String {
    let path = request.raw_http_path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let parent = path.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
        let shown = ROUTES.iter().any(|route| route.verb == Get && route.parameter(parent).is_some());
        return if shown { parent } else { "/staff" }.to_owned();
    }
    match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// Returns the failure of a request that no route takes.
fn without_route(matching: &[(&Route, &str)]) -> Failure {
    let takes = |verb| matching.iter().any(|(route, _)| route.verb == verb);
    match (takes(Get), takes(Post)) {
        (true, true) => Failure::MethodNotAllowed("GET, HEAD, POST"),
        (true, false) => Failure::MethodNotAllowed("GET, HEAD"),
        (false, true) => Failure::MethodNotAllowed("POST"),
        (false, false) => Failure::NotFound,
    }
}
