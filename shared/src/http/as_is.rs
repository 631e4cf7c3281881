//! Responses that go out as they are.

use lambda_http::{Body, IntoResponse, Response};
use std::future::{Future, ready};
use std::pin::Pin;

/// A response whose body is text where it is text. Without this, `lambda_http` collects a body, looks for its charset,
/// and decodes it: the tables of every charset that the web knows are a twentieth of a function.
#[derive(Debug)]
pub struct AsIs(pub Response<Body>);

impl IntoResponse for AsIs {
    fn into_response(self) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> {
        Box::pin(ready(self.0))
    }
}
