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

            #[tokio::test]
            async fn sqlite() -> $crate::TestResult {
                $crate::run($crate::Backend::Sqlite, module_path!(), async |db| body(db).await).await
            }

            #[tokio::test]
            async fn postgres() -> $crate::TestResult {
                $crate::run($crate::Backend::Postgres, module_path!(), async |db| body(db).await).await
            }

            #[tokio::test]
            async fn mariadb() -> $crate::TestResult {
                $crate::run($crate::Backend::MariaDb, module_path!(), async |db| body(db).await).await
            }

            #[tokio::test]
            async fn mysql() -> $crate::TestResult {
                $crate::run($crate::Backend::MySql, module_path!(), async |db| body(db).await).await
            }
        }
    )*};
}
