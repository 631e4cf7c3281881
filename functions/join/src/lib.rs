//! The application for membership: start, four pages of questions, check, submit, status.
//!
//! All of it lives at one private link, `/join/{id}`, which can be replaced by another. Nothing is kept between requests but in the table, and every
//! write there can be repeated; so a double click, Back, a retry or a lost response changes nothing.

mod api;
mod check;
mod confirm;
mod ending;
mod failures;
mod form;
mod held;
mod link;
mod opening;
mod patience;
mod question;
mod reader;
mod replace;
mod route;
mod save;
mod sections;
mod settings;
mod sources;
mod status;
mod submit;
mod summary;

pub use patience::LONGEST;
pub use settings::Settings;

use ending::Ending;
use lambda_http::http::{HeaderValue, Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response};
use minijinja::Value;
use patience::{LOOKING, within};
use route::{Part, Place};
use shared::application::{Application, ApplicationId, PrivateLink};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::failure::Failure;
use shared::html::{Renderer, Template};
use shared::request;
use shared::response::{self, Audience};
use shared::site::{Form, Site};
use sources::Salt;
use store::{Opened, Store};

const TEMPLATES: &[Template] = &[
    ("confirm.html", include_str!("../templates/confirm.html")),
    ("continue.html", include_str!("../templates/continue.html")),
    ("failed.html", include_str!("../templates/failed.html")),
    ("link.html", include_str!("../templates/link.html")),
    ("copy.html", include_str!("../templates/copy.html")),
    ("ending.html", include_str!("../templates/ending.html")),
    ("erased.html", include_str!("../templates/erased.html")),
    ("check.html", include_str!("../templates/check.html")),
    ("progress.html", include_str!("../templates/progress.html")),
    ("question.html", include_str!("../templates/question.html")),
    ("moved.html", include_str!("../templates/moved.html")),
    ("nothing.html", include_str!("../templates/nothing.html")),
    ("replace.html", include_str!("../templates/replace.html")),
    ("retry.html", include_str!("../templates/retry.html")),
    ("status.html", include_str!("../templates/status.html")),
    ("status_only.html", include_str!("../templates/status_only.html")),
    ("summary.html", include_str!("../templates/summary.html")),
];

/// Takes applications.
#[derive(Debug)]
pub struct Join {
    renderer: Renderer,
    form: Form,
    association: String,
    privacy_notice: String,
    store: Store,
    settings: Settings,
    clock: Clock,
    entropy: Entropy,
    salt: Salt,
}

impl Join {
    /// Applications to the association whose site it is, kept in `store`.
    pub fn new(site: &Site, form: Form, store: Store, settings: Settings, clock: Clock, entropy: Entropy) -> Self {
        let renderer = Renderer::new(site, TEMPLATES);
        let (association, privacy_notice) = (site.short_name.clone(), site.privacy_notice.clone());
        Self { renderer, form, association, privacy_notice, store, settings, clock, entropy, salt: Salt::default() }
    }

    /// Answers a request. What goes wrong becomes a page; for programs, a problem document.
    pub async fn handle(&self, request: Request) -> Response<Body> {
        let mut response = if api::is_here(request.raw_http_path()) {
            self.handle_api(&request).await
        } else {
            self.answer(&request).await.unwrap_or_else(|failure| failure.page(&self.renderer))
        };
        // Whatever it is: robots.txt lets crawlers in, so that they see this. A page that they may not read they may still
        // name, if they find its address elsewhere.
        response.headers_mut().entry("x-robots-tag").or_insert(HeaderValue::from_static("noindex"));
        if request.method() == Method::HEAD { response::without_body(response) } else { response }
    }

