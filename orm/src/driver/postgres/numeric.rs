//! NUMERIC, in its binary form: groups of four digits.

/// The number as text; `None` when the bytes are not a NUMERIC.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    const NEGATIVE: u16 = 0x4000;
    const NAN: u16 = 0xC000;
    const INFINITY: u16 = 0xD000;
    const NEGATIVE_INFINITY: u16 = 0xF000;

    let (words, []) = bytes.as_chunks::<2>() else { return None };
    let mut words = words.iter().map(|word| u16::from_be_bytes(*word));
    let _count = words.next()?;
    // The power of 10000 of the first group.
    let weight = i32::from(words.next()?.cast_signed());
    let sign = words.next()?;
    let scale = usize::from(words.next()?);
    let groups: Vec<u16> = words.collect();
    match sign {
        NAN => return Some("NaN".to_owned()),
        INFINITY => return Some("inf".to_owned()),
        NEGATIVE_INFINITY => return Some("-inf".to_owned()),
        _ => {}
    }

    let group = |index: i32| usize::try_from(index).ok().and_then(|index| groups.get(index)).copied().unwrap_or(0);
    let mut text = String::from(if sign == NEGATIVE { "-" } else { "" });
    text.push_str(&group(0).min(if weight < 0 { 0 } else { u16::MAX }).to_string());
    for index in 1..=weight {
        text.push_str(&format!("{:04}", group(index)));
    }
    if scale > 0 {
        text.push('.');
        let end = text.len() + scale;
        let mut index = weight + 1;
        while text.len() < end {
            text.push_str(&format!("{:04}", group(index)));
            index += 1;
        }
        text.truncate(end);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::text;

    fn read(weight: i16, sign: u16, scale: u16, groups: &[u16]) -> Option<String> {
        let head = [groups.len().try_into().unwrap_or(0), weight.cast_unsigned(), sign, scale];
        text(&head.iter().chain(groups).flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>())
    }

    #[test]
    fn groups_become_digits() {
        assert_eq!(read(0, 0, 2, &[2328, 6000]).as_deref(), Some("2328.60"));
        assert_eq!(read(0, 0x4000, 0, &[7]).as_deref(), Some("-7"));
        assert_eq!(read(2, 0, 0, &[1]).as_deref(), Some("100000000"));
        assert_eq!(read(1, 0, 4, &[12, 34, 5600]).as_deref(), Some("120034.5600"));
        assert_eq!(read(-1, 0, 3, &[10]).as_deref(), Some("0.001"));
        assert_eq!(read(-2, 0, 8, &[12]).as_deref(), Some("0.00000012"));
        assert_eq!(read(0, 0, 0, &[]).as_deref(), Some("0"));
        assert_eq!(read(0, 0, 2, &[]).as_deref(), Some("0.00"));
        assert_eq!(read(0, 0xC000, 0, &[]).as_deref(), Some("NaN"));
        assert_eq!(text(&[1, 2, 3]), None);
    }
}
