//! Reads `site.toml`: identity and menus.

use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics, line_at, line_of_key};
use crate::files::read_text;
use crate::footer::Footer;
use crate::front_matter::is_web_url;
use crate::links::is_global_number;
use crate::locale;
use crate::menu::{self, MenuTable};
use crate::search::SearchSettings;
use crate::typography::apostrophes;
use email_address::{EmailAddress, Options};
use model::{Brand, Link, Members, Site};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The most days of a reminder or of grace: a renewal comes every year.
const MOST_DAYS: u16 = 365;

/// The entries of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    name: String,
    short_name: String,
    description: String,
    #[serde(default)]
    base_url: Option<String>,
    language: String,
    location: String,
    contact_email: String,
    #[serde(default)]
    press_email: Option<String>,
    #[serde(default)]
    telephone: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    profiles: Vec<String>,
    decision_time: String,
    #[serde(default)]
    decision_days: Option<u16>,
    privacy_notice: String,
    #[serde(default)]
    members: Members,
    #[serde(default)]
    search: SearchSettings,
    navigation: Vec<Spanned<MenuTable>>,
    call: Spanned<Link>,
    footer: Footer,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    application_page: Option<String>,
    #[serde(default = "time_zone")]
    time_zone: String,
    #[serde(skip)]
    file: PathBuf,
    /// The whole file.
    #[serde(skip)]
    text: String,
}

/// Reads and checks the file; `None` when it can't be parsed.
pub(crate) fn read(file: &Path, diagnostics: &mut Diagnostics) -> Option<Identity> {
    let text = match read_text(file) {
        Ok(text) => apostrophes(&text),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    match toml::from_str::<Identity>(&text) {
        Ok(identity) => {
            let identity = Identity { file: file.to_owned(), text, ..identity };
            for (line, message) in identity.mistakes() {
                diagnostics.push(Diagnostic::on_line(file, line, message));
            }
            Some(identity)
        }
        Err(error) => {
            diagnostics.push(Diagnostic::of_toml(file, &text, &error));
            None
        }
    }
}

impl Identity {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Returns the mistakes in the identity and the menus, with their lines.
    fn mistakes(&self) -> Vec<(usize, String)> {
        let mut mistakes = Vec::new();
        let mut add = |key: &str, message: String| mistakes.push((self.line_of(key), format!("{key} {message}")));
        for (key, text) in self.placeholders().into_iter().chain([("description", self.description.as_str())]) {
            // A site may do without a city.
            if text.trim().is_empty() && key != "location" {
                add(key, "is empty".to_owned());
            }
        }
        if let Some(base_url) = self.base_url.as_deref().filter(|base_url| !is_https_origin(base_url)) {
            add("base_url", format!("must be like https://www.example.org, not {base_url}"));
        }
        if locale::time_zone(&self.time_zone).is_none() {
            add("time_zone", format!("must be like Europe/Stockholm, not {}", self.time_zone));
        }
        if !is_language_tag(&self.language) {
            let rule = "must be the tag of a language (BCP 47), such as en, sv or pt-BR";
            add("language", format!("{rule}, not {}", self.language));
        }
        if !self.contact_email.trim().is_empty() && !is_email_address(&self.contact_email) {
            add("contact_email", format!("must be an address such as office@example.org, not {}", self.contact_email));
        }
        self.contact_mistakes(&mut add);
        if let Some(renewal) = &self.members.renewal
            && renewal.remind_days.iter().chain([&renewal.grace_days]).any(|days| *days > MOST_DAYS)
        {
            add("members.renewal", format!("has more than {MOST_DAYS} days"));
        }
        if let Some(dues) = &self.members.dues {
            let mut names = BTreeSet::new();
            for category in &dues.categories {
                if category.name.trim().is_empty() || category.label.trim().is_empty() {
                    add("members.dues", "has a category without a name or a label".to_owned());
                } else if !names.insert(category.name.as_str()) {
                    add("members.dues", format!("has the category {} twice", category.name));
                }
            }
            if dues.currency.trim().is_empty() {
                add("members.dues", "has no currency".to_owned());
            }
        }
        let nameless = self.links().filter(|(_, label, _)| label.trim().is_empty());
        mistakes.extend(nameless.map(|(line, _, path)| (line, format!("the link to {path} has an empty label"))));
        mistakes
    }

    /// Adds the mistakes in the optional ways to reach the association.
    fn contact_mistakes(&self, add: &mut impl FnMut(&str, String)) {
        if let Some(address) = self.press_email.as_deref().filter(|address| !is_email_address(address)) {
            add("press_email", format!("must be an address such as press@example.org, not {address}"));
        }
        if let Some(number) = self.telephone.as_deref().filter(|number| !is_global_number(&number.replace(' ', "-"))) {
            add("telephone", format!("must be a number with its country, such as +1 202 555 0123, not {number}"));
        }
        if self.address.as_deref().is_some_and(|address| address.trim().is_empty()) {
            add("address", "is empty: leave it out".to_owned());
        }
        for url in self.profiles.iter().filter(|url| !is_web_url(url)) {
            add(
                "profiles",
                format!("must be addresses such as https://www.linkedin.com/company/example, unlike {url}"),
            );
        }
    }

    pub(crate) fn time_zone(&self) -> &str {
        &self.time_zone
    }

    /// Returns the questions by whose answers visitors find members.
    pub(crate) fn filters(&self) -> Vec<String> {
        self.members.questions()
    }

    /// Returns the line of a key.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        line_of_key(&self.text, key).unwrap_or(1)
    }

    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    /// Returns how search finds pages.
    pub(crate) const fn search(&self) -> &SearchSettings {
        &self.search
    }

    /// Returns the address of the page that leads to the application, if it is set.
    pub(crate) fn own_application_page(&self) -> Option<&str> {
        self.application_page.as_deref()
    }

    /// Returns the address of the page that leads to the application: that of the call to action, by default.
    pub(crate) fn application_page(&self) -> &str {
        self.own_application_page().unwrap_or(&self.call.get_ref().path)
    }

    /// Returns the line, the label and the target of each link in menus.
    pub(crate) fn links(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        let line = |start| line_at(&self.text, start);
        let in_header = self.navigation.iter().flat_map(move |item| item.get_ref().links(item.span().start));
        let others = self.footer.links().chain([&self.call]).map(menu::link);
        in_header.chain(others).map(move |(start, link)| (line(start), link.0, link.1))
    }

    /// Returns the footer.
    pub(crate) fn footer(&self) -> Footer {
        self.footer.clone()
    }

    /// Returns the topics that have a label.
    pub(crate) fn tags(&self) -> impl Iterator<Item = &String> {
        self.tags.keys()
    }

    /// Returns the words that content may use as `{{ key }}`.
    pub(crate) fn placeholders(&self) -> [(&'static str, &str); 6] {
        [
            ("name", &self.name),
            ("short_name", &self.short_name),
            ("location", &self.location),
            ("contact_email", &self.contact_email),
            ("decision_time", &self.decision_time),
            ("privacy_notice", &self.privacy_notice),
        ]
    }

    /// Returns the site, with its colors and the public paths of its assets.
    pub(crate) fn into_site(
        self,
        brand: Option<Brand>,
        assets: BTreeMap<String, String>,
        catalogue: &Catalogue,
    ) -> Site {
        Site {
            application_page: self.application_page().to_owned(),
            name: self.name,
            short_name: self.short_name,
            description: self.description,
            base_url: self.base_url,
            language: self.language,
            location: self.location,
            contact_email: self.contact_email,
            press_email: self.press_email,
            telephone: self.telephone,
            address: self.address,
            profiles: self.profiles,
            decision_time: self.decision_time,
            decision_days: self.decision_days,
            privacy_notice: self.privacy_notice,
            members: self.members,
            navigation: self.navigation.into_iter().map(|item| item.into_inner().into()).collect(),
            call: self.call.into_inner(),
            tags: self.tags,
            brand,
            locale: catalogue.locale(&self.time_zone),
            assets,
        }
    }
}

fn time_zone() -> String {
    "UTC".to_owned()
}

/// Returns whether a text is an `https` origin, as browsers write it, without a trailing slash.
fn is_https_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    let (host, port) = host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    host.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number != 443 && number.to_string() == port))
}

