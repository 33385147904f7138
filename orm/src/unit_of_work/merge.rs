//! Merging: the state of instances from elsewhere is copied onto the session's own.
//!
//! Level by level along the relationships with `cascade = "merge"`: the counterparts of all given instances of a model are found in the
//! identity map or by one SELECT, then the collections that will be replaced are loaded by one SELECT per relationship. Columns and
//! relationships are copied when all counterparts are known ([`plan`]).

mod plan;

use orm_core::Result;

use self::plan::Plan;
use super::Session;
use crate::fetch::BoxFuture;
use crate::instance::Instances;

impl Session {
    pub(crate) fn merge_levels(&mut self, roots: Instances, load: bool) -> BoxFuture<'_, Result<Instances>> {
        Box::pin(async move {
            self.before_query(load).await?;
            let mut plan = Plan::new(load);
            let mut level = roots.clone();
            while !level.is_empty() {
                plan.take_level(self, std::mem::take(&mut level)).await?;
                level = plan.next_level(self).await?;
            }
            plan.apply(self);
            Ok(roots.iter().filter_map(|given| plan.merged(given)).collect())
        })
    }
}
