//! Renders messages as plain text and as equivalent HTML.

use crate::messages::MessageKind;
use crate::quoting;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error};
use serde::Serialize;
use shared::html::{self, Renderer};
use shared::site::Site;
use std::sync::OnceLock;

/// The values for the templates. A kind of message uses the fields that it needs.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct TemplateContext {
    /// Set by the renderer.
    pub(crate) subject: String,
    pub(crate) reference: Option<String>,
    /// The name of the person who gets the message, if it is safe to greet by it.
    pub(crate) name: Option<String>,
    /// What staff should know about a new application.
    pub(crate) summary: Vec<SummaryRow>,
    /// The organization's legal name: defanged for staff, and only if it is safe for others.
    pub(crate) organization: Option<String>,
    /// When the organization became a member, in RFC 3339.
    pub(crate) since: Option<String>,
    /// The areas in which it wants to take part.
    pub(crate) areas: Vec<String>,
    /// The public page on which members ask for a link to their own.
    pub(crate) members_page: Option<String>,
    /// When the application was sent, in RFC 3339.
    pub(crate) submitted_at: Option<String>,
    /// When the application or the draft expires unless something changes, in RFC 3339.
    pub(crate) kept_until: Option<String>,
    /// The lines of staff's question or words to the applicant.
    pub(crate) quoted: Vec<String>,
    /// Where the site is, for links to its pages.
    pub(crate) site_url: Option<String>,
    /// A link to the application, once it is accepted to the entry in the directory, or in messages to staff to their page about it.
    pub(crate) link: Option<String>,
    /// Whether the link opens the application. Before the address is confirmed, it shows the status only.
    pub(crate) opens_application: bool,
    /// The last day on which the link to a member's own page works, as the site writes it.
    pub(crate) link_until: Option<String>,
    /// The code that confirms the main contact's address.
    pub(crate) code: Option<String>,
    /// Whether a reply reaches the applicant.
    pub(crate) reaches_applicant: bool,
    /// By when staff should decide, in RFC 3339.
    pub(crate) decide_by: Option<String>,
    /// How many applications are set aside.
    pub(crate) count: u32,
    /// When the hour that a digest covers began, in RFC 3339.
    pub(crate) hour: Option<String>,
    /// The applications in a digest.
    pub(crate) references: Vec<String>,
    pub(crate) expiring: Vec<ExpiringApplication>,
    /// The date that a message about a membership is about, as the site writes it.
    pub(crate) date: Option<String>,
    /// When a membership lapses.
    pub(crate) lapses_on: Option<String>,
    /// The year of dues.
    pub(crate) year: Option<String>,
    /// The amount of dues.
    pub(crate) amount: Option<String>,
    /// Whether there may be more applications than the message counts or lists.
    pub(crate) more: bool,
}

/// The chosen answer to a question, in the site's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SummaryRow {
    pub(crate) label: String,
    pub(crate) value: String,
}

/// An application that will be deleted soon.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExpiringApplication {
    pub(crate) reference: String,
    /// When, in RFC 3339.
    pub(crate) at: String,
}

/// A message's subject and bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenderedMessage {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The templates of all messages.
#[derive(Debug)]
pub(crate) struct Templates {
    html: Renderer,
    /// Created on first use: many records send no message.
    text: OnceLock<Environment<'static>>,
}

impl Templates {
    pub(crate) fn new(site: &Site, templates: html::Templates) -> Self {
        Self { html: Renderer::new(site, templates), text: OnceLock::new() }
    }

    fn text(&self) -> &Environment<'static> {
        self.text.get_or_init(|| {
            let mut text = self.html.new_environment();
            // Plain text needs no escaping.
            text.set_auto_escape_callback(|_| AutoEscape::None);
            text.add_filter("isolate", quoting::isolate);
            text
        })
    }

    /// Renders a message.
    ///
    /// # Errors
    /// When a template does not fit the context.
    pub(crate) fn render(&self, kind: &MessageKind, mut context: TemplateContext) -> Result<RenderedMessage, Error> {
        let values = Value::from(Serde(&context));
        let mut text = self.text().get_template(&format!("{}.txt", kind.name))?.render_captured(values)?;
        context.subject = text.with_state_mut(|state| state.render_block("subject"))?;
        let html = self.html.render(&format!("{}.html", kind.name), Value::from(Serde(&context)))?;
        Ok(RenderedMessage { subject: context.subject, text: lay_out(&text.into_output()), html })
    }
}

