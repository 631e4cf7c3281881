//! Responses that arrive slowly or never end.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::Bytes;
use http_body::{Body, Frame};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The end of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    Never,
    Reset,
}

/// A body that yields a few bytes at a time.
struct Slow {
    left: Bytes,
    end: End,
    ready: bool,
}

impl Body for Slow {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.ready = !self.ready;
        if !self.ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let some = self.left.len().min(16);
        if some > 0 {
            return Poll::Ready(Some(Ok(Frame::data(self.left.split_to(some)))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            End::Never => Poll::Pending,
            End::Reset => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
        }
    }
}

/// Slows a response down, and breaks it off in the middle unless it arrives whole.
pub(super) async fn slowed(mut response: HttpResponse, end: End) -> Result<HttpResponse, ConnectorError> {
    let body = ByteStream::new(response.take_body()).collect().await;
    let mut remaining = body.map_err(|error| ConnectorError::io(error.into()))?.into_bytes();
    if end != End::Whole {
        remaining.truncate(remaining.len() / 2);
    }
    *response.body_mut() = SdkBody::from_body_1_x(Slow { left: remaining, end, ready: true });
    Ok(response)
}
