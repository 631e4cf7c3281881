//! The local stack with programs instead of handlers.

use crate::function::Function;
use crate::launch::Launch;
use crate::lock;
use crate::mail_service::MailService;
use crate::programs::Programs;
use local::{Handler, Handlers, Options, Stack, StartError, Template};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

type Functions = BTreeMap<String, Arc<Function>>;
type Changes = Arc<Mutex<Vec<Value>>>;

/// A stack whose requests and stream records go to programs.
pub struct Deployed {
    stack: Stack,
    functions: Functions,
    mail: MailService,
    changes: Changes,
}

impl Deployed {
    /// Starts a stack in memory and on free ports. Each program starts with its first event.
    ///
    /// # Errors
    /// As for [`Stack::start`].
    pub async fn start(programs: &Programs) -> Result<Self, StartError> {
        Self::start_with(programs, false).await
    }

    /// Starts a stack that holds back the table's stream: see [`Deployed::changes`].
    ///
    /// # Errors
    /// As for [`Stack::start`].
    pub async fn start_held_back(programs: &Programs) -> Result<Self, StartError> {
        Self::start_with(programs, true).await
    }

    async fn start_with(programs: &Programs, held_back: bool) -> Result<Self, StartError> {
        let (functions, changes) = (Arc::new(Mutex::new(Functions::new())), Changes::default());
        let (made, programs, held) = (Arc::clone(&functions), programs.clone(), Arc::clone(&changes));
        let followers: Vec<_> = Template::embedded()?.mappings.into_iter().map(|mapping| mapping.function).collect();
        let mail = MailService::start().await.map_err(|error| StartError::new("cannot start a thread", &error))?;
        let mail_url = mail.url();
        let make = move |environments: BTreeMap<String, local::Environment>| async move {
            let mut handlers = Handlers::new();
            for (name, environment) in environments {
                let Some(program) = programs.path(&name) else { continue };
                let launch = Launch::new(&name, program.to_owned(), environment);
                let function = Arc::new(Function::new(launch.with("AWS_ENDPOINT_URL_SESV2", &mail_url)));
                let handler = match held_back && followers.contains(&name) {
                    true => holding_back(Arc::clone(&held)),
                    false => leading_to(Arc::clone(&function)),
                };
                handlers.insert(name.clone(), handler);
                lock(&made).insert(name, function);
            }
            Ok(handlers)
        };
        let stack = Stack::start_with(Options::default(), make).await?;
        let functions = lock(&functions).clone();
        Ok(Self { stack, functions, mail, changes })
    }

    /// Returns the local stack.
    pub const fn stack(&self) -> &Stack {
        &self.stack
    }

    /// Returns the address of its database.
    pub fn database(&self) -> SocketAddr {
        let url = self.stack.dynamodb_url();
        let port = url.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or_default();
        (Ipv4Addr::LOCALHOST, port).into()
    }

    /// Returns the service that gets its messages.
    pub const fn mail(&self) -> &MailService {
        &self.mail
    }

    /// Returns the functions by name.
    pub const fn functions(&self) -> &BTreeMap<String, Arc<Function>> {
        &self.functions
    }

    /// Returns the stream records held back so far.
    pub async fn changes(&self) -> Vec<Value> {
        self.stack.drained().await;
        lock(&self.changes).clone()
    }
}

fn leading_to(function: Arc<Function>) -> Handler {
    Handler::program(move |event| {
        let function = Arc::clone(&function);
        async move {
            let response = function.invoke(event).await.map_err(|failure| failure.to_string())?;
            String::from_utf8(response.body.into()).map_err(|_| "its response is not UTF-8".to_owned())
        }
    })
}

fn holding_back(changes: Changes) -> Handler {
    Handler::program(move |event| {
        let event: Value = serde_json::from_str(&event).unwrap_or_default();
        let records = event.get("Records").and_then(Value::as_array);
        lock(&changes).extend(records.into_iter().flatten().cloned());
        async { Ok("{}".to_owned()) }
    })
}
