//! The whole stack: database, table, functions, gateway and issuer.

mod issuer;
mod options;

use std::collections::BTreeMap;
use std::future::{Future, IntoFuture, pending};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use axum::Router;
use futures::future::{FutureExt, join_all};
use tokio::sync::oneshot;

use crate::dynamodb::{self, DynamoDb};
use crate::follower::Follower;
use crate::listen::{Listeners, Port};
use crate::mail;
use crate::outbox::{self, Directory};
use crate::queue::{self, Queue};
use crate::schedule::Schedule;
use crate::stream::Stream;
use crate::template::{self, Function};
use crate::thread::{ServerThread, Shutdown};
use crate::{Environment, Handlers, REGION, StartError, functions, gateway};

pub use issuer::ExternalIssuer;
pub use options::{Data, Options, TemplateSource};

/// A running stack. It ends when this is dropped, or with [`Stack::stop`].
pub struct Stack {
    // Dropped in this order: the database's clients, then the database.
    gateway: ServerThread,
    dynamodb: DynamoDb,
    followers: Vec<Arc<Follower>>,
    queues: Vec<Arc<Queue>>,
    site_port: u16,
    issuer_url: String,
    table_name: String,
    outbox: Directory,
    /// Each function's variables, by its name.
    environments: BTreeMap<String, Environment>,
}

impl Stack {
    /// Starts a stack with the deployed functions.
    ///
    /// # Errors
    /// If the template has unsupported parts, a port is taken, the data directory
    /// can't be used or a function refuses its environment.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (built, site) = (options.built.clone(), options.site.clone());
        let make = |template: BTreeMap<String, Function>, environments, outbox| async move {
            functions::handlers(&template, environments, built, site, outbox)
        };
        Self::start_in(options, make).await
    }

    /// Starts a stack with the caller's handlers: `make` gets each function's
    /// environment by name, and runs on the thread of the handlers.
    ///
    /// # Errors
    /// As for [`Stack::start`], and if `make` leaves a function without a handler.
    pub async fn start_with<F, Fut>(options: Options, make: F) -> Result<Self, StartError>
    where
        F: FnOnce(BTreeMap<String, Environment>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Handlers, StartError>>,
    {
        Self::start_in(options, |_, environments, _| make(environments)).await
    }

    async fn start_in<F, Fut>(options: Options, make: F) -> Result<Self, StartError>
    where
        F: FnOnce(BTreeMap<String, Function>, BTreeMap<String, Environment>, PathBuf) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Handlers, StartError>>,
    {
        let outbox = Directory::open(&options)?;
        let template = options.template.read()?;
        let listeners = Listeners::open(Port::Exactly(options.port), "--port")?;
        let site_port = listeners.port;
        let mut parameters = mail::parameters(options.built.as_deref());
        parameters.insert("SourceLimit".to_owned(), options.source_limit.to_string());
        let (issuer, own_issuer) = issuer::open(&options, &local_url(site_port))?;
        parameters.insert("StaffIssuer".to_owned(), issuer.url.clone());
        parameters.insert("StaffClientId".to_owned(), issuer.client_id);
        parameters.insert("UndoSeconds".to_owned(), options.undo_seconds.to_string());
        let mut environments = template.environments(&local_url(site_port), &parameters)?;

        let dynamodb = DynamoDb::start(options.dynamodb_port, &options.data, &template.table)?;
        let endpoint = dynamodb.endpoint();
        let table_name = template.table.local_name();
        let stream = Stream::new(dynamodb.database.clone(), &table_name);
        let directory = match &options.data {
            Data::Memory => None,
            Data::Directory(directory) => Some(directory.as_path()),
        };
        let follow = |mapping| Arc::new(Follower::new(mapping, stream.clone(), directory));
        let open = |queue: &template::Queue| {
            let messages = directory.map(|directory| directory.join("queues").join(queue.local_name()));
            Queue::open(queue.clone(), &template.delay(queue, &parameters)?, messages).map(Arc::new)
        };
        let queues: Vec<_> = template.queues.iter().map(open).collect::<Result<_, StartError>>()?;
        let followers: Vec<_> = template.mappings.into_iter().map(follow).collect();

        let queue_endpoint = format!("http://127.0.0.1:{site_port}{}", queue::PATH);
        for environment in environments.values_mut() {
            add_aws_variables(environment, &endpoint, &queue_endpoint);
        }
        let functions: Vec<_> = template.functions.keys().cloned().collect();
        let described = template.functions;
        let own_environments = environments.clone();
        let (messages, polled, followed) = (outbox.path().to_owned(), queues.clone(), followers.clone());
        let own_routes = outbox::router(&outbox).merge(queue::router(queues.clone()));
        let (ready, readiness) = oneshot::channel();
        let serve = move |shutdown: Shutdown| async move {
            match make(described, environments, messages).await.and_then(|handlers| require_all(handlers, &functions)) {
                Err(error) => drop(ready.send(Err(error))),
                Ok(handlers) => {
                    let events = run_events(followed, polled, template.schedules, &handlers);
                    let gateway = gateway::router(template.routes, &handlers, own_routes, site_port);
                    let _ = ready.send(Ok(()));
                    tokio::select! {
                        () = serve(listeners, gateway, shutdown.clone()) => {}
                        () = issuer::serve(own_issuer, shutdown) => {}
                        () = events => {}
                    }
                }
            }
        };
        let gateway = ServerThread::start("gateway", serve)?;
        let panicked = |_| Err(StartError::function("of the template", &"it panicked"));
        readiness.await.unwrap_or_else(panicked)?;
        Ok(Self {
            gateway,
            dynamodb,
            followers,
            queues,
            site_port,
            issuer_url: issuer.url,
            table_name,
            outbox,
            environments: own_environments,
        })
    }

    /// Returns the site's URL, without a trailing slash.
    pub fn site_url(&self) -> String {
        local_url(self.site_port)
    }

    /// Returns the database's URL, for the AWS SDK or CLI.
    pub fn dynamodb_url(&self) -> String {
        local_url(self.dynamodb.port)
    }

    /// Returns the URL of the issuer with which staff sign in.
    pub fn issuer_url(&self) -> &str {
        &self.issuer_url
    }

    /// Returns the variables of the function with this name.
    pub fn environment(&self, function: &str) -> Option<Environment> {
        self.environments.get(function).cloned()
    }

    /// Returns the table's name.
    pub fn table_name(&self) -> &str {
        &self.table_name
    }

    /// Returns the directory of sent messages, MIME files named by 32 hexadecimal digits and `.eml`. With
    /// [`Data::Memory`], it is removed with the stack.
    pub fn outbox(&self) -> &Path {
        self.outbox.path()
    }

    /// Returns the URL of the outbox's page.
    pub fn outbox_url(&self) -> String {
        format!("{}{}", self.site_url(), outbox::PATH)
    }

    /// Returns the URL of SQS's interface, for the AWS SDK or CLI.
    pub fn sqs_url(&self) -> String {
        format!("{}{}", self.site_url(), queue::PATH)
    }

    /// Returns the URL of the queue with this logical id.
    pub fn queue_url(&self, logical_id: &str) -> String {
        queue::url(&self.site_url(), logical_id)
    }

    /// Returns a client for the database. Its connections belong to the caller's runtime, so each runtime should have
    /// its own.
    pub fn client(&self) -> Client {
        dynamodb::client(&self.dynamodb.endpoint())
    }

    /// Waits until the functions that follow the table's stream have handled or given up every change made before this
    /// call, and then every message of a queue that is due. Changes that they make themselves may be pending.
    pub async fn drained(&self) {
        join_all(self.followers.iter().map(|follower| follower.drained())).await;
        join_all(self.queues.iter().map(|queue| queue.drained())).await;
    }

    /// Closes the ports, after giving running requests half a second to finish.
    pub async fn stop(self) {
        self.gateway.stop().await;
        self.dynamodb.thread.stop().await;
    }
}

