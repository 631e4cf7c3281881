//! The applicant's answer to a question of staff.

use crate::context::Context;
use crate::deadline::{LOOKUP_TIMEOUT, retry_conflicts, within};
use crate::errors::{PageError, PageResult};
use crate::{form, links, paths, rate_limit};
use lambda_http::http::StatusCode;
use lambda_http::{Body, Request, Response};
use minijinja::context;
use shared::applicant::{Invalid, Length, text};
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
    /// This many characters.
    TooLong(usize),
    /// Staff have another question by now.
    OtherQuestion,
    /// No question is open.
    Closed,
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
    let (typed, asked) = (form::value(body, "answer")?, form::value(body, "question")?.parse().unwrap_or(0));
    let application = links::application(ctx, link).await?;
    let Some(question) = question(&application) else { return answered(ctx, link, &application, &typed).await };
    let refuse = |problem| Ok(page(ctx, link, &question, &typed, Some(problem)));
    if question.number != asked {
        return refuse(Problem::OtherQuestion);
    }
    let answer = match text::parse_lines(&typed, 1..=LONGEST) {
        Ok(answer) => answer,
        Err(Invalid::TooLong(Length { found, .. })) => return refuse(Problem::TooLong(found)),
        Err(_) => return refuse(Problem::Missing),
    };
    if let Err(failure) = rate_limit::check(ctx, request).await {
        return refuse(Problem::Failed(failure));
    }
    match retry_conflicts(|| store(ctx, link, asked, &answer)).await {
        Ok(None) => Ok(paths::see_application(link)),
        Ok(Some(application)) => answered(ctx, link, &application, &typed).await,
        Err(error) => refuse(Problem::Failed(error.failure()?)),
    }
}

/// Stores the answer, or returns the application if the question is not open any more.
async fn store(ctx: &Context, link: &PrivateLink, asked: u32, answer: &str) -> Result<Option<Application>, PageError> {
    let holder = links::holder(ctx, link).await?;
    match ctx.store.answer_question(&holder, asked, answer, ctx.clock.now(), ctx.settings.retention).await? {
        AnswerOutcome::Answered(_) => {
            tracing::info!("question answered");
            Ok(None)
        }
        AnswerOutcome::Refused(current) => links::current(current).map(Some),
    }
}

/// Responds to an answer whose question is not open. If it is the stored answer, an earlier attempt was the one that
/// succeeded. Otherwise, nothing typed is lost.
async fn answered(ctx: &Context, link: &PrivateLink, application: &Application, typed: &str) -> PageResult {
    let exchanges = within(LOOKUP_TIMEOUT, ctx.store.exchanges(application.id())).await?;
    let answer = text::parse_lines(typed, 1..=LONGEST).ok();
    if exchanges.iter().any(|exchange| exchange.answer.is_some() && exchange.answer == answer) {
        return Ok(paths::see_application(link));
    }
    let text = exchanges.into_iter().next_back().map(|exchange| exchange.question).unwrap_or_default();
    Ok(page(ctx, link, &Question { number: 0, text }, typed, Some(Problem::Closed)))
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
        Some(Problem::TooLong(_)) => (Some("too_long"), None),
        Some(Problem::OtherQuestion) => (Some("other"), None),
        Some(Problem::Closed) => (Some("closed"), None),
    };
    let length = match problem {
        Some(Problem::TooLong(found)) => Some(ctx.locale.number(found)),
        _ => None,
    };
    let values = context! {
        address => paths::application(link),
        length,
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
