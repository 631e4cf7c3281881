//! A function: its code, environment, policies and events.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};
use serde_json::Value as Json;

use super::value::Value;
use super::yaml::{YamlError, one_or_many, read};

/// An `AWS::Serverless::Function`.
#[derive(Debug, Clone)]
pub struct Function {
    /// The name of its binary, which is used everywhere in this crate.
    pub name: String,
    /// Its name in the template.
    pub logical_id: String,
    /// Its directory, relative to the template.
    pub code_uri: String,
    /// Its environment variables, with those of `Globals`.
    pub environment: BTreeMap<String, Value>,
    /// The statements of its policies, in order. SAM adds statements for logs.
    pub statements: Vec<Statement>,
}

/// One statement of a function's policies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Statement {
    /// `Allow` or `Deny`.
    #[serde(rename = "Effect")]
    pub effect: String,
    /// Actions, such as `dynamodb:GetItem`.
    #[serde(rename = "Action", deserialize_with = "one_or_many")]
    pub actions: Vec<String>,
    /// The resources that the statement is about.
    #[serde(rename = "Resource", deserialize_with = "one_or_many")]
    pub resources: Vec<Value>,
    /// The conditions, all of which a request must meet.
    #[serde(rename = "Condition", default, deserialize_with = "limits")]
    pub conditions: Vec<Limit>,
}

/// A condition of a statement: an operator compares a key's value with these values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The operator, such as `ForAllValues:StringLike`.
    pub operator: String,
    /// The condition key, such as `dynamodb:LeadingKeys`.
    pub key: String,
    /// The values, any of which must match.
    pub values: Vec<Value>,
}

/// A route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `ANY`, or a method in capitals.
    pub method: String,
    /// `$default`, or a path in which `{name}` is one segment, and a final `{name+}` any number of them.
    pub path: String,
    /// The name of the function.
    pub function: String,
}

/// An `SNS` event: a topic's messages invoke a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The logical id of the topic.
    pub topic: String,
    /// The name of the function.
    pub function: String,
}

/// A `Schedule` event: a function is invoked at an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The name of the function.
    pub function: String,
    /// The interval in seconds.
    pub seconds: u64,
}

/// The function as written in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    metadata: Metadata,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    build_properties: BuildProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BuildProperties {
    binary: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    code_uri: String,
    #[serde(default)]
    environment: Environment,
    /// Policy documents only: the actions of managed policies and SAM's policy templates are not in the template.
    #[serde(default)]
    policies: Vec<Policy>,
    #[serde(default)]
    events: BTreeMap<String, Event>,
}

/// The environment of a function, or of all functions.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Environment {
    pub(super) variables: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    statement: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(tag = "Type", content = "Properties")]
enum Event {
    HttpApi(HttpApi),
    #[serde(rename = "SNS")]
    Sns(Sns),
    Schedule(Rate),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HttpApi {
    method: Option<String>,
    path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Sns {
    topic: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Rate {
    schedule: String,
    #[serde(rename = "Description")]
    _description: Option<IgnoredAny>,
}

/// The events that invoke functions.
#[derive(Default)]
pub(super) struct Triggers {
    pub(super) routes: Vec<Route>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) schedules: Vec<Schedule>,
}

impl Route {
    /// Returns the route's key, as in events and in the access log.
    pub fn key(&self) -> String {
        if self.path == "$default" { self.path.clone() } else { format!("{} {}", self.method, self.path) }
    }
}

impl Function {
    /// Returns the actions that the function's policies allow.
    pub fn allowed_actions(&self) -> BTreeSet<&str> {
        let allowing = self.statements.iter().filter(|statement| statement.effect == "Allow");
        allowing.flat_map(|statement| &statement.actions).map(String::as_str).collect()
    }

    /// Reads the function at the path `at`, with the environment of all functions, and adds its events to `triggers`.
    pub(super) fn read(
        at: &str,
        id: &str,
        resource: &Json,
        globals: &Environment,
        triggers: &mut Triggers,
    ) -> Result<Self, YamlError> {
        let Resource { metadata, properties } = read(at, resource)?;
        let name = metadata.build_properties.binary;
        let mut environment = globals.variables.clone();
        environment.extend(properties.environment.variables);
        for (event_id, event) in properties.events {
            let problem = |what| YamlError::new(format!("{at}.Properties.Events.{event_id}"), what);
            triggers.add(event, &name).map_err(problem)?;
        }
        Ok(Self {
            code_uri: properties.code_uri,
            statements: properties.policies.into_iter().flat_map(|policy| policy.statement).collect(),
            logical_id: id.to_owned(),
            environment,
            name,
        })
    }
}

impl Triggers {
    fn add(&mut self, event: Event, function: &str) -> Result<(), String> {
        let function = function.to_owned();
        match event {
            Event::HttpApi(event) => {
                let (method, path) = event.route()?;
                self.routes.push(Route { method, path, function });
            }
            Event::Sns(Sns { topic: Value::Ref(topic) }) => self.subscriptions.push(Subscription { topic, function }),
            Event::Sns(_) => return Err("Topic must be a topic of the template, as in !Ref TOPIC".to_owned()),
            Event::Schedule(rate) => {
                let seconds = seconds(&rate.schedule).ok_or("Schedule must be a rate, such as rate(1 hour)")?;
                self.schedules.push(Schedule { function, seconds });
            }
        }
        Ok(())
    }
}

impl HttpApi {
    /// Returns the method and the path of the route.
    fn route(self) -> Result<(String, String), String> {
        let (method, path) = match (self.method, self.path) {
            // As in SAM, an event with neither path nor method is the default route.
            (None, None) => ("ANY".to_owned(), "$default".to_owned()),
            (Some(method), Some(path)) => (method.to_uppercase(), path),
            _ => return Err("must have both Path and Method, or neither for the $default route".to_owned()),
        };
        let parameter_in_the_middle = path.find("+}").is_some_and(|at| at + 2 != path.len());
        if parameter_in_the_middle || !(path == "$default" || path.starts_with('/')) {
            return Err(format!("{path} is not a path that an HTTP API can route"));
        }
        // OpenAPI's name for every method in API Gateway; SAM takes both.
        Ok((if method == "X-AMAZON-APIGATEWAY-ANY-METHOD" { "ANY".to_owned() } else { method }, path))
    }
}

/// Returns the seconds of a rate expression, such as `rate(5 minutes)`.
fn seconds(expression: &str) -> Option<u64> {
    let (number, unit) = expression.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let seconds = match unit.trim_end_matches('s') {
        "minute" => 60,
        "hour" => 60 * 60,
        "day" => 24 * 60 * 60,
        _ => return None,
    };
    number.parse::<u64>().ok().filter(|number| *number > 0)?.checked_mul(seconds)
}

fn limits<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Limit>, D::Error> {
    #[derive(Deserialize)]
    struct Values(#[serde(deserialize_with = "one_or_many")] Vec<Value>);
    let operators = BTreeMap::<String, BTreeMap<String, Values>>::deserialize(from)?;
    let limits = operators.into_iter().flat_map(|(operator, keys)| {
        keys.into_iter().map(move |(key, Values(values))| Limit { operator: operator.clone(), key, values })
    });
    Ok(limits.collect())
}
