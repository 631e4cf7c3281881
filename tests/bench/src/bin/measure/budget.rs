//! The limits on instructions and sizes.
//!
//! Instructions are ratios to the floor's in the same run, because another dynamic linker, C library or compiler
//! changes both.

use crate::Outcome;
use crate::measured::Weighed;
use crate::table::{kilobytes, millions, table, times};
use serde::Deserialize;
use std::collections::BTreeMap;

const BUDGET: &str = include_str!("../../../budget.toml");

/// A budget for each function.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Budget(BTreeMap<String, Limits>);

/// The limits of one function.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Instructions until it asks for its first event, relative to the floor.
    pub ready: f64,
    /// Instructions until its first response, relative to the floor.
    pub first_answer: f64,
    /// Its archive, in bytes.
    pub zip: u64,
    /// Instructions until the response to other first events, relative to the floor, by the event's name.
    #[serde(default)]
    pub also: BTreeMap<String, f64>,
    /// Its goal.
    pub goal: Goal,
}

/// A function's goal.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Instructions until the first response, relative to the floor; none if that takes more than one call to the
    /// table.
    pub instructions: Option<f64>,
    /// CPU time until the first response, relative to the floor.
    pub cpu: Option<f64>,
    /// Its archive, in bytes.
    pub zip: u64,
}

impl Budget {
    /// Returns the budget that CI enforces.
    pub fn embedded() -> Outcome<Self> {
        Ok(toml::from_str(BUDGET)?)
    }

    /// Returns the limits of a function.
    pub fn limits(&self, function: &str) -> Option<&Limits> {
        self.0.get(function)
    }

    /// Returns the limit of another first event of a function.
    pub fn also(&self, function: &str, event: &str) -> Option<f64> {
        self.limits(function)?.also.get(event).copied()
    }

    /// Returns a sentence for each limit of another first event that is exceeded or has no such event. `counted` are
    /// functions, events and ratios to the floor.
    pub fn other_excesses(&self, counted: &[(String, &str, f64)]) -> Vec<String> {
        let limits = self.0.iter().flat_map(|(function, limits)| {
            limits.also.iter().map(move |(event, limit)| (function, event.as_str(), *limit))
        });
        let excess = |(function, event, limit): (&String, &str, f64)| {
            let found = counted.iter().find(|(name, known, _)| name == function && *known == event);
            let Some((.., ratio)) = found else {
                return Some(format!("{function} has a budget for {event}, which is no event"));
            };
            (*ratio > limit).then(|| {
                format!(
                    "{function} takes {ratio:.3} times the floor's instructions for {event}; its budget is {limit:.3}"
                )
            })
        };
        limits.filter_map(excess).collect()
    }

    /// Returns a sentence for each limit that is exceeded or missing.
    pub fn excesses(&self, floor: &Weighed, functions: &[Weighed]) -> Vec<String> {
        let mut excesses = Vec::new();
        for weighed in functions {
            let name = &weighed.function;
            let Some(limits) = self.limits(name) else {
                excesses.push(format!("{name} has no budget: add [{name}] to tests/bench/budget.toml"));
                continue;
            };
            let (ready, first) = weighed.over(floor);
            let ratios = [("readiness", ready, limits.ready), ("the first answer", first, limits.first_answer)];
            for (until, ratio, limit) in ratios.into_iter().filter(|(_, ratio, limit)| ratio > limit) {
                excesses.push(format!(
                    "{name} takes {ratio:.3} times the floor's instructions to {until}; its budget is {limit:.3}"
                ));
            }
            let (zip, limit) = (weighed.zip, limits.zip);
            if zip > limit {
                excesses.push(format!("{name} is {zip} bytes when zipped; its budget is {limit}"));
            }
        }
        let is_known = |name: &&String| functions.iter().any(|weighed| weighed.function == **name);
        let unknown = self.0.keys().filter(|name| !is_known(name));
        excesses
            .extend(unknown.map(|name| format!("{name} has a budget, but infra/template.yaml has no such function")));
        excesses
    }

