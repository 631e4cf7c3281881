//! Rules, which say what parameters must be given together.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::node::{Node, Problem};

/// A rule as the template writes it.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    name: String,
    /// When it applies; without one, always.
    applies: Option<Condition>,
    /// What must hold, and what is said if it does not.
    assertions: Vec<(Condition, String)>,
}

impl Rule {
    pub(super) fn read(name: String, node: &Node<'_>) -> Result<Self, Problem> {
        if let Some((key, part)) = node.entries()?.into_iter().find(|(key, _)| !PARTS.contains(&key.as_str())) {
            return Err(part.problem(format!("the local stack does not know {key} of a rule")));
        }
        let applies = node.get("RuleCondition").map(|condition| read_condition(&condition)).transpose()?;
        let assertion = |node: &Node<'_>| {
            let condition = read_condition(&node.require("Assert")?)?;
            Ok((condition, node.require("AssertDescription")?.text()?))
        };
        let assertions = node.require("Assertions")?.items().iter().map(assertion).collect::<Result<_, _>>()?;
        Ok(Self { name, applies, assertions })
    }

    /// Checks the parameters, as CloudFormation does before it creates anything.
    ///
    /// # Errors
    /// The rule's name and what it says, if an assertion does not hold; or what is wrong, if it needs a name that is not
    /// there.
    pub(super) fn check(&self, names: &BTreeMap<String, String>) -> Result<(), String> {
        let none = BTreeMap::new();
        if let Some(applies) = &self.applies
            && !applies.holds(names, &none, 0)?
        {
            return Ok(());
        }
        for (assertion, description) in &self.assertions {
            if !assertion.holds(names, &none, 0)? {
                return Err(format!("{}: {description}", self.name));
            }
        }
        Ok(())
    }
}

const PARTS: [&str; 2] = ["RuleCondition", "Assertions"];

/// A condition without `!Condition`, which CloudFormation does not take in rules
/// ([cloudformation-coverage-roadmap#1183](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1183)).
fn read_condition(node: &Node<'_>) -> Result<Condition, Problem> {
    let condition = Condition::read(node)?;
    if condition.names_another() { Err(node.problem("a rule can't name a condition")) } else { Ok(condition) }
}
