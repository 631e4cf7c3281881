//! Lines of JSON: what an event says, the ids of its invocation, and what it counts.
//!
//! The JSON format of `tracing-subscriber` can write neither the ids beside the event's fields nor the object that the
//! embedded metric format needs: docs/decisions/0013-our-own-log-lines.md.

use super::metric::{self, FIELD};
use crate::clock;
use crate::timestamp::Timestamp;
use serde_json::Value;
use std::fmt::{self, Write};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The fields of the runtime's span around an invocation.
const LAMBDA_REQUEST: &str = "requestId";
const LAMBDA_TRACE: &str = "xrayTraceId";

/// The field of our own span around a request of API Gateway.
pub(crate) const GATEWAY_REQUEST: &str = "request.id";

/// Hands each event to a writer, as a line of JSON.
pub struct Lines {
    targets: Targets,
    most: LevelFilter,
    /// The namespace of metrics; `None` to count nothing.
    namespace: Option<String>,
    write: Box<dyn Fn(&str) + Send + Sync>,
}

impl Lines {
    pub(super) fn new(
        targets: Targets,
        level: LevelFilter,
        namespace: Option<&str>,
        write: Box<dyn Fn(&str) + Send + Sync>,
    ) -> Self {
        // Events that count, and invocations, are at `info`.
        Self { targets, most: level.max(LevelFilter::INFO), namespace: namespace.map(str::to_owned), write }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let has = |field| metadata.fields().field(field).is_some();
        if metadata.is_span() {
            return has(LAMBDA_REQUEST) || has(GATEWAY_REQUEST);
        }
        has(FIELD) || self.targets.would_enable(metadata.target(), metadata.level())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let outer = span.parent().and_then(|outer| outer.extensions().get::<Ids>().cloned());
        let mut ids = outer.unwrap_or_default();
        attributes.record(&mut ids);
        span.extensions_mut().insert(ids);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let (metadata, milliseconds) = (event.metadata(), clock::milliseconds());
        let seconds = i64::try_from(milliseconds / 1_000).unwrap_or_default();
        let time = Timestamp::from_unix(seconds).to_string();
        let (time, fraction) = (time.trim_end_matches('Z'), milliseconds % 1_000);
        let level = metadata.level();
        let mut line =
            Line { json: format!(r#"{{"timestamp":"{time}.{fraction:03}Z","level":"{level}""#), counts: None };
        event.record(&mut line);
        line.text("target", metadata.target());
        if let Some(ids) = context.event_span(event).and_then(|span| span.extensions().get::<Ids>().cloned()) {
            ids.write(&mut line);
        }
        let Line { mut json, counts } = line;
        if let Some((metric, namespace)) = counts.zip(self.namespace.as_deref()) {
            json += &metric::members(&metric, namespace, milliseconds);
        }
        json += "}\n";
        (self.write)(&json);
    }
}

/// What identifies an invocation.
#[derive(Clone, Default)]
struct Ids {
    /// The root of the trace, as X-Ray names it.
    trace: Option<String>,
    /// API Gateway's id of the request, as in its access log; that of Lambda for other events.
    request: Option<String>,
}

impl Ids {
    fn write(&self, line: &mut Line) {
        let ids = [("trace.id", &self.trace), ("request.id", &self.request)];
        ids.into_iter()
            .filter_map(|(name, id)| Some((name, id.as_deref()?)))
            .for_each(|(name, id)| line.text(name, id));
    }
}

impl Visit for Ids {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            LAMBDA_REQUEST | GATEWAY_REQUEST => self.request = Some(value.to_owned()),
            LAMBDA_TRACE => self.trace = Some(root(value).to_owned()),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// Returns the id in a [tracing
/// header](https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader), such as
/// `Root=1-66f2a1a4-3f2c8a7d5b1e4c9a0d6e7f80;Parent=53995c3f42cd8ad8;Sampled=0`.
fn root(header: &str) -> &str {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root=")).unwrap_or(header)
}

/// A line that is being written.
struct Line {
    /// An object that is not closed.
    json: String,
    /// The name of the metric towards which the event counts.
    counts: Option<String>,
}

impl Line {
    fn text(&mut self, name: &str, value: &str) {
        self.member(name, &Value::from(value));
    }

    fn member(&mut self, name: &str, value: &dyn fmt::Display) {
        // Writing to a text can't fail, and names of fields have nothing to escape.
        let _ = write!(self.json, r#","{name}":{value}"#);
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            FIELD => self.counts = Some(value.to_owned()),
            name => self.text(name, value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field.name(), &format!("{value:?}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.member(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.member(field.name(), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.member(field.name(), &value);
    }
}

#[cfg(test)]
mod tests;
