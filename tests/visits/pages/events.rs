//! Events: the list, their pages, and files for calendars.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{SiteCopy, Visitor, start};
use icalendar::{Calendar, Component, Event, EventLike};
use local::Stack;
use reqwest::StatusCode;
use std::fs;

/// Before all events of the site but one.
const BEFORE: &str = "2027-01-01T00:00:00Z";
/// When the eclipse is over: 12:15 in Madrid.
const OVER: &str = "2027-08-02T10:15:00Z";

async fn start_at(time: &Time) -> (Stack, Visitor) {
    start_site(&SiteCopy::new(), time).await
}

async fn calendar(visitor: &Visitor, path: &str) -> Vec<Event> {
    let page = visitor.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    assert_eq!(page.header("content-type"), "text/calendar; charset=utf-8");
    let calendar: Calendar = page.body.parse().unwrap();
    calendar.components.iter().filter_map(|component| component.as_event().cloned()).collect()
}

#[tokio::test]
async fn upcoming_events_are_listed_soonest_first_and_past_ones_after_them() {
    let clock = Time::on(BEFORE);
    let (_stack, visitor) = start_at(&clock).await;
    let list = visitor.get("/events").await;
    assert_eq!(list.texts("main h2"), ["Upcoming events", "Past events"]);
    let paths = ["/events/2027-eclipse", "/events/2027-open-nights", "/events/2026-perseids-webinar"];
    assert_eq!(list.attributes(".entries h3 a", "href"), paths);
    assert!(list.text(".entries").contains("9:30 a.m. to 12:15 p.m. CEST Observatory of San Fernando"));

    clock.set(OVER);
    let list = visitor.get("/events").await;
    assert_eq!(list.attributes(".entries h3 a", "href"), [paths[1], paths[0], paths[2]]);
    assert_eq!(list.attributes("h2 + .entries a", "href").first().map(String::as_str), Some(paths[1]));

    clock.set("2028-01-01T00:00:00Z");
    let list = visitor.get("/events").await;
    assert_eq!(list.texts("main h2"), ["Past events"]);
    assert!(list.text("main").contains("No events are planned"));
    assert_eq!(list.attributes(".entries h3 a", "href"), [paths[1], paths[0], paths[2]]);
}

#[tokio::test]
async fn responses_expire_when_an_event_is_over() {
    let clock = Time::on("2027-08-02T10:14:50Z");
    let (_stack, visitor) = start_at(&clock).await;
    for path in ["/events", "/events/2027-eclipse"] {
        assert_eq!(visitor.get(path).await.header("cache-control"), "public, max-age=10", "{path}");
    }
    clock.set(OVER);
    assert_eq!(visitor.get("/events").await.header("cache-control"), "public, max-age=300");
}

#[tokio::test]
async fn an_event_has_time_place_and_what_visitors_can_do_until_it_is_over() {
    let clock = Time::on(BEFORE);
    let (_stack, visitor) = start_at(&clock).await;
    let event = visitor.get("/events/2027-eclipse").await;
    assert!(event.text(".rail dl").contains("9:30 a.m. to 12:15 p.m. CEST"), "{}", event.text(".rail dl"));
    assert!(event.text(".rail dl").contains("Observatory of San Fernando Plaza de las Tres Marinas"));
    assert_eq!(event.attribute("main time", "datetime"), "2027-08-02T09:30:00+02:00");
    let links = ["/contact", "https://observatories.example/live/eclipse", "/events/2027-eclipse.ics"];
    assert_eq!(event.attributes(".rail a", "href"), links);

    clock.set(OVER);
    let event = visitor.get("/events/2027-eclipse").await;
    assert!(event.text(".rail").contains("This event is over."));
    assert_eq!(event.count(".rail a"), 0);
}

#[tokio::test]
async fn search_engines_learn_when_and_where_an_event_takes_place() {
    let (_stack, visitor) = start().await;
    let event = visitor.get("/events/2027-eclipse").await.linked_data()[3].take();
    assert_eq!(event["@type"], "Event");
    assert_eq!(
        (&event["startDate"], &event["endDate"]),
        (&"2027-08-02T09:30:00+02:00".into(), &"2027-08-02T12:15:00+02:00".into())
    );
    assert_eq!(event["eventAttendanceMode"], "https://schema.org/MixedEventAttendanceMode");
    assert_eq!(event["location"][0]["name"], "Observatory of San Fernando");
    assert_eq!(event["location"][1]["@type"], "VirtualLocation");
    let webinar = visitor.get("/events/2026-perseids-webinar").await.linked_data()[3].take();
    assert_eq!(webinar["eventAttendanceMode"], "https://schema.org/OnlineEventAttendanceMode");
    let nights = visitor.get("/events/2027-open-nights").await.linked_data()[3].take();
    assert_eq!((&nights["startDate"], &nights["endDate"]), (&"2027-10-08".into(), &"2027-10-10".into()));
}

#[tokio::test]
async fn calendars_have_an_event_as_its_page_does() {
    let (stack, visitor) = start_at(&Time::on(BEFORE)).await;
    let eclipse = calendar(&visitor, "/events/2027-eclipse.ics").await.remove(0);
    assert_eq!(eclipse.get_summary(), Some("The eclipse over Cádiz; filters for all"));
    let place = "Observatory of San Fernando, Plaza de las Tres Marinas, San Fernando";
    assert_eq!(eclipse.get_location(), Some(place));
    for (property, expected) in [
        ("DTSTART", "20270802T073000Z"),
        ("DTEND", "20270802T101500Z"),
        ("DTSTAMP", "20261102T000000Z"),
        ("UID", "events/2027-eclipse@observatories.example"),
        ("URL", &format!("{}/events/2027-eclipse", stack.site_url())),
    ] {
        assert_eq!(eclipse.property_value(property), Some(expected));
    }
    let nights = calendar(&visitor, "/events/2027-open-nights.ics").await.remove(0);
    let days = ["DTSTART", "DTEND"].map(|property| nights.property_value(property));
    assert_eq!(days, [Some("20271008"), Some("20271011")], "the end is the day after");
    let webinar = calendar(&visitor, "/events/2026-perseids-webinar.ics").await.remove(0);
    assert_eq!(webinar.get_location(), Some("https://observatories.example/webinars/perseids"));
}

