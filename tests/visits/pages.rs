//! Public pages, files and feeds.

mod another_association;
mod authoring;
mod caching;
mod content;
mod discovery;
mod headers;
mod kitchen_sink;
mod letters;
mod news;
mod policies;
mod publishing;
mod search;
mod site_compiler;
mod words;
