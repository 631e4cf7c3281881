//! The words of messages, as plain text and as HTML that says the same.

use crate::notice::Notice;
use crate::quoting;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, context};
use shared::application::Reference;
use shared::html::{self, Renderer, Template};
use shared::site::Site;
use store::MOST_COUNTED;

macro_rules! templates {
    ($($name:literal),*) => { &[$(($name, include_str!(concat!("../templates/", $name)))),*] };
}

const HTML: &[Template] = templates![
    "letter.html",
    "accepted.html",
    "arrived.html",
    "declined.html",
    "digest.html",
    "expiring.html",
    "link.html",
    "more_information.html",
    "received.html",
    "set_aside.html",
    "withdrawn.html"
];

const TEXT: &[Template] = templates![
    "letter.txt",
    "accepted.txt",
    "arrived.txt",
    "declined.txt",
    "digest.txt",
    "expiring.txt",
    "link.txt",
    "more_information.txt",
    "received.txt",
    "set_aside.txt",
    "withdrawn.txt"
];

/// What a letter tells of, as far as it tells of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) reference: Option<Reference>,
    /// The organization's legal name.
    pub(crate) organization: Option<String>,
    /// A link to the application.
    pub(crate) link: Option<String>,
    /// What the main contact's address is confirmed with.
    pub(crate) code: Option<String>,
    /// Whether an answer reaches the applicant.
    pub(crate) reaches_applicant: bool,
    /// How many applications are set aside.
    pub(crate) count: u32,
    /// The hour that a digest is about.
    pub(crate) hour: Option<String>,
    /// The applications that a digest is about.
    pub(crate) references: Vec<Reference>,
    /// The applications that are deleted soon, each with the day.
    pub(crate) expiring: Vec<(Reference, String)>,
    /// Whether there may be more of them.
    pub(crate) more: bool,
}

/// The words of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Writes letters in the name of a site.
#[derive(Debug)]
pub(crate) struct Letters {
    html: Renderer,
    text: Environment<'static>,
}

impl Letters {
    pub(crate) fn new(site: &Site) -> Self {
        let mut text = html::environment();
        // Plain text has nothing to escape.
        text.set_auto_escape_callback(|_| AutoEscape::None);
        text.set_loader(|name| {
            let found = TEXT.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, source)| (*source).to_owned()))
        });
        text.add_global("site", Value::from(Serde(site.clone())));
        Self { html: Renderer::new(site, HTML), text }
    }

    /// # Errors
    /// When a template does not fit the facts.
    pub(crate) fn write(&self, notice: Notice, facts: &Facts) -> Result<Letter, Error> {
        let subject = subject(notice, facts);
        let organization = facts.organization.as_deref().map(quoting::defang);
        let expiring = facts.expiring.iter().map(|(reference, day)| context! { reference => reference.as_str(), day });
        let expiring: Vec<_> = expiring.collect();
        let values = |organization: Option<String>| {
            context! {
                subject => subject.as_str(),
                reference => facts.reference.as_ref().map(Reference::as_str),
                organization,
                link => facts.link.as_deref(),
                code => facts.code.as_deref(),
                reaches_applicant => facts.reaches_applicant,
                count => facts.count,
                most => facts.count >= MOST_COUNTED,
                hour => facts.hour.as_deref(),
                references => facts.references.iter().map(Reference::to_string).collect::<Vec<_>>(),
                expiring => expiring.clone(),
                more => facts.more,
            }
        };
        let isolated = organization.as_deref().map(quoting::isolate);
        let text = self.text.get_template(&format!("{}.txt", notice.kind()))?.render(values(isolated))?;
        let html = self.html.render(&format!("{}.html", notice.kind()), values(organization))?;
        Ok(Letter { subject, text, html })
    }
}