#[tokio::test]
async fn the_calendar_of_a_list_has_upcoming_and_recent_events() {
    let clock = Time::on("2026-11-10T00:00:00Z");
    let (_stack, visitor) = start_at(&clock).await;
    let list = visitor.get("/events").await;
    assert_eq!(list.attributes(".note a", "href"), ["/events/feed.xml", "/events.ics"]);
    assert_eq!(calendar(&visitor, "/events.ics").await.len(), 3);
    clock.set("2026-11-11T00:00:00Z");
    assert_eq!(calendar(&visitor, "/events.ics").await.len(), 2, "the webinar was over for 90 days");
}

#[tokio::test]
async fn lines_of_a_calendar_end_and_fold_as_the_standard_says() {
    let (_stack, visitor) = start().await;
    let body = visitor.get("/events/2027-eclipse.ics").await.body;
    assert!(body.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") && body.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(body.matches('\n').count(), body.matches("\r\n").count());
    assert!(body.split("\r\n").all(|line| line.len() <= 75), "{body}");
    assert!(body.contains("\r\n "), "{body}");
}

#[tokio::test]
async fn only_events_have_a_calendar() {
    let (_stack, visitor) = start().await;
    for path in
        ["/news.ics", "/about.ics", "/events/nothing.ics", "/nothing.ics", "/.ics", "/news/2016-first-open-night.ics"]
    {
        assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_event_that_is_not_public_is_in_no_calendar() {
    let copy = SiteCopy::new();
    copy.replace("content/events/2027-eclipse.md", "date =", "publish_at = 2027-02-01T00:00:00Z\ndate =");
    let clock = Time::on(BEFORE);
    let (_stack, visitor) = start_site(&copy, &clock).await;
    assert_eq!(visitor.get("/events/2027-eclipse.ics").await.status, StatusCode::NOT_FOUND);
    assert_eq!(calendar(&visitor, "/events.ics").await.len(), 1);
    clock.set("2027-02-01T00:00:00Z");
    assert_eq!(calendar(&visitor, "/events/2027-eclipse.ics").await.len(), 1);
}

#[tokio::test]
async fn a_page_that_shows_the_latest_events_shows_upcoming_ones_first() {
    let copy = SiteCopy::new();
    copy.replace("content/about.md", "date =", "latest = \"/events\"\ndate =");
    let clock = Time::on(BEFORE);
    let (_stack, visitor) = start_site(&copy, &clock).await;
    let first = async || visitor.get("/about").await.attribute(".latest li a", "href");
    assert_eq!(first().await, "/events/2027-eclipse");
    clock.set(OVER);
    assert_eq!(first().await, "/events/2027-open-nights");
}

#[test]
fn mistakes_in_an_event_have_a_line() {
    let page = "+++\ntitle = \"Party\"\nsummary = \"A party.\"\ndate = \"2026-11-23\"\n[event]\n";
    let times = "start = \"2027-03-04T09:00\"\nend = \"2027-03-04T10:00\"\n";
    for (table, expected) in [
        ("start = \"2027-03-04T09:00\"\nplace = \"Here\"\n", "5: missing field `end`"),
        (&format!("{times}place = \"Here\"\nroom = 3\n"), "9: unknown field `room`"),
        (times, "6: start needs place or online beside it"),
        (&format!("{times}online = \"/webinar\"\n"), "8: online must be an address such as https://"),
        (&format!("{times}online = \"https://a.example\"\naddress = \"Here\"\n"), "9: address needs place beside it"),
        (&format!("{times}place = \"Here\"\ntime_zone = \"Atlantis\"\n"), "9: time_zone must be like Europe/Stockholm"),
        (&format!("{times}place = \"Here\"\nregistration = \"/nowhere\"\n"), "9: links to /nowhere, which is no page"),
        (&times.replace("T10", "T09").replace("place", ""), "7: end must be later than start"),
        (&times.replace("T10:00", ""), "7: end must be written like start"),
        (&times.replace("2027-03-04T09:00", "March 4"), "6: start must be written as 2027-03-04T09:00"),
        (&times.replace("T09:00", "T09:00Z"), "6: start must be written as 2027-03-04T09:00"),
        (
            "start = \"2027-03-14T02:30\"\nend = \"2027-03-14T10:00\"\nplace = \"Here\"\ntime_zone = \"America/New_York\"\n",
            "6: start 2027-03-14T02:30 does not exist there",
        ),
    ] {
        let table = if table.contains("place") || expected.contains("place") || table.contains("online") {
            table.to_owned()
        } else {
            format!("{table}place = \"Here\"\n")
        };
        let copy = SiteCopy::new();
        fs::write(copy.path("content/events/party.md"), format!("{page}{table}+++\n\nCake.\n")).unwrap();
        let mistakes = copy.diagnostics();
        assert_eq!(mistakes.len(), 1, "{expected}: {mistakes:?}");
        assert!(mistakes[0].starts_with(&format!("content/events/party.md:{expected}")), "{}", mistakes[0]);
    }
}
