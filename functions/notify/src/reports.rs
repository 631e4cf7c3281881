//! SES's reports of bounces and complaints, published through SNS.
//!
//! See SES's [manual](https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).

use crate::messages::by_name;
use serde::Deserialize;
use serde_json::Value;
use shared::applicant::EmailAddress;
use shared::application::{DeliveryFailure, Reference};
use shared::timestamp::Timestamp;

/// A bounce or a complaint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) why: DeliveryFailure,
    pub(crate) at: Timestamp,
    /// The address that we sent the message to. A bounce may also list mailboxes to which it was forwarded, which don't
    /// matter here.
    pub(crate) to: EmailAddress,
    /// The message's name in the table, from its tag.
    pub(crate) name: String,
    /// The application that the message was about, from its tag.
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

/// Returns whether a record is SNS's rather than the stream's.
pub(crate) fn is_report(record: &Value) -> bool {
    record.get("Sns").is_some()
}

/// Parses a record of SNS. Returns `None` for other events and for other senders' mail, since a configuration set may
/// be shared.
pub(crate) fn read(record: Value) -> Result<Option<Report>, serde_json::Error> {
    let message = Published::deserialize(record)?.notification.message;
    // SES confirms a new event destination in plain text.
    if !message.trim_start().starts_with('{') {
        return Ok(None);
    }
    Ok(match serde_json::from_str(&message)? {
        Event::Bounce { mail, bounce } => {
            let hard = bounce.bounce_type == "Permanent";
            let why = if hard { DeliveryFailure::HardBounce } else { DeliveryFailure::SoftBounce };
            mail.report(why, bounce.timestamp)
        }
        Event::Complaint { mail, complaint } if complaint.is_about_spam() => {
            mail.report(DeliveryFailure::Complaint, complaint.timestamp)
        }
        Event::Complaint { .. } | Event::Other => None,
    })
}

impl Mail {
    /// Returns `None` unless the message is ours: tagged with a message's name and sent to one address.
    fn report(self, why: DeliveryFailure, at: Timestamp) -> Option<Report> {
        let [to] = self.destination.as_slice() else { return None };
        let to = EmailAddress::parse(to).ok()?;
        // SES allows no `#` in tags.
        let name = self.tags.notice.first()?.replace('-', "#");
        by_name(&name)?;
        let reference = self.tags.reference.first().and_then(|reference| reference.parse().ok());
        Some(Report { why, at, to, name, reference })
    }
}

impl Complaint {
    /// Returns whether a complaint is about spam. Providers also report messages marked as not spam, and failed
    /// authentication.
    fn is_about_spam(&self) -> bool {
        !matches!(self.complaint_feedback_type.as_deref(), Some("not-spam" | "auth-failure"))
    }
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

    /// Reads the sample bounce with some text replaced.
    fn bounce(old: &str, new: &str) -> Option<Report> {
        assert!(BOUNCE.contains(old), "{old}");
        let event: Value = serde_json::from_str(&BOUNCE.replace(old, new)).unwrap();
        read(event["Records"][0].clone()).unwrap()
    }

    #[test]
    fn a_bounce_contains_the_message_and_its_recipient() {
        for (kind, why) in [
            ("Permanent", DeliveryFailure::HardBounce),
            ("Transient", DeliveryFailure::SoftBounce),
            ("Undetermined", DeliveryFailure::SoftBounce),
        ] {
            let report = bounce("Permanent", kind).unwrap();
            assert_eq!((report.why, report.at.to_string().as_str()), (why, "2026-11-24T10:12:31Z"));
            assert_eq!(report.to.as_str(), "ada@example.com");
            assert_eq!((report.name.as_str(), report.reference.unwrap().as_str()), ("received", "7KQX4M2P"));
        }
    }

    #[test]
    fn feedback_other_than_spam_is_no_complaint() {
        for kind in [json!(null), json!("abuse"), json!("other")] {
            let report = read(complaint(&kind)).unwrap().unwrap();
            assert_eq!((report.why, report.name.as_str()), (DeliveryFailure::Complaint, "more_information#3"));
        }
        for kind in [json!("not-spam"), json!("auth-failure")] {
            assert_eq!(read(complaint(&kind)).unwrap(), None);
        }
    }

    #[test]
    fn other_events_and_the_confirmation_are_ignored() {
        let delivery = json!({"eventType": "Delivery", "mail": {"destination": []}, "delivery": {}}).to_string();
        for message in [delivery.as_str(), "Successfully validated SNS topic for Amazon SES event publishing."] {
            assert_eq!(read(published(message)).unwrap(), None);
        }
    }

    #[test]
    fn mail_of_other_senders_is_ignored() {
        for (old, new) in [
            (r#"\"received\""#, r#"\"newsletter\""#),
            (r#"\"notice\":"#, r#"\"subject\":"#),
            (r#"[\"ada@example.com\"]"#, r#"[\"a@example.com\",\"b@example.com\"]"#),
        ] {
            assert_eq!(bounce(old, new), None, "{new}");
        }
    }

    #[test]
    fn anything_else_is_an_error() {
        for message in ["{", "{}", r#"{"eventType":"Bounce"}"#] {
            assert!(read(published(message)).is_err(), "{message}");
        }
        assert!(read(json!({"Sns": {}})).is_err());
    }
}
