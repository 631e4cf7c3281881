//! Providers of free mailboxes.

/// Domains of the large providers of free mailboxes, sorted. An address there says nothing about an organization. The list
/// need not be complete: the form accepts an address at another provider without a question.
const DOMAINS: [&str; 58] = [
    "126.com",
    "139.com",
    "163.com",
    "aol.com",
    "bk.ru",
    "bol.com.br",
    "btinternet.com",
    "comcast.net",
    "daum.net",
    "fastmail.com",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "sina.com",
    "t-online.de",
    "tuta.com",
    "uol.com.br",
    "web.de",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yandex.ru",
    "zoho.com",
];

/// Returns whether `domain`, in lower case, is that of a free provider.
pub(super) fn is_free_mail(domain: &str) -> bool {
    DOMAINS.binary_search(&domain).is_ok() || domain.strip_prefix("yahoo.").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(DOMAINS.is_sorted());
    }

    #[test]
    fn free_providers_are_recognized() {
        assert!(["gmail.com", "web.de", "yahoo.fr", "126.com", "zoho.com"].iter().all(|domain| is_free_mail(domain)));
        assert!(["example.com", "gmail.example.com", "notgmail.com"].iter().all(|domain| !is_free_mail(domain)));
    }
}
