//! The measurements' environment: the local stack's table and a mail service behind TLS, on loopback.

use crate::Outcome;
use crate::subject::{FORM, Subject};
use crate::{events, members};
use bench::{Deployed, FunctionResponse, Launch, MailService, Programs, Sandbox, TlsFront};
use serde_dynamo::Item;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::answers;

/// The floor for functions that write to the table.
pub const OVER_TLS: &str = "floor-over-tls";

/// The services that programs use.
pub struct Stand {
    deployed: Deployed,
    table: TlsFront,
    mail: TlsFront,
    /// The directory of the floors' programs.
    floors: PathBuf,
    numbers: AtomicUsize,
}

impl Stand {
    /// Starts the services. Functions have the template's configuration; the table's stream is held back.
    pub async fn start(programs: &Programs, floors: PathBuf) -> Outcome<Self> {
        let deployed = Deployed::start_held_back(programs).await?;
        members::publish(deployed.stack()).await?;
        let table = TlsFront::start(deployed.database()).await?;
        let mail = table.another(deployed.mail().address()).await?;
        Ok(Self { deployed, table, mail, floors, numbers: AtomicUsize::new(1) })
    }

    /// Returns the launch of a function or a floor. The floor has no variables; the floor over TLS has those of `join`.
    pub fn launch(&self, function: &str) -> Outcome<Launch> {
        if function == "floor" {
            return Ok(Launch::new(function, self.floors.join(function), [].into()));
        }
        if function == OVER_TLS {
            let launch = self.launch("join")?;
            return Ok(Launch { program: self.floors.join(function), ..launch });
        }
        let known = self.deployed.functions().get(function).ok_or_else(|| format!("there is no {function}"))?;
        let authority = self.table.authority().display().to_string();
        let launch = known.launch().with("AWS_CA_BUNDLE", &authority);
        let launch = match function {
            // More than the default daily limit.
            "notify" => launch.with("MAIL_PER_DAY", "100000"),
            // Only a site on this machine may have an issuer on this machine.
            "review" => launch,
            // Without `SITE_URL`, each event can have another host name.
            _ => launch.with("SITE_URL", ""),
        };
        let launch = launch.with("AWS_ENDPOINT_URL_DYNAMODB", &self.table.url());
        Ok(launch.with("AWS_ENDPOINT_URL_SESV2", &self.mail.url()))
    }

    /// Returns an unused number.
    pub fn fresh(&self) -> usize {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Invokes a subject with its event, and checks the response.
    pub async fn invoke(&self, subject: &Subject, sandbox: &Sandbox) -> Outcome<FunctionResponse> {
        let number = self.fresh();
        if let Some(stored) = subject.stored {
            for item in stored(number)? {
                self.put(item).await?;
            }
        }
        self.expect(subject.expected, sandbox, (subject.event)(number)).await
    }

    /// Puts an item into the table.
    pub async fn put(&self, item: Item) -> Outcome<()> {
        let stack = self.deployed.stack();
        stack.client().put_item().table_name(stack.table_name()).set_item(Some(item.into())).send().await?;
        Ok(())
    }

    /// Invokes a sandbox and checks the response, because an error page would be faster.
    pub async fn expect(&self, expected: Expected, sandbox: &Sandbox, event: String) -> Outcome<FunctionResponse> {
        let before = self.mail().sent().len();
        let response = sandbox.invoke(event.clone()).await?;
        let read = response.json()?;
        let as_expected = match expected {
            Expected::Status(status) => read.get("statusCode").and_then(Value::as_u64) == Some(status),
            Expected::Messages(number) => {
                read.pointer("/batchItemFailures/0").is_none() && self.mail().sent().len() == before + number
            }
        };
        match as_expected {
            true => Ok(response),
            false => {
                let (body, log) = (read.to_string(), sandbox.stdout());
                Err(format!("not as expected, {expected:?}:\n{body:.400}\nto {event:.400}\n{log}").into())
            }
        }
    }

    /// Fills in an application, so that it can be submitted.
    pub async fn fill_in(&self, number: usize, sandbox: &Sandbox) -> Outcome<()> {
        for section in &FORM.sections {
            let form = answers::with(answers::valid(&FORM, &section.name), "version", "0");
            let event = events::post(number, &section.name, &form);
            self.expect(Expected::Status(303), sandbox, event).await?;
        }
        Ok(())
    }

    const fn mail(&self) -> &MailService {
        self.deployed.mail()
    }
}

/// A required response.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// A response with this status.
    Status(u64),
    /// No record to retry, and this many messages sent.
    Messages(usize),
}
