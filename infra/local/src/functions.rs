//! The deployed functions as handlers: the only place that names them.
//!
//! Each is made as its own `main.rs` makes it, from the environment that the template gives it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use join::{Join, Settings};
use lambda_http::{Context, LambdaEvent};
use notify::{Mailer, Notify};
use pages::{Content, Pages, TEMPLATES, embedded_content};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::{Environment as Variables, SiteOrigin, Table};
use shared::site::{Embedded, Form, Site};
use store::Store;
use store::aws::AwsConfig;

use crate::reload::{Watched, reloading};
use crate::{Environment, Handler, Handlers, StartError};

type Reason = Box<dyn std::error::Error + Send + Sync>;

/// A handler for each function of the template. `site` is where its site is edited, if it is; `outbox` is where messages
/// go.
pub(crate) async fn handlers(
    environments: BTreeMap<String, Environment>,
    site: Option<PathBuf>,
    outbox: PathBuf,
) -> Result<Handlers, StartError> {
    let base_url = environments.values().find_map(|environment| environment.get("SITE_URL")).cloned();
    let watched = site.map(|directory| Arc::new(Watched::new(directory, base_url)));
    let made = environments.into_iter().map(|(name, environment)| {
        let variables = Variables::from_iter(environment);
        match make(&name, &variables, watched.as_ref(), &outbox) {
            Ok(handler) => Ok((name, handler)),
            Err(reason) => Err(StartError::Function { name, reason: reason.to_string() }),
        }
    });
    made.collect()
}

fn make(name: &str, variables: &Variables, watched: Option<&Arc<Watched>>, outbox: &Path) -> Result<Handler, Reason> {
    match name {
        "pages" => {
            let site_origin = SiteOrigin::from_environment(variables)?;
            let make = move |site: &Site, content| pages(site, content, site_origin.clone());
            Ok(match watched {
                Some(watched) => reloading(watched, move |site| Ok(make(&site.site, site.render(TEMPLATES)?))),
                None => make(&Site::embedded()?, embedded_content()),
            })
        }
        "join" => {
            let store = Store::new(AwsConfig::connect(variables)?, Table::from_environment(variables)?.name);
            let settings = Settings::from_environment(variables)?;
            let make = move |site: &Site, form| join(site, form, store.clone(), settings.clone());
            Ok(match watched {
                Some(watched) => reloading(watched, move |site| Ok(make(&site.site, site.form.clone()))),
                None => make(&Site::embedded()?, Form::embedded()?),
            })
        }
        "notify" => {
            let store = Store::new(AwsConfig::connect(variables)?, Table::from_environment(variables)?.name);
            let (settings, mailer) = (notify::Settings::from_environment(variables)?, Mailer::Directory(outbox.into()));
            Ok(notify(Notify::new(&Site::embedded()?, store, settings, mailer, Clock::system(), Entropy::system())))
        }
        _ => Err("infra/local/src/functions.rs does not know it".into()),
    }
}

fn pages(site: &Site, content: Content, site_origin: SiteOrigin) -> Handler {
    let pages = Arc::new(Pages::new(site, content, site_origin, Clock::system()));
    Handler::events(move |event| {
        let pages = Arc::clone(&pages);
        async move { pages.invoke(LambdaEvent::new(event, Context::default())).await }
    })
}

fn join(site: &Site, form: Form, store: Store, settings: Settings) -> Handler {
    let join = Arc::new(Join::new(site, form, store, settings, Clock::system(), Entropy::system()));
    Handler::http(move |request| {
        let join = Arc::clone(&join);
        async move { join.handle(request).await }
    })
}

fn notify(notify: Notify) -> Handler {
    let notify = Arc::new(notify);
    Handler::events(move |event| {
        let notify = Arc::clone(&notify);
        async move { notify.handle(event).await }
    })
}

/// Makes the handler of one function, without reloading.
///
/// # Errors
/// When the function refuses its environment, or is not known here.
pub fn handler(name: &str, variables: &Variables, outbox: &Path) -> Result<Handler, Reason> {
    make(name, variables, None, outbox)
}
