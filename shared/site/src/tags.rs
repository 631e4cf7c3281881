//! Checks the topics of pages: each is the slug of a policy page, or has a label in `site.toml`.

use crate::content::Source;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity::Identity;
use std::collections::BTreeSet;

pub(crate) fn check(sources: &[Source], identity: &Identity, diagnostics: &mut Diagnostics) {
    let policies = sources.iter().filter(|source| source.is_policy()).map(Source::slug);
    let known: BTreeSet<&str> = policies.chain(identity.tags().map(String::as_str)).collect();
    for source in sources {
        for tag in source.matter.tags.iter().filter(|tag| !known.contains(tag.as_str())) {
            let list = known.iter().copied().collect::<Vec<_>>().join(", ");
            let message = format!(
                "tags has {tag}, which is no policy page and has no label under [tags] in site.toml; there is {list}"
            );
            diagnostics.push(Diagnostic::on_line(&source.file, source.line_of(tag), message));
        }
    }
}
