//! What the functions may execute and weigh.
//!
//! Instructions as a ratio to the floor's in the same run: another dynamic linker, C library or compiler changes both.

use crate::Outcome;
use crate::callgrind::Instructions;
use crate::sizes::Size;
use crate::table::{Table, kilobytes, millions, times};
use serde::Deserialize;
use std::collections::BTreeMap;

const BUDGET: &str = include_str!("../../../budget.toml");

/// A budget for every function.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Budget(BTreeMap<String, Limits>);

/// What one function may have.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Instructions until it asks for its first event, over the floor's.
    pub ready: f64,
    /// Instructions until it has answered that, over the floor's.
    pub first_answer: f64,
    /// Its archive, in bytes.
    pub zip: u64,
    /// What we want it to be.
    pub goal: Goal,
}

/// What we want a function to be.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Instructions until the first answer, over the floor's; nothing, if that has to do more than call the table once.
    pub instructions: Option<f64>,
    /// Time on a processor until then, over the floor's.
    pub cpu: Option<f64>,
    /// Its archive, in bytes.
    pub zip: u64,
}

/// A function, or the floor, as it is.
#[derive(Debug, Clone, Copy)]
pub struct Weighed {
    /// Its name.
    pub function: &'static str,
    /// What it executes.
    pub instructions: Instructions,
    /// How large it is.
    pub size: Size,
}

impl Budget {
    /// The one that CI holds the functions to.
    pub fn embedded() -> Outcome<Self> {
        Ok(toml::from_str(BUDGET)?)
    }

    /// What a function may have.
    pub fn limits(&self, function: &str) -> Option<&Limits> {
        self.0.get(function)
    }

    /// Everything that is above, each as a sentence.
    pub fn excesses(&self, floor: &Weighed, functions: &[Weighed]) -> Vec<String> {
        let mut excesses = Vec::new();
        for weighed in functions {
            let Some(limits) = self.limits(weighed.function) else {
                excesses.push(format!("{} has no budget", weighed.function));
                continue;
            };
            let (ready, first) = weighed.over(floor);
            let ratios = [("readiness", ready, limits.ready), ("the first answer", first, limits.first_answer)];
            for (until, ratio, limit) in ratios.into_iter().filter(|(_, ratio, limit)| ratio > limit) {
                let name = weighed.function;
                excesses.push(format!(
                    "{name} takes {ratio:.3} times the floor's instructions to {until}; its budget is {limit:.3}"
                ));
            }
            if weighed.size.zip > limits.zip {
                let (name, zip, limit) = (weighed.function, weighed.size.zip, limits.zip);
                excesses.push(format!("{name} is {zip} bytes when zipped; its budget is {limit}"));
            }
        }
        let is_known = |name: &&String| functions.iter().any(|weighed| weighed.function == **name);
        let unknown = self.0.keys().filter(|name| !is_known(name));
        excesses.extend(unknown.map(|name| format!("{name} has a budget, and was not measured")));
        excesses
    }

    /// What is used, beside what may be.
    pub fn table(&self, floor: &Weighed, functions: &[Weighed]) -> Table {
        let mut table = Table::new(&[
            "",
            "to readiness, M instructions",
            "× floor",
            "budget",
            "to first answer, M",
            "× floor",
            "budget",
            "program, KB",
            "zip, KB",
            "budget",
        ]);
        for weighed in [floor].into_iter().chain(functions) {
            let limit = |text: fn(&Limits) -> String| self.limits(weighed.function).map_or(String::new(), text);
            let (ready, first) = weighed.over(floor);
            table.row([
                weighed.function.to_owned(),
                millions(weighed.instructions.ready),
                times(ready, 1.0),
                limit(|limits| format!("{:.2}", limits.ready)),
                millions(weighed.instructions.first),
                times(first, 1.0),
                limit(|limits| format!("{:.2}", limits.first_answer)),
                kilobytes(weighed.size.program),
                kilobytes(weighed.size.zip),
                limit(|limits| kilobytes(limits.zip)),
            ]);
        }
        table
    }
}

impl Weighed {
    /// Its instructions to readiness, and to the first answer, over the floor's.
    #[allow(clippy::cast_precision_loss, reason = "to three digits")]
    pub fn over(&self, floor: &Self) -> (f64, f64) {
        let (these, those) = (self.instructions, floor.instructions);
        (these.ready as f64 / those.ready as f64, these.first as f64 / those.first as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(function: &'static str, ready: u64, first: u64, zip: u64) -> Weighed {
        let instructions = Instructions { ready, first };
        Weighed { function, instructions, size: Size { program: 2 * zip, zip } }
    }

    fn budget(text: &str) -> Budget {
        toml::from_str(text).unwrap()
    }

    const PAGES: &str =
        "[pages]\nready = 1.5\nfirst_answer = 3.0\nzip = 1_000\ngoal = { instructions = 3.0, cpu = 1.2, zip = 900 }\n";

    #[test]
    fn what_is_within_its_budget_is_passed_over_in_silence() {
        let (floor, pages) = (weighed("floor", 100, 200, 500), weighed("pages", 150, 600, 1_000));
        assert_eq!(budget(PAGES).excesses(&floor, &[pages]), Vec::<String>::new());
    }

    #[test]
    fn every_excess_is_named() {
        let (floor, pages) = (weighed("floor", 100, 200, 500), weighed("pages", 151, 601, 1_001));
        let named = [
            "pages takes 1.510 times the floor's instructions to readiness; its budget is 1.500",
            "pages takes 3.005 times the floor's instructions to the first answer; its budget is 3.000",
            "pages is 1001 bytes when zipped; its budget is 1000",
        ];
        assert_eq!(budget(PAGES).excesses(&floor, &[pages]), named);
    }

    #[test]
    fn a_function_without_a_budget_and_a_budget_without_a_function_are_excesses() {
        let (floor, join) = (weighed("floor", 100, 200, 500), weighed("join", 1, 1, 1));
        let named = ["join has no budget", "pages has a budget, and was not measured"];
        assert_eq!(budget(PAGES).excesses(&floor, &[join]), named);
    }

    #[test]
    fn the_table_has_a_line_for_each_and_a_budget_for_each_but_the_floor() {
        let (floor, pages) =
            (weighed("floor", 1_000_000, 2_000_000, 500_000), weighed("pages", 1_100_000, 5_000_000, 1_000));
        let table = budget(PAGES).table(&floor, &[pages]).to_string();
        let lines: Vec<String> =
            table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines[2], "| floor | 1.00 | 1.00 | | 2.00 | 1.00 | | 1000 | 500 | |");
        assert_eq!(lines[3], "| pages | 1.10 | 1.10 | 1.50 | 5.00 | 2.50 | 3.00 | 2 | 1 | 1 |");
    }

    #[test]
    fn the_budget_that_ci_holds_the_functions_to_can_be_read() {
        let budget = Budget::embedded().unwrap();
        assert!(budget.0.values().all(|limits| limits.ready >= 1.0 && limits.first_answer > limits.ready / 2.0));
    }
}