/// Returns whether a text is a language tag of [BCP 47](https://www.rfc-editor.org/rfc/rfc5646#section-2.1): a language of
/// two or three letters, then perhaps a script, a region and variants. Longer names of languages and extensions, which the
/// grammar has too, are nowhere in use.
fn is_language_tag(text: &str) -> bool {
    let is = |subtag: &&str, lengths: RangeInclusive<usize>, kind: fn(&u8) -> bool| {
        lengths.contains(&subtag.len()) && subtag.as_bytes().iter().all(kind)
    };
    let mut subtags = text.split('-').peekable();
    let language = subtags.next_if(|subtag| is(subtag, 2..=3, u8::is_ascii_alphabetic));
    subtags.next_if(|script| is(script, 4..=4, u8::is_ascii_alphabetic));
    subtags.next_if(|region| is(region, 2..=2, u8::is_ascii_alphabetic) || is(region, 3..=3, u8::is_ascii_digit));
    let starts_with_digit = |subtag: &str| subtag.starts_with(|c: char| c.is_ascii_digit());
    let is_variant = |subtag: &str| {
        is(&subtag, 5..=8, u8::is_ascii_alphanumeric)
            || starts_with_digit(subtag) && is(&subtag, 4..=4, u8::is_ascii_alphanumeric)
    };
    language.is_some() && subtags.all(is_variant)
}

/// Returns whether a text is like `name@example.org`.
fn is_email_address(text: &str) -> bool {
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    EmailAddress::parse_with_options(text, options).is_ok()
}
