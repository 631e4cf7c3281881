//! Puts the words of the catalogue into templates, where they have `[[key]]`.
//!
//! In a tag of the template language the words become an expression: `{% set title = [[check.title]] %}`. Elsewhere they
//! become a part of the page. Values that the template has under another name, or in markup, follow the key:
//! `[[check.draft; date = {{ kept_until | day }}]]`.

use crate::catalogue::{Catalogue, Words};
use crate::diagnostic::{Diagnostic, line_at};
use crate::message::{Arguments, Message, Place, expression_of};
use std::path::Path;

/// Puts the words into a template. The name's ending tells how they are escaped.
///
/// # Errors
/// Every mistake of the template.
pub(crate) fn splice(name: &str, source: &str, catalogue: &Catalogue) -> Result<String, Vec<Diagnostic>> {
    let is_markup = [".html", ".xml"].iter().any(|ending| name.ends_with(ending));
    let text_place = if is_markup { Place::Markup } else { Place::Plain };
    let mut spliced = String::new();
    let mut mistakes = Vec::new();
    for (at, place, chunk) in chunks(source) {
        let Some(place) = place.or_else(|| chunk.starts_with("[[").then_some(text_place)) else {
            spliced.push_str(chunk);
            continue;
        };
        let mut rest = chunk;
        while let Some((before, after)) = rest.split_once("[[") {
            spliced.push_str(before);
            let (inner, after) = after.split_once("]]").unwrap_or((after, ""));
            match words(inner, place, catalogue) {
                Ok(words) => spliced.push_str(&words),
                Err(mistake) => mistakes.push(Diagnostic::on_line(Path::new(name), line_at(source, at), mistake)),
            }
            rest = after;
        }
        spliced.push_str(rest);
    }
    if mistakes.is_empty() { Ok(spliced) } else { Err(mistakes) }
}

/// Splits a template into tags of the template language, which are expressions, into `[[…]]`, and into the rest. Each
/// chunk comes with its offset.
fn chunks(source: &str) -> Vec<(usize, Option<Place>, &str)> {
    const BRACKETS: [(&str, &str, Option<Place>); 4] = [
        ("[[", "]]", None),
        ("{#", "#}", None),
        ("{%", "%}", Some(Place::Expression)),
        ("{{", "}}", Some(Place::Expression)),
    ];
    let mut chunks = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, place) = match BRACKETS.iter().find(|(open, ..)| rest.starts_with(open)) {
            Some((open, close, place)) => {
                let inner = rest.get(open.len()..).unwrap_or_default();
                let end = inner.find(close).map_or(rest.len(), |end| open.len() + end + close.len());
                (end, *place)
            }
            None => (BRACKETS.iter().filter_map(|(open, ..)| rest.find(open)).min().unwrap_or(rest.len()), None),
        };
        chunks.push((at, place, rest.get(..length).unwrap_or_default()));
        at += length;
    }
    chunks
}

/// Returns the words for `key; name = argument; …`.
fn words(inner: &str, place: Place, catalogue: &Catalogue) -> Result<String, String> {
    let mut parts = inner.split("; ");
    let key = parts.next().unwrap_or_default().trim();
    let named = |part| str::split_once(part, " = ").ok_or_else(|| format!("[[{key}]] needs name = value, not {part}"));
    let arguments = parts.map(named).collect::<Result<Arguments<'_>, _>>()?;
    let words = catalogue.words(key).ok_or_else(|| format!("there are no words with the key {key}"))?;
    let known = catalogue.english_values(key);
    if let Some(unused) = arguments.keys().find(|name| !known.contains(*name)) {
        return Err(format!("the words of [[{key}]] have no {{{{ {unused} }}}}"));
    }
    let spliced = match words {
        Words::Text(message) => message.in_template(place, &arguments),
        Words::Counted(forms) => counted(forms.iter().map(|(name, form)| (*name, form)), place, &arguments),
    };
    spliced.map_err(|mistake| format!("[[{key}]] {mistake}"))
}

