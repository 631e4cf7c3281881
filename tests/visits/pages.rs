//! The pages, files and feeds that anybody can read.

mod another_association;
mod caching;
mod content;
mod discovery;
mod headers;
mod letters;
mod news;
mod publishing;
mod search;
mod site_compiler;
