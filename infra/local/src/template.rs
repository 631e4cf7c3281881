//! `infra/template.yaml`, read for the local stack and the tests.
//!
//! A part that the local stack doesn't support is an error and never ignored: the local stack is the deployed one.

mod condition;
mod function;
mod mapping;
mod table;
mod value;
mod yaml;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value as Json;

pub use function::{Function, Limit, Route, Schedule, Statement, Subscription};
pub use mapping::{Mapping, Pattern};
pub use table::{Index, Key, Projection, Table};
pub use value::Value;

use condition::{Condition, Rule};
use function::Triggers;
use yaml::YamlError;

/// The environment variables of one function.
pub type Environment = BTreeMap<String, String>;

/// The repository's template at compile time.
const EMBEDDED: &str = include_str!("../../template.yaml");

/// The parts of the stack.
#[derive(Debug, Clone)]
pub struct Template {
    file: String,
    /// Parameters and their defaults; `None` for one without a default.
    pub parameters: BTreeMap<String, Option<String>>,
    /// The functions by name. Each has the name of its binary and of its directory under `functions/`.
    pub functions: BTreeMap<String, Function>,
    /// The routes of the HTTP API.
    pub routes: Vec<Route>,
    /// The mappings from the table's stream to functions.
    pub mappings: Vec<Mapping>,
    /// The functions' subscriptions to topics. SES publishes to them on AWS; locally nothing does.
    pub subscriptions: Vec<Subscription>,
    /// The functions' schedules.
    pub schedules: Vec<Schedule>,
    /// Logical ids of the resources that a value may refer to.
    referable: Vec<String>,
    conditions: BTreeMap<String, Condition>,
    rules: BTreeMap<String, Rule>,
    /// The table.
    pub table: Table,
}

