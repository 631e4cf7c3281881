//! Events as iCalendar files (RFC 5545): all of a list, or one.

use crate::Pages;
use crate::feed::updated;
use crate::page_request::PageRequest;
use crate::routes::Outcome;
use shared::rendered_body::RenderedBody;
use shared::site::{Event, Item, ListKind, PageKind, Site};
use shared::timestamp::Timestamp;
use std::iter::successors;

const CALENDAR: &str = "text/calendar; charset=utf-8";
/// How long a calendar of all events keeps one that is over, in seconds: 90 days.
const RECENT: i64 = 90 * 24 * 60 * 60;
/// The maximum length of a line, in bytes.
const LONGEST: usize = 75;

/// Shows `/events.ics`, with upcoming and recent events, or `/events/name.ics`.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let path = request.path.strip_suffix(".ics").unwrap_or_default();
    let mut folders = successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
    let list = folders.find_map(|folder| pages.content.list_page(folder, request.now()));
    let Some(list) = list.filter(|list| list.kind == ListKind::Events) else { return Ok(None) };
    let all = list.item.path == path;
    let mut calendar = Calendar::new(pages.renderer.site());
    if all {
        calendar.text("NAME", &list.item.title);
        calendar.text("X-WR-CALNAME", &list.item.title);
    }
    let mut count = 0;
    for item in pages.content.list(&list.item.path, request.now()) {
        if let PageKind::Event(event) = &item.kind
            && if all { request.now() - RECENT < event.ends_at } else { item.path == path }
        {
            calendar.event(&item, event, &request.origin);
            count += 1;
        }
    }
    if count == 0 && !all {
        return Ok(None);
    }
    RenderedBody::new(CALENDAR, calendar.finish()).response(request.headers, pages.max_age(request)).map(Some)
}

struct Calendar<'a> {
    site: &'a Site,
    lines: String,
}

impl<'a> Calendar<'a> {
    fn new(site: &'a Site) -> Self {
        let mut calendar = Self { site, lines: String::new() };
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.text("PRODID", &format!("-//{}//Events//{}", site.name, site.language.to_uppercase()));
        calendar
    }

    fn event(&mut self, item: &Item, event: &Event, origin: &str) {
        let host = self.site.contact_email.rsplit('@').next().unwrap_or_default();
        let path = item.path.trim_start_matches('/');
        self.line("BEGIN:VEVENT");
        self.text("UID", &format!("{path}@{host}"));
        self.line(&format!("DTSTAMP:{}", basic(&updated(item))));
        if event.is_all_day() {
            // The end is the day after the last one.
            let last = Timestamp::try_from(format!("{}T00:00:00Z", event.end));
            let end = last.map_or_else(|_| event.end.clone(), |last| last.plus_days(1).date());
            self.line(&format!("DTSTART;VALUE=DATE:{}", basic(&event.start)));
            self.line(&format!("DTEND;VALUE=DATE:{}", basic(&end)));
        } else {
            for (name, at) in [("DTSTART", event.starts_at), ("DTEND", event.ends_at)] {
                self.line(&format!("{name}:{}", basic(&Timestamp::from_unix(at).to_string())));
            }
        }
        self.text("SUMMARY", &item.title);
        self.text("DESCRIPTION", &item.summary);
        let place = [event.place.as_deref(), event.address.as_deref()].into_iter().flatten();
        let place = place.collect::<Vec<_>>().join(", ");
        let location = if place.is_empty() { event.online.as_deref().unwrap_or_default() } else { &place };
        self.text("LOCATION", location);
        self.line(&format!("URL:{origin}{}", item.path));
        self.line("END:VEVENT");
    }

    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\n' => line.push_str("\\n"),
                '\\' | ';' | ',' => line.extend(['\\', c]),
                _ => line.push(c),
            }
        }
        self.line(&line);
    }

    /// Adds a line, folded if it is too long.
    fn line(&mut self, line: &str) {
        let mut rest = line;
        let mut room = LONGEST;
        while rest.len() > room {
            let (start, end) = rest.split_at(rest.floor_char_boundary(room));
            self.lines.push_str(start);
            self.lines.push_str("\r\n ");
            // The space counts.
            (rest, room) = (end, LONGEST - 1);
        }
        self.lines.push_str(rest);
        self.lines.push_str("\r\n");
    }

    fn finish(mut self) -> String {
        self.line("END:VCALENDAR");
        self.lines
    }
}

/// Returns the basic form of a date or time in ISO 8601, which iCalendar has: `20270304T140000Z`.
fn basic(time: &str) -> String {
    time.replace(['-', ':'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let site = Site::default();
        let mut calendar = Calendar { site: &site, lines: String::new() };
        calendar.text("SUMMARY", &format!("{}, {}", "é".repeat(40), "x".repeat(80)));
        let lines: Vec<_> = calendar.lines.split_terminator("\r\n").collect();
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= LONGEST), "{lines:?}");
        let unfolded = calendar.lines.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\\, {}\r\n", "é".repeat(40), "x".repeat(80)));
    }

    #[test]
    fn text_is_escaped() {
        let site = Site::default();
        let mut calendar = Calendar { site: &site, lines: String::new() };
        calendar.text("LOCATION", "A, B; C\\D\nE: \"F\"");
        assert_eq!(calendar.lines, "LOCATION:A\\, B\\; C\\\\D\\nE: \"F\"\r\n");
    }
}
