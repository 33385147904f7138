//! Case 46: the order of events.

use std::sync::{Arc, Mutex};

use orm::BoxFuture;
use orm::events::Events;
use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

type Log = Arc<Mutex<Vec<String>>>;
type Listener = Box<dyn for<'s> Fn(&'s mut Session) -> BoxFuture<'s, orm::Result<()>> + Send + Sync>;

fn note(log: &Log, event: impl Into<String>) {
    log.lock().unwrap().push(event.into());
}

fn rows<M: orm::Model>(events: &Events, log: &Log, entity: Entity<M>) {
    let at = |event: &'static str| {
        let log = log.clone();
        move || {
            note(&log, format!("{event} {}", M::NAME));
            Ok(())
        }
    };
    let (a, b, c, d, e, f) = (
        at("before_insert"),
        at("after_insert"),
        at("before_update"),
        at("after_update"),
        at("before_delete"),
        at("after_delete"),
    );
    events
        .before_insert(entity, move |_| a())
        .after_insert(entity, move |_| b())
        .before_update(entity, move |_, _| c())
        .after_update(entity, move |_, _| d())
        .before_delete(entity, move |_| e())
        .after_delete(entity, move |_| f());
    let log = log.clone();
    events.transition(entity, move |_, from, to| note(&log, format!("{from:?} to {to:?} {}", M::NAME)));
}

db_test! {
    async fn case_46_events_come_in_order(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let log = Log::default();
        let events = db.engine.events();
        for (name, register) in [
            ("before_flush", Events::before_flush as fn(&Events, _) -> &Events),
            ("before_commit", Events::before_commit),
            ("after_begin", Events::after_begin),
        ] {
            let log = log.clone();
            let listener: Listener =
                Box::new(move |_| { note(&log, name); Box::pin(async { Ok(()) }) });
            register(events, listener);
        }
        let at = log.clone();
        events.after_flush(move |_, _| { note(&at, "after_flush"); Box::pin(async { Ok(()) }) });
        let at = log.clone();
        events.after_commit(move |_| note(&at, "after_commit"));
        let at = log.clone();
        events.after_rollback(move |_| note(&at, "after_rollback"));
        rows(events, &log, User);
        rows(events, &log, Address);

        let mut session = db.session();
        let user = session.add(User::builder().name("u").addresses([Address::builder().email("a")]));
        assert!(session.get(User, 999).await?.is_none());
        assert_eq!(std::mem::take(&mut *log.lock().unwrap()), [
            "after_begin",
            "before_flush",
            "before_insert User",
            "after_insert User",
            "before_insert Address",
            "after_insert Address",
            "after_flush",
            "Pending to Persistent User",
            "Pending to Persistent Address",
        ]);

        let address = user.addresses.get()?[0].clone();
        session.delete(&address).await?;
        user.set(User::name, "v");
        session.commit().await?;
        assert_eq!(std::mem::take(&mut *log.lock().unwrap()), [
            "before_commit",
            "before_flush",
            "before_update User",
            "after_update User",
            "before_delete Address",
            "after_delete Address",
            "after_flush",
            "Persistent to Deleted Address",
            "Deleted to Detached Address",
            "after_commit",
        ]);

        user.set(User::name, "w");
        session.flush().await?;
        session.rollback().await?;
        let log = std::mem::take(&mut *log.lock().unwrap());
        assert_eq!(log.last().map(String::as_str), Some("after_rollback"));
        assert_eq!(user.name, "v");
        session.commit().await?;
        session.rollback().await?;
    }
}
