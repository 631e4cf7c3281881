//! The `[publication]` table.

use super::{Context, Mistake};
use crate::front_matter::is_web_url;
use crate::markdown;
use model::{Download, Publication};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicationTable {
    kind: String,
    #[serde(default)]
    cover: Option<String>,
    #[serde(default)]
    cover_label: Option<String>,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    link: Option<String>,
}

impl PublicationTable {
    pub(super) fn resolve(&self, context: &Context<'_>) -> Result<Publication, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        if self.kind.trim().is_empty() {
            mistakes.push(("kind", "is empty: write what it is, such as report or white paper".to_owned()));
        }
        match (&self.file, &self.link) {
            (None, None) => mistakes.push(("kind", NEITHER.to_owned())),
            (Some(_), Some(_)) => mistakes.push(("link", "can't be there beside file: keep one of them".to_owned())),
            (None, Some(link)) if !is_web_url(link) => {
                mistakes
                    .push(("link", format!("must be an address such as https://www.example.org/paper, not {link}")));
            }
            _ => {}
        }
        let cover = self.cover.as_ref().and_then(|cover| context.picture("cover", cover, &mut mistakes));
        if let Some(label) = &self.cover_label {
            let length = label.chars().count();
            if self.cover.is_none() {
                mistakes.push(("cover_label", "needs cover beside it: a drawing on which it stands".to_owned()));
            } else if !(1..=LONGEST_LABEL).contains(&length) {
                mistakes.push((
                    "cover_label",
                    format!("has {length} characters; a cover has room for 1 to {LONGEST_LABEL}"),
                ));
            }
        }
        let file = self.file.as_ref().and_then(|name| {
            let file = download(name, context);
            if file.is_none() {
                mistakes.push(("file", format!("must name a file beside the page or in assets/, unlike {name}")));
            }
            file
        });
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let is_report = self.kind.to_lowercase().split_whitespace().next_back() == Some("report");
        let (kind, cover_label, link) = (self.kind.clone(), self.cover_label.clone(), self.link.clone());
        Ok(Publication { kind, is_report, cover, cover_label, file, link })
    }
}

/// What fits on a cover, in characters.
const LONGEST_LABEL: usize = 8;

const NEITHER: &str = "needs file or link beside it: a file of this site, or an address on another one";

fn download(name: &str, context: &Context<'_>) -> Option<Download> {
    let path = context.files.get(name)?.clone();
    let words = context.files.linked(name).map(|file| markdown::describe(&file, "", context.catalogue));
    let words = words.unwrap_or_default().trim_matches([' ', '(', ')']).to_owned();
    Some(Download { path, words })
}
