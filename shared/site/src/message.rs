//! One text of the catalogue, with placeholders, links and strong words.

use crate::typography;
use std::collections::{BTreeMap, BTreeSet};

/// A parsed text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Message(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The name of a value.
    Value(String),
    Strong,
    EndOfStrong,
    /// The start of a link to a target, which may have values too.
    Link(Message),
    EndOfLink,
}

/// Where in a template a text is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In HTML or XML.
    Markup,
    /// In plain text.
    Plain,
    /// In a tag of the template language, as an expression.
    Expression,
}

/// What a template puts in for the values of a text, in the template language.
pub(crate) type Arguments<'a> = BTreeMap<&'a str, &'a str>;

impl Message {
    /// Parses a text.
    ///
    /// # Errors
    /// The mistake, as the rest of a sentence that begins with the text's key.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        // A separator may be a space, if it doesn't break.
        if text.trim_ascii().is_empty() {
            return Err("has no words".to_owned());
        }
        if text.contains(char::is_control) {
            return Err("must be on one line".to_owned());
        }
        Self::parse_parts(text, true)
    }

    fn parse_parts(text: &str, may_link: bool) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut is_strong = false;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}', '*', '[']) {
            let (before, from) = rest.split_at(at);
            add_text(&mut parts, before);
            rest = if let Some(after) = from.strip_prefix("{{") {
                let (name, after) = after.split_once("}}").ok_or("has {{ without }}")?;
                parts.push(Part::Value(value_name(name)?));
                after
            } else if let Some(after) = from.strip_prefix("**") {
                is_strong = !is_strong;
                parts.push(if is_strong { Part::Strong } else { Part::EndOfStrong });
                after
            } else if let Some((words, target, after)) = may_link.then(|| link(from)).flatten() {
                parts.push(Part::Link(Self::parse_parts(target, false)?));
                parts.extend(Self::parse_parts(words, false)?.0);
                parts.push(Part::EndOfLink);
                after
            } else if from.starts_with(['{', '}']) {
                return Err("may have { and } only around the names of values, as in {{ site.name }}".to_owned());
            } else {
                let (character, after) = from.split_at(1);
                add_text(&mut parts, character);
                after
            };
        }
        add_text(&mut parts, rest);
        if is_strong { Err("has an odd number of **".to_owned()) } else { Ok(Self(parts)) }
    }

    /// Returns the names of the values, outside link targets.
    pub(crate) fn values(&self) -> BTreeSet<&str> {
        let values = self.0.iter().filter_map(|part| match part {
            Part::Value(name) => Some(name.as_str()),
            _ => None,
        });
        values.collect()
    }

    /// Returns the targets of the links, in alphabetical order.
    pub(crate) fn targets(&self) -> Vec<String> {
        let targets = self.0.iter().filter_map(|part| match part {
            Part::Link(target) => Some(target.pattern()),
            _ => None,
        });
        let mut targets: Vec<_> = targets.collect();
        targets.sort();
        targets
    }

    /// Returns whether some words are strong.
    pub(crate) fn has_strong(&self) -> bool {
        self.0.contains(&Part::Strong)
    }

    /// Returns the text without marks, as it is written, with a placeholder for each value.
    pub(crate) fn pattern(&self) -> String {
        self.as_template(Place::Plain, &Arguments::new()).unwrap_or_default()
    }

    /// Returns the text without marks, as it is written, with these values.
    pub(crate) fn fill(&self, values: &Arguments<'_>) -> String {
        self.as_template(Place::Plain, values).unwrap_or_default()
    }

    /// Returns the text as a part of a template, with typographic apostrophes. In plain text, an email address that a link
    /// hides follows its words.
    ///
    /// # Errors
    /// When the text does not fit the place.
    pub(crate) fn in_template(&self, place: Place, arguments: &Arguments<'_>) -> Result<String, String> {
        let text = self.typographic();
        if place == Place::Plain {
            text.with_addresses().as_template(place, arguments)
        } else {
            text.as_template(place, arguments)
        }
    }

    /// Returns the text with the address of each `mailto:` link in parentheses, unless it is what the link says.
    fn with_addresses(&self) -> Self {
        let (mut parts, mut words, mut address) = (Vec::new(), String::new(), None);
        for part in &self.0 {
            match part {
                Part::Link(target) => (words, address) = (String::new(), target.address()),
                Part::EndOfLink => {
                    if let Some(Self(hidden)) = address.take().filter(|address| address.pattern() != words) {
                        parts.push(Part::Text(" (".to_owned()));
                        parts.extend(hidden);
                        parts.push(Part::Text(")".to_owned()));
                    }
                }
                other => words.push_str(&Self(vec![other.clone()]).pattern()),
            }
            parts.push(part.clone());
        }
        Self(parts)
    }

    /// Returns the address in the target of a `mailto:` link.
    fn address(&self) -> Option<Self> {
        let target = self.pattern();
        let address = target.strip_prefix("mailto:")?.split('?').next()?;
        Self::parse_parts(address, false).ok()
    }

    /// Returns the text with typographic apostrophes, outside link targets. A value counts as a word.
    fn typographic(&self) -> Self {
        let mut follows_a_value = false;
        let parts = self.0.iter().map(|part| {
            let typographic = match part {
                Part::Text(text) if follows_a_value => {
                    Part::Text(typography::apostrophes(&format!("x{text}")).split_off(1))
                }
                Part::Text(text) => Part::Text(typography::apostrophes(text)),
                other => other.clone(),
            };
            follows_a_value = matches!(part, Part::Value(_));
            typographic
        });
        Self(parts.collect())
    }

    fn as_template(&self, place: Place, arguments: &Arguments<'_>) -> Result<String, String> {
        if place == Place::Expression {
            return self.expression(arguments);
        }
        let mut template = String::new();
        let is_markup = place == Place::Markup;
        for part in &self.0 {
            match part {
                Part::Text(text) if is_markup => template.push_str(&escaped(text)),
                Part::Text(text) => template.push_str(text),
                Part::Value(name) => match arguments.get(name.as_str()) {
                    Some(argument) => template.push_str(argument),
                    None => template.push_str(&format!("{{{{ {name} }}}}")),
                },
                _ if !is_markup => {}
                Part::Strong => template.push_str("<strong>"),
                Part::EndOfStrong => template.push_str("</strong>"),
                Part::Link(target) => {
                    template.push_str(&format!("<a href=\"{}\">", target.as_template(place, &Arguments::new())?));
                }
                Part::EndOfLink => template.push_str("</a>"),
            }
        }
        Ok(template)
    }

    /// Returns the text as an expression: string literals and values, concatenated.
    fn expression(&self, arguments: &Arguments<'_>) -> Result<String, String> {
        let operands = self.0.iter().map(|part| match part {
            Part::Text(text) => Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
            Part::Value(name) => match arguments.get(name.as_str()) {
                Some(argument) => Ok(format!("({})", expression_of(argument)?)),
                None => Ok(name.clone()),
            },
            _ => Err("has marks, which an expression can't have".to_owned()),
        });
        let operands: Vec<_> = operands.collect::<Result<_, String>>()?;
        Ok(if operands.len() == 1 { operands.concat() } else { format!("({})", operands.join(" ~ ")) })
    }
}

