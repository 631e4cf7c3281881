//! Values, conditions and rules, which CloudFormation evaluates from the parameters.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Deserializer;

/// A value as written in the template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(expecting = "must be plain text, !Ref, !GetAtt, !Sub or !If")]
pub enum Value {
    /// `!Ref NAME`: a parameter or a resource.
    Ref(String),
    /// `!GetAtt RESOURCE.ATTRIBUTE`.
    #[serde(rename = "Fn::GetAtt")]
    GetAtt(String),
    /// `!Sub TEXT`, with `${NAME}` in it.
    #[serde(rename = "Fn::Sub")]
    Sub(String),
    /// `!If [CONDITION, THIS, OTHERWISE]`.
    #[serde(rename = "Fn::If", deserialize_with = "read_if")]
    If(String, Box<[Value; 2]>),
    /// Plain text.
    #[serde(untagged)]
    Text(String),
}

fn read_if<'de, D: Deserializer<'de>>(from: D) -> Result<(String, Box<[Value; 2]>), D::Error> {
    let (condition, value, otherwise) = Deserialize::deserialize(from)?;
    Ok((condition, Box::new([value, otherwise])))
}

/// A condition as written in the template.
#[derive(Debug, Clone, Deserialize)]
pub(super) enum Condition {
    #[serde(rename = "Fn::Equals")]
    Equals(Value, Value),
    #[serde(rename = "Fn::Not")]
    Not([Box<Condition>; 1]),
    #[serde(rename = "Fn::And")]
    And(Vec<Condition>),
    #[serde(rename = "Fn::Or")]
    Or(Vec<Condition>),
    #[serde(rename = "Condition")]
    Named(String),
}

/// A rule about parameters that depend on each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Rule {
    rule_condition: Condition,
    assertions: Vec<Assertion>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Assertion {
    assert: Condition,
    assert_description: String,
}

/// What values and conditions may refer to.
#[derive(Clone)]
pub(super) struct Scope {
    /// Values of parameters and resources.
    pub(super) names: BTreeMap<String, String>,
    pub(super) conditions: BTreeMap<String, Condition>,
}

impl Scope {
    /// Resolves a value.
    ///
    /// # Errors
    /// If it refers to an unknown name or condition, or to something that only AWS knows.
    pub(super) fn resolve(&self, value: &Value) -> Result<String, String> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            Value::Ref(name) => self.names.get(name).cloned().ok_or_else(|| {
                format!("{name} is not a parameter with a default, nor the table or a configuration set")
            }),
            Value::If(condition, values) => {
                let [value, otherwise] = values.as_ref();
                self.resolve(if self.named_holds(condition)? { value } else { otherwise })
            }
            Value::GetAtt(text) | Value::Sub(text) => Err(format!("{text} is known to AWS only")),
        }
    }

    fn holds(&self, condition: &Condition) -> Result<bool, String> {
        match condition {
            Condition::Equals(one, other) => Ok(self.resolve(one)? == self.resolve(other)?),
            Condition::Not([condition]) => Ok(!self.holds(condition)?),
            Condition::And(all) => all.iter().try_fold(true, |holds, one| Ok(self.holds(one)? && holds)),
            Condition::Or(all) => all.iter().try_fold(false, |holds, one| Ok(self.holds(one)? || holds)),
            Condition::Named(name) => self.named_holds(name),
        }
    }

    fn named_holds(&self, name: &str) -> Result<bool, String> {
        // The condition can't refer to itself.
        let mut others = self.clone();
        let condition = others.conditions.remove(name);
        others.holds(&condition.ok_or_else(|| format!("there is no condition {name} here"))?)
    }

    /// Checks a rule, as CloudFormation does before it creates anything. Rules can't name conditions
    /// ([cloudformation-coverage-roadmap#1183](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1183)).
    ///
    /// # Errors
    /// The description of the first assertion that does not hold, or an unknown name.
    pub(super) fn check(&self, rule: &Rule) -> Result<(), String> {
        let scope = Self { conditions: BTreeMap::new(), ..self.clone() };
        let applies = scope.holds(&rule.rule_condition)?;
        for Assertion { assert, assert_description } in &rule.assertions {
            if !scope.holds(assert)? && applies {
                return Err(assert_description.clone());
            }
        }
        Ok(())
    }
}
