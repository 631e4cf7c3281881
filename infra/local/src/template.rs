//! `infra/template.yaml`, read for what the local stack and the tests need.
//!
//! What is there in a form that cannot be honoured here is an error, never left
//! out in silence: what runs here is what deploys.

mod condition;
mod function;
mod mapping;
mod node;
mod rule;
mod table;
mod value;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use saphyr::{LoadableYamlNode, Yaml};

pub use function::{Function, Limit, Route, Schedule, Statement, Subscription};
pub use mapping::{Mapping, Pattern};
pub use table::{Index, Key, Projection, Table};
pub use value::Value;

use condition::Condition;
use function::Trigger;
use node::{Node, Problem};
use rule::Rule;

/// The environment variables of one function.
pub type Environment = BTreeMap<String, String>;

/// The template as it was when this was compiled.
const EMBEDDED: &str = include_str!("../../template.yaml");

/// What the stack consists of.
#[derive(Debug, Clone)]
pub struct Template {
    file: String,
    /// Parameters and their defaults; `None` for one without a default.
    pub parameters: BTreeMap<String, Option<String>>,
    /// The functions by name. A function's name is its binary's, which is its
    /// directory's under `functions/`.
    pub functions: BTreeMap<String, Function>,
    /// The routes of the HTTP API, in the template's order.
    pub routes: Vec<Route>,
    /// What leads from the table's stream to functions, in the template's order.
    pub mappings: Vec<Mapping>,
    /// What leads from topics to functions, in the template's order. Nobody publishes to them on this machine: SES does,
    /// about what it sent.
    pub subscriptions: Vec<Subscription>,
    /// What time leads to, in the template's order.
    pub schedules: Vec<Schedule>,
    /// Names of the resources that a reference names.
    named: Vec<String>,
    conditions: BTreeMap<String, Condition>,
    rules: Vec<Rule>,
    /// The one table.
    pub table: Table,
}

/// A template that cannot be used: one line that names the file, the place
/// within it and what is wrong there.
#[derive(Debug)]
pub struct TemplateError {
    file: String,
    problem: Problem,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.problem)
    }
}

impl std::error::Error for TemplateError {}

impl Template {
    /// The repository's template, as it was when this was compiled.
    ///
    /// # Errors
    /// If it is not a template that this stack can run.
    pub fn embedded() -> Result<Self, TemplateError> {
        Self::parse(EMBEDDED, "infra/template.yaml")
    }

