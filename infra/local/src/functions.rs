//! Handlers for the deployed functions, each built like its `main.rs` does, from its environment in the template.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use join::Join;
use lambda_http::{Context, Error, LambdaEvent};
use notify::{Mailer, Notify};
use pages::{Pages, TEMPLATES, embedded_content};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{Environment as Variables, SiteOrigin, Table};
use shared::site::{Embedded, Form, Site};
use site::Compiled;
use store::Store;
use store::aws::AwsConfig;

use crate::reload::{Watched, mistakes_page, reloading};
use crate::{Environment, Handler, Handlers, StartError};

/// Every function of the template, by name. To register one, add a line.
const FUNCTIONS: [(&str, Constructor); 3] = [("join", join), ("notify", notify), ("pages", pages)];

type Constructor = fn(&Variables, &Machine) -> Result<Handler, Error>;

/// Local resources that functions use.
struct Machine {
    /// The site's source, if edits show at once.
    site: Option<Arc<Watched>>,
    /// The directory for messages.
    outbox: PathBuf,
}

/// Makes a handler for each function. With `site`, the directory of the site's source, edits show at once. Messages go
/// to `outbox`.
///
/// # Errors
/// If a function is not registered, or refuses its environment.
pub(crate) fn handlers(
    environments: BTreeMap<String, Environment>,
    site: Option<PathBuf>,
    outbox: PathBuf,
) -> Result<Handlers, StartError> {
    let base_url = environments.values().find_map(|environment| environment.get("SITE_URL")).cloned();
    let site = site.map(|directory| Arc::new(Watched::new(directory, base_url)));
    let machine = Machine { site, outbox };
    let make = |(name, environment): (String, Environment)| {
        let made = construct(&name, &Variables::from_iter(environment), &machine);
        made.map(|handler| (name.clone(), handler)).map_err(|reason| StartError::function(&name, &reason))
    };
    environments.into_iter().map(make).collect()
}

/// Makes the handler of one function, with the embedded site. Messages go to `outbox`.
///
/// # Errors
/// If the function is not registered, or refuses its environment.
pub fn handler(name: &str, variables: &Variables, outbox: PathBuf) -> Result<Handler, Error> {
    construct(name, variables, &Machine { site: None, outbox })
}

fn construct(name: &str, variables: &Variables, machine: &Machine) -> Result<Handler, Error> {
    let registered = FUNCTIONS.iter().find(|(known, _)| *known == name);
    let unknown = "it is not registered: add it to FUNCTIONS in infra/local/src/functions.rs";
    let (_, make) = registered.ok_or(unknown)?;
    make(variables, machine)
}

fn pages(variables: &Variables, machine: &Machine) -> Result<Handler, Error> {
    let site_origin = SiteOrigin::from_environment(variables)?;
    let make = move |site: &Site, content| {
        let pages = Arc::new(Pages::new(site, content, site_origin.clone(), Clock::system()));
        Handler::events(move |event| {
            let pages = Arc::clone(&pages);
            async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
        })
    };
    let first = make(&Site::embedded()?, embedded_content());
    let again = move |site: &Compiled| Ok(make(&site.site, site.render(TEMPLATES)?));
    Ok(reloading(machine.site.as_ref(), first, again, |mistakes| Some(mistakes_page(mistakes))))
}

fn join(variables: &Variables, machine: &Machine) -> Result<Handler, Error> {
    let (store, settings) = (store(variables)?, join::Settings::from_environment(variables)?);
    let make = move |site: &Site, form| {
        let (clock, entropy) = (Clock::system(), Entropy::system());
        let join = Arc::new(Join::new(site, form, store.clone(), settings.clone(), clock, entropy));
        Handler::http(move |request| {
            let join = Arc::clone(&join);
            async move { join.handle(request).await }
        })
    };
    let first = make(&Site::embedded()?, Form::embedded()?);
    let again = move |site: &Compiled| Ok(make(&site.site, site.form.clone()));
    Ok(reloading(machine.site.as_ref(), first, again, |mistakes| Some(mistakes_page(mistakes))))
}

fn notify(variables: &Variables, machine: &Machine) -> Result<Handler, Error> {
    let (store, settings) = (store(variables)?, notify::Settings::from_environment(variables)?);
    let outbox = machine.outbox.clone();
    let make = move |site: &Site| {
        let (mailer, clock) = (Mailer::Directory(outbox.clone()), Clock::system());
        let notify = Notify::new(site, store.clone(), settings.clone(), mailer, clock, Entropy::system());
        let notify = Arc::new(notify);
        Handler::events(move |event| {
            let notify = Arc::clone(&notify);
            async move { notify.handle(event).await }
        })
    };
    let first = make(&Site::embedded()?);
    let again = move |site: &Compiled| Ok(make(&site.site));
    // Mistakes in the site don't hold up messages.
    Ok(reloading(machine.site.as_ref(), first, again, |_| None))
}

fn store(variables: &Variables) -> Result<Store, Error> {
    Ok(Store::new(AwsConfig::connect(variables)?, Table::from_environment(variables)?.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unregistered_function_names_the_file_to_edit() {
        let environments = [("new".to_owned(), Environment::new())].into();
        let error = handlers(environments, None, PathBuf::new()).err().unwrap().to_string();
        assert!(error.starts_with("cannot start the function new: ") && error.contains("infra/local/src/functions.rs"));
    }
}