/// A mistake in the template: one line with the file, the path within it and the problem.
#[derive(Debug)]
pub struct TemplateError {
    file: String,
    problem: YamlError,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.problem)
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
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &file),
            Err(error) => Err(TemplateError { file, problem: YamlError::new("", error.to_string()) }),
        }
    }

    /// Parses a template; errors call it `file`.
    ///
    /// # Errors
    /// If the local stack does not support the template.
    pub fn parse(text: &str, file: &str) -> Result<Self, TemplateError> {
        let problem = |problem| TemplateError { file: file.to_owned(), problem };
        yaml::parse(text).and_then(|root| Self::read_root(&root, file)).map_err(problem)
    }

    fn read_root(root: &Json, file: &str) -> Result<Self, YamlError> {
        let document: Document = yaml::read("", root)?;
        let globals = document.globals.function.environment;
        let (mut apis, mut tables, mut streams) = (Vec::new(), Vec::new(), Vec::new());
        let (mut referable, mut topics) = (Vec::new(), Vec::new());
        let (mut functions, mut triggers) = (BTreeMap::<_, Function>::new(), Triggers::default());
        for (id, resource) in document.resources {
            let at = format!("Resources.{id}");
            let Some(kind) = resource.get("Type").and_then(Json::as_str) else {
                return Err(YamlError::new(&at, "missing field `Type`"));
            };
            match kind {
                "AWS::Serverless::HttpApi" => apis.push(id),
                "AWS::DynamoDB::Table" => {
                    refuse_condition(&at, &resource)?;
                    tables.push(Table::read(&at, &id, &resource)?);
                    referable.push(id);
                }
                "AWS::Lambda::EventSourceMapping" => {
                    refuse_condition(&at, &resource)?;
                    streams.push((at, resource));
                }
                "AWS::SES::ConfigurationSet" => referable.push(id),
                "AWS::SNS::Topic" => topics.push(id),
                "AWS::Serverless::Function" => {
                    refuse_condition(&at, &resource)?;
                    let function = Function::read(&at, &id, &resource, &globals, &mut triggers)?;
                    if let Some(twin) = functions.insert(function.name.clone(), function) {
                        return Err(YamlError::new(at, format!("{} has the same binary", twin.logical_id)));
                    }
                }
                _ => {}
            }
        }
        one(apis, "AWS::Serverless::HttpApi")?;
        let table = one(tables, "AWS::DynamoDB::Table")?;
        let names = functions.values().map(|function| (function.logical_id.clone(), function.name.clone())).collect();
        let mappings = streams.iter().map(|(at, stream)| Mapping::read(at, stream, &names));
        let mappings = mappings.collect::<Result<Vec<_>, _>>()?;
        let has_stream = |mapping: &&Mapping| table.stream.is_some() && mapping.table == table.logical_id;
        if let Some(mapping) = mappings.iter().find(|mapping| !has_stream(mapping)) {
            return Err(YamlError::new(
                "Resources",
                format!("{} has no stream for {}", mapping.table, mapping.function),
            ));
        }
        let Triggers { routes, subscriptions, schedules } = triggers;
        if let Some(unknown) = subscriptions.iter().find(|subscription| !topics.contains(&subscription.topic)) {
            return Err(YamlError::new("Resources", format!("{} has no topic {}", unknown.function, unknown.topic)));
        }
        Ok(Self {
            file: file.to_owned(),
            parameters: document.parameters.into_iter().map(|(name, one)| (name, one.default)).collect(),
            functions,
            routes,
            mappings,
            subscriptions,
            schedules,
            referable,
            conditions: document.conditions,
            rules: document.rules,
            table,
        })
    }

    /// Returns the environment of each function, by name.
    ///
    /// Parameters that are not in `given` have their defaults; an empty `SiteUrl` becomes `site_url`. A reference to
    /// the table is [`Table::local_name`], and one to a configuration set a similar name.
    ///
    /// # Errors
    /// If a rule refuses the parameters, or a value refers to something that only AWS knows.
    pub fn environments(
        &self,
        site_url: &str,
        given: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, Environment>, TemplateError> {
        let names = self.names(site_url, given);
        for (name, rule) in &self.rules {
            rule.check(&names).map_err(|what| self.error(YamlError::new(format!("Rules.{name}"), what)))?;
        }
        let conditions = condition::evaluate(&self.conditions, &names);
        let conditions = conditions.map_err(|what| self.error(YamlError::new("Conditions", what)))?;
        let environment = |function: &Function| {
            let resolved = function.environment.iter().map(|(variable, value)| {
                let at = || format!("{}, variable {variable}", function.logical_id);
                let text = value.resolve(&names, &conditions).map_err(|what| YamlError::new(at(), what))?;
                Ok((variable.clone(), text))
            });
            Ok((function.name.clone(), resolved.collect::<Result<_, YamlError>>()?))
        };
        let environments: Result<_, YamlError> = self.functions.values().map(environment).collect();
        environments.map_err(|problem| self.error(problem))
    }

    fn error(&self, problem: YamlError) -> TemplateError {
        TemplateError { file: self.file.clone(), problem }
    }

    /// Returns the local values for `!Ref` and `${}`.
    fn names(&self, site_url: &str, given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut names: BTreeMap<_, _> = [
            ("AWS::AccountId", "123456789012"),
            ("AWS::Partition", "aws"),
            ("AWS::Region", crate::REGION),
            ("AWS::StackName", "local"),
            ("AWS::URLSuffix", "amazonaws.com"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for (name, default) in &self.parameters {
            if let Some(default) = default {
                names.insert(name.clone(), default.clone());
            }
        }
        names.extend(given.clone());
        if names.get("SiteUrl").is_some_and(String::is_empty) {
            names.insert("SiteUrl".to_owned(), site_url.to_owned());
        }
        names.extend(self.referable.iter().map(|id| (id.clone(), table::local_name(id))));
        names
    }
}

/// The template as written.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Document {
    parameters: BTreeMap<String, Parameter>,
    rules: BTreeMap<String, Rule>,
    conditions: BTreeMap<String, Condition>,
    globals: Globals,
    resources: BTreeMap<String, Json>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    default: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Globals {
    function: GlobalFunction,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GlobalFunction {
    environment: function::Environment,
}

/// Refuses conditional resources, because the local stack creates them all.
fn refuse_condition(at: &str, resource: &Json) -> Result<(), YamlError> {
    let refused = "the local stack does not support conditions of functions, streams and tables";
    match resource.get("Condition") {
        Some(_) => Err(YamlError::new(format!("{at}.Condition"), refused)),
        None => Ok(()),
    }
}

/// Returns the only resource of a kind.
fn one<T>(found: Vec<T>, kind: &str) -> Result<T, YamlError> {
    let count = found.len();
    match found.into_iter().next() {
        Some(first) if count == 1 => Ok(first),
        _ => Err(YamlError::new("Resources", format!("has {count} of type {kind}, and must have one"))),
    }
}

#[cfg(test)]
mod tests;
