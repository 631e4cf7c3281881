//! What a caller can choose about a stack.

use std::path::PathBuf;
use std::sync::Arc;

use super::ExternalIssuer;
use crate::issuer::Behavior;
use crate::listen::Port;
use crate::template::TemplateError;
use crate::{BuiltSite, Template};

/// Options of a stack. The defaults suit tests: free ports, and nothing outlives the stack.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The site's port; 0 for any free one.
    pub port: u16,
    /// The database's port; 0 for any free one.
    pub dynamodb_port: u16,
    /// The storage of the data.
    pub data: Data,
    /// The origin of the template.
    pub template: TemplateSource,
    /// The number of pages that one network address may save or send per hour; 0 for no limit.
    pub source_limit: u64,
    /// For how many seconds staff can undo a decision, whose message waits for as long.
    pub undo_seconds: u16,
    /// The port of the development issuer.
    pub issuer_port: Port,
    /// What the development issuer says in its tokens.
    pub issuer_behavior: Behavior,
    /// An issuer with which staff sign in, in place of the development issuer.
    pub issuer: Option<ExternalIssuer>,
    /// The site to serve. Without it, the stack serves the embedded site.
    pub built: Option<Arc<BuiltSite>>,
    /// The site's source directory, recompiled after each edit, in place of another site.
    pub site: Option<PathBuf>,
    /// The directory for messages. The default is `outbox` in the data directory, or a temporary one if the data is in
    /// memory.
    pub outbox: Option<PathBuf>,
}

/// The storage of the data.
#[derive(Debug, Clone, Default)]
pub enum Data {
    /// Memory. The data is lost when the stack ends.
    #[default]
    Memory,
    /// A directory, which is created if it is missing.
    Directory(PathBuf),
}

/// The origin of the template.
#[derive(Debug, Clone, Default)]
pub enum TemplateSource {
    /// The repository's template at compile time.
    #[default]
    Embedded,
    /// A file.
    File(PathBuf),
}

impl TemplateSource {
    pub(crate) fn read(&self) -> Result<Template, TemplateError> {
        match self {
            Self::Embedded => Template::embedded(),
            Self::File(path) => Template::read(path),
        }
    }
}
