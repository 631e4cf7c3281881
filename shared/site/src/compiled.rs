//! A site that is ready to be rendered.

use crate::catalogue::Catalogue;
use crate::content::ParsedPage;
use crate::footer::{self, Footer};
use crate::lists;
use crate::picture::{Variant, encode_all};
use crate::render::{PageRenderer, Renderings, Shells};
use crate::search::{self, Index, SearchSettings};
use crate::splice::splice;
use model::terms::Language;
use model::{Archives, Content, Entry, Form, FormDocuments, Records, Site, numbered};
use render::{Renderer, Template, Templates};
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::mem;
use std::path::PathBuf;

/// A site without mistakes.
#[derive(Debug)]
pub struct Compiled {
    /// Identity, menus and asset names. The local stack sets its own `base_url`.
    pub site: Site,
    pub(crate) footer: Footer,
    /// The application form.
    pub form: Form,
    /// What follows from the form.
    pub documents: FormDocuments,
    /// The words that visitors and applicants read.
    pub catalogue: Catalogue,
    pub(crate) pages: Vec<ParsedPage>,
    pub(crate) search: SearchSettings,
    /// Current path by alias.
    pub(crate) aliases: BTreeMap<String, String>,
    /// Encoded assets by public path, except pictures.
    pub(crate) assets: Records,
    /// The pictures in the sizes that pages show.
    pub(crate) variants: Vec<Variant>,
    /// A directory for encoded pictures, from one build to the next.
    pub(crate) picture_cache: Option<PathBuf>,
}

/// An error of a template or of an encoder.
pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

impl Compiled {
    /// Puts the site's words into the templates of a function, whose sources have their keys, and its footer.
    ///
    /// # Errors
    /// When there are no words with a key.
    pub fn templates(&self, sources: &[Template]) -> Result<Templates, BoxError> {
        let (mut templates, mut mistakes) = (Vec::new(), Vec::new());
        for (name, source) in sources {
            match splice(name, source, &self.catalogue) {
                Ok(template) => templates.push(((*name).to_owned(), template)),
                Err(found) => mistakes.extend(found.iter().map(ToString::to_string)),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes.join("\n").into());
        }
        if let Some((_, template)) = templates.iter_mut().find(|(name, _)| name == footer::TEMPLATE) {
            *template = self.footer.render(&self.site, mem::take(template))?;
        }
        Ok(Templates::Compiled(templates.into()))
    }

    /// Renders the pages with the templates of the pages function, and encodes the site's content.
    ///
    /// # Errors
    /// When a template does not match its values, or a picture can't be decoded.
    pub fn render(&self, templates: Templates) -> Result<Content, BoxError> {
        Ok(Content::new(self.encode(templates)?))
    }

    pub(crate) fn encode(&self, templates: Templates) -> Result<Vec<u8>, BoxError> {
        let renderer = Renderer::new(&self.site, templates);
        let language = Language::of(&self.site.language);
        let pages = PageRenderer::new(self.pages.iter().map(|parsed| &parsed.page), &renderer, language);
        let (mut renderings, mut shells) = (Renderings::default(), Shells::default());
        let mut entries = BTreeMap::new();
        for page in self.pages.iter().map(|parsed| &parsed.page) {
            let entry = match page.list {
                Some(kind) => Entry::List(Box::new(shells.add_list(kind, page, pages.render(page)?)?)),
                None => Entry::Rendered(renderings.add(page, pages.render(page)?)?),
            };
            entries.insert(page.item.path.clone(), entry);
        }
        entries.extend(self.aliases.iter().map(|(alias, path)| (alias.clone(), Entry::Moved(path.clone()))));
        shells.add_search(&pages.search()?)?;
        let documents = search::documents(&self.pages, &self.search, &self.catalogue);
        let index = Index::of(&documents, &self.search, language);
        let mut assets = self.assets.clone();
        assets.extend(encode_all(&self.variants, self.picture_cache.as_deref())?);
        let archives = Archives {
            assets,
            documents: records((0..).map(numbered).zip(documents.iter().map(search::Source::document)))?,
            entries: pages.entries()?,
            kinds: search::kinds(&documents)?,
            lists: records(lists::by_folder(&self.pages))?,
            pages: records(entries)?,
            renderings: renderings.into_records(),
            schedule: lists::schedule(&self.pages)?,
            shells: shells.into_records(),
            terms: index.terms()?,
            topics: self.topics(),
            words: index.words()?,
        };
        Ok(archives.encode()?)
    }
}

impl Compiled {
    /// Returns the label of each tag: the title of the policy page, or that in `site.toml`.
    fn topics(&self) -> Records {
        let policies = self.pages.iter().map(|parsed| &parsed.page.item).filter(|item| item.is_policy());
        let policies = policies.map(|item| (item.slug().to_owned(), item.title.clone()));
        self.site.tags.clone().into_iter().chain(policies).map(|(tag, label)| (tag, label.into_bytes())).collect()
    }
}

/// Encodes values by key.
fn records<T: Serialize>(values: impl IntoIterator<Item = (String, T)>) -> Result<Records, BoxError> {
    values.into_iter().map(|(key, value)| Ok((key, postcard::to_allocvec(&value)?))).collect()
}
