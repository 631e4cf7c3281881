//! Questions that are asked only for certain answers to others.

use super::{form, start};
use crate::support::answers::{valid, with, without};
use crate::support::only_application;
use reqwest::StatusCode;

#[tokio::test]
async fn a_question_about_companies_is_asked_only_of_companies() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", "zwyczajne")).await.location();
    let page = visitor.get(&format!("{address}/pszczoly")).await;
    assert_eq!((page.count("[name=nip]"), page.count(".notice")), (0, 0));
    visitor.fill_in(&address, "pszczoly", without(valid(form(), "pszczoly"), "nip")).await.location();
    visitor.fill_in_section(&address, "udzial-i-zgody").await;
    assert!(visitor.get(&address).await.title().starts_with("Sprawdź odpowiedzi – "));

    // The answers are complete for a person, and not for a company.
    let saved = visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", "firma")).await;
    assert_eq!(saved.location(), format!("{address}/pszczoly"));
    let jumped = visitor.get(saved.location()).await;
    assert_eq!(jumped.text(".notice h2"), "Na tej stronie jest nowe pytanie");
    assert_eq!(jumped.attributes(".notice a", "href"), ["#nip"]);
    assert!(!jumped.title().contains("Błąd"), "{}", jumped.title());
    let answers = without(valid(form(), "pszczoly"), "nip");
    let page = visitor.fill_in(&address, "pszczoly", answers.clone()).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.texts(".error-summary a"), ["Podaj NIP firmy"]);
    let saved = visitor.fill_in(&address, "pszczoly", with(answers, "nip", "000-000-00-00")).await;
    assert_eq!(saved.location(), address);
    let check = visitor.get(&address).await;
    assert!(check.texts("dd").contains(&"000-000-00-00".to_owned()));
    assert!(only_application(&stack).await.contains_key("nip"));

    // What is no longer asked is no longer kept.
    visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", "zwyczajne")).await.location();
    assert!(!only_application(&stack).await.contains_key("nip"));
    assert_eq!(visitor.send(&visitor.get(&address).await).await.location(), address);
}

#[tokio::test]
async fn an_incomplete_application_is_not_submitted_whatever_is_posted() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", "zwyczajne")).await.location();
    visitor.fill_in_section(&address, "pszczoly").await;
    visitor.fill_in_section(&address, "udzial-i-zgody").await;
    visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", "firma")).await.location();
    let version = only_application(&stack).await["version"].as_n().unwrap().clone();
    for form_version in [form().version.as_str(), "another", ""] {
        let answers = vec![("version", version.clone()), ("form_version", form_version.to_owned())];
        assert_eq!(visitor.post(&format!("{address}/submit"), &answers).await.location(), address);
        assert_eq!(visitor.get(&address).await.location(), format!("{address}/pszczoly"));
    }
}

#[tokio::test]
async fn an_answer_on_the_same_page_decides_about_the_next_question() {
    let (stack, visitor) = start().await;
    let address = visitor.start_draft().await;
    let hives =
        |answer: &str, number: &str| with(with(valid(form(), "pszczoly"), "ma_ule", answer), "liczba_uli", number);
    let page = visitor.fill_in(&address, "pszczoly", hives("yes", "")).await;
    assert_eq!(page.texts(".error-summary a"), ["Podaj liczbę uli"]);
    assert_eq!(page.count("[name=liczba_uli]"), 1);
    for (typed, error) in [
        ("0", "„Ile uli masz?”: podaj liczbę nie mniejszą niż 1 szt."),
        ("501", "„Ile uli masz?”: podaj liczbę nie większą niż 500 szt."),
        ("cztery", "Podaj liczbę uli cyframi, na przykład 4"),
    ] {
        let page = visitor.fill_in(&address, "pszczoly", hives("yes", typed)).await;
        let shown = page.texts(".error-summary a")[0].replace('\u{a0}', " ");
        assert!(shown.ends_with(&error[error.find(": ").map_or(0, |at| at)..]), "{shown}");
    }
    visitor.fill_in(&address, "pszczoly", hives("yes", "4")).await.location();
    assert_eq!(only_application(&stack).await["liczba_uli"].as_n().unwrap(), "4");
    visitor.fill_in(&address, "pszczoly", hives("no", "4")).await.location();
    assert!(!only_application(&stack).await.contains_key("liczba_uli"));
}

#[tokio::test]
async fn dates_are_checked_and_shown_in_the_sites_words() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_draft().await;
    for (typed, error) in [
        ("1949-12-31", "podaj datę nie wcześniejszą niż 1 stycznia 1950"),
        ("2031-01-01", "podaj datę nie późniejszą niż 31 grudnia 2030"),
        ("12.05.2019", "Podaj datę, która istnieje, na przykład 12 maja 2019"),
    ] {
        let page = visitor.fill_in(&address, "pszczoly", with(valid(form(), "pszczoly"), "od_kiedy", typed)).await;
        assert!(page.texts(".error-summary a")[0].ends_with(error), "{:?}", page.texts(".error-summary a"));
        assert_eq!(page.attribute("[name=od_kiedy]", "value"), typed);
    }
    visitor.fill_in(&address, "pszczoly", with(valid(form(), "pszczoly"), "od_kiedy", "2019-05-12")).await.location();
    visitor.fill_in_section(&address, "udzial-i-zgody").await;
    assert!(visitor.get(&address).await.texts("dd").contains(&"12 maja 2019".to_owned()));
}

#[tokio::test]
async fn a_page_is_saved_only_with_the_answers_on_which_it_depends() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", "firma")).await.location();
    let posts = (0..12).map(|index| {
        let (visitor, address) = (visitor.clone(), address.clone());
        async move {
            if index % 2 == 0 {
                let kind = if index % 4 == 0 { "zwyczajne" } else { "firma" };
                visitor.fill_in(&address, "o-tobie", with(valid(form(), "o-tobie"), "kategoria", kind)).await
            } else {
                visitor.fill_in(&address, "pszczoly", with(valid(form(), "pszczoly"), "nip", "000-000-00-00")).await
            }
        }
    });
    futures::future::join_all(posts).await;
    let item = only_application(&stack).await;
    let is_company = item["kategoria"].as_s().unwrap() == "firma";
    assert!(is_company || !item.contains_key("nip"), "{item:?}");
}

#[tokio::test]
async fn people_are_not_asked_whether_their_private_mailbox_is_right() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let answers = with(valid(form(), "o-tobie"), "contact_email", "jagoda@gmail.com");
    assert!(visitor.fill_in(&address, "o-tobie", answers).await.location().starts_with(&address));
}

#[tokio::test]
async fn pages_are_saved_in_any_order() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_draft().await;
    let saved = visitor.fill_in_section(&address, "udzial-i-zgody").await;
    assert_eq!(saved.location(), format!("{address}/pszczoly"));
    let saved = visitor.fill_in_section(&address, "pszczoly").await;
    assert_eq!(saved.location(), address);
}
