//! Faults of one request.

use super::answers;
use super::slow::{End, slowed};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;

/// A fault of one request. `done` says whether the request is executed nevertheless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection is reset before the request, or before the response.
    Reset { done: bool },
    /// No response comes in time.
    TimeOut { done: bool },
    /// No response comes in time, and the request is executed after its client has given up.
    Late,
    /// The response breaks off.
    Cut,
    /// The response comes a few bytes at a time.
    Trickle,
    /// The response begins and never ends, until the client's own time-out.
    Stall,
    /// Too many requests; DynamoDB has three names for it.
    Throttled(usize),
    /// DynamoDB responds with 500.
    ServerError { done: bool },
    /// DynamoDB responds with 503.
    Unavailable { done: bool },
    /// Another transaction holds the item of the write at this index.
    Conflict(usize),
    /// An earlier attempt at the same transaction has not ended.
    InProgress { done: bool },
    /// The function is killed.
    Killed { done: bool },
}

impl Fault {
    /// The function is killed before the request is executed.
    pub const KILLED_BEFORE: Self = Self::Killed { done: false };
    /// The function is killed before it sees the response.
    pub const KILLED_AFTER: Self = Self::Killed { done: true };
    /// The request is executed, and its response is lost.
    pub const LOST_RESPONSE: Self = Self::Reset { done: true };

    /// Returns the name for the figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reset { done: false } => "reset before",
            Self::Reset { done: true } => "reset after",
            Self::TimeOut { done: false } => "time-out before",
            Self::TimeOut { done: true } => "time-out after",
            Self::Late => "carried out late",
            Self::Cut => "response cut",
            Self::Trickle => "response slow",
            Self::Stall => "response stalled",
            Self::Throttled(_) => "throttled",
            Self::ServerError { .. } => "500",
            Self::Unavailable { .. } => "503",
            Self::Conflict(_) => "conflict",
            Self::InProgress { .. } => "in progress",
            Self::Killed { .. } => "killed",
        }
    }

    /// Executes the request if the fault allows, and returns the response that the client sees.
    pub(super) async fn apply(
        self,
        request: HttpRequest,
        inner: SharedHttpConnector,
    ) -> Result<HttpResponse, ConnectorError> {
        let writes = answers::writes(&request);
        let response = if self.is_executed() { Some(inner.call(request).await?) } else { None };
        match (self, response) {
            (Self::Trickle, Some(response)) => slowed(response, End::Whole).await,
            (Self::Stall, Some(response)) => slowed(response, End::Never).await,
            (Self::Cut, Some(response)) => slowed(response, End::Reset).await,
            (Self::Throttled(name), _) => Ok(answers::throttled(name)),
            (Self::ServerError { .. }, _) => Ok(answers::server_error()),
            (Self::Unavailable { .. }, _) => Ok(answers::unavailable()),
            (Self::Conflict(at), _) => Ok(answers::conflict(writes, at)),
            (Self::InProgress { .. }, _) => Ok(answers::in_progress()),
            (Self::TimeOut { .. }, _) => Err(ConnectorError::timeout("no response in time".into())),
            _ => Err(ConnectorError::io("the connection was reset".into())),
        }
    }

    const fn is_executed(self) -> bool {
        match self {
            Self::Cut | Self::Trickle | Self::Stall => true,
            Self::Late | Self::Throttled(_) | Self::Conflict(_) => false,
            Self::Reset { done }
            | Self::TimeOut { done }
            | Self::ServerError { done }
            | Self::Unavailable { done }
            | Self::InProgress { done }
            | Self::Killed { done } => done,
        }
    }
}
