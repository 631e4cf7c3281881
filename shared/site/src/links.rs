//! Checks that the target of every link exists while its page is public.

use crate::assets::is_served;
use crate::content::{ParsedPage, Source, Sources};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity::Identity;
use model::Visibility;
use std::collections::BTreeMap;

/// Link targets on the site, by path.
#[derive(Debug)]
pub(crate) struct LinkTargets(BTreeMap<String, LinkTarget>);

/// The target of links.
#[derive(Debug, Default)]
struct LinkTarget {
    visibility: Visibility,
    /// The ids that links may add after `#`; `None` if unknown.
    headings: Option<Vec<String>>,
}

/// Link targets that are not content.
const OTHERS: [&str; 6] = ["/join/return", "/join/start", "/members", "/membership", "/search", "/sitemap.xml"];

impl LinkTargets {
    pub(crate) fn of(sources: &Sources, pages: &[ParsedPage]) -> Self {
        let others = OTHERS.map(str::to_owned).into_iter().chain(sources.unread.iter().cloned());
        let mut targets: BTreeMap<_, _> = others.map(|path| (path, LinkTarget::default())).collect();
        for parsed in pages {
            let (page, visibility) = (&parsed.page, parsed.page.item.visibility);
            let headings = parsed.headings.iter().map(|heading| heading.id.clone()).collect();
            targets.insert(page.item.path.clone(), LinkTarget { visibility, headings: Some(headings) });
            if page.list.is_some() {
                targets.insert(format!("{}/feed.xml", page.item.path), LinkTarget { visibility, headings: None });
            }
        }
        Self(targets)
    }

    /// Returns the mistake in a link on the page at `path` with this visibility, if there is one.
    pub(crate) fn mistake(&self, link: &str, path: &str, visibility: Visibility) -> Option<String> {
        if ["https://", "http://", "mailto:"].iter().any(|start| link.starts_with(start)) {
            return None;
        }
        let (target, fragment) = link.split_once('#').map_or((link, None), |(target, id)| (target, Some(id)));
        let target = if target.is_empty() { path } else { target.split('?').next().unwrap_or(target) };
        let Some(target) = self.0.get(target) else {
            return Some(format!("links to {link}, which is no page{}", self.advice(target)));
        };
        let unknown = |id: &&str| target.headings.as_ref().filter(|known| !known.iter().any(|name| name == id));
        if let Some(headings) = fragment.filter(|id| *id != "main").as_ref().and_then(unknown) {
            let known = headings.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "none".to_owned() } else { known };
            return Some(format!("links to {link}, but no heading there has this name; there is {known}"));
        }
        let is_sometimes_hidden = !target.visibility.covers(visibility);
        is_sometimes_hidden.then(|| format!("links to {link}, which appears later or expires sooner than this page"))
    }

    /// Returns what to write instead of a link that leads nowhere, if that can be told.
    fn advice(&self, target: &str) -> String {
        let path = format!("/{}", target.trim_start_matches("./").trim_end_matches('/').trim_end_matches(".md"));
        let path = path.replacen("//", "/", 1);
        let name = target.rsplit('/').next().unwrap_or_default();
        if self.0.contains_key(&path) {
            format!(": write {path}")
        } else if is_served(name) {
            format!(": assets/{name} is missing, or the link is not just its name")
        } else {
            String::new()
        }
    }
}

/// Checks the links in content.
pub(crate) fn check_content(
    sources: &[Source],
    pages: &[ParsedPage],
    targets: &LinkTargets,
    diagnostics: &mut Diagnostics,
) {
    for (source, parsed) in sources.iter().zip(pages) {
        for link in &parsed.links {
            if let Some(mistake) = targets.mistake(&link.path, &source.path, source.visibility) {
                diagnostics.push(Diagnostic::on_line(&source.file, link.line, mistake));
            }
        }
    }
}

/// The setting of the page that leads to the application.
const KEY: &str = "application_page";

/// Checks the links in menus and settings.
pub(crate) fn check_identity(identity: &Identity, targets: &LinkTargets, diagnostics: &mut Diagnostics) {
    let links = identity.links().map(|(line, link)| (line, format!("“{}”", link.label), link.path.as_str()));
    let own = identity.own_application_page().map(|path| (identity.line_of(KEY), KEY.to_owned(), path));
    for (line, name, path) in links.chain(own) {
        if let Some(mistake) = targets.mistake(path, "", Visibility::default()) {
            diagnostics.push(Diagnostic::on_line(identity.file(), line, format!("{name} {mistake}")));
        }
    }
}
