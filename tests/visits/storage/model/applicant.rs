//! Applicants: they mostly do what the site asks, and sometimes something else.

use super::book::Wish;
use super::client::{Client, Form, Standing, version};
use super::marks;
use crate::support::{Page, answers};
use fastrand::Rng;
use futures::future::join_all;
use reqwest::StatusCode;
use shared::fields::Section;

impl Client {
    /// One session at an application.
    pub async fn apply(&self, id: &str, random: &mut Rng) {
        match random.u8(0..100) {
            0..60 => {
                for _ in 0..random.u8(1..8) {
                    self.go_on(id, random).await;
                }
            }
            60..66 => self.save(id, *random.choice(&Section::ALL).unwrap(), random).await,
            66..80 => self.send_again(random).await,
            80..86 => self.end(id, Wish::Withdraw, random).await,
            86..89 => self.end(id, Wish::Erase, random).await,
            89..92 => self.replace(id, random).await,
            92..96 => {
                let email = vec![("email", format!("link{}@example.com", self.number))];
                drop(self.post(&self.form(id, "link", email, Wish::Link).await, heard(random)).await);
            }
            _ => self.confirm(id, random).await,
        }
    }

    /// Does what the page asks, and returns whether that was submitting.
    pub async fn go_on(&self, id: &str, random: &mut Rng) {
        match self.stand(id).await {
            Standing::Asks(section) => self.save(id, section, random).await,
            Standing::Checks(page) => self.submit(id, &page, random).await,
            Standing::Gone => self.save(id, Section::Organization, random).await,
            Standing::Sent(_) | Standing::Moved | Standing::Unknown => {}
        }
    }

    /// Opens a section, answers and saves. Sometimes replaces newer answers.
    async fn save(&self, id: &str, section: Section, random: &mut Rng) {
        let path = format!("/join/{}/{}", self.world.link(id).await, section.name());
        let Some(asked) = self.get(&path).await.filter(|page| page.status == StatusCode::OK) else { return };
        let mark = self.mark(section);
        let typed = answers::with(marks::typed(section, &mark), "version", &version(&asked));
        let link = path.split('/').nth(2).unwrap_or_default().to_owned();
        let wish = Wish::Save(section, mark);
        let saving = Form { id: id.to_owned(), link, path: path.clone(), fields: typed, wish };
        let told = self.post(&saving, heard(random)).await;
        if let Some(newer) = told.filter(|page| page.status == StatusCode::CONFLICT && random.bool())
            && newer.body.contains(&format!("action=\"{path}\""))
        {
            let fields = answers::with(saving.fields.clone(), "version", &version(&newer));
            self.post(&Form { fields, ..saving }, heard(random)).await;
        }
    }

    /// Submits a check page, sometimes two or three times at once.
    async fn submit(&self, id: &str, check: &Page, random: &mut Rng) {
        let checked = vec![("version", version(check))];
        let submission = self.form(id, "submit", checked, Wish::Submit(marks::shown(&check.body))).await;
        let clicks: Vec<_> = (0..*random.choice(&[1, 1, 1, 2, 3]).unwrap()).map(|_| heard(random)).collect();
        join_all(clicks.into_iter().map(|heard| self.post(&submission, heard))).await;
    }

    /// Repeats an earlier post.
    async fn send_again(&self, random: &mut Rng) {
        let forms = self.forms();
        let recent = &forms[forms.len().saturating_sub(12)..];
        if let Some(form) = random.choice(recent) {
            self.post(form, heard(random)).await;
        }
    }

    async fn end(&self, id: &str, wish: Wish, random: &mut Rng) {
        let name = if wish == Wish::Erase { "erase" } else { "withdraw" };
        drop(self.post(&self.form(id, name, Vec::new(), wish).await, heard(random)).await);
    }

    /// Replaces the link, sometimes with two clicks. Without a response, the form can be posted again.
    async fn replace(&self, id: &str, random: &mut Rng) {
        let path = format!("/join/{}/replace", self.world.link(id).await);
        let Some(asked) = self.get(&path).await.filter(|page| page.status == StatusCode::OK) else { return };
        let fields = vec![("form", asked.attribute("input[name=form]", "value"))];
        let link = path.split('/').nth(2).unwrap_or_default().to_owned();
        let form = Form { id: id.to_owned(), link, path, fields, wish: Wish::Replace };
        let clicks: Vec<_> = (0..*random.choice(&[1, 1, 2]).unwrap()).map(|_| heard(random)).collect();
        join_all(clicks.into_iter().map(|heard| self.post(&form, heard))).await;
    }

    /// Enters the code of the receipt.
    async fn confirm(&self, id: &str, random: &mut Rng) {
        let code = vec![("code", self.world.code(id).await)];
        drop(self.post(&self.form(id, "confirm", code, Wish::Confirm).await, heard(random)).await);
    }

    /// A form for the application's current link.
    async fn form(&self, id: &str, part: &str, fields: answers::Answers, wish: Wish) -> Form {
        let link = self.world.link(id).await;
        Form { id: id.to_owned(), path: format!("/join/{link}/{part}"), link, fields, wish }
    }
}

/// Whether the applicant waits for the response. Some close the window or lose their connection.
fn heard(random: &mut Rng) -> bool {
    random.u8(0..100) >= 4
}
