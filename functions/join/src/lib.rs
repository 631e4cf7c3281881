//! The application for membership: start, four pages of questions, check, submit, status.
//!
//! All of it lives at one private address, `/join/{id}`. Nothing is kept between requests but in the table, and every
//! write there can be repeated; so a double click, Back, a retry or a lost response changes nothing.

mod api;
mod check;
mod confirm;
mod ending;
mod failures;
mod form;
mod held;
mod link;
mod patience;
mod question;
mod reader;
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
use minijinja::{Value, context};
use route::{Part, Place};
use shared::application::{Application, ApplicationId};
use shared::failure::Failure;
use shared::html::{Renderer, Template};
use shared::http::{self, Audience};
use shared::site::{Form, Site};
use shared::store::Store;
use shared::world::World;
use sources::Salt;

const TEMPLATES: &[Template] = &[
    ("confirm.html", include_str!("../templates/confirm.html")),
    ("link.html", include_str!("../templates/link.html")),
    ("copy.html", include_str!("../templates/copy.html")),
    ("ending.html", include_str!("../templates/ending.html")),
    ("erased.html", include_str!("../templates/erased.html")),
    ("check.html", include_str!("../templates/check.html")),
    ("question.html", include_str!("../templates/question.html")),
    ("nothing.html", include_str!("../templates/nothing.html")),
    ("retry.html", include_str!("../templates/retry.html")),
    ("status.html", include_str!("../templates/status.html")),
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
    world: World,
    salt: Salt,
}

impl Join {
    /// Applications to the association whose site it is, kept in `store`.
    pub fn new(site: &Site, form: Form, store: Store, settings: Settings, world: World) -> Self {
        let renderer = Renderer::new(site, TEMPLATES);
        let (association, privacy_notice) = (site.short_name.clone(), site.privacy_notice.clone());
        Self { renderer, form, association, privacy_notice, store, settings, world, salt: Salt::default() }
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
        if request.method() == Method::HEAD { http::without_body(response) } else { response }
    }

    async fn answer(&self, request: &Request) -> Result<Response<Body>, Failure> {
        let place = route::place(request.raw_http_path()).ok_or(Failure::NotFound)?;
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let posts = *request.method() == Method::POST;
        let (id, part) = match place {
            Place::Start if reads => return self.start(),
            Place::Start => return Err(Failure::MethodNotAllowed(Part::Whole.methods())),
            Place::Nothing => return self.show_nothing_here(),
            Place::Application(id, part) => (id, part),
        };
        match part {
            Part::Whole if reads => self.show_application(request, &id).await,
            Part::Copy if reads => self.show_copy(request, &id).await,
            Part::Data if reads => self.send_data(request, &id).await,
            Part::Section(section) if reads => self.show_questions(request, &id, section).await,
            Part::Section(section) if posts => self.save_answers(request, &id, section).await,
            // Whoever reloads the address of a submission wants to see what became of it.
            Part::Submit if reads => Ok(http::see_other(&route::to_application(&id))),
            Part::Submit if posts => self.submit_application(request, &id).await,
            Part::Withdraw if reads => self.show_ending(request, &id, Ending::Withdraw).await,
            Part::Withdraw if posts => self.end(request, &id, Ending::Withdraw).await,
            Part::Erase if reads => self.show_ending(request, &id, Ending::Erase).await,
            Part::Erase if posts => self.end(request, &id, Ending::Erase).await,
            Part::Link if reads => self.show_link(request, &id).await,
            Part::Link if posts => self.request_link(request, &id).await,
            Part::Confirm if reads => self.show_confirm(request, &id).await,
            Part::Confirm if posts => self.confirm(request, &id).await,
            part => Err(Failure::MethodNotAllowed(part.methods())),
        }
    }

    /// Mints the address of a new application. Nothing is stored until there is something to store.
    fn start(&self) -> Result<Response<Body>, Failure> {
        let [first, ..] = shared::fields::Section::ALL;
        Ok(http::see_other(&route::to_section(&self.new_id()?, first)))
    }

    fn new_id(&self) -> Result<ApplicationId, Failure> {
        self.world.random().map(ApplicationId::from_random).map_err(|_| self.no_entropy())
    }

    /// Shows what the application's state calls for: the next questions, the answers to check, or where it stands.
    async fn show_application(&self, request: &Request, id: &ApplicationId) -> Result<Response<Body>, Failure> {
        match self.find(id).await? {
            Some(Application::Submitted(submitted)) => self.show_status(request, &submitted),
            Some(Application::Draft(draft)) => match draft.next_section() {
                Some(section) => Ok(http::see_other(&route::to_section(id, section))),
                None => self.show_check(&draft, false),
            },
            None => self.show_nothing_here(),
        }
    }

    async fn find(&self, id: &ApplicationId) -> Result<Option<Application>, Failure> {
        self.store.application(id).await.map_err(|error| self.store_failure(&error))
    }

    /// The private address of an application, to be copied and kept.
    fn address_to_keep(&self, request: &Request, id: &ApplicationId) -> String {
        http::origin(request, &self.settings.address) + &route::to_application(id)
    }

    /// There is nothing at this address: it is mistyped, the draft has expired, or it was erased. Which, nobody is told.
    fn show_nothing_here(&self) -> Result<Response<Body>, Failure> {
        let days = self.settings.retention.draft_days;
        self.page(StatusCode::NOT_FOUND, "nothing.html", context! { days })
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
        Ok(http::html(status, html, Audience::HolderOfAddress))
    }
}
