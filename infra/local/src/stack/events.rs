//! What invokes functions besides requests: the table's stream, queues and schedules.

use std::future::{Future, pending};
use std::sync::Arc;

use futures::future::{FutureExt, join_all};

use crate::follower::Follower;
use crate::queue::Queue;
use crate::{Handlers, schedule};

/// Delivers the stream to its followers and messages of queues to their functions, and invokes scheduled functions, forever.
pub(super) fn run(
    followers: Vec<Arc<Follower>>,
    queues: Vec<Arc<Queue>>,
    hourly: Vec<String>,
    handlers: &Handlers,
) -> impl Future<Output = ()> + use<> {
    let handler = |name: &String| handlers.get(name).cloned();
    let mut running = vec![pending().boxed()];
    running.extend(followers.into_iter().filter_map(|follower| {
        let handler = handler(&follower.mapping.function)?;
        Some(async move { follower.run(&handler).await }.boxed())
    }));
    running.extend(queues.into_iter().filter_map(|queue| {
        let handler = handler(&queue.template.function)?;
        Some(async move { queue.run(&handler).await }.boxed())
    }));
    running.extend(hourly.into_iter().filter_map(|name| {
        let handler = handler(&name)?;
        Some(schedule::run(name, handler).map(drop).boxed())
    }));
    join_all(running).map(drop)
}
