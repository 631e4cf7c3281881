//! Applicants: they mostly follow the site's steps, and sometimes do something else.

use super::book::Action;
use super::client::{ApplicationPage, Client, Form, version};
use super::marks;
use crate::support::{Page, answers};
use fastrand::Rng;
use futures::future::join_all;
use reqwest::StatusCode;

impl Client {
    /// Works on an application for one session.
    pub async fn apply(&self, id: &str, random: &mut Rng) {
        match random.u8(0..100) {
            0..60 => {
                for _ in 0..random.u8(1..8) {
                    self.take_next_step(id, random).await;
                }
            }
            60..66 => self.save(id, random.choice(&answers::SECTIONS).unwrap(), random).await,
            66..80 => self.repeat_post(random).await,
            80..86 => self.end(id, Action::Withdraw, random).await,
            86..89 => self.end(id, Action::Erase, random).await,
            89..92 => self.replace(id, random).await,
            92..96 => {
                let email = vec![("email", format!("link{}@example.com", self.number))];
                drop(self.post(&self.form(id, "link", email, Action::Link).await, waits(random)).await);
            }
            _ => self.confirm(id, random).await,
        }
    }

    /// Takes the next step of the application.
    pub async fn take_next_step(&self, id: &str, random: &mut Rng) {
        match self.open(id).await {
            ApplicationPage::Questions(section) => self.save(id, section, random).await,
            ApplicationPage::Check(page) => self.submit(id, &page, random).await,
            ApplicationPage::Gone => self.save(id, "organization", random).await,
            ApplicationPage::Status(_) | ApplicationPage::Moved | ApplicationPage::Unknown => {}
        }
    }

    /// Opens a section, fills it in and saves it. Sometimes overwrites newer answers.
    async fn save(&self, id: &str, section: &'static str, random: &mut Rng) {
        let path = format!("/join/{}/{section}", self.state.link(id).await);
        let Some(page) = self.get(&path).await.filter(|page| page.status == StatusCode::OK) else { return };
        let mark = self.mark(section);
        let typed = answers::with(marks::typed(section, &mark), "version", &version(&page));
        let link = path.split('/').nth(2).unwrap_or_default().to_owned();
        let action = Action::Save(section, mark);
        let form = Form { id: id.to_owned(), link, path: path.clone(), fields: typed, action };
        let reported = self.post(&form, waits(random)).await;
        if let Some(newer) = reported.filter(|page| page.status == StatusCode::CONFLICT && random.bool())
            && newer.body.contains(&format!("action=\"{path}\""))
        {
            let fields = answers::with(form.fields.clone(), "version", &version(&newer));
            self.post(&Form { fields, ..form }, waits(random)).await;
        }
    }

    /// Submits a check page, sometimes two or three times at once.
    async fn submit(&self, id: &str, check: &Page, random: &mut Rng) {
        let checked = vec![("version", version(check))];
        let submission = self.form(id, "submit", checked, Action::Submit(marks::shown(&check.body))).await;
        let clicks: Vec<_> = (0..*random.choice(&[1, 1, 1, 2, 3]).unwrap()).map(|_| waits(random)).collect();
        join_all(clicks.into_iter().map(|waits| self.post(&submission, waits))).await;
    }

    /// Repeats an earlier post.
    async fn repeat_post(&self, random: &mut Rng) {
        let forms = self.forms();
        let recent = &forms[forms.len().saturating_sub(12)..];
        if let Some(form) = random.choice(recent) {
            self.post(form, waits(random)).await;
        }
    }

    async fn end(&self, id: &str, action: Action, random: &mut Rng) {
        let name = if action == Action::Erase { "erase" } else { "withdraw" };
        drop(self.post(&self.form(id, name, Vec::new(), action).await, waits(random)).await);
    }

    /// Replaces the link, sometimes with two clicks. Without a response, the form can be posted again.
    async fn replace(&self, id: &str, random: &mut Rng) {
        let path = format!("/join/{}/replace", self.state.link(id).await);
        let Some(page) = self.get(&path).await.filter(|page| page.status == StatusCode::OK) else { return };
        let fields = vec![("form", page.attribute("input[name=form]", "value"))];
        let link = path.split('/').nth(2).unwrap_or_default().to_owned();
        let form = Form { id: id.to_owned(), link, path, fields, action: Action::Replace };
        let clicks: Vec<_> = (0..*random.choice(&[1, 1, 2]).unwrap()).map(|_| waits(random)).collect();
        join_all(clicks.into_iter().map(|waits| self.post(&form, waits))).await;
    }

    /// Enters the code of the receipt.
    async fn confirm(&self, id: &str, random: &mut Rng) {
        let code = vec![("code", self.state.code(id).await)];
        drop(self.post(&self.form(id, "confirm", code, Action::Confirm).await, waits(random)).await);
    }

    /// Returns a form for the application's current link.
    async fn form(&self, id: &str, part: &str, fields: answers::Answers, action: Action) -> Form {
        let link = self.state.link(id).await;
        Form { id: id.to_owned(), path: format!("/join/{link}/{part}"), link, fields, action }
    }
}

/// Whether the applicant waits for the response. Some close the window or lose their connection.
fn waits(random: &mut Rng) -> bool {
    random.u8(0..100) >= 4
}