    async fn answer(&self, request: &Request) -> Result<Response<Body>, Failure> {
        let place = route::place(request.raw_http_path()).ok_or(Failure::NotFound)?;
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let posts = *request.method() == Method::POST;
        let (link, part) = match place {
            Place::Start if reads => return self.start(),
            Place::Start => return Err(Failure::MethodNotAllowed(Part::Whole.methods())),
            Place::Nothing => return self.show_nothing_here(),
            Place::Application(link, part) => (link, part),
        };
        match part {
            Part::Whole if reads => self.show_application(request, &link).await,
            Part::Copy if reads => self.show_copy(request, &link).await,
            Part::Data if reads => self.send_data(request, &link).await,
            Part::Section(section) if reads => self.show_questions(request, &link, section).await,
            Part::Section(section) if posts => self.save_answers(request, &link, section).await,
            // Reloading the path of a submission shows what became of it.
            Part::Submit | Part::Continue if reads => Ok(response::see_other(&route::to_application(&link))),
            Part::Submit if posts => self.submit_application(request, &link).await,
            Part::Withdraw if reads => self.show_ending(request, &link, Ending::Withdraw).await,
            Part::Withdraw if posts => self.end(request, &link, Ending::Withdraw).await,
            Part::Erase if reads => self.show_ending(request, &link, Ending::Erase).await,
            Part::Erase if posts => self.end(request, &link, Ending::Erase).await,
            Part::Link if reads => self.show_link(request, &link).await,
            Part::Link if posts => self.request_link(request, &link).await,
            Part::Continue if posts => self.continue_here(request, &link).await,
            Part::Replace if reads => self.show_replace(request, &link).await,
            Part::Replace if posts => self.replace(request, &link).await,
            Part::Confirm if reads => self.show_confirm(&link).await,
            Part::Confirm if posts => self.confirm(request, &link).await,
            part => Err(Failure::MethodNotAllowed(part.methods())),
        }
    }

    /// Mints the link of a new application. Nothing is stored until there is something to store.
    fn start(&self) -> Result<Response<Body>, Failure> {
        let [first, ..] = shared::fields::Section::ALL;
        Ok(response::see_other(&route::to_section(&PrivateLink::Original(self.new_id()?), first)))
    }

    fn new_id(&self) -> Result<ApplicationId, Failure> {
        self.entropy.bytes().map(ApplicationId::from_random).map_err(|_| self.no_entropy())
    }

    /// Shows what the application's state calls for: the next questions, the answers to check, or where it stands.
    async fn show_application(&self, request: &Request, link: &PrivateLink) -> Result<Response<Body>, Failure> {
        match self.open(link).await? {
            Opened::Active(Application::Submitted(submitted)) => self.show_status(request, link, &submitted),
            Opened::Active(Application::Draft(draft)) => match draft.next_section() {
                Some(section) => Ok(response::see_other(&route::to_section(link, section))),
                None => self.show_check(link, &draft, false),
            },
            Opened::Mailed(application, mailed) => {
                let may_continue = within(LOOKING, self.may_continue(&application, &mailed)).await;
                let may_continue = may_continue.map_err(|error| self.store_failure(&error))?;
                self.show_mailed(link, &application, may_continue, None)
            }
            Opened::Replaced => self.show_moved(),
            Opened::Unknown => self.show_nothing_here(),
        }
    }

    /// A private link, to be copied and kept.
    fn address_to_keep(&self, request: &Request, link: &PrivateLink) -> String {
        request::origin(request, &self.settings.site_origin) + &route::to_application(link)
    }

    /// A page with a button that was pressed in vain, if there is a failure: the button stays.
    fn page_after(&self, failure: Option<Failure>, template: &str, values: Value) -> Result<Response<Body>, Failure> {
        let mut response = self.page(failure.map_or(StatusCode::OK, Failure::status), template, values)?;
        if let Some(failure) = failure {
            failure.set_headers(&mut response);
        }
        Ok(response)
    }

    /// A page for whoever holds the address.
    fn page(&self, status: StatusCode, template: &str, values: Value) -> Result<Response<Body>, Failure> {
        let html = self.renderer.render(template, values).map_err(|error| self.render_failure(&error))?;
        Ok(response::html(status, html, Audience::LinkHolder))
    }
}
