//! A function: its code, environment, policies and events.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use super::Value;
use super::yaml::one_or_many;

/// An `AWS::Serverless::Function`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Function {
    /// The name of its binary, which is used everywhere in this crate.
    #[serde(skip)]
    pub name: String,
    /// Its name in the template.
    #[serde(skip)]
    pub logical_id: String,
    /// Its directory, relative to the template.
    pub code_uri: String,
    #[serde(default)]
    pub(super) environment: Environment,
    /// The statements of its policies, in order. SAM adds statements for logs. Managed policies and SAM's policy
    /// templates are refused, because their actions are not in the template.
    #[serde(default, rename = "Policies", deserialize_with = "statements")]
    pub statements: Vec<Statement>,
    #[serde(default)]
    pub(super) events: BTreeMap<String, Event>,
}

/// A function's environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Environment {
    pub(super) variables: BTreeMap<String, Value>,
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

/// A route of the HTTP API, for any method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
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

/// An event that invokes the function.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "Type", content = "Properties")]
pub(super) enum Event {
    HttpApi(HttpApi),
    #[serde(rename = "SNS")]
    Sns(Sns),
    Schedule(Schedule),
    ScheduleV2(ScheduleV2),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct HttpApi {
    method: Option<Method>,
    path: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
enum Method {
    #[serde(rename = "ANY")]
    Any,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Sns {
    pub(super) topic: Value,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Schedule {
    #[serde(rename = "Schedule")]
    _rate: Rate,
    #[serde(rename = "Description")]
    _description: IgnoredAny,
}

#[derive(Debug, Clone, Deserialize)]
enum Rate {
    #[serde(rename = "rate(1 hour)")]
    Hourly,
}

/// A schedule of EventBridge Scheduler.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ScheduleV2 {
    #[serde(rename = "OmitName")]
    _omit_name: IgnoredAny,
    #[serde(rename = "ScheduleExpression")]
    _expression: DailyExpression,
    #[serde(rename = "Description")]
    _description: IgnoredAny,
    /// The event.
    pub(super) input: String,
}

#[derive(Debug, Clone, Deserialize)]
enum DailyExpression {
    #[serde(rename = "cron(0 6 * * ? *)")]
    AtSix,
}

impl Route {
    /// Returns the route's key, as in events and in the access log.
    pub fn key(&self) -> String {
        if self.path == "$default" { self.path.clone() } else { format!("ANY {}", self.path) }
    }
}

impl Function {
    /// Returns the reference to its alias, through which everything invokes it.
    pub(super) fn alias(&self) -> Value {
        Value::Ref(format!("{}.Alias", self.logical_id))
    }

    /// Returns the actions that the function's policies allow.
    pub fn allowed_actions(&self) -> BTreeSet<&str> {
        let allowing = self.statements.iter().filter(|statement| statement.effect == "Allow");
        allowing.flat_map(|statement| &statement.actions).map(String::as_str).collect()
    }
}

impl HttpApi {
    /// Returns the path of the route. As in SAM, an event with neither path nor method is the default route.
    pub(super) fn path(&self) -> Result<String, String> {
        match (&self.method, &self.path) {
            (None, None) => Ok("$default".to_owned()),
            (Some(Method::Any), Some(path)) if path.starts_with('/') && !path.trim_end_matches("+}").contains('+') => {
                Ok(path.clone())
            }
            _ => Err("must have a Method and a Path that an HTTP API can route, or neither for $default".to_owned()),
        }
    }
}

fn statements<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Statement>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Policy {
        statement: Vec<Statement>,
    }
    Ok(Vec::<Policy>::deserialize(from)?.into_iter().flat_map(|policy| policy.statement).collect())
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
