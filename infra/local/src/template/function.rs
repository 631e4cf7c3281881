//! A function: where it is built from, what it is told, what it may do, and what
//! leads to it.

use std::collections::{BTreeMap, BTreeSet};

use super::node::{Node, Problem};
use super::value::Value;

/// An `AWS::Serverless::Function`.
#[derive(Debug, Clone)]
pub struct Function {
    /// The name of its binary, by which everything here calls it.
    pub name: String,
    /// Its name in the template.
    pub logical_id: String,
    /// Its directory, as written: relative to the template.
    pub code_uri: String,
    /// Its environment variables, with those of `Globals`.
    pub environment: BTreeMap<String, Value>,
    /// What its policies say, in order. Logs are its role's business.
    pub statements: Vec<Statement>,
}

/// One statement of a function's policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Actions, such as `dynamodb:GetItem`.
    pub actions: Vec<String>,
    /// What the actions may be done to.
    pub resources: Vec<Value>,
    /// What a request must be like. It must meet every one of these.
    pub conditions: Vec<Limit>,
}

/// One condition of a statement: an operator, a key and the values that the operator compares with the key's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The operator, such as `ForAllValues:StringLike`.
    pub operator: String,
    /// The condition key, such as `dynamodb:LeadingKeys`.
    pub key: String,
    /// The values, of which one must fit.
    pub values: Vec<Value>,
}

/// A route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// `ANY`, or a method in capitals.
    pub method: String,
    /// `$default`, or a path in which `{name}` is any one segment, and `{name+}`
    /// at the end any number of them.
    pub path: String,
    /// The name of the function it leads to.
    pub function: String,
}

/// An event of the type `SNS`: what is published to a topic leads to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The logical id of the topic.
    pub topic: String,
    /// The name of the function it leads to.
    pub function: String,
}

/// An event of the type `Schedule`: time leads to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The name of the function it leads to.
    pub function: String,
    /// How many seconds pass between two invocations.
    pub seconds: u64,
}

/// What leads to a function.
#[derive(Debug)]
pub(super) enum Trigger {
    Route(Route),
    Topic(Subscription),
    Time(Schedule),
}

impl Route {
    /// What API Gateway calls the route, in events and in its access log.
    pub fn key(&self) -> String {
        if self.path == "$default" { self.path.clone() } else { format!("{} {}", self.method, self.path) }
    }
}

impl Function {
    /// Actions that the function's policies allow.
    pub fn allowed_actions(&self) -> BTreeSet<&str> {
        let allowing = self.statements.iter().filter(|statement| statement.effect == "Allow");
        allowing.flat_map(|statement| &statement.actions).map(String::as_str).collect()
    }

    pub(super) fn read(
        id: &str,
        resource: &Node<'_>,
        globals: Option<&Node<'_>>,
    ) -> Result<(Self, Vec<Trigger>), Problem> {
        let properties = resource.require("Properties")?;
        let name = resource.require("Metadata")?.require("BuildProperties")?.require("Binary")?.text()?;
        let mut environment = BTreeMap::new();
        for place in globals.into_iter().chain([&properties]) {
            environment.extend(read_environment(place)?);
        }
        let function = Self {
            code_uri: properties.require("CodeUri")?.text()?,
            statements: read_statements(&properties)?,
            logical_id: id.to_owned(),
            environment,
            name,
        };
        let mut triggers = Vec::new();
        if let Some(events) = properties.get("Events") {
            for (_, event) in events.entries()? {
                triggers.push(read_trigger(&event, &function.name)?);
            }
        }
        Ok((function, triggers))
    }
}

fn read_environment(place: &Node<'_>) -> Result<BTreeMap<String, Value>, Problem> {
    let Some(variables) = place.get("Environment").and_then(|environment| environment.get("Variables")) else {
        return Ok(BTreeMap::new());
    };
    variables.entries()?.into_iter().map(|(name, value)| Ok((name, Value::read(&value)?))).collect()
}

