//! The pages. Each file has the handlers that show a page and process its form.

pub(crate) mod application;
mod check;
pub(crate) mod confirm_contact;
pub(crate) mod continue_from_email;
pub(crate) mod copy;
pub(crate) mod data_export;
pub(crate) mod email_link;
pub(crate) mod question;
pub(crate) mod replace_link;
mod status;
pub(crate) mod submit;
pub(crate) mod withdraw_or_delete;

use shared::html::Template;

pub(crate) const TEMPLATES: &[Template] = &[
    ("check.html", include_str!("../templates/check.html")),
    ("confirm.html", include_str!("../templates/confirm.html")),
    ("continue.html", include_str!("../templates/continue.html")),
    ("copy.html", include_str!("../templates/copy.html")),
    ("erased.html", include_str!("../templates/erased.html")),
    ("failure.html", include_str!("../templates/failure.html")),
    ("link.html", include_str!("../templates/link.html")),
    ("moved.html", include_str!("../templates/moved.html")),
    ("nothing.html", include_str!("../templates/nothing.html")),
    ("progress.html", include_str!("../templates/progress.html")),
    ("question.html", include_str!("../templates/question.html")),
    ("replace.html", include_str!("../templates/replace.html")),
    ("retry.html", include_str!("../templates/retry.html")),
    ("status.html", include_str!("../templates/status.html")),
    ("status_only.html", include_str!("../templates/status_only.html")),
    ("summary.html", include_str!("../templates/summary.html")),
    ("withdraw_or_delete.html", include_str!("../templates/withdraw_or_delete.html")),
];
