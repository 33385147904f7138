//! Where and as whom to connect, beyond what sqlx reads from a URL.

/// An IPv6 address without the brackets that it has in a URL: no resolver knows it with them.
pub(super) fn bare_ipv6(host: &str) -> Option<String> {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).map(str::to_owned)
}

/// The name of the user who runs the program: what libpq takes where a URL names none.
#[cfg(feature = "postgres")]
pub(super) fn system_user() -> Option<String> {
    let named = ["LOGNAME", "USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    user_of_process().or_else(|| named.filter(|name| !name.is_empty()))
}

#[cfg(all(feature = "postgres", unix))]
fn user_of_process() -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let id = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id).then(|| name.to_owned())
    })
}

#[cfg(all(feature = "postgres", not(unix)))]
fn user_of_process() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ipv6_addresses_have_brackets() {
        assert_eq!(bare_ipv6("[::1]").as_deref(), Some("::1"));
        assert_eq!(bare_ipv6("localhost"), None);
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn the_user_of_the_process_has_a_name() {
        assert!(system_user().is_some_and(|name| !name.is_empty() && name != "anonymous"));
    }
}