/// Returns a condition on the count, with the form for each plural category.
fn counted<'a>(
    forms: impl Iterator<Item = (&'static str, &'a Message)>,
    place: Place,
    arguments: &Arguments<'_>,
) -> Result<String, String> {
    let count = arguments.get("count").map_or(Ok("count"), |argument| expression_of(argument))?;
    let (mut cases, mut other) = (Vec::new(), String::new());
    for (category, form) in forms {
        let form = form.in_template(place, arguments)?;
        if category == "other" { other = form } else { cases.push((category, form)) }
    }
    if cases.is_empty() {
        return Ok(other);
    }
    let is = |category: &str| format!("({count})|plural == \"{category}\"");
    if place == Place::Expression {
        let cases: String = cases.iter().map(|(category, form)| format!("{form} if {} else ", is(category))).collect();
        return Ok(format!("({cases}{other})"));
    }
    let cases = cases.iter().enumerate().map(|(index, (category, form))| {
        format!("{{% {} {} %}}{form}", if index == 0 { "if" } else { "elif" }, is(category))
    });
    Ok(format!("{}{{% else %}}{other}{{% endif %}}", cases.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;

    fn catalogue(language: &str, words: &str) -> Catalogue {
        let mut diagnostics = Diagnostics::default();
        let catalogue = Catalogue::parse(Path::new("words.toml"), words, language, &mut diagnostics);
        assert_eq!(diagnostics.into_result(), Ok(()));
        catalogue
    }

    fn spliced(template: &str) -> String {
        splice("x.html", template, &catalogue("en", "")).unwrap()
    }

    #[test]
    fn words_are_escaped_in_the_page_and_literals_in_tags() {
        let title = "<h1>[[failure.unavailable.title]]</h1>";
        assert_eq!(spliced(title), "<h1>Sorry, we can’t do that right now</h1>");
        let tag = "{% set a = [[failure.unavailable.title]] %}{{ f([[form.error]]) }}{# [[x]] #}";
        let expected = "{% set a = \"Sorry, we can’t do that right now\" %}{{ f(\"Error:\") }}{# [[x]] #}";
        assert_eq!(spliced(tag), expected);
        let plain = splice("x.txt", "[[mail.questions]]", &catalogue("en", "")).unwrap();
        assert_eq!(plain, "Questions? Write to {{ site.contact_email }}.");
    }

    #[test]
    fn arguments_take_the_place_of_values() {
        let template = "[[page.changed; date = <time datetime=\"{{ x }}\">{{ x | day }}</time>]].";
        assert_eq!(spliced(template), "Last updated <time datetime=\"{{ x }}\">{{ x | day }}</time>.");
    }

    #[test]
    fn a_count_chooses_the_form() {
        let english = "{% if (n)|plural == \"one\" %}{{ n }} item{% else %}{{ n }} items{% endif %}";
        assert_eq!(spliced("[[news.found; count = {{ n }}]]"), english);
        let words = "[news.found]\none = \"jeden\"\nfew = \"{{ count }} dva\"\nother = \"{{ count }} pět\"";
        let czech = splice("x.txt", "[[news.found]]", &catalogue("cs", words)).unwrap();
        let expected = "{% if (count)|plural == \"few\" %}{{ count }} dva{% elif (count)|plural == \"one\" %}jeden{% else %}{{ count }} pět{% endif %}";
        assert_eq!(czech, expected);
        let words = "[news.found]\nother = \"{{ count }}件\"";
        assert_eq!(splice("x.txt", "[[news.found]]", &catalogue("ja", words)).unwrap(), "{{ count }}件");
    }

    #[test]
    fn mistakes_in_a_template_have_a_line() {
        let mistakes =
            splice("x.html", "\n[[nothing.here]] [[form.error; a = b]]\n{{ [[search.advice]] }}", &catalogue("en", ""));
        let mistakes: Vec<_> = mistakes.unwrap_err().iter().map(ToString::to_string).collect();
        let expected = [
            "x.html:2: there are no words with the key nothing.here",
            "x.html:2: the words of [[form.error]] have no {{ a }}",
            "x.html:3: [[search.advice]] has marks, which an expression can't have",
        ];
        assert_eq!(mistakes, expected);
    }
}
