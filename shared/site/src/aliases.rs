//! Checks the paths of pages, and reads their aliases.

use crate::content::Source;
use crate::diagnostic::{Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// Paths that belong to the functions.
const RESERVED: [&str; 9] = [
    "/api",
    "/favicon.ico",
    "/members",
    "/membership",
    "/robots.txt",
    "/search",
    "/site.webmanifest",
    "/sitemap.xml",
    "/staff",
];
const RESERVED_PREFIXES: [&str; 7] =
    ["/_local/", "/api/", "/assets/", "/join/", "/members/", "/membership/", "/staff/"];

fn is_reserved(path: &str) -> bool {
    RESERVED.contains(&path)
        || RESERVED_PREFIXES.iter().any(|prefix| path.starts_with(prefix))
        || path.ends_with("/feed.xml")
}

/// Checks that no page has a reserved or malformed path.
pub(crate) fn check_paths(sources: &[Source], diagnostics: &mut Diagnostics) {
    for source in sources {
        if is_reserved(&source.path) {
            diagnostics.push(Diagnostic::in_file(&source.file, format!("{} is a reserved path", source.path)));
        } else if !source.path.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./".contains(c)) {
            let rule = "a file's name is its path: lower-case letters a to z, digits and hyphens";
            diagnostics.push(Diagnostic::in_file(&source.file, rule));
        }
    }
}

/// Maps each alias to the current path.
pub(crate) fn read(sources: &[Source], diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for source in sources {
        for alias in &source.matter.aliases {
            let is_taken = sources.iter().any(|other| other.path == *alias) || aliases.contains_key(alias);
            let mistake = if !alias.starts_with('/') || alias.ends_with('/') || alias.contains(['?', '#']) {
                "must be a path such as /old-name"
            } else if is_taken {
                "is the path of another page"
            } else if is_reserved(alias) {
                "is a reserved path"
            } else {
                aliases.insert(alias.clone(), source.path.clone());
                continue;
            };
            let line = source.line_of(alias);
            diagnostics.push(Diagnostic::on_line(&source.file, line, format!("{alias} {mistake}")));
        }
    }
    aliases
}
