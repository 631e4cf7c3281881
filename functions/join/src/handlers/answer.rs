//! The applicant's answer to a question of staff.

use crate::context::Context;
use crate::deadline::retry_conflicts;
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::application::{Application, PrivateLink, Question};
use shared::failure::Failure;
use shared::request;
use store::AnswerOutcome;

/// The longest answer in characters.
const LONGEST: usize = 5_000;

/// What is wrong with an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    Missing,
    TooLong,
    /// Staff have another question by now.
    OtherQuestion,
    Failed(Failure),
}

/// Shows the question, and asks for the answer.
pub(crate) async fn show(ctx: &Context, link: &PrivateLink) -> PageResult {
    let question = question(&links::application(ctx, link).await?);
    Ok(question.map_or_else(|| paths::see_application(link), |question| page(ctx, link, &question, "", None)))
}

/// Sends the answer to staff. A second click finds the question answered, and leads to the status as the first does.
pub(crate) async fn send(ctx: &Context, request: &Request, link: &PrivateLink) -> PageResult {
    let body = request::form_body(request, &ctx.settings.site_origin)?;
    let typed = form::value(body, "answer")?.replace("\r\n", "\n");
    let answer = typed.trim();
    let Some(question) = question(&links::application(ctx, link).await?) else {
        return Ok(paths::see_application(link));
    };
    let refuse = |problem| Ok(page(ctx, link, &question, &typed, Some(problem)));
    if form::value(body, "question")?.parse() != Ok(question.number) {
        return refuse(Problem::OtherQuestion);
    }
    match answer.chars().count() {
        0 => return refuse(Problem::Missing),
        length if length > LONGEST => return refuse(Problem::TooLong),
        _ => {}
    }
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return refuse(Problem::Failed(failure));
    }
    match retry_conflicts(|| store(ctx, link, answer)).await {
        Ok(()) => Ok(paths::see_application(link)),
        Err(error) => refuse(Problem::Failed(error.failure()?)),
    }
}

async fn store(ctx: &Context, link: &PrivateLink, answer: &str) -> Result<(), PageError> {
    let holder = links::holder(ctx, link).await?;
    match ctx.store.answer_question(&holder, answer, ctx.clock.now(), ctx.settings.retention).await? {
        AnswerOutcome::Answered(_) => {
            tracing::info!("question answered");
            Ok(())
        }
        AnswerOutcome::Refused(current) => links::current(current).map(drop),
    }
}

fn question(application: &Application) -> Option<Question> {
    match application {
        Application::Submitted(submitted) => submitted.review.question.clone(),
        Application::Draft(_) => None,
    }
}

fn page(
    ctx: &Context,
    link: &PrivateLink,
    question: &Question,
    typed: &str,
    problem: Option<Problem>,
) -> Response<Body> {
    let (name, failure) = match problem {
        None => (None, None),
        Some(Problem::Failed(failure)) => (None, Some(failure)),
        Some(Problem::Missing) => (Some("missing"), None),
        Some(Problem::TooLong) => (Some("too_long"), None),
        Some(Problem::OtherQuestion) => (Some("other"), None),
    };
    let values = context! {
        address => paths::application(link),
        question => question.text.as_str(),
        number => question.number,
        answer => typed,
        problem => name,
    };
    let mut response = ctx.page_after(failure, "answer.html", values);
    if name.is_some() && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
