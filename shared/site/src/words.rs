//! Reads `site.toml`: identity and menus.

use crate::diagnostic::{Diagnostic, Diagnostics, line_at};
use model::{Link, Site};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The entries of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    name: String,
    short_name: String,
    description: String,
    #[serde(default)]
    base_url: Option<String>,
    language: String,
    location: String,
    contact_email: String,
    decision_time: String,
    privacy_notice: String,
    navigation: Vec<Link>,
    call: Link,
    footer: Vec<Link>,
    #[serde(skip)]
    file: PathBuf,
}

/// Reads and checks the file; `None` when it can't be parsed.
pub(crate) fn read(file: &Path, diagnostics: &mut Diagnostics) -> Option<Words> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            diagnostics.push(Diagnostic::in_file(file, error));
            return None;
        }
    };
    match toml::from_str::<Words>(&text) {
        Ok(words) => {
            if let Some(base_url) = words.base_url.as_deref().filter(|base_url| !is_https_origin(base_url)) {
                let line = text.lines().position(|line| line.starts_with("base_url")).unwrap_or(0) + 1;
                let message = format!("base_url must be like https://www.example.org, not {base_url}");
                diagnostics.push(Diagnostic::on_line(file, line, message));
            }
            Some(Words { file: file.to_owned(), ..words })
        }
        Err(error) => {
            let line = line_at(&text, error.span().map_or(0, |span| span.start));
            diagnostics.push(Diagnostic::on_line(file, line, error.message()));
            None
        }
    }
}

impl Words {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Returns the links in menus.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Link> {
        self.navigation.iter().chain(&self.footer).chain([&self.call])
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

    /// Returns the site, with the public paths of its assets.
    pub(crate) fn into_site(self, assets: BTreeMap<String, String>) -> Site {
        Site {
            name: self.name,
            short_name: self.short_name,
            description: self.description,
            base_url: self.base_url,
            language: self.language,
            location: self.location,
            contact_email: self.contact_email,
            decision_time: self.decision_time,
            privacy_notice: self.privacy_notice,
            navigation: self.navigation,
            call: self.call,
            footer: self.footer,
            assets,
        }
    }
}

/// Returns whether a text is an `https` origin, as browsers write it, without a trailing slash.
fn is_https_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    let (host, port) = host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    host.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number != 443 && number.to_string() == port))
}
