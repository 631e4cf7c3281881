//! Where the programs are measured: the local stack's table and a mail service, each behind TLS, on loopback.

use crate::Outcome;
use crate::events;
use crate::subject::Subject;
use bench::{Answer, Deployed, Launch, MailService, Programs, Sandbox, TlsFront};
use serde_dynamo::Item;
use serde_json::Value;
use shared::fields::Section;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use test_support::answers;

/// The floor of functions that write to the table.
pub const OVER_TLS: &str = "floor-over-tls";

/// What the programs talk to.
pub struct Stand {
    deployed: Deployed,
    table: TlsFront,
    mail: TlsFront,
    /// The directory of their programs.
    floors: PathBuf,
    numbers: AtomicUsize,
}

impl Stand {
    /// Starts it. Each function's configuration is the template's; the table's stream leads nowhere.
    pub async fn start(programs: &Programs, floors: PathBuf) -> Outcome<Self> {
        let deployed = Deployed::start_held_back(programs).await?;
        let table = TlsFront::start(deployed.database()).await?;
        let mail = table.another(deployed.mail().address()).await?;
        Ok(Self { deployed, table, mail, floors, numbers: AtomicUsize::new(1) })
    }

    /// What starts a function; or the floor, which is configured by nothing, and the floor over TLS, which is by all.
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
            // Far more messages than the stack sends in a day.
            "notify" => launch.with("MAIL_PER_DAY", "100000"),
            // Without an address of its own, a site is at the one that it is asked for: another for each event, at will.
            _ => launch.with("SITE_URL", ""),
        };
        let launch = launch.with("AWS_ENDPOINT_URL_DYNAMODB", &self.table.url());
        Ok(launch.with("AWS_ENDPOINT_URL_SESV2", &self.mail.url()))
    }

    /// A number that nothing was asked under yet.
    pub fn fresh(&self) -> usize {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Has a subject answer its event, and makes sure that it did what it was asked.
    pub async fn ask(&self, subject: &Subject, sandbox: &Sandbox) -> Outcome<Answer> {
        let number = self.fresh();
        if let Some(stored) = subject.stored {
            self.put(stored(number)?).await?;
        }
        self.expect(subject.expected, sandbox, (subject.event)(number)).await
    }

    /// Puts an item into the table.
    pub async fn put(&self, item: Item) -> Outcome<()> {
        let stack = self.deployed.stack();
        stack.client().put_item().table_name(stack.table_name()).set_item(Some(item.into())).send().await?;
        Ok(())
    }

    /// Has an event answered, and makes sure that what was asked was done: an error page is quickly made.
    pub async fn expect(&self, expected: Expected, sandbox: &Sandbox, event: String) -> Outcome<Answer> {
        let before = self.mail().sent().len();
        let answer = sandbox.invoke(event.clone()).await?;
        let read: Value = serde_json::from_slice(&answer.body)?;
        let as_expected = match expected {
            Expected::Status(status) => read.get("statusCode").and_then(Value::as_u64) == Some(status),
            Expected::Messages(number) => {
                read.pointer("/batchItemFailures/0").is_none() && self.mail().sent().len() == before + number
            }
        };
        match as_expected {
            true => Ok(answer),
            false => {
                let (answer, log) = (read.to_string(), sandbox.stdout());
                Err(format!("not as expected, {expected:?}:\n{answer:.400}\nto {event:.400}\n{log}").into())
            }
        }
    }

    /// Fills in an application, so that it can be sent.
    pub async fn fill_in(&self, number: usize, sandbox: &Sandbox) -> Outcome<()> {
        for section in Section::ALL {
            let form = answers::with(answers::good(section), "version", "0");
            let event = events::post(number, section.name(), &form);
            self.expect(Expected::Status(303), sandbox, event).await?;
        }
        Ok(())
    }

    const fn mail(&self) -> &MailService {
        self.deployed.mail()
    }
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// A response with this status.
    Status(u64),
    /// Nothing is to come again, and so many messages were sent.
    Messages(usize),
}
