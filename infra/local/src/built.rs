//! A site that is ready to be served.

use std::path::Path;

use directory::Directory;
use join::Join;
use lambda_http::Error;
use membership::Membership;
use notify::{Notify, Outlets};
use pages::{Pages, embedded_content};
use review::Review;
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::SiteOrigin;
use shared::html::Templates;
use shared::site::{Content, Embedded, Form, FormDigest, FormDocuments, Site, embedded_documents};
use store::Store;

/// What the functions show of a site.
#[derive(Debug, Clone)]
pub struct BuiltSite {
    /// Identity, menus and asset names.
    pub site: Site,
    /// The application form.
    pub form: Form,
    documents: FormDocuments,
    content: Content,
    templates: FunctionTemplates,
}

/// The templates of each function, with the site's words.
#[derive(Debug, Clone)]
struct FunctionTemplates {
    directory: Templates,
    pages: Templates,
    join: Templates,
    membership: Templates,
    notify: Templates,
    review: Templates,
}

impl BuiltSite {
    /// Returns the site that the functions were built with.
    ///
    /// # Errors
    /// When the embedded bytes are malformed.
    pub fn embedded() -> Result<Self, Error> {
        let (site, form) = (Site::embedded()?, Form::embedded()?);
        let templates = FunctionTemplates {
            directory: Templates::Embedded(directory::TEMPLATES),
            pages: Templates::Embedded(pages::TEMPLATES),
            join: Templates::Embedded(join::TEMPLATES),
            membership: Templates::Embedded(membership::TEMPLATES),
            notify: Templates::Embedded(notify::TEMPLATES),
            review: Templates::Embedded(review::TEMPLATES),
        };
        Ok(Self { site, form, documents: embedded_documents(), content: embedded_content(), templates })
    }

    /// Compiles a site's source and renders its pages, as if the site were at `base_url`, if there is one.
    ///
    /// # Errors
    /// When the source has mistakes: each on a line.
    pub fn compile(directory: &Path, base_url: Option<&str>) -> Result<Self, Error> {
        let mut compiled = site::compile(directory).map_err(|diagnostics| {
            diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect::<String>()
        })?;
        if let Some(base_url) = base_url {
            compiled.site.base_url = Some(base_url.to_owned());
        }
        let templates = FunctionTemplates {
            directory: compiled.templates(directory::TEMPLATE_SOURCES)?,
            pages: compiled.templates(pages::TEMPLATE_SOURCES)?,
            join: compiled.templates(join::TEMPLATE_SOURCES)?,
            membership: compiled.templates(membership::TEMPLATE_SOURCES)?,
            notify: compiled.templates(notify::TEMPLATE_SOURCES)?,
            review: compiled.templates(review::TEMPLATE_SOURCES)?,
        };
        let content = compiled.render(templates.pages.clone())?;
        Ok(Self { site: compiled.site, form: compiled.form, documents: compiled.documents, content, templates })
    }

    /// Creates the `pages` function for this site.
    pub fn pages(&self, site_origin: SiteOrigin, clock: Clock) -> Pages {
        let pages = Pages::new(&self.site, self.content.clone(), site_origin, clock);
        pages.with_templates(self.templates.pages.clone())
    }

    /// Creates the `join` function for this site.
    pub fn join(&self, store: Store, settings: join::Settings, clock: Clock, entropy: Entropy) -> Join {
        let form = (self.form.clone(), self.documents.clone());
        let join = Join::new(&self.site, form, store, settings, clock, entropy);
        join.with_templates(self.templates.join.clone())
    }

    /// Creates the `directory` function for this site.
    pub fn directory(&self, store: Store, settings: directory::Settings, clock: Clock) -> Directory {
        let directory = Directory::new(&self.site, self.form.clone(), store, settings, clock);
        directory.with_templates(self.templates.directory.clone())
    }

    /// Creates the `membership` function for this site.
    pub fn membership(
        &self,
        store: Store,
        settings: membership::Settings,
        clock: Clock,
        entropy: Entropy,
    ) -> Membership {
        let membership = Membership::new(&self.site, self.form.clone(), store, settings, clock, entropy);
        membership.with_templates(self.templates.membership.clone())
    }

    /// Creates the `review` function for this site.
    pub fn review(&self, store: Store, settings: review::Settings, clock: Clock, entropy: Entropy) -> Review {
        let review = Review::new(&self.site, self.form.clone(), store, settings, clock, entropy);
        review.with_templates(self.templates.review.clone())
    }

    /// Creates the `notify` function for this site.
    pub fn notify(
        &self,
        store: Store,
        settings: notify::Settings,
        outlets: Outlets,
        clock: Clock,
        entropy: Entropy,
    ) -> Notify {
        let form_digest = FormDigest::from(&self.form);
        let notify = Notify::new(&self.site, form_digest, store, settings, outlets, clock, entropy);
        notify.with_templates(&self.site, self.templates.notify.clone())
    }
}
