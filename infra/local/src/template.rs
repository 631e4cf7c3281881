//! `infra/template.yaml`, read for the local stack and the tests.
//!
//! Only what that file uses is supported. Anything else is an error and never ignored: the local stack is the deployed
//! one.

mod function;
mod mapping;
mod queue;
mod table;
mod value;
mod yaml;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

pub use function::{Function, Limit, Route, Statement, Subscription};
pub use mapping::Mapping;
pub use queue::Queue;
pub use table::{StreamSpecification, Table, TimeToLive};
pub(crate) use table::{local_name, logical_id};
pub use value::Value;

use crate::queue::url;
use crate::schedule::Schedule;
use function::{Event, Sns};
use value::{Condition, Rule, Scope};

/// The environment variables of one function.
pub type Environment = BTreeMap<String, String>;

/// The repository's template at compile time.
const EMBEDDED: &str = include_str!("../../template.yaml");

/// The parts of the stack.
#[derive(Debug, Clone)]
pub struct Template {
    file: String,
    document: Document,
    /// The functions by name. Each has the name of its binary and of its directory under `functions/`.
    pub functions: BTreeMap<String, Function>,
    /// The routes of the HTTP API.
    pub routes: Vec<Route>,
    /// The mappings from the table's stream to functions.
    pub mappings: Vec<Mapping>,
    /// The queues whose messages invoke functions.
    pub queues: Vec<Queue>,
    /// The functions' subscriptions to topics. SES publishes to them on AWS; locally nothing does.
    pub subscriptions: Vec<Subscription>,
    /// The schedules that invoke functions.
    pub schedules: Vec<Schedule>,
    /// The table.
    pub table: Table,
}

/// A mistake in the template: one line with the file, the path within it and the problem.
#[derive(Debug)]
pub struct TemplateError(String);

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// Returns the repository's template at compile time.
    ///
    /// # Errors
    /// If the local stack does not support the template.
    pub fn embedded() -> Result<Self, TemplateError> {
        Self::parse(EMBEDDED, "infra/template.yaml")
    }

    /// Reads a template from a file.
    ///
    /// # Errors
    /// If the file can't be read, or the local stack does not support the template.
    pub fn read(path: &Path) -> Result<Self, TemplateError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| TemplateError(format!("{file}: {error}")))?;
        Self::parse(&text, &file)
    }

    /// Parses a template; errors call it `file`.
    ///
    /// # Errors
    /// If the local stack does not support the template.
    pub fn parse(text: &str, file: &str) -> Result<Self, TemplateError> {
        let read = yaml::parse(text).and_then(|root| Self::read_root(&root, file));
        read.map_err(|problem| TemplateError(format!("{file}: {problem}")))
    }

    fn read_root(root: &Json, file: &str) -> Result<Self, String> {
        let document: Document = yaml::read("", root)?;
        if document.globals.pointer("/Function/Environment").is_some() {
            return Err("Globals: the local stack reads only the functions' own variables".to_owned());
        }
        document.one("AWS::Serverless::HttpApi")?;
        let (id, table) = document.one("AWS::DynamoDB::Table")?;
        let mut table: Table = table.read(id)?;
        table.logical_id.clone_from(id);
        let topics: Vec<_> = document.of_type("AWS::SNS::Topic").map(|(id, _)| id).collect();
        let mut functions = BTreeMap::<_, Function>::new();
        let (mut routes, mut subscriptions, mut schedules) = (Vec::new(), Vec::new(), Vec::new());
        for (id, resource) in document.of_type("AWS::Serverless::Function") {
            let binary = resource.metadata.pointer("/BuildProperties/Binary").and_then(Json::as_str);
            let name = binary.ok_or_else(|| format!("Resources.{id}.Metadata: has no Binary"))?.to_owned();
            let function = Function { name: name.clone(), logical_id: id.clone(), ..resource.read(id)? };
            for (event_id, event) in &function.events {
                let (at, function) = (format!("Resources.{id}.Properties.Events.{event_id}"), name.clone());
                match event {
                    Event::HttpApi(event) => {
                        let path = event.path().map_err(|problem| format!("{at}: {problem}"))?;
                        routes.push(Route { path, function });
                    }
                    Event::Sns(Sns { topic: Value::Ref(topic) }) if topics.contains(&topic) => {
                        subscriptions.push(Subscription { topic: topic.clone(), function });
                    }
                    Event::Sns(_) => {
                        return Err(format!("{at}: Topic must be a topic of the template, as in !Ref TOPIC"));
                    }
                    Event::Schedule(_) => schedules.push(Schedule::hourly(function)),
                    Event::ScheduleV2(event) => schedules.push(Schedule::daily(function, &event.input)?),
                }
            }
            if let Some(twin) = functions.insert(name, function) {
                return Err(format!("Resources.{id}: {} has the same binary", twin.logical_id));
            }
        }
        let (mut mappings, mut queues) = (Vec::new(), Vec::new());
        for (id, resource) in document.of_type("AWS::Lambda::EventSourceMapping") {
            if let Some((queue, source)) = document.queue_of(resource) {
                let mapping: queue::Mapping = resource.read(id)?;
                let mapped = mapping.queue(functions.values(), queue, source.read(queue)?);
                queues.push(mapped.map_err(|problem| format!("Resources.{id}.Properties: {problem}"))?);
                continue;
            }
            let properties: mapping::Properties = resource.read(id)?;
            let mapping = properties.mapping(functions.values(), &table);
            mappings.push(mapping.map_err(|problem| format!("Resources.{id}.Properties: {problem}"))?);
        }
        Ok(Self {
            file: file.to_owned(),
            functions,
            routes,
            mappings,
            queues,
            subscriptions,
            schedules,
            table,
            document,
        })
    }

    /// Returns the environment of each function, by name.
    ///
    /// Parameters that are not in `given` have their defaults; an empty `SiteUrl` becomes `site_url`. A reference to
    /// the table is [`Table::local_name`], one to a configuration set a similar name, one to a queue its URL, and
    /// one to the stack's name `local`.
    ///
    /// # Errors
    /// If a rule refuses the parameters, or a value refers to something that only AWS knows.
    pub fn environments(
        &self,
        site_url: &str,
        given: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, Environment>, TemplateError> {
        let problem = |problem: String| TemplateError(format!("{}: {problem}", self.file));
        let scope = self.check(site_url, given)?;
        let environment = |function: &Function| {
            let resolved = function.environment.variables.iter().map(|(variable, value)| {
                let named = |what| problem(format!("{}, variable {variable}: {what}", function.logical_id));
                Ok((variable.clone(), scope.resolve(value).map_err(named)?))
            });
            Ok((function.name.clone(), resolved.collect::<Result<_, TemplateError>>()?))
        };
        self.functions.values().map(environment).collect()
    }

    /// Checks the rules, and returns what values may refer to.
    fn check(&self, site_url: &str, given: &BTreeMap<String, String>) -> Result<Scope, TemplateError> {
        let scope = Scope { names: self.names(site_url, given), conditions: self.document.conditions.clone() };
        for (name, rule) in &self.document.rules {
            scope.check(rule).map_err(|what| TemplateError(format!("{}: Rules.{name}: {what}", self.file)))?;
        }
        Ok(scope)
    }

    /// Returns the delay of a queue in seconds, with these parameters.
    ///
    /// # Errors
    /// If it refers to something that only AWS knows.
    pub(crate) fn delay(&self, queue: &Queue, given: &BTreeMap<String, String>) -> Result<String, TemplateError> {
        let scope = Scope { names: self.names("", given), conditions: self.document.conditions.clone() };
        let named = |what| TemplateError(format!("{}: {}, DelaySeconds: {what}", self.file, queue.logical_id));
        scope.resolve(&queue.delay).map_err(named)
    }

    /// Returns the local values for `!Ref`.
    fn names(&self, site_url: &str, given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let defaults = self.document.parameters.iter();
        let mut names: BTreeMap<_, _> = defaults.map(|(name, one)| (name.clone(), one.default.clone())).collect();
        names.extend(given.clone());
        if names.get("SiteUrl").is_some_and(String::is_empty) {
            names.insert("SiteUrl".to_owned(), site_url.to_owned());
        }
        let sets = self.document.of_type("AWS::SES::ConfigurationSet").map(|(id, _)| id);
        names.extend(sets.chain([&self.table.logical_id]).map(|id| (id.clone(), table::local_name(id))));
        names.insert("AWS::StackName".to_owned(), "local".to_owned());
        names.insert("AWS::Region".to_owned(), "us-east-1".to_owned());
        names.extend(self.queues.iter().map(|queue| (queue.logical_id.clone(), url(site_url, &queue.logical_id))));
        names
    }
}

