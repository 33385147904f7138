//! `db_test!`.

/// Declares tests that run on every configured database, each in a database or schema of its own.
///
/// ```ignore
/// db_test! {
///     async fn adds_a_user(db: &TestDb) {
///         db.create(&metadata![User]).await?;
///         let mut session = Session::new(&db.engine);
///     }
/// }
/// ```
#[macro_export]
macro_rules! db_test {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &TestDb) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            #[allow(unused_imports)]
            use $crate::TestDb;

            async fn body($db: &$crate::TestDb) -> $crate::TestResult {
                $body
                #[allow(unreachable_code)]
                Ok(())
            }

            fn run(backend: $crate::Backend) -> $crate::TestResult {
                $crate::run(backend, module_path!(), |db| Box::pin(body(db)))
            }

            #[test]
            fn sqlite() -> $crate::TestResult {
                run($crate::Backend::Sqlite)
            }

            #[test]
            fn postgres() -> $crate::TestResult {
                run($crate::Backend::Postgres)
            }

            #[test]
            fn mariadb() -> $crate::TestResult {
                run($crate::Backend::MariaDb)
            }

            #[test]
            fn mysql() -> $crate::TestResult {
                run($crate::Backend::MySql)
            }
        }
    )*};
}
