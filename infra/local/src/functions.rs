//! Handlers for the deployed functions, each built like its `main.rs` does, from its environment in the template.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use lambda_http::{Context, Error, LambdaEvent};
use notify::{DecisionQueue, Mailer, Outlets};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{ConfigError, Environment as Variables, SiteOrigin, Table};
use store::Store;
use store::aws::{AwsConfig, TimeLimits};

use crate::reload::{Watched, mistakes_page, reloading};
use crate::template::Function;
use crate::{BuiltSite, Environment, Handler, Handlers, StartError, Template};

/// Every function of the template, by name. To register one, add a line.
const FUNCTIONS: [(&str, Constructor); 6] = [
    ("directory", directory),
    ("join", join),
    ("membership", membership),
    ("notify", notify),
    ("pages", pages),
    ("review", review),
];

type Constructor = fn(&Variables, &Machine, &Function) -> Result<Handler, Error>;

/// Local resources that functions use.
struct Machine {
    /// The site that functions start with.
    built: Arc<BuiltSite>,
    /// The site's source, if edits show at once.
    site: Option<Arc<Watched>>,
    /// The directory for messages.
    outbox: PathBuf,
}

impl Machine {
    /// Returns the handler that `make` makes for the site, and makes again after each edit. While the site has mistakes,
    /// the handler from `on_mistakes` responds, or the last good one if it returns none.
    fn reloading(
        &self,
        make: impl Fn(&BuiltSite) -> Handler + Send + Sync + 'static,
        on_mistakes: fn(String) -> Option<Handler>,
    ) -> Handler {
        let first = make(&self.built);
        reloading(self.site.as_ref(), first, make, on_mistakes)
    }
}

/// Makes a handler for each of the template's functions, with `built` or the embedded site. With `site`, the directory of the site's source,
/// edits show at once. Messages go to `outbox`.
///
/// # Errors
/// If a function is not registered, or refuses its environment.
pub(crate) fn handlers(
    functions: &BTreeMap<String, Function>,
    environments: BTreeMap<String, Environment>,
    built: Option<Arc<BuiltSite>>,
    site: Option<PathBuf>,
    outbox: PathBuf,
) -> Result<Handlers, StartError> {
    let base_url = environments.values().find_map(|environment| environment.get("SITE_URL")).cloned();
    let site = site.map(|directory| Arc::new(Watched::new(directory, base_url)));
    let built = match built {
        Some(built) => built,
        None => Arc::new(BuiltSite::embedded().map_err(|reason| StartError::function("of the site", &reason))?),
    };
    let machine = Machine { built, site, outbox };
    let make = |(name, environment): (String, Environment)| {
        let function = functions.get(&name).ok_or_else(|| Error::from("it is not in the template"));
        let made = function.and_then(|function| construct(function, &Variables::from_iter(environment), &machine));
        made.map(|handler| (name.clone(), handler)).map_err(|reason| StartError::function(&name, &reason))
    };
    environments.into_iter().map(make).collect()
}

/// Makes the handler of one function, with the embedded site. Messages go to `outbox`.
///
/// # Errors
/// If the function is not registered, or refuses its environment.
pub fn handler(name: &str, variables: &Variables, outbox: PathBuf) -> Result<Handler, Error> {
    let template = Template::embedded()?;
    let function = template.functions.get(name).ok_or("it is not in the template")?;
    construct(function, variables, &Machine { built: Arc::new(BuiltSite::embedded()?), site: None, outbox })
}

fn construct(function: &Function, variables: &Variables, machine: &Machine) -> Result<Handler, Error> {
    let registered = FUNCTIONS.iter().find(|(known, _)| *known == function.name);
    let unknown = "it is not registered: add it to FUNCTIONS in infra/local/src/functions.rs";
    let (_, make) = registered.ok_or(unknown)?;
    make(variables, machine, function)
}

fn pages(variables: &Variables, machine: &Machine, _: &Function) -> Result<Handler, Error> {
    let site_origin = SiteOrigin::from_environment(variables)?;
    let make = move |site: &BuiltSite| {
        let pages = Arc::new(site.pages(site_origin.clone(), Clock::system()));
        Handler::events(move |event| {
            let pages = Arc::clone(&pages);
            async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
        })
    };
    Ok(machine.reloading(make, |mistakes| Some(mistakes_page(mistakes))))
}