/// Returns the expression in `{{ expression }}`.
pub(crate) fn expression_of(argument: &str) -> Result<&str, String> {
    let expression = argument.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    expression.filter(|inner| !inner.contains("{{")).ok_or_else(|| format!("needs one value, unlike {argument}"))
}

fn add_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// Checks the name of a value.
fn value_name(name: &str) -> Result<String, String> {
    let name = name.trim();
    let is_name = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    if name.split('.').all(is_name) {
        Ok(name.to_owned())
    } else {
        Err(format!("has {{{{ {name} }}}}, which is no name"))
    }
}

/// Splits `[words](target)rest` into its parts.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, after) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    (!words.contains('[')).then_some((words, target, after))
}

/// Escapes text for HTML and XML, as values are escaped when a page is rendered.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_template(text: &str, place: Place, arguments: &[(&str, &str)]) -> String {
        Message::parse(text).unwrap().in_template(place, &arguments.iter().copied().collect()).unwrap()
    }

    #[test]
    fn markup_is_escaped_and_has_links_and_strong_words() {
        let text = "**{{ n }} <b>** & [the \"{{ x }}\"](/a/{{ id }}?b)* [not] one";
        let expected =
            "<strong>7 &lt;b&gt;</strong> &amp; <a href=\"/a/{{ id }}?b\">the &quot;{{ x }}&quot;</a>* [not] one";
        assert_eq!(in_template(text, Place::Markup, &[("n", "7")]), expected);
        assert_eq!(in_template(text, Place::Plain, &[("n", "7")]), "7 <b> & the \"{{ x }}\"* [not] one");
    }

    #[test]
    fn plain_text_has_the_addresses_that_links_hide() {
        let plain = |text| in_template(text, Place::Plain, &[]);
        assert_eq!(plain("[Write to us](mailto:{{ a.b }}?subject={{ c }})."), "Write to us ({{ a.b }}).");
        assert_eq!(plain("[Write](mailto:x@a.example) or [call](tel:+1)"), "Write (x@a.example) or call");
        assert_eq!(plain("Write to [{{ a.b }}](mailto:{{ a.b }}?subject={{ c }})."), "Write to {{ a.b }}.");
        assert_eq!(Message::parse("[Write](mailto:x@a.example)").unwrap().pattern(), "Write");
    }

    #[test]
    fn apostrophes_are_typographic_in_templates() {
        let text = "{{ name }}'s [we can't](/a'b) “'” {{ other }}";
        let expected = "{{ name }}’s <a href=\"/a&#39;b\">we can’t</a> “&#39;” {{ other }}";
        assert_eq!(in_template(text, Place::Markup, &[]), expected);
        assert_eq!(in_template("I can't", Place::Expression, &[]), "\"I can’t\"");
        assert_eq!(Message::parse(text).unwrap().pattern(), "{{ name }}'s we can't “'” {{ other }}");
    }

    #[test]
    fn an_expression_concatenates_texts_and_values() {
        assert_eq!(in_template("A \"b\" \\", Place::Expression, &[]), "\"A \\\"b\\\" \\\\\"");
        let expected = "(\"From \" ~ site.name ~ \" on \" ~ (at | day))";
        assert_eq!(
            in_template("From {{ site.name }} on {{ d }}", Place::Expression, &[("d", "{{ at | day }}")]),
            expected
        );
        let parsed = Message::parse("**x** [a](/b)").unwrap();
        assert!(parsed.in_template(Place::Expression, &Arguments::new()).is_err());
    }

    #[test]
    fn what_a_template_would_run_is_a_mistake() {
        for text in ["{% raw %}", "{# x #}", "{{ x", "{{ x | safe }}", "x }}", "{{{ x }}}", "{{ 7 }}", "{{ a.b() }}"] {
            assert!(Message::parse(text).is_err(), "{text}");
        }
        for text in ["", " ", "**x", "a\nb", "[a](/{% b %})"] {
            assert!(Message::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn values_and_targets_are_listed() {
        let message = Message::parse("{{ a }} [{{ b.c }}](mailto:{{ d }}) [x](/y)").unwrap();
        assert_eq!(message.values(), ["a", "b.c"].into());
        assert_eq!(message.targets(), ["/y", "mailto:{{ d }}"]);
        assert_eq!(message.pattern(), "{{ a }} {{ b.c }} x");
    }
}