/// It may be read on a locked telephone: it names the reference, and neither organization nor person.
fn subject(notice: Notice, facts: &Facts) -> String {
    let words = match notice {
        Notice::Received => "Application received",
        Notice::MoreInformation(_) => "We need more information",
        Notice::Accepted => "Your application was accepted",
        Notice::Declined => "Your application was declined",
        Notice::Withdrawn => "You withdrew your application",
        Notice::Link(_) => "Continue your application",
        Notice::Arrived => "New application",
        Notice::SetAside => return format!("Applications set aside: {}", facts.count),
        Notice::Digest => return format!("More new applications: {}", facts.references.len()),
        Notice::Expiring => return format!("Undecided applications to be deleted soon: {}", facts.expiring.len()),
    };
    match &facts.reference {
        Some(reference) => format!("{words}: {reference}"),
        None => words.to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use shared::site::Embedded;

    pub(crate) const ALL: [Notice; 10] = [
        Notice::Received,
        Notice::MoreInformation(3),
        Notice::Accepted,
        Notice::Declined,
        Notice::Withdrawn,
        Notice::Link(1),
        Notice::Arrived,
        Notice::SetAside,
        Notice::Digest,
        Notice::Expiring,
    ];

    pub(crate) fn facts() -> Facts {
        Facts {
            reference: Some("7KQX4M2P".parse().unwrap()),
            organization: Some("O'Brien & Côé <Clinical> Ltd".to_owned()),
            link: Some("https://www.example.org/join/8c1jv5m3q0t7y2xk9r4n6wzhbdqq".to_owned()),
            code: Some("7KQX-4M2P".to_owned()),
            reaches_applicant: true,
            count: 3,
            hour: Some("2026-11-24 09:00 UTC".to_owned()),
            references: vec!["7KQX4M2P".parse().unwrap(), "8KQX4M2P".parse().unwrap()],
            expiring: vec![("7KQX4M2P".parse().unwrap(), "24 December 2026".to_owned())],
            more: true,
        }
    }

    fn write(notice: Notice, facts: &Facts) -> Letter {
        Letters::new(&Site::embedded().unwrap()).write(notice, facts).unwrap()
    }

    /// What is read in a document: its words without markup.
    fn words(html: &str) -> Vec<String> {
        let body = html.split_once("<body>").unwrap().1;
        let mut text = String::new();
        for part in body.split('<') {
            let (tag, after) = part.split_once('>').unwrap_or(("", part));
            let inline = ["a", "/a", "bdi", "/bdi", "strong", "/strong"].contains(&tag.split(' ').next().unwrap());
            text += if inline { "" } else { " " };
            text += after;
        }
        let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&quot;", "\""), ("&amp;", "&")];
        let text = escapes.iter().fold(text, |text, (escape, plain)| text.replace(escape, plain));
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn text_and_html_say_the_same() {
        let bare = Facts { organization: Some("Acme".to_owned()), count: 1, ..Facts::default() };
        let draft = Facts { reference: None, code: None, ..facts() };
        for notice in ALL {
            for facts in [&facts(), &bare, &draft] {
                let letter = write(notice, facts);
                // What `bdi` does in HTML, characters do in plain text.
                let text = letter.text.replace(['\u{2068}', '\u{2069}'], "");
                let text: Vec<_> = text.split_whitespace().map(str::to_owned).collect();
                assert_eq!(text, words(&letter.html), "{notice:?}");
            }
        }
    }

    #[test]
    fn what_was_typed_can_not_become_markup_and_is_plain_in_plain_text() {
        let letter = write(Notice::Arrived, &facts());
        assert!(letter.html.contains("O&#39;Brien &amp; Côé &lt;Clinical&gt; Ltd"), "{}", letter.html);
        assert!(letter.text.contains("O'Brien & Côé <Clinical> Ltd"), "{}", letter.text);
    }

    #[test]
    fn a_letter_is_small_and_loads_nothing() {
        for notice in ALL {
            let html = write(notice, &facts()).html;
            assert!(html.len() < 10_000, "{}", html.len());
            for loads in ["<img", "<link", "<script", "src=", "url(", "@import"] {
                assert!(!html.contains(loads), "{notice:?} has {loads}");
            }
        }
    }

    #[test]
    fn subjects_name_the_reference_and_nobody() {
        for notice in ALL {
            let subject = write(notice, &facts()).subject;
            assert!(!subject.contains("Brien") && subject.is_ascii(), "{subject}");
            let about_one = !matches!(notice, Notice::SetAside | Notice::Digest | Notice::Expiring);
            assert_eq!(subject.contains("7KQX4M2P"), about_one, "{subject}");
        }
    }
}
