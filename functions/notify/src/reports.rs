//! What SES reports of messages that it took, published to a topic of SNS.
//!
//! As in SES's [manual](https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).

use crate::notice::is_known;
use serde::Deserialize;
use serde_json::Value;
use shared::applicant::EmailAddress;
use shared::application::{Reference, Undelivered};
use shared::timestamp::Timestamp;

/// A message came back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) why: Undelivered,
    pub(crate) at: Timestamp,
    /// Where it was sent to. A bounce may also name mailboxes to which it was passed on; those are not ours to judge.
    pub(crate) to: EmailAddress,
    /// The notice's name, and the application that it was about: the tags with which it was sent.
    pub(crate) notice: String,
    pub(crate) reference: Option<Reference>,
}

/// A record of SNS.
#[derive(Deserialize)]
struct Published {
    #[serde(rename = "Sns")]
    notification: Notification,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Message")]
    message: String,
}

#[derive(Deserialize)]
#[serde(tag = "eventType")]
enum Event {
    Bounce {
        mail: Mail,
        bounce: Bounce,
    },
    Complaint {
        mail: Mail,
        complaint: Complaint,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Mail {
    destination: Vec<String>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
struct Tags {
    #[serde(default)]
    notice: Vec<String>,
    #[serde(default)]
    reference: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_feedback_type: Option<String>,
    timestamp: Timestamp,
}

/// Whether a record is SNS's, and not the table's.
pub(crate) fn is_report(record: &Value) -> bool {
    record.get("Sns").is_some()
}

/// Reads a record of SNS. Nothing, if no message of ours came back: a configuration set may serve others as well.
pub(crate) fn read(record: Value) -> Result<Option<Report>, serde_json::Error> {
    let message = Published::deserialize(record)?.notification.message;
    // When reports are turned on, SES publishes a sentence that says so.
    if !message.trim_start().starts_with('{') {
        return Ok(None);
    }
    Ok(match serde_json::from_str(&message)? {
        Event::Bounce { mail, bounce } => {
            let hard = bounce.bounce_type == "Permanent";
            let why = if hard { Undelivered::HardBounce } else { Undelivered::SoftBounce };
            mail.report(why, bounce.timestamp)
        }
        Event::Complaint { mail, complaint } if complaint.is_about_spam() => {
            mail.report(Undelivered::Complaint, complaint.timestamp)
        }
        Event::Complaint { .. } | Event::Other => None,
    })
}

impl Mail {
    /// Nothing, if it is not ours: those have a notice's name, and go to one address.
    fn report(self, why: Undelivered, at: Timestamp) -> Option<Report> {
        let [to] = self.destination.as_slice() else { return None };
        let to = EmailAddress::parse(to).ok()?;
        let notice = self.tags.notice.first().map(|tag| name_of(tag)).filter(|name| is_known(name))?;
        let reference = self.tags.reference.first().and_then(|reference| reference.parse().ok());
        Some(Report { why, at, to, notice, reference })
    }
}

impl Complaint {
    /// Providers also report that a message was taken out of the spam, or how they checked who sent it.
    fn is_about_spam(&self) -> bool {
        !matches!(self.complaint_feedback_type.as_deref(), Some("not-spam" | "auth-failure"))
    }
}

/// A tag as the name of a notice: SES allows no `#` in tags.
fn name_of(tag: &str) -> String {
    tag.replace('-', "#")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BOUNCE: &str = include_str!("../../../infra/events/ses-bounce.json");

    fn published(message: &str) -> Value {
        json!({"EventSource": "aws:sns", "Sns": {"Message": message}})
    }

    fn complaint(kind: &Value) -> Value {
        let complaint = json!({"timestamp": "2026-11-24T10:00:00.000Z", "complaintFeedbackType": kind});
        let mail = json!({"destination": ["ada@example.com"], "tags": {"notice": ["more_information-3"]}});
        published(&json!({"eventType": "Complaint", "mail": mail, "complaint": complaint}).to_string())
    }

    #[test]
    fn a_bounce_tells_which_message_it_was_and_where_it_went() {
        let event: Value = serde_json::from_str(BOUNCE).unwrap();
        let report = read(event["Records"][0].clone()).unwrap().unwrap();
        assert_eq!(report.why, Undelivered::HardBounce);
        assert_eq!(report.at.to_string(), "2026-11-24T10:12:31Z");
        assert_eq!(report.to.as_str(), "ada@example.com");
        assert_eq!((report.notice.as_str(), report.reference.unwrap().as_str()), ("received", "7KQX4M2P"));
    }

    #[test]
    fn what_is_no_permanent_bounce_passes() {
        for kind in ["Transient", "Undetermined"] {
            let event = BOUNCE.replace("Permanent", kind);
            let event: Value = serde_json::from_str(&event).unwrap();
            assert_eq!(read(event["Records"][0].clone()).unwrap().unwrap().why, Undelivered::SoftBounce);
        }
    }

    #[test]
    fn a_complaint_is_one_unless_it_says_that_it_is_none() {
        for kind in [json!(null), json!("abuse"), json!("other")] {
            let report = read(complaint(&kind)).unwrap().unwrap();
            assert_eq!((report.why, report.notice.as_str()), (Undelivered::Complaint, "more_information#3"));
        }
        for kind in [json!("not-spam"), json!("auth-failure")] {
            assert_eq!(read(complaint(&kind)).unwrap(), None);
        }
    }

    #[test]
    fn other_events_and_the_greeting_mean_nothing() {
        let delivery = json!({"eventType": "Delivery", "mail": {"destination": []}, "delivery": {}}).to_string();
        for message in [delivery.as_str(), "Successfully validated SNS topic for Amazon SES event publishing."] {
            assert_eq!(read(published(message)).unwrap(), None);
        }
    }

    #[test]
    fn mail_of_others_means_nothing() {
        for (old, new) in [
            (r#"\"received\""#, r#"\"newsletter\""#),
            (r#"\"notice\":"#, r#"\"subject\":"#),
            (
                r#"[\"ada@example.com\"],\"headersTruncated"#,
                r#"[\"a@example.com\",\"b@example.com\"],\"headersTruncated"#,
            ),
        ] {
            assert!(BOUNCE.contains(old), "{old}");
            let event: Value = serde_json::from_str(&BOUNCE.replace(old, new)).unwrap();
            assert_eq!(read(event["Records"][0].clone()).unwrap(), None, "{new}");
        }
    }

    #[test]
    fn what_is_no_event_is_a_mistake() {
        for message in ["{", "{}", r#"{"eventType":"Bounce"}"#] {
            assert!(read(published(message)).is_err(), "{message}");
        }
        assert!(read(json!({"Sns": {}})).is_err());
    }
}
