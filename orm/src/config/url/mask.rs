//! What is shown of a URL: never a password, whatever the spelling, and never more than a line.

use std::borrow::Cow;

/// The longest text that is shown whole, in bytes.
const LONG: usize = 200;

/// Hides the password: all between the first colon after the scheme and the last `@`, what may be one where the `@` is missing, and
/// options that are called like one.
pub(super) fn mask(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return mask_options(url) };
    let address = match rest.rsplit_once('@') {
        Some((login, host)) => match login.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => rest.to_owned(),
        },
        None => mask_port(rest),
    };
    format!("{scheme}://{}", mask_options(&address))
}

/// What follows a colon is a port, or a password whose `@` was forgotten.
fn mask_port(address: &str) -> String {
    let (path, options) = address.split_at(address.find('?').unwrap_or(address.len()));
    // The colons of an IPv6 address are no port's.
    let after_host = if path.starts_with('[') { path.find(']').unwrap_or(0) } else { 0 };
    let Some(colon) = path[after_host..].find(':').map(|at| after_host + at) else { return address.to_owned() };
    let after = &path[colon + 1..];
    let port = after.split('/').next().unwrap_or_default();
    if port.bytes().all(|byte| byte.is_ascii_digit()) {
        return address.to_owned();
    }
    format!("{}:***{options}", &path[..colon])
}

/// Hides the values of options that are called like a password.
pub(super) fn mask_options(url: &str) -> String {
    let mut shown = String::with_capacity(url.len());
    for part in url.split_inclusive(['?', '&', ';', '#']) {
        let (option, end) = match part.char_indices().next_back() {
            Some((at, '?' | '&' | ';' | '#')) => part.split_at(at),
            _ => (part, ""),
        };
        match option.split_once('=') {
            Some((name, _)) if is_secret(name) => {
                shown.push_str(name);
                shown.push_str("=***");
            }
            _ => shown.push_str(option),
        }
        shown.push_str(end);
    }
    shown
}

fn is_secret(name: &str) -> bool {
    let name = decoded(name).to_ascii_lowercase();
    ["pass", "pwd", "secret", "token"].iter().any(|word| name.contains(word))
}

/// Without percent signs: drivers read `pass%77ord` as `password`.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, others)) = rest.split_first() {
        let digit = |at: usize| others.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = others.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The beginning of a text that is too long to be read.
pub(super) fn shorten(text: &str) -> Cow<'_, str> {
    if text.len() <= LONG {
        return Cow::Borrowed(text);
    }
    let end = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONG).last().unwrap_or(0);
    Cow::Owned(format!("{}… ({} bytes)", &text[..end], text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked() {
        for (url, shown) in [
            ("postgres://me:secret@h/d", "postgres://me:***@h/d"),
            ("postgres://me:se@cr:e/t@h/d", "postgres://me:***@h/d"),
            ("postgres://me:se?cret@h/d?a=b", "postgres://me:***@h/d?a=b"),
            ("postgres://me@h/d", "postgres://me@h/d"),
            ("postgres://h/d", "postgres://h/d"),
            ("postgres://h/d?user=me&password=secret&a=b", "postgres://h/d?user=me&password=***&a=b"),
            ("postgres://h/d?PASSWORD=secret", "postgres://h/d?PASSWORD=***"),
            ("postgres://h/d?pass%77ord=secret", "postgres://h/d?pass%77ord=***"),
            ("postgres://h/d?application_name=a@b&password=secret", "postgres://h/d?application_name=a@b&password=***"),
            ("postgres://h/d?password=secret@b", "postgres://h/d?password=***"),
            ("postgres://h/d?password=sec:ret@b", "postgres://h/d?password=***"),
            ("mysql://:secret@h", "mysql://:***@h"),
            ("mysql://f:secret127.0.0.1:1/x", "mysql://f:***"),
            ("mysql://f:secret127.0.0.1/x?a=b", "mysql://f:***?a=b"),
            ("mysql://f:sec/ret127.0.0.1/x", "mysql://f:***"),
            ("mysql://h:3306/d", "mysql://h:3306/d"),
            ("mysql://[::1]:3306/d", "mysql://[::1]:3306/d"),
            ("mysql://[::1]/d", "mysql://[::1]/d"),
            ("mysql://me:secret@[::1]:3306/d", "mysql://me:***@[::1]:3306/d"),
        ] {
            assert_eq!(mask(url), shown);
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(shorten("short"), "short");
        let long = shorten(&"é".repeat(1 << 20)).into_owned();
        assert!(long.len() < 300 && long.contains("2097152 bytes"), "{long}");
    }
}
