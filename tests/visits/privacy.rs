//! Nothing personal is logged, and no address of an application either.

use crate::support::{answers, start};
use shared::env::Logging;
use shared::fields::Section;
use shared::telemetry;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

/// Everything that this process has logged since the first test that asked for it.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

#[tokio::test]
async fn neither_answers_nor_addresses_are_logged() {
    let everything = Logging { level: Some("trace".to_owned()) };
    let lines = tracing_subscriber::fmt::layer().json().with_writer(Log);
    tracing_subscriber::registry().with(lines).with(telemetry::filter(&everything)).init();
    let (stack, visitor) = start().await;
    let sent = visitor.apply().await;
    let draft = visitor.fill_in_everything().await;
    for section in Section::ALL {
        visitor.fill_in(&draft, section, Vec::new()).await;
    }
    visitor.get("/join/ada@example.com").await;
    stack.client().delete_table().table_name(stack.table_name()).send().await.unwrap();
    for section in Section::ALL {
        let path = format!("{draft}/{}", section.name());
        visitor.post(&path, &answers::with(answers::good(section), "version", "1")).await;
    }
    visitor.post(&format!("{draft}/submit"), &vec![("version", "4".to_owned())]).await;
    visitor.get(&draft).await;

    let log = String::from_utf8(LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap();
    assert!(log.contains("application received") && log.contains("table did not take the request"), "{log}");
    let typed = Section::ALL.into_iter().flat_map(answers::good).map(|(_, value)| value);
    let personal =
        typed.filter(|value| value.len() > 9).chain([sent, draft].map(|address| address.replace("/join/", "")));
    for value in personal {
        assert!(!log.contains(&value), "{value} was logged");
    }
}
