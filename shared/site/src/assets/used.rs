//! Finds the files that a page names, and remembers which are needed.

use super::{ASSETS, Assets, CONTENT, File, Served, is_named};
use crate::catalogue::nearest;
use crate::picture::{self, Encoding, Picture, Variant};
use std::path::Path;

/// The files as one page sees them: those beside it before those in `assets/`.
#[derive(Debug, Clone)]
pub(crate) struct Files<'a> {
    assets: &'a Assets,
    /// The page's folder in the site, such as `content/news`.
    folder: String,
}

/// A file to which a page links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkedFile {
    /// The kind, such as `PDF`.
    pub(crate) kind: String,
    /// The size of the file, if it is served unchanged.
    pub(crate) bytes: Option<usize>,
}

/// A picture as a page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The public path of each size with its width in pixels, from the narrowest; one for a drawing.
    pub(crate) sources: Vec<(u32, String)>,
    /// Width and height in pixels, if known.
    pub(crate) size: Option<(u32, u32)>,
}

impl From<Shown> for model::Picture {
    fn from(shown: Shown) -> Self {
        let sources = shown.sources.iter().map(|(width, path)| format!("{path} {width}w"));
        let srcset = if shown.sources.len() > 1 { sources.collect::<Vec<_>>().join(", ") } else { String::new() };
        let path = shown.sources.into_iter().next().map(|(_, path)| path).unwrap_or_default();
        Self { path, srcset, size: shown.size }
    }
}

impl Assets {
    /// Returns the files as a page sees them.
    pub(crate) fn beside(&self, page: &Path) -> Files<'_> {
        let below = page.strip_prefix(&self.content).unwrap_or(page).parent().unwrap_or(Path::new(""));
        let folder = format!("{CONTENT}/{}", below.to_string_lossy().replace('\\', "/"));
        Files { assets: self, folder: folder.trim_end_matches('/').to_owned() }
    }

    /// Returns what is served: every file that is served unchanged, except those beside pages that no page refers to,
    /// and the sizes of pictures that pages show.
    pub(crate) fn into_served(self) -> Served {
        let used = self.used.into_inner();
        let mut served = Served { variants: used.variants.into_values().collect(), ..Served::default() };
        for (name, file) in self.files {
            let File::Unchanged(file) = file else { continue };
            let in_assets = name.strip_prefix(ASSETS).and_then(|rest| rest.strip_prefix('/'));
            if in_assets.is_none() && !used.unchanged.contains(&name) {
                continue;
            }
            let named = in_assets.filter(|name| is_named(name));
            served.names.extend(named.map(|name| (name.to_owned(), file.path.clone())));
            served.records.insert(file.path, file.record);
        }
        served
    }

    fn use_variants(&self, variants: impl IntoIterator<Item = Variant>) {
        self.used.borrow_mut().variants.extend(variants.into_iter().map(|variant| (variant.path.clone(), variant)));
    }
}

impl Files<'_> {
    fn find(&self, name: &str) -> Option<(String, &File)> {
        let candidates = [format!("{}/{name}", self.folder), format!("{ASSETS}/{name}")];
        candidates.into_iter().find_map(|path| self.assets.files.get(&path).map(|file| (path, file)))
    }

    /// Returns whether there is a file with this name.
    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Returns the public path of a file, for a link. A picture leads to its largest size.
    pub(crate) fn get(&self, name: &str) -> Option<&String> {
        let (path, file) = self.find(name)?;
        match file {
            File::Unchanged(file) => {
                self.assets.used.borrow_mut().unchanged.insert(path);
                Some(&file.path)
            }
            File::Picture(picture) => {
                self.assets.use_variants([picture.full.clone()]);
                Some(&picture.full.path)
            }
            File::Broken(name) => Some(name),
        }
    }

    /// Returns what a link to a file says of it.
    pub(crate) fn linked(&self, name: &str) -> Option<LinkedFile> {
        match self.find(name)?.1 {
            File::Unchanged(file) => Some(LinkedFile { kind: file.extension.to_uppercase(), bytes: Some(file.bytes) }),
            File::Picture(picture) => Some(LinkedFile { kind: picture.full.encoding.name().to_owned(), bytes: None }),
            File::Broken(_) => None,
        }
    }

    /// Returns the picture that a page shows.
    ///
    /// # Errors
    /// The mistake in its name.
    pub(crate) fn picture(&self, name: &str) -> Result<Shown, String> {
        let Some((path, file)) = self.find(name) else { return Err(self.no_picture(name)) };
        match file {
            File::Picture(picture) => {
                self.assets.use_variants(picture.variants.iter().cloned());
                let sources = picture.variants.iter().map(|variant| (variant.width, variant.path.clone()));
                let size = picture.variants.last().map(|largest| (largest.width, largest.height));
                Ok(Shown { sources: sources.collect(), size })
            }
            // The program's own files, such as the mark, are shown as they are.
            File::Unchanged(file) if matches!(file.extension, "svg" | "png") => {
                self.assets.used.borrow_mut().unchanged.insert(path);
                Ok(Shown { sources: vec![(0, file.path.clone())], size: file.size })
            }
            File::Unchanged(_) => Err(format!("shows {name}, which is no picture: link to it, [its name]({name})")),
            File::Broken(_) => Ok(Shown::default()),
        }
    }

    /// Returns the public path of the picture that other sites show with a link to the page.
    ///
    /// # Errors
    /// The mistake in its name or its size.
    pub(crate) fn sharing(&self, name: &str) -> Result<String, String> {
        match self.find(name).map(|(_, file)| file) {
            Some(File::Picture(picture)) if picture.width < picture::NARROWEST_TO_SHARE => Err(format!(
                "image {name} is {} pixels wide: for links on other sites it must have {} or more, best {}",
                picture.width,
                picture::NARROWEST_TO_SHARE,
                picture::TO_SHARE
            )),
            Some(File::Picture(picture)) => {
                let variant = picture.sharing();
                self.assets.use_variants([variant.clone()]);
                Ok(variant.path)
            }
            Some(File::Broken(name)) => Ok(name.clone()),
            Some(File::Unchanged(_)) => Err(format!("image {name} can't be shown by other sites: use a .jpg or .png")),
            None => Err(format!("image {}", self.no_picture(name).trim_start_matches("shows "))),
        }
    }

    fn no_picture(&self, name: &str) -> String {
        let is_elsewhere = name.contains("://");
        let short = name.trim_start_matches('/');
        let short = short.strip_prefix("assets/").unwrap_or(short);
        if is_elsewhere {
            return format!("pages show only pictures of the site: copy {name} beside the page or to assets/");
        }
        if self.contains_key(short) {
            return format!("a picture is named as it is in assets/: ![what it shows]({short})");
        }
        let known = self.assets.files.keys().filter_map(|path| {
            path.strip_prefix(&format!("{}/", self.folder)).or_else(|| path.strip_prefix("assets/"))
        });
        let perhaps = nearest(short, known).map(|known| format!(": perhaps {known}")).unwrap_or_default();
        format!("shows {name}, which is neither beside the page nor in assets/{perhaps}")
    }
}

impl Picture {
    /// Returns the size that other sites show.
    fn sharing(&self) -> Variant {
        self.variant(self.width.min(picture::TO_SHARE), Encoding::Jpeg)
    }
}
