//! Row 19: hstores.

use orm::core::types::Hstore;
use orm::prelude::*;

use super::*;

#[derive(Model, Clone, Debug)]
#[model(table = "servers")]
pub struct Server {
    #[column(primary_key)]
    pub id: i64,
    pub labels: Hstore,
}

fn labels<const N: usize>(pairs: [(&str, Option<&str>); N]) -> Hstore {
    Hstore::from(pairs)
}

/// The rows of all cases.
pub fn servers() -> [Server; 3] {
    [
        Server { id: 1, labels: labels([("env", Some("test")), ("owner", Some("ann"))]) },
        Server { id: 2, labels: labels([("env", Some("live")), ("owner", None)]) },
        Server { id: 3, labels: Hstore::default() },
    ]
}

fn server_ids(condition: impl IntoExpr<bool>) -> Select<Column<Server, i64>> {
    select(Server::id).filter(condition).order_by(Server::id)
}

pub fn cases() -> Vec<Case> {
    vec![
        query("19", "an hstore", select(Server::labels).order_by(Server::id), servers().map(|server| server.labels)),
        query("19", "hstores are equal", server_ids(Server::labels.eq(Hstore::default())), [3]),
        query(
            "19",
            "the value of a key",
            select(Server::labels.value_of("owner")).order_by(Server::id),
            [some("ann"), None, None],
        ),
        query("19", "a value is compared", server_ids(Server::labels.value_of("env").eq("live")), [2]),
        query("19", "has a key", server_ids(Server::labels.has_key("owner")), [1, 2]),
        query("19", "contains pairs", server_ids(Server::labels.contains_pairs([("env", Some("test"))])), [1]),
        query(
            "19",
            "keys",
            select(Server::labels.keys()).filter(Server::id.eq(1)),
            [vec!["env".to_owned(), "owner".to_owned()]],
        ),
        query(
            "19",
            "with pairs, without a key",
            select(Server::labels.with_pairs([("env", Some("old"))]).without_key("owner"))
                .order_by(Server::id)
                .limit(2),
            [labels([("env", Some("old"))]), labels([("env", Some("old"))])],
        ),
    ]
}