/// The template as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    parameters: BTreeMap<String, Parameter>,
    rules: BTreeMap<String, Rule>,
    conditions: BTreeMap<String, Condition>,
    globals: Json,
    resources: BTreeMap<String, Resource>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    default: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    #[serde(rename = "Type")]
    kind: String,
    condition: Option<String>,
    #[serde(default)]
    metadata: Json,
    #[serde(default)]
    properties: Json,
}

impl Document {
    fn of_type(&self, kind: &str) -> impl Iterator<Item = (&String, &Resource)> {
        self.resources.iter().filter(move |(_, resource)| resource.kind == kind)
    }

    /// Returns the queue from which a mapping takes messages, if it takes them from one.
    fn queue_of(&self, mapping: &Resource) -> Option<(&String, &Resource)> {
        let source = mapping.properties.pointer("/EventSourceArn/Fn::GetAtt")?.as_str()?.strip_suffix(".Arn")?;
        self.of_type("AWS::SQS::Queue").find(|(id, _)| *id == source)
    }

    /// Returns the only resource of a kind.
    fn one(&self, kind: &str) -> Result<(&String, &Resource), String> {
        let found: Vec<_> = self.of_type(kind).collect();
        match found.as_slice() {
            [only] => Ok(*only),
            _ => Err(format!("Resources: has {} of type {kind}, and must have one", found.len())),
        }
    }
}

impl Resource {
    /// Reads the properties. The local stack creates conditional resources, too, so they are refused.
    fn read<T: DeserializeOwned>(&self, id: &str) -> Result<T, String> {
        match self.condition {
            None => yaml::read(&format!("Resources.{id}.Properties"), &self.properties),
            Some(_) => Err(format!("Resources.{id}.Condition: the local stack does not support conditions here")),
        }
    }
}

#[cfg(test)]
mod tests;