fn join(variables: &Variables, machine: &Machine, function: &Function) -> Result<Handler, Error> {
    let (store, settings) = (store(variables, function)?, join::Settings::from_environment(variables)?);
    let make = move |site: &BuiltSite| {
        let join = Arc::new(site.join(store.clone(), settings.clone(), Clock::system(), Entropy::system()));
        Handler::http(move |request| {
            let join = Arc::clone(&join);
            async move { join.handle(request).await }
        })
    };
    Ok(machine.reloading(make, |mistakes| Some(mistakes_page(mistakes))))
}

fn directory(variables: &Variables, machine: &Machine, function: &Function) -> Result<Handler, Error> {
    let (store, site_origin) = (store(variables, function)?, SiteOrigin::from_environment(variables)?);
    let make = move |site: &BuiltSite| {
        let settings = directory::Settings { site_origin: site_origin.clone() };
        let directory = Arc::new(site.directory(store.clone(), settings, Clock::system()));
        Handler::http(move |request| {
            let directory = Arc::clone(&directory);
            async move { directory.handle(request).await }
        })
    };
    Ok(machine.reloading(make, |mistakes| Some(mistakes_page(mistakes))))
}

fn membership(variables: &Variables, machine: &Machine, function: &Function) -> Result<Handler, Error> {
    let (store, settings) = (store(variables, function)?, membership::Settings::from_environment(variables)?);
    let make = move |site: &BuiltSite| {
        let membership = site.membership(store.clone(), settings.clone(), Clock::system(), Entropy::system());
        let membership = Arc::new(membership);
        Handler::http(move |request| {
            let membership = Arc::clone(&membership);
            async move { membership.handle(request).await }
        })
    };
    Ok(machine.reloading(make, |mistakes| Some(mistakes_page(mistakes))))
}

fn notify(variables: &Variables, machine: &Machine, function: &Function) -> Result<Handler, Error> {
    let (store, settings) = (store(variables, function)?, notify::Settings::from_environment(variables)?);
    let aws = AwsConfig::from_environment(variables)?;
    let decisions = DecisionQueue::connect(variables, &aws, function.enforce(aws.http_client()?))?;
    let outlets = Outlets { mailer: Mailer::Directory(machine.outbox.clone()), decisions };
    let make = move |site: &BuiltSite| {
        let notify = site.notify(store.clone(), settings.clone(), outlets.clone(), Clock::system(), Entropy::system());
        let notify = Arc::new(notify);
        Handler::events(move |event| {
            let notify = Arc::clone(&notify);
            async move { notify.handle(event).await }
        })
    };
    // Mistakes in the site don't hold up messages.
    Ok(machine.reloading(make, |_| None))
}

fn review(variables: &Variables, machine: &Machine, function: &Function) -> Result<Handler, Error> {
    let (store, settings) = (store(variables, function)?, review::Settings::from_environment(variables)?);
    let make = move |site: &BuiltSite| {
        let review = Arc::new(site.review(store.clone(), settings.clone(), Clock::system(), Entropy::system()));
        Handler::http(move |request| {
            let review = Arc::clone(&review);
            async move { review.handle(request).await }
        })
    };
    Ok(machine.reloading(make, |mistakes| Some(mistakes_page(mistakes))))
}

fn store(variables: &Variables, function: &Function) -> Result<Store, Error> {
    Ok(Store::new(connect(variables, function)?, Table::from_environment(variables)?.name))
}

/// Returns a client for the table with a deployed function's time limits, which makes only the calls that the function's
/// policy allows.
///
/// # Errors
/// As [`AwsConfig::connect`].
pub fn connect(variables: &Variables, function: &Function) -> Result<Client, ConfigError> {
    let aws = AwsConfig::from_environment(variables)?;
    Ok(aws.dynamodb(function.enforce(aws.http_client()?), TimeLimits::DEPLOYED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unregistered_function_names_the_file_to_edit() {
        let environments = [("new".to_owned(), Environment::new())].into();
        let mut function = Template::embedded().unwrap().functions["pages"].clone();
        "new".clone_into(&mut function.name);
        let functions = [("new".to_owned(), function)].into();
        let error = handlers(&functions, environments, None, None, PathBuf::new()).err().unwrap().to_string();
        assert!(error.starts_with("cannot start the function new: ") && error.contains("infra/local/src/functions.rs"));
    }
}
