//! The pages. Each file has the handlers that show a page and process its form.

pub(crate) mod answer;
pub(crate) mod application;
mod check;
pub(crate) mod confirm_contact;
pub(crate) mod continue_from_email;
pub(crate) mod copy;
pub(crate) mod data_export;
pub(crate) mod email_link;
pub(crate) mod question;
pub(crate) mod replace_link;
pub(crate) mod return_by_email;
mod status;
pub(crate) mod submit;
mod visible_history;
pub(crate) mod withdraw_or_delete;
