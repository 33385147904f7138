//! [`Cascade`]: which session operations follow a relationship.

/// Session operations that go from an instance on to what a relationship holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // one flag per cascade of the attribute
pub struct Cascade {
    /// `add` adds the related instances.
    pub save_update: bool,
    /// `merge` merges them.
    pub merge: bool,
    /// `delete` deletes them.
    pub delete: bool,
    /// One that loses its parent is deleted.
    pub delete_orphan: bool,
    /// `refresh` and `expire` reach them.
    pub refresh_expire: bool,
    /// `expunge` expunges them.
    pub expunge: bool,
}

impl Cascade {
    /// The default: `save-update, merge`.
    pub const DEFAULT: Cascade = Cascade {
        save_update: true,
        merge: true,
        delete: false,
        delete_orphan: false,
        refresh_expire: false,
        expunge: false,
    };

    /// No cascade at all.
    pub const NONE: Cascade = Cascade { save_update: false, merge: false, ..Cascade::DEFAULT };

    /// `all`: everything but `delete-orphan`.
    pub const ALL: Cascade = Cascade { delete: true, refresh_expire: true, expunge: true, ..Cascade::DEFAULT };

    /// `all, delete-orphan`.
    pub const ALL_DELETE_ORPHAN: Cascade = Cascade { delete_orphan: true, ..Cascade::ALL };
}

impl Default for Cascade {
    fn default() -> Self {
        Cascade::DEFAULT
    }
}