/// The columns at which an item of a numbered list breaks.
const COLUMNS: usize = 72;

/// Lays out plain text: a line of three marks or more below a heading becomes as long as the heading, and items of a
/// numbered list get a hanging indent.
fn lay_out(text: &str) -> String {
    let mut laid_out = String::with_capacity(text.len() + 128);
    let mut before = "";
    for line in text.lines() {
        if !laid_out.is_empty() {
            laid_out.push('\n');
        }
        match line.as_bytes() {
            [mark @ (b'=' | b'-'), rest @ ..] if rest.len() > 1 && rest.iter().all(|other| other == mark) => {
                laid_out.extend(before.chars().map(|_| char::from(*mark)));
            }
            [b'1'..=b'9', b'.', b' ', ..] => push_item(&mut laid_out, line),
            _ => laid_out.push_str(line),
        }
        before = line;
    }
    laid_out
}

fn push_item(laid_out: &mut String, item: &str) {
    let mut column = 0;
    for word in item.split(' ') {
        let width = word.chars().count();
        if column + width >= COLUMNS {
            laid_out.push_str("\n   ");
            column = 3;
        } else if column > 0 {
            laid_out.push(' ');
            column += 1;
        }
        laid_out.push_str(word);
        column += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TEMPLATE_SOURCES;
    use crate::messages::{ALL, OncePer, link, return_link};
    use std::sync::LazyLock;

    fn context() -> TemplateContext {
        TemplateContext {
            subject: String::new(),
            reference: Some("7KQX4M2P".to_owned()),
            name: Some("Ada O’Neill".to_owned()),
            summary: vec![
                SummaryRow { label: "Kind".to_owned(), value: "Both".to_owned() },
                SummaryRow { label: "Country".to_owned(), value: "Côte d’Ivoire".to_owned() },
            ],
            organization: Some("O'Brien & Côé <Clinical> Ltd".to_owned()),
            since: Some("2026-11-24T09:00:00Z".to_owned()),
            areas: vec!["Lamps".to_owned(), "Schools & <families>".to_owned()],
            members_page: Some("https://www.example.org/membership".to_owned()),
            submitted_at: Some("2026-11-22T09:00:00Z".to_owned()),
            kept_until: Some("2028-11-24T09:00:00Z".to_owned()),
            site_url: Some("https://www.example.org".to_owned()),
            quoted: vec!["Which trials?".to_owned(), "<b>All</b> of them & \"more\".".to_owned()],
            link: Some("https://www.example.org/join/8c1jv5m3q0t7y2xk9r4n6wzhbdqq".to_owned()),
            opens_application: true,
            link_until: Some("January 27, 2028".to_owned()),
            code: Some("7KQX-4M2P".to_owned()),
            reaches_applicant: true,
            decide_by: Some("2026-12-24T09:00:00Z".to_owned()),
            count: 3,
            hour: Some("2026-11-24T09:00:00Z".to_owned()),
            references: vec!["7KQX4M2P".to_owned(), "8KQX4M2P".to_owned()],
            expiring: vec![ExpiringApplication {
                reference: "7KQX4M2P".to_owned(),
                at: "2026-12-24T09:30:00Z".to_owned(),
            }],
            date: Some("November 28, 2027".to_owned()),
            lapses_on: Some("December 28, 2027".to_owned()),
            year: Some("2027".to_owned()),
            amount: Some("EUR 1,000".to_owned()),
            more: true,
        }
    }

    /// The templates with the words of the tests' own site.
    static OWN: LazyLock<Templates> = LazyLock::new(|| {
        let own = site::compile(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/site").as_ref()).unwrap();
        Templates::new(&own.site, own.templates(TEMPLATE_SOURCES).unwrap())
    });

    fn render(kind: &MessageKind, context: &TemplateContext) -> RenderedMessage {
        OWN.render(kind, context.clone()).unwrap()
    }

    /// Returns the words of a document, without markup.
    fn words(html: &str) -> Vec<String> {
        let body = html.split_once("<body>").unwrap().1;
        // The preheader is for lists of messages.
        let body = body.split_once("</div>").unwrap().1;
        // Plain text has no buttons.
        let body = body.replace("If the button does not work, open this link:", "");
        let (mut text, mut number) = (String::new(), None);
        let (mut target, mut words) = (None, 0);
        for part in body.split('<') {
            let (tag, after) = part.split_once('>').unwrap_or(("", part));
            let inline = ["a", "/a", "bdi", "/bdi", "strong", "/strong"].contains(&tag.split(' ').next().unwrap());
            text += if inline { "" } else { " " };
            // Browsers number the items of an ordered list.
            match (tag, number) {
                ("ol", _) => number = Some(0),
                ("/ol", _) => number = None,
                ("li", Some(before)) => {
                    number = Some(before + 1);
                    text += &format!("{}. ", before + 1);
                }
                ("li", None) => text += "- ",
                _ => {}
            }
            // In plain text, the target of a link follows its words.
            if let Some(("a", attributes)) = tag.split_once(' ') {
                let is_button = attributes.starts_with("class=\"button\"");
                target = attributes.split_once("href=\"").and_then(|(_, target)| target.split(['"', '?']).next());
                target = target.filter(|_| !is_button);
                words = text.len();
            } else if let Some(target) = target.take_if(|_| tag == "/a") {
                let address = target.strip_prefix("mailto:");
                if text.get(words..) != Some(address.unwrap_or(target)) {
                    text += &address.map_or_else(|| format!(" {target}"), |address| format!(" ({address})"));
                }
            }
            text += after;
        }
        let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&quot;", "\""), ("&amp;", "&")];
        let text = escapes.iter().fold(text, |text, (escape, plain)| text.replace(escape, plain));
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn text_and_html_have_the_same_words() {
        let bare = TemplateContext { organization: Some("Acme".to_owned()), count: 1, ..TemplateContext::default() };
        let draft = TemplateContext { reference: None, code: None, submitted_at: None, ..context() };
        for kind in ALL {
            for context in [&context(), &bare, &draft] {
                let message = render(kind, context);
                // `bdi` isolates in HTML, characters do in plain text.
                let text = message.text.replace(['\u{2068}', '\u{2069}'], "").replace("\n> ", "\n");
                // Headings of plain text have a line below them.
                let is_line = |word: &str| word.len() > 1 && word.trim_matches(['=', '-']).is_empty();
                let text: Vec<_> = text.split_whitespace().filter(|word| !is_line(word)).collect();
                // In plain text, the label of a button ends with a colon.
                let without_colons = |text: String| text.replace(": ", " ");
                let html = words(&message.html).join(" ");
                assert_eq!(without_colons(text.join(" ")), without_colons(html), "{}", kind.name);
            }
        }
    }

    #[test]
    fn plain_text_underlines_headings_and_indents_lists() {
        let item = "Return to the page where you applied, and look for “Application received” in its history.";
        let text = format!("Zażółć\n===\n\n1. {item}\n2. Enter it.\n\nNext steps\n-----\n\n- a\n--");
        let broken = "1. Return to the page where you applied, and look for “Application\n   received” in its history.";
        let expected = format!("Zażółć\n======\n\n{broken}\n2. Enter it.\n\nNext steps\n----------\n\n- a\n--");
        assert_eq!(lay_out(&text), expected);
    }

    #[test]
    fn a_message_is_small_and_loads_nothing() {
        for kind in ALL {
            let html = render(kind, &context()).html;
            assert!(html.len() < 10_000, "{}", html.len());
            for loads in ["<img", "<link", "<script", "src=", "url(", "@import"] {
                assert!(!html.contains(loads), "{} has {loads}", kind.name);
            }
        }
    }

    #[test]
    fn subjects_are_short_and_contain_the_reference_or_the_association_but_no_names() {
        let draft = TemplateContext { reference: None, code: None, ..context() };
        for kind in ALL {
            let subject = render(kind, &context()).subject;
            assert!(!subject.contains("Brien") && subject.is_ascii() && subject.len() <= 60, "{subject}");
            assert_eq!(subject.contains("7KQX4M2P"), kind.once_per != OncePer::Period, "{subject}");
            assert_eq!(subject.contains("LPO"), kind.once_per == OncePer::Period, "{subject}");
        }
        for kind in [&link::KIND, &return_link::KIND] {
            assert!(render(kind, &draft).subject.contains("LPO"));
        }
    }
}
