//! Conditions and rules, which CloudFormation evaluates from the parameters.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::value::Value;

/// A condition as written in the template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) enum Condition {
    #[serde(rename = "Fn::Equals")]
    Equals(Value, Value),
    #[serde(rename = "Fn::Not")]
    Not([Box<Condition>; 1]),
    #[serde(rename = "Fn::And")]
    And(Vec<Condition>),
    #[serde(rename = "Condition")]
    Named(String),
}

impl Condition {
    fn names_another(&self) -> bool {
        match self {
            Self::Equals(..) => false,
            Self::Not([condition]) => condition.names_another(),
            Self::And(all) => all.iter().any(Self::names_another),
            Self::Named(_) => true,
        }
    }

    /// Whether the condition holds, given the values of `names` and the other `conditions`.
    ///
    /// # Errors
    /// If it refers to an unknown name, or to itself.
    fn holds(
        &self,
        names: &BTreeMap<String, String>,
        conditions: &BTreeMap<String, Condition>,
        depth: usize,
    ) -> Result<bool, String> {
        match self {
            Self::Equals(one, other) => {
                let none = BTreeMap::new();
                Ok(one.resolve(names, &none)? == other.resolve(names, &none)?)
            }
            Self::Not([condition]) => Ok(!condition.holds(names, conditions, depth)?),
            Self::And(all) => all.iter().try_fold(true, |holds, one| Ok(one.holds(names, conditions, depth)? && holds)),
            Self::Named(name) => match conditions.get(name) {
                Some(condition) if depth < conditions.len() => condition.holds(names, conditions, depth + 1),
                Some(_) => Err(format!("the condition {name} needs itself")),
                None => Err(format!("there is no condition {name}")),
            },
        }
    }
}

/// Evaluates every condition.
///
/// # Errors
/// If one refers to an unknown name, or to itself.
pub(super) fn evaluate(
    conditions: &BTreeMap<String, Condition>,
    names: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, bool>, String> {
    conditions.iter().map(|(name, condition)| Ok((name.clone(), condition.holds(names, conditions, 0)?))).collect()
}

/// A rule about parameters that depend on each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Rule {
    /// The condition for the rule to apply; none if it always applies.
    #[serde(default, deserialize_with = "unnamed_option")]
    rule_condition: Option<Condition>,
    assertions: Vec<Assertion>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Assertion {
    #[serde(deserialize_with = "unnamed")]
    assert: Condition,
    assert_description: String,
}

impl Rule {
    /// Checks the parameters, as CloudFormation does before it creates anything.
    ///
    /// # Errors
    /// The description of the first assertion that does not hold, or an unknown name.
    pub(super) fn check(&self, names: &BTreeMap<String, String>) -> Result<(), String> {
        let none = BTreeMap::new();
        let applies = self.rule_condition.as_ref().map_or(Ok(true), |condition| condition.holds(names, &none, 0))?;
        for Assertion { assert, assert_description } in self.assertions.iter().filter(|_| applies) {
            if !assert.holds(names, &none, 0)? {
                return Err(assert_description.clone());
            }
        }
        Ok(())
    }
}

/// Deserializes a condition without `!Condition`, which CloudFormation does not accept in rules
/// ([cloudformation-coverage-roadmap#1183](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1183)).
fn unnamed<'de, D: Deserializer<'de>>(from: D) -> Result<Condition, D::Error> {
    let condition = Condition::deserialize(from)?;
    if condition.names_another() { Err(D::Error::custom("a rule can't name a condition")) } else { Ok(condition) }
}

fn unnamed_option<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Condition>, D::Error> {
    unnamed(from).map(Some)
}
