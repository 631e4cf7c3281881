//! The deployed functions as handlers, each made as its own `main.rs` makes it, from its environment in the template.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use join::Join;
use lambda_http::{Context, LambdaEvent};
use notify::{Mailer, Notify};
use pages::{Content, Pages, TEMPLATES};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{Environment as Variables, SiteOrigin, Table};
use shared::site::{Archive, Form, Site};
use site::Compiled;
use store::Store;
use store::aws::AwsConfig;

use crate::reload::{Watched, mistakes_page, reloading};
use crate::{Environment, Handler, Handlers, StartError};

type Reason = Box<dyn std::error::Error + Send + Sync>;

/// Every function of the template, by name. To register one, add a line.
const FUNCTIONS: [(&str, Constructor); 3] = [("join", join), ("notify", notify), ("pages", pages)];

type Constructor = fn(&Variables, &Machine) -> Result<Handler, Reason>;

/// The parts of this machine that functions use.
struct Machine {
    /// The site, if it is edited here.
    site: Option<Arc<Watched>>,
    /// The directory for messages.
    outbox: PathBuf,
}

/// Makes a handler for each function. `site` is the directory in which the site is edited, if it is; messages go to
/// `outbox`.
///
/// # Errors
/// If a function is not registered, or refuses its environment.
pub(crate) fn handlers(
    environments: BTreeMap<String, Environment>,
    site: Option<PathBuf>,
    outbox: PathBuf,
) -> Result<Handlers, StartError> {
    let machine = Machine { site: site.map(|directory| Arc::new(Watched::new(directory))), outbox };
    let make = |(name, environment): (String, Environment)| {
        let registered = FUNCTIONS.iter().find(|(known, _)| *known == name);
        let unknown = "it is not registered: add it to FUNCTIONS in infra/local/src/functions.rs";
        let made = registered.ok_or_else(|| unknown.into());
        match made.and_then(|(_, make)| make(&Variables::from_iter(environment), &machine)) {
            Ok(handler) => Ok((name, handler)),
            Err(reason) => Err(StartError::Function { name, reason: reason.to_string() }),
        }
    };
    environments.into_iter().map(make).collect()
}

fn pages(variables: &Variables, machine: &Machine) -> Result<Handler, Reason> {
    let site_origin = SiteOrigin::from_environment(variables)?;
    let make = move |site: &Site, content| {
        let pages = Arc::new(Pages::new(site, content, site_origin.clone(), Clock::system()));
        Handler::events(move |event| {
            let pages = Arc::clone(&pages);
            async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
        })
    };
    let first = make(&Site::embedded()?, Content::embedded());
    let again = move |site: &Compiled| Ok(make(&Site::decode(&site.site)?, content(site)?));
    Ok(reloading(machine.site.as_ref(), first, again, |mistakes| Some(mistakes_page(mistakes))))
}

fn join(variables: &Variables, machine: &Machine) -> Result<Handler, Reason> {
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
    let again = move |site: &Compiled| Ok(make(&Site::decode(&site.site)?, Form::decode(&site.form)?));
    Ok(reloading(machine.site.as_ref(), first, again, |mistakes| Some(mistakes_page(mistakes))))
}

fn notify(variables: &Variables, machine: &Machine) -> Result<Handler, Reason> {
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
    let again = move |site: &Compiled| Ok(make(&Site::decode(&site.site)?));
    // Messages do not wait for the mistakes to be corrected.
    Ok(reloading(machine.site.as_ref(), first, again, |_| None))
}

fn store(variables: &Variables) -> Result<Store, Reason> {
    Ok(Store::new(AwsConfig::connect(variables)?, Table::from_environment(variables)?.name))
}

/// Returns the pages of a compiled site, as the pages function wants them.
///
/// # Errors
/// If one of that function's templates does not fit them.
pub fn content(site: &Compiled) -> Result<Content, Reason> {
    let rendered = site.render(TEMPLATES)?;
    Ok(Content {
        pages: Archive::new(rendered.pages),
        renderings: Archive::new(rendered.renderings),
        pieces: Archive::new(rendered.pieces),
        lists: Archive::new(site.lists.clone()),
        documents: Archive::new(site.documents.clone()),
        terms: Archive::new(site.terms.clone()),
        assets: Archive::new(site.assets.clone()),
    })
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
