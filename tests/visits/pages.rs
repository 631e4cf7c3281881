//! Public pages, files and feeds.

mod another_association;
mod authoring;
mod caching;
mod content;
mod discovery;
mod events;
mod headers;
mod kitchen_sink;
mod letters;
mod menu;
mod news;
mod people;
mod policies;
mod publications;
mod publishing;
mod search;
mod site_compiler;
mod words;
