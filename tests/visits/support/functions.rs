//! The deployed functions with another clock, entropy or connection to the table.

use super::changes::queue_in;
use super::{OWN_SITE, Visitor};
use aws_sdk_dynamodb::Client;
use join::Settings;
use lambda_http::{Context, LambdaEvent};
use local::template::Function;
use local::{BuiltSite, Handler, Handlers, Options, Stack, Template};
use notify::{Mailer, Notify, Outlets};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{Environment, SiteOrigin, Table};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, LazyLock};
use store::Store;

/// The functions of the template, with their policies.
pub static FUNCTIONS: LazyLock<BTreeMap<String, Function>> = LazyLock::new(|| Template::embedded().unwrap().functions);

/// Returns a function's client for the table, which makes only the calls that its policy allows.
pub fn connect(function: &str, environment: &Environment) -> Client {
    local::connect(environment, &FUNCTIONS[function]).unwrap()
}

/// The parts that functions are built from. The defaults are as deployed, except that `notify` sends nothing.
pub struct Wiring {
    pub site: Arc<BuiltSite>,
    pub clock: Clock,
    pub entropy: Entropy,
    /// Makes `join`'s client for the table.
    pub connect: Box<dyn Fn(&Environment) -> Client + Send + Sync>,
    /// Values for variables, in each function that has them in the template.
    pub variables: Vec<(&'static str, &'static str)>,
}

impl Default for Wiring {
    fn default() -> Self {
        Self {
            site: Arc::clone(&OWN_SITE),
            clock: Clock::system(),
            entropy: Entropy::system(),
            connect: Box::new(|environment| connect("join", environment)),
            variables: Vec::new(),
        }
    }
}

/// Returns entropy whose first two references are the same.
pub fn with_equal_references() -> Entropy {
    let calls = AtomicU8::new(0);
    Entropy::new(move |bytes| {
        let call = calls.fetch_add(1, Ordering::SeqCst);
        // Ids take 26 bytes, references 16.
        bytes.fill(if bytes.len() == 16 && call < 4 { 0 } else { call });
        Ok(())
    })
}

/// Makes a function from its environment.
type Construct = fn(&Wiring, &Environment) -> Handler;

/// The functions that tests change. All others are the local stack's own.
const CONSTRUCTORS: [(&str, Construct); 6] = [
    ("directory", directory),
    ("join", join),
    ("membership", membership),
    ("notify", notify),
    ("pages", pages),
    ("review", review),
];

impl Wiring {
    /// Makes a handler for each function.
    pub fn handlers(&self, environments: BTreeMap<String, local::Environment>) -> Handlers {
        let handler = |(name, mut variables): (String, local::Environment)| {
            for (variable, value) in &self.variables {
                variables.entry((*variable).to_owned()).and_modify(|given| (*value).clone_into(given));
            }
            let environment = Environment::from_iter(variables);
            let handler = match CONSTRUCTORS.iter().find(|(known, _)| *known == name) {
                Some((_, construct)) => construct(self, &environment),
                None => local::handler(&name, &environment, PathBuf::new()).unwrap(),
            };
            (name, handler)
        };
        environments.into_iter().map(handler).collect()
    }

    /// Starts a stack with these functions.
    pub async fn start(self, options: Options) -> (Stack, Visitor) {
        let options = Options { built: Some(Arc::clone(&self.site)), ..options };
        let site = Arc::clone(&self.site);
        let stack = Stack::start_with(options, |environments| async move { Ok(self.handlers(environments)) });
        let stack = stack.await.unwrap();
        let visitor = Visitor::of(&stack.site_url(), &site);
        (stack, visitor)
    }
}

fn join(wiring: &Wiring, environment: &Environment) -> Handler {
    let store = Store::new((wiring.connect)(environment), Table::from_environment(environment).unwrap().name);
    let settings = Settings::from_environment(environment).unwrap();
    let join = Arc::new(wiring.site.join(store, settings, wiring.clock.clone(), wiring.entropy.clone()));
    Handler::http(move |request| {
        let join = Arc::clone(&join);
        async move { join.handle(request).await }
    })
}

fn directory(wiring: &Wiring, environment: &Environment) -> Handler {
    directory_on(wiring, environment, connect("directory", environment))
}

/// Makes `directory` with this client for the table.
pub fn directory_on(wiring: &Wiring, environment: &Environment, client: Client) -> Handler {
    let store = Store::new(client, Table::from_environment(environment).unwrap().name);
    let settings = directory::Settings { site_origin: SiteOrigin::from_environment(environment).unwrap() };
    let directory = Arc::new(wiring.site.directory(store, settings, wiring.clock.clone()));
    Handler::http(move |request| {
        let directory = Arc::clone(&directory);
        async move { directory.handle(request).await }
    })
}

fn membership(wiring: &Wiring, environment: &Environment) -> Handler {
    membership_on(wiring, environment, connect("membership", environment))
}

/// Makes `membership` with this client for the table.
pub fn membership_on(wiring: &Wiring, environment: &Environment, client: Client) -> Handler {
    let store = Store::new(client, Table::from_environment(environment).unwrap().name);
    let settings = membership::Settings::from_environment(environment).unwrap();
    let membership = wiring.site.membership(store, settings, wiring.clock.clone(), wiring.entropy.clone());
    let membership = Arc::new(membership);
    Handler::http(move |request| {
        let membership = Arc::clone(&membership);
        async move { membership.handle(request).await }
    })
}

fn review(wiring: &Wiring, environment: &Environment) -> Handler {
    review_on(wiring, environment, connect("review", environment))
}

/// Makes `review` with this client for the table.
pub fn review_on(wiring: &Wiring, environment: &Environment, client: Client) -> Handler {
    let store = Store::new(client, Table::from_environment(environment).unwrap().name);
    let settings = review::Settings::from_environment(environment).unwrap();
    let review = Arc::new(wiring.site.review(store, settings, wiring.clock.clone(), wiring.entropy.clone()));
    Handler::http(move |request| {
        let review = Arc::clone(&review);
        async move { review.handle(request).await }
    })
}

fn notify(wiring: &Wiring, environment: &Environment) -> Handler {
    let client = connect("notify", environment);
    let store = Store::new(client, Table::from_environment(environment).unwrap().name);
    let settings = notify::Settings::from_environment(environment).unwrap();
    let outlets = Outlets { mailer: Mailer::Off, decisions: queue_in(environment) };
    handler(wiring.site.notify(store, settings, outlets, wiring.clock.clone(), wiring.entropy.clone()))
}

/// Returns a handler for a `notify` function.
pub fn handler(notify: Notify) -> Handler {
    let notify = Arc::new(notify);
    Handler::events(move |event| {
        let notify = Arc::clone(&notify);
        async move { notify.handle(event).await }
    })
}

fn pages(wiring: &Wiring, environment: &Environment) -> Handler {
    let site_origin = SiteOrigin::from_environment(environment).unwrap();
    let pages = Arc::new(wiring.site.pages(site_origin, wiring.clock.clone()));
    Handler::events(move |event| {
        let pages = Arc::clone(&pages);
        async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
    })
}
