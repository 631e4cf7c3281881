//! The common crate: the domain, configuration, HTTP requests and responses, page rendering, telemetry.
//!
//! The domain ([`application`], [`applicant`], [`member`], [`form`]) knows nothing about HTTP. The table and the AWS clients are
//! in the `store` crate, so that a function without a table does not depend on the SDK. Code moves here when a second
//! function needs it, not before.

pub mod applicant;
pub mod application;
pub mod clock;
pub mod cloudfront;
pub mod edit_distance;
pub mod entropy;
pub mod env;
pub mod failure;
pub mod form_words;
pub mod gateway;
pub mod member;
pub mod member_form;
pub mod negotiation;
pub mod rendered_body;
pub mod request;
pub mod response;
pub mod site;
pub mod staff;
pub mod summary;
pub mod telemetry;
pub mod timestamp;

pub use model::form;
pub use model::terms as search;
pub use render as html;
