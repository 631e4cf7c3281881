//! Conditions, which CloudFormation works out from the parameters.

use std::collections::BTreeMap;

use saphyr::Yaml;

use super::node::{Node, Problem, scalar};
use super::value::Value;

/// A condition as the template writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// `!Equals [ONE, OTHER]`.
    Equals(Value, Value),
    /// `!Not [CONDITION]`.
    Not(Box<Condition>),
    /// `!And [CONDITION, ...]`.
    And(Vec<Condition>),
    /// `!Condition NAME`.
    Named(String),
}

impl Condition {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Problem> {
        let unknown = || node.problem("the local stack knows !Equals, !Not, !And and !Condition only");
        let Yaml::Tagged(tag, tagged) = node.yaml else { return Err(unknown()) };
        let items = node.tagged_items();
        match (tag.to_string().as_str(), items.as_slice()) {
            ("!Equals", [one, other]) => Ok(Self::Equals(Value::read(one)?, Value::read(other)?)),
            ("!Not", [condition]) => Ok(Self::Not(Box::new(Self::read(condition)?))),
            ("!And", [_, _, ..]) => items.iter().map(Self::read).collect::<Result<_, _>>().map(Self::And),
            ("!Condition", []) => scalar(tagged).map(Self::Named).ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }

    /// Whether it names another condition.
    pub(super) fn names_another(&self) -> bool {
        match self {
            Self::Equals(..) => false,
            Self::Not(condition) => condition.names_another(),
            Self::And(all) => all.iter().any(Self::names_another),
            Self::Named(_) => true,
        }
    }

    /// Whether it holds, where `names` tells what the names in it stand for, and `conditions` what other conditions say.
    ///
    /// # Errors
    /// What is wrong, if it needs a name that is not there.
    pub(super) fn holds(
        &self,
        names: &BTreeMap<String, String>,
        conditions: &BTreeMap<String, Condition>,
        depth: usize,
    ) -> Result<bool, String> {
        match self {
            Self::Equals(one, other) => {
                let nothing = BTreeMap::new();
                Ok(one.resolve(names, &nothing)? == other.resolve(names, &nothing)?)
            }
            Self::Not(condition) => Ok(!condition.holds(names, conditions, depth)?),
            Self::And(all) => {
                let mut holds = true;
                for condition in all {
                    holds &= condition.holds(names, conditions, depth)?;
                }
                Ok(holds)
            }
            Self::Named(name) => match conditions.get(name) {
                Some(condition) if depth < conditions.len() => condition.holds(names, conditions, depth + 1),
                Some(_) => Err(format!("the condition {name} needs itself")),
                None => Err(format!("there is no condition {name}")),
            },
        }
    }
}

/// What each condition says.
///
/// # Errors
/// What is wrong, if one needs a name that is not there.
pub(super) fn work_out(
    conditions: &BTreeMap<String, Condition>,
    names: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, bool>, String> {
    conditions.iter().map(|(name, condition)| Ok((name.clone(), condition.holds(names, conditions, 0)?))).collect()
}