    /// Returns a table of measurements and limits.
    pub fn table(&self, floor: &Weighed, functions: &[Weighed]) -> String {
        let rows: Vec<_> = [floor].into_iter().chain(functions).collect();
        let limit =
            |weighed: &Weighed, text: fn(&Limits) -> String| self.limits(&weighed.function).map_or(String::new(), text);
        table(
            &rows,
            &[
                ("", &|weighed| weighed.function.clone()),
                ("to readiness, M instructions", &|weighed| millions(weighed.ready)),
                ("× floor", &|weighed| times(weighed.over(floor).0)),
                ("budget", &|weighed| limit(weighed, |limits| times(limits.ready))),
                ("to first answer, M", &|weighed| millions(weighed.first)),
                ("× floor", &|weighed| times(weighed.over(floor).1)),
                ("budget", &|weighed| limit(weighed, |limits| times(limits.first_answer))),
                ("program, KB", &|weighed| kilobytes(weighed.program)),
                ("zip, KB", &|weighed| kilobytes(weighed.zip)),
                ("budget", &|weighed| limit(weighed, |limits| kilobytes(limits.zip))),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(function: &str, ready: u64, first: u64, zip: u64) -> Weighed {
        Weighed { function: function.to_owned(), ready, first, program: 2 * zip, zip }
    }

    fn budget() -> Budget {
        let goal = Goal { instructions: Some(3.0), cpu: Some(1.2), zip: 900 };
        let also = [("a list".to_owned(), 6.0)].into();
        let limits = Limits { ready: 1.5, first_answer: 3.0, zip: 1_000, also, goal };
        Budget([("pages".to_owned(), limits)].into())
    }

    #[test]
    fn each_excess_and_each_missing_budget_or_function_is_a_sentence() {
        let above = [
            "pages takes 1.510 times the floor's instructions to readiness; its budget is 1.500",
            "pages takes 3.005 times the floor's instructions to the first answer; its budget is 3.000",
            "pages is 1001 bytes when zipped; its budget is 1000",
        ];
        let missing = [
            "review has no budget: add [review] to tests/bench/budget.toml",
            "pages has a budget, but infra/template.yaml has no such function",
        ];
        for (function, sentences) in [
            (weighed("pages", 150, 600, 1_000), &[][..]),
            (weighed("pages", 151, 601, 1_001), &above),
            (weighed("review", 1, 1, 1), &missing),
        ] {
            assert_eq!(budget().excesses(&weighed("floor", 100, 200, 500), &[function]), sentences);
        }
    }

    #[test]
    fn other_first_events_have_limits_too() {
        let excesses = |counted: &[(String, &str, f64)]| budget().other_excesses(counted);
        let list = |ratio: f64| [("pages".to_owned(), "a list", ratio)];
        assert_eq!(excesses(&list(6.0)), [""; 0]);
        let above = "pages takes 6.001 times the floor's instructions for a list; its budget is 6.000";
        assert_eq!(excesses(&list(6.001)), [above]);
        assert_eq!(excesses(&[]), ["pages has a budget for a list, which is no event"]);
    }

    #[test]
    fn the_table_has_a_line_for_each_function_and_for_the_floor() {
        let (floor, pages) =
            (weighed("floor", 1_000_000, 2_000_000, 500_000), weighed("pages", 1_100_000, 5_000_000, 1_000));
        let table = budget().table(&floor, &[pages]);
        let lines: Vec<String> =
            table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines[2], "| floor | 1.00 | 1.00 | | 2.00 | 1.00 | | 1000 | 500 | |");
        assert_eq!(lines[3], "| pages | 1.10 | 1.10 | 1.50 | 5.00 | 2.50 | 3.00 | 2 | 1 | 1 |");
    }

    #[test]
    fn the_embedded_budget_can_be_parsed() {
        let budget = Budget::embedded().unwrap();
        assert!(budget.0.values().all(|limits| limits.ready >= 1.0 && limits.first_answer > limits.ready / 2.0));
    }
}
