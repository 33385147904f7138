//! Bytes and UUIDs.

use orm::prelude::Uuid;

use super::round_trips;

fn bytes() -> [Vec<u8>; 5] {
    [vec![], vec![0], b"text".to_vec(), (0..=255).collect(), vec![0xff, 0xfe, 0x00, 0x5c, 0x27]]
}

round_trips! {
    blobs: Vec<u8> = bytes();
    #[column(length = 256)]
    short_blobs: Vec<u8> = bytes();
    long_blobs: Vec<u8> = [vec![0xa5; 1 << 20]];
    uuids: Uuid = [Uuid::nil(), Uuid::max(), Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef)];
    #[column(index)]
    indexed_uuids: Uuid = [Uuid::from_u128(1), Uuid::from_u128(2)];
}