    /// The template in a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not a template that this stack can run.
    pub fn read(path: &Path) -> Result<Self, TemplateError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &file),
            Err(error) => Err(TemplateError { file, problem: Problem::new("", error.to_string()) }),
        }
    }

    /// The template in `text`; `file` is what errors call it.
    ///
    /// # Errors
    /// If it is not a template that this stack can run.
    pub fn parse(text: &str, file: &str) -> Result<Self, TemplateError> {
        let named = |problem| TemplateError { file: file.to_owned(), problem };
        let documents = Yaml::load_from_str(text).map_err(|error| {
            let line = format!("line {}", error.marker().line());
            named(Problem::new(line, error.info()))
        })?;
        let root = documents.first().ok_or_else(|| named(Problem::new("", "is empty")))?;
        Self::from_root(&Node::root(root), file).map_err(named)
    }

    fn from_root(root: &Node<'_>, file: &str) -> Result<Self, Problem> {
        let globals = root.get("Globals").and_then(|globals| globals.get("Function"));
        let mut apis = Vec::new();
        let mut tables = Vec::new();
        let mut functions = BTreeMap::new();
        let (mut routes, mut streams, mut subscriptions) = (Vec::new(), Vec::new(), Vec::new());
        let (mut named, mut topics, mut schedules) = (Vec::new(), Vec::new(), Vec::new());
        for (id, resource) in root.require("Resources")?.entries()? {
            match resource.require("Type")?.text()?.as_str() {
                "AWS::Serverless::HttpApi" => apis.push(id),
                "AWS::DynamoDB::Table" => {
                    refuse_condition(&resource)?;
                    named.push(id.clone());
                    tables.push(Table::read(&id, &resource)?);
                }
                "AWS::Lambda::EventSourceMapping" => {
                    refuse_condition(&resource)?;
                    streams.push(resource);
                }
                "AWS::SES::ConfigurationSet" => named.push(id),
                "AWS::SNS::Topic" => topics.push(id),
                "AWS::Serverless::Function" => {
                    refuse_condition(&resource)?;
                    let (function, triggers) = Function::read(&id, &resource, globals.as_ref())?;
                    for trigger in triggers {
                        match trigger {
                            Trigger::Route(route) => routes.push(route),
                            Trigger::Topic(subscription) => subscriptions.push(subscription),
                            Trigger::Time(schedule) => schedules.push(schedule),
                        }
                    }
                    if let Some(twin) = functions.insert(function.name.clone(), function) {
                        return Err(resource.problem(format!("{} has the same binary", twin.logical_id)));
                    }
                }
                _ => {}
            }
        }
        one(apis, "AWS::Serverless::HttpApi")?;
        let table = one(tables, "AWS::DynamoDB::Table")?;
        let names = functions.values().map(|function| (function.logical_id.clone(), function.name.clone())).collect();
        let mappings = streams.iter().map(|stream| Mapping::read(stream, &names)).collect::<Result<Vec<_>, _>>()?;
        if let Some(mapping) =
            mappings.iter().find(|mapping| table.stream.is_none() || mapping.table != table.logical_id)
        {
            return Err(Problem::new("Resources", format!("{} has no stream for {}", mapping.table, mapping.function)));
        }
        if let Some(unknown) = subscriptions.iter().find(|subscription| !topics.contains(&subscription.topic)) {
            return Err(Problem::new("Resources", format!("{} has no topic {}", unknown.function, unknown.topic)));
        }
        let (parameters, conditions, rules) = (read_parameters(root)?, read_conditions(root)?, read_rules(root)?);
        let file = file.to_owned();
        Ok(Self {
            file,
            parameters,
            functions,
            routes,
            mappings,
            subscriptions,
            schedules,
            named,
            conditions,
            rules,
            table,
        })
    }

    /// The environment that the template gives to each function, by name.
    ///
    /// Parameters have their defaults, except for those in `given`, and that an
    /// empty `SiteUrl` is `site_url`. A reference to the table is
    /// [`Table::local_name`], and to a configuration set a name of that kind.
    ///
    /// # Errors
    /// If a rule refuses the parameters, or a value refers to something that only AWS knows.
    pub fn environments(
        &self,
        site_url: &str,
        given: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, Environment>, TemplateError> {
        let names = self.names(site_url, given);
        for rule in &self.rules {
            rule.check(&names).map_err(|what| self.error(Problem::new("Rules", what)))?;
        }
        let conditions = condition::work_out(&self.conditions, &names);
        let conditions = conditions.map_err(|what| self.error(Problem::new("Conditions", what)))?;
        let environment = |function: &Function| {
            let resolved = function.environment.iter().map(|(variable, value)| {
                let at = || format!("{}, variable {variable}", function.logical_id);
                let text = value.resolve(&names, &conditions).map_err(|what| Problem::new(at(), what))?;
                Ok((variable.clone(), text))
            });
            Ok((function.name.clone(), resolved.collect::<Result<_, Problem>>()?))
        };
        let environments: Result<_, Problem> = self.functions.values().map(environment).collect();
        environments.map_err(|problem| self.error(problem))
    }

    fn error(&self, problem: Problem) -> TemplateError {
        TemplateError { file: self.file.clone(), problem }
    }

    /// What `!Ref` and `${}` stand for on this machine.
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
        names.extend(self.named.iter().map(|id| (id.clone(), table::local_name(id))));
        names
    }
}

fn read_parameters(root: &Node<'_>) -> Result<BTreeMap<String, Option<String>>, Problem> {
    let Some(parameters) = root.get("Parameters") else {
        return Ok(BTreeMap::new());
    };
    let default = |(name, parameter): (String, Node<'_>)| {
        let default = parameter.get("Default").map(|default| default.text()).transpose()?;
        Ok((name, default))
    };
    parameters.entries()?.into_iter().map(default).collect()
}

fn read_conditions(root: &Node<'_>) -> Result<BTreeMap<String, Condition>, Problem> {
    let Some(conditions) = root.get("Conditions") else {
        return Ok(BTreeMap::new());
    };
    conditions.entries()?.into_iter().map(|(name, condition)| Ok((name, Condition::read(&condition)?))).collect()
}

fn read_rules(root: &Node<'_>) -> Result<Vec<Rule>, Problem> {
    let Some(rules) = root.get("Rules") else {
        return Ok(Vec::new());
    };
    rules.entries()?.into_iter().map(|(name, rule)| Rule::read(name, &rule)).collect()
}

/// What the local stack has, it has always.
fn refuse_condition(resource: &Node<'_>) -> Result<(), Problem> {
    match resource.get("Condition") {
        Some(condition) => {
            Err(condition.problem("the local stack knows no conditions of functions, streams and tables"))
        }
        None => Ok(()),
    }
}

/// The local stack has one API and one table, as the deployed one.
fn one<T>(found: Vec<T>, kind: &str) -> Result<T, Problem> {
    let count = found.len();
    match found.into_iter().next() {
        Some(first) if count == 1 => Ok(first),
        _ => Err(Problem::new("Resources", format!("has {count} of type {kind}, and must have one"))),
    }
}

#[cfg(test)]
mod tests;
