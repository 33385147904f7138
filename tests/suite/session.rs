//! The session: what it writes, what it reads, and what it remembers.

#[path = "session/belonging.rs"]
mod belonging;
#[path = "session/binds.rs"]
mod binds;
#[path = "session/bulk.rs"]
mod bulk;
#[path = "session/cancellation.rs"]
mod cancellation;
#[path = "session/cases.rs"]
mod cases;
#[path = "session/composite_keys.rs"]
mod composite_keys;
#[path = "session/concurrent_edits.rs"]
mod concurrent_edits;
#[path = "session/cut_listeners.rs"]
mod cut_listeners;
#[path = "session/decimals.rs"]
mod decimals;
#[path = "session/deferred_circles.rs"]
mod deferred_circles;
#[path = "session/delete.rs"]
mod delete;
#[path = "session/delete_rules.rs"]
mod delete_rules;
#[path = "session/events.rs"]
mod events;
#[path = "session/first_words.rs"]
mod first_words;
#[path = "session/flush_order.rs"]
mod flush_order;
#[path = "session/get.rs"]
mod get;
#[path = "session/identity.rs"]
mod identity;
#[path = "session/insert.rs"]
mod insert;
#[path = "session/join_conditions.rs"]
mod join_conditions;
#[path = "session/kept_links.rs"]
mod kept_links;
#[path = "session/large.rs"]
mod large;
#[path = "session/leaks.rs"]
mod leaks;
#[path = "session/link_table.rs"]
mod link_table;
#[path = "session/loading.rs"]
mod loading;
#[path = "session/lost.rs"]
mod lost;
#[path = "session/many_to_many.rs"]
mod many_to_many;
#[path = "session/natural_keys.rs"]
mod natural_keys;
#[path = "session/normalised_keys.rs"]
mod normalised_keys;
#[path = "session/one_to_one.rs"]
mod one_to_one;
#[path = "session/open_edits.rs"]
mod open_edits;
#[path = "session/ordering_list.rs"]
mod ordering_list;
#[path = "session/outdated.rs"]
mod outdated;
#[path = "session/random.rs"]
mod random;
#[path = "session/refresh.rs"]
mod refresh;
#[path = "session/refused_flushes.rs"]
mod refused_flushes;
#[path = "session/relationships.rs"]
mod relationships;
#[path = "session/rollback.rs"]
mod rollback;
#[path = "session/row_switch.rs"]
mod row_switch;
#[path = "session/savepoints.rs"]
mod savepoints;
#[path = "session/scoped.rs"]
mod scoped;
#[path = "session/spelled_otherwise.rs"]
mod spelled_otherwise;
#[path = "session/streams.rs"]
mod streams;
#[path = "session/triggers.rs"]
mod triggers;
#[path = "session/unique_forms.rs"]
mod unique_forms;
#[path = "session/update.rs"]
mod update;
#[path = "session/validators.rs"]
mod validators;
#[path = "session/write_only.rs"]
mod write_only;