fn local_url(port: u16) -> String {
    match port {
        // Like the Origin header of browsers.
        80 => "http://localhost".to_owned(),
        _ => format!("http://localhost:{port}"),
    }
}

/// Adds the variables that Lambda sets, and the addresses of the database and the queues.
fn add_aws_variables(environment: &mut Environment, endpoint: &str, queue_endpoint: &str) {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
        ("AWS_ENDPOINT_URL_SQS", queue_endpoint),
        ("AWS_REGION", REGION),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_SESSION_TOKEN", "local"),
    ];
    environment.extend(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

fn require_all(handlers: Handlers, functions: &[String]) -> Result<Handlers, StartError> {
    let reason = "it has no handler: add it to infra/local/src/functions.rs";
    match functions.iter().find(|name| !handlers.contains_key(*name)) {
        None => Ok(handlers),
        Some(name) => Err(StartError::function(name, &reason)),
    }
}

/// Delivers the stream to its followers and messages of queues to their functions, and invokes scheduled functions, forever.
fn run_events(
    followers: Vec<Arc<Follower>>,
    queues: Vec<Arc<Queue>>,
    schedules: Vec<Schedule>,
    handlers: &Handlers,
) -> impl Future<Output = ()> + use<> {
    let handler = |name: &String| handlers.get(name).cloned();
    let mut running = vec![pending().boxed()];
    running.extend(followers.into_iter().filter_map(|follower| {
        let handler = handler(&follower.mapping.function)?;
        Some(async move { follower.run(&handler).await }.boxed())
    }));
    running.extend(queues.into_iter().filter_map(|queue| {
        let handler = handler(&queue.template.function)?;
        Some(async move { queue.run(&handler).await }.boxed())
    }));
    running.extend(schedules.into_iter().filter_map(|schedule| {
        let handler = handler(&schedule.function)?;
        Some(schedule.run(handler).map(drop).boxed())
    }));
    join_all(running).map(drop)
}

async fn serve(listeners: Listeners, service: Router, shutdown: Shutdown) {
    let servers = listeners.into_sockets().map(|socket| {
        let service = service.clone().into_make_service_with_connect_info::<SocketAddr>();
        let requested = shutdown.clone().requested();
        axum::serve(socket, service).with_graceful_shutdown(requested).into_future()
    });
    for error in join_all(servers).await.into_iter().filter_map(Result::err) {
        tracing::error!(%error, "the gateway stopped");
    }
}

#[cfg(test)]
mod tests;