fn read_statements(properties: &Node<'_>) -> Result<Vec<Statement>, Problem> {
    let Some(policies) = properties.get("Policies") else {
        return Ok(Vec::new());
    };
    let mut statements = Vec::new();
    for policy in policies.items() {
        // Not a managed policy, nor one of SAM's policy templates: what they
        // allow cannot be seen here and held against what the function does.
        for statement in policy.require("Statement")?.items() {
            let texts = |key| statement.require(key)?.items().iter().map(Node::text).collect::<Result<_, _>>();
            let values = |key| statement.require(key)?.items().iter().map(Value::read).collect::<Result<_, _>>();
            statements.push(Statement {
                effect: statement.require("Effect")?.text()?,
                actions: texts("Action")?,
                resources: values("Resource")?,
                conditions: read_limits(&statement)?,
            });
        }
    }
    Ok(statements)
}

fn read_limits(statement: &Node<'_>) -> Result<Vec<Limit>, Problem> {
    let mut limits = Vec::new();
    let Some(conditions) = statement.get("Condition") else { return Ok(limits) };
    for (operator, keys) in conditions.entries()? {
        for (key, values) in keys.entries()? {
            let values = values.items().iter().map(Value::read).collect::<Result<_, _>>()?;
            limits.push(Limit { operator: operator.clone(), key, values });
        }
    }
    Ok(limits)
}

fn read_trigger(event: &Node<'_>, function: &str) -> Result<Trigger, Problem> {
    let kind = event.require("Type")?;
    match kind.text()?.as_str() {
        "HttpApi" => read_route(event, function).map(Trigger::Route),
        "SNS" => read_subscription(event, function).map(Trigger::Topic),
        "Schedule" => read_schedule(event, function).map(Trigger::Time),
        _ => Err(kind.problem("the local stack knows events of the types HttpApi, SNS and Schedule only")),
    }
}

fn read_subscription(event: &Node<'_>, function: &str) -> Result<Subscription, Problem> {
    let properties = event.require("Properties")?;
    if let Some((name, property)) = properties.entries()?.into_iter().find(|(name, _)| name != "Topic") {
        return Err(property.problem(format!("the local stack does not know {name} of a topic")));
    }
    let topic = properties.require("Topic")?;
    match Value::read(&topic)? {
        Value::Ref(name) => Ok(Subscription { topic: name, function: function.to_owned() }),
        _ => Err(topic.problem("must be a topic of the template, as in !Ref TOPIC")),
    }
}

fn read_schedule(event: &Node<'_>, function: &str) -> Result<Schedule, Problem> {
    let properties = event.require("Properties")?;
    let known = |name: &str| matches!(name, "Schedule" | "Description");
    if let Some((name, property)) = properties.entries()?.into_iter().find(|(name, _)| !known(name)) {
        return Err(property.problem(format!("the local stack does not know {name} of a schedule")));
    }
    let schedule = properties.require("Schedule")?;
    let seconds = rate(&schedule.text()?);
    let problem = || schedule.problem("must be a rate, such as rate(1 hour)");
    Ok(Schedule { function: function.to_owned(), seconds: seconds.ok_or_else(problem)? })
}

/// The seconds of a rate expression, such as `rate(5 minutes)`.
fn rate(expression: &str) -> Option<u64> {
    let (number, unit) = expression.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let seconds = match unit.trim_end_matches('s') {
        "minute" => 60,
        "hour" => 60 * 60,
        "day" => 24 * 60 * 60,
        _ => return None,
    };
    number.parse::<u64>().ok().filter(|number| *number > 0)?.checked_mul(seconds)
}

fn read_route(event: &Node<'_>, function: &str) -> Result<Route, Problem> {
    let property = |name| event.get("Properties").and_then(|properties| properties.get(name));
    let text = |name| property(name).map(|node| node.text()).transpose();
    let (method, path) = match (text("Method")?, text("Path")?) {
        // As SAM has it: neither path nor method makes the default route.
        (None, None) => ("ANY".to_owned(), "$default".to_owned()),
        (Some(method), Some(path)) => (method.to_uppercase(), path),
        _ => return Err(event.problem("must have both Path and Method, or neither for the $default route")),
    };
    let variable_in_the_middle = path.find("+}").is_some_and(|at| at + 2 != path.len());
    if variable_in_the_middle || !(path == "$default" || path.starts_with('/')) {
        return Err(event.problem(format!("{path} is not a path that an HTTP API can route")));
    }
    // API Gateway's word for "every method" in OpenAPI; SAM takes both.
    let method = if method == "X-AMAZON-APIGATEWAY-ANY-METHOD" { "ANY".to_owned() } else { method };
    Ok(Route { method, path, function: function.to_owned() })
}
