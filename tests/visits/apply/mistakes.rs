//! Mistakes in a form: answers stay, and every problem is listed at once.

use crate::support::{answers, scan, start, start_with_draft};
use reqwest::StatusCode;

#[tokio::test]
async fn an_empty_form_lists_every_problem_and_saves_nothing() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    for section in answers::SECTIONS {
        let page = visitor.fill_in(&address, section, Vec::new()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.title().starts_with("Error: "));
        let (spared, others): (Vec<_>, Vec<_>) =
            answers::fields(section).iter().filter(|field| field.required).partition(|field| field.when.is_some());
        // The box that makes questions unnecessary has one error for all of them.
        let required = others.len() + usize::from(!spared.is_empty());
        let messages = page.texts(".error-summary li");
        assert_eq!(messages.len(), required, "{messages:?}");
        for (message, link) in messages.iter().zip(page.attributes(".error-summary a", "href")) {
            assert_eq!(page.count(&link), 1, "{link} has no field");
            assert_eq!(page.text(&format!("{link}-error")), format!("Error: {message}"));
        }
    }
    assert!(scan(&stack).await.is_empty());
}

#[tokio::test]
async fn the_error_summary_comes_first_and_has_focus() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let page = visitor.fill_in(&address, "organization", Vec::new()).await;
    assert_eq!(page.text(".error-summary h2"), "There is a problem");
    assert_eq!(page.count("main .text > .error-summary[autofocus][tabindex='-1']:first-child"), 1);
    assert_eq!(page.count("form[novalidate]"), 1);
    assert_eq!(page.count("[required]"), 0);
    assert_eq!(page.attribute("#legal_name", "aria-describedby"), "legal_name-hint legal_name-error");
}

#[tokio::test]
async fn answers_stay_in_the_form_next_to_their_problems() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_application().await;
    for (section, field, wrong) in [
        ("organization", "website", "not a website"),
        ("organization", "country", "XX"),
        ("profile", "why_join", "Too short"),
        ("people", "contact_email", "ada@"),
        ("people", "contact_phone", "call me"),
        ("people", "billing_email", "\"><script>alert(1)</script>"),
    ] {
        let typed = answers::changed(section, field, wrong);
        let page = visitor.fill_in(&address, section, typed.clone()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{field}")]);
        assert_eq!(page.count("script"), 0);
        for (name, value) in typed.iter().filter(|(name, value)| !value.is_empty() && *name != "country") {
            let values = page.typed(name);
            assert!(values.contains(&value.replace("\r\n", "\n")), "{name}: {value:?} is not in {values:?}");
        }
    }
}

#[tokio::test]
async fn the_wrong_part_of_a_web_address_is_named() {
    let (_stack, visitor, address) = start_with_draft().await;
    for (typed, problem) in [
        ("ada@example.com", "Home page must be a web address, such as www.example.com, not an email address"),
        ("www.example.org and more", "Home page must be one address without spaces, such as www.example.org"),
        ("https://www.example.org/about us", "Home page must be one address without spaces, such as www.example.org"),
        ("example", "Home page must have a dot and an ending"),
        ("http://127.0.0.1", "Enter an address such as www.example.com"),
    ] {
        let page = visitor.fill_in(&address, "organization", answers::changed("organization", "website", typed)).await;
        assert!(page.text(".error-summary li").starts_with(problem), "{}", page.text(".error-summary"));
    }
}

#[tokio::test]
async fn several_email_addresses_are_told_to_be_one() {
    let (_stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("people", "contact_email", "ada@example.com, grace@example.com");
    let page = visitor.fill_in(&address, "people", typed).await;
    let problem = page.text(".error-summary li");
    assert!(problem.ends_with("must be one address, such as ada@example.com"), "{problem}");
    assert_eq!(page.typed("contact_email"), ["ada@example.com, grace@example.com"]);
}

#[tokio::test]
async fn the_wrong_part_of_an_email_address_is_named() {
    let (_stack, visitor, address) = start_with_draft().await;
    let label = &answers::question("contact_email").label;
    for (typed, problem) in [
        ("ada", "must have an @, as in name@example.com"),
        ("@example.com", "must have a name before the @, as in name@example.com"),
        ("ada@", "must have a domain after the @, as in name@example.com"),
        ("ada@example", "must have a dot and an ending after the @, as in name@example.com"),
        ("ada@@example.com", "must have only one @, as in name@example.com"),
        ("ada@example,com", "must have a dot instead of the comma: ada@example.com"),
        ("ada holm@example.com", "must not have spaces"),
        ("Ada Holm <ada@example.com>", "must be only the address, without a name or < >"),
    ] {
        let page = visitor.fill_in(&address, "people", answers::changed("people", "contact_email", typed)).await;
        assert_eq!(page.texts(".error-summary li"), [format!("{label} {problem}")]);
        assert_eq!(page.typed("contact_email"), [typed]);
    }
}

/// Characters count, not bytes, and a line break is one of them, though browsers send two.
#[tokio::test]
async fn a_length_outside_its_limit_is_told() {
    let (_stack, visitor, address) = start_with_draft().await;
    for (typed, problem) in [
        (format!("{}\r\nx", "語".repeat(1_999)), "2,000 characters or fewer. It has 2,001"),
        ("Too short.".to_owned(), "20 characters or more. It has 10"),
    ] {
        let page = visitor.fill_in(&address, "profile", answers::changed("profile", "why_join", &typed)).await;
        let shown = page.texts(".error-summary li").join(" ");
        assert!(shown.contains(problem), "{shown}");
    }
}

#[tokio::test]
async fn a_page_with_errors_still_says_until_when_the_draft_is_kept() {
    let (_stack, visitor, address) = start_with_draft().await;
    let kept = async |section: &str, answers| {
        let page = visitor.fill_in(&address, section, answers).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.text(".save")
    };
    assert!(kept("people", Vec::new()).await.contains("We keep this draft until"));
    let private = answers::changed("people", "contact_email", "ada@gmail.com");
    assert!(kept("people", private).await.contains("We keep this draft until"));
}

#[tokio::test]
async fn a_corrected_form_is_saved() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let wrong = answers::changed("organization", "website", "nowhere");
    let page = visitor.fill_in(&address, "organization", wrong).await;
    let saved = visitor.answer(&page, answers::good("organization")).await;
    assert_eq!(saved.location(), format!("{address}/profile"));
}

#[tokio::test]
async fn a_representative_is_required_unless_it_is_the_contact() {
    let (_stack, visitor, address) = start_with_draft().await;
    let mut typed = answers::good("people");
    typed.retain(|(field, _)| !field.starts_with("representative"));
    let page = visitor.fill_in(&address, "people", typed.clone()).await;
    let one_omission = "Say if our contact is also the delegate";
    assert_eq!(page.texts(".error-summary li"), [one_omission]);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#representative_same"]);
    assert_eq!(page.attribute("fieldset:has(> .choice)", "aria-describedby"), "representative_same-error");
    let no = answers::with(typed.clone(), "representative_same", "no");
    let page = visitor.fill_in(&address, "people", no).await;
    let questions = ["#representative_name", "#representative_title", "#representative_email"];
    assert_eq!(page.attributes(".error-summary a", "href"), questions);
    let named = answers::with(typed.clone(), "representative_name", "岡田 光");
    let page = visitor.fill_in(&address, "people", named).await;
    assert_eq!(page.attributes(".error-summary a", "href"), ["#representative_title", "#representative_email"]);
    typed.push(("representative_same", "yes".to_owned()));
    assert!(visitor.fill_in(&address, "people", typed).await.location().starts_with(&address));
}
