//! A communicator as a setting: shared, whatever its type.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::Communicator;

/// Ranks that work together; clones are the same ranks.
#[derive(Clone)]
pub(crate) struct Ranks(Arc<dyn Communicator>);

impl Ranks {
    pub fn new(ranks: &(impl Communicator + Clone + 'static)) -> Self {
        Self(Arc::new(ranks.clone()))
    }
}

impl Deref for Ranks {
    type Target = dyn Communicator;

    fn deref(&self) -> &(dyn Communicator + 'static) {
        &*self.0
    }
}

/// Settings are equal if they name the same ranks.
impl PartialEq for Ranks {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Ranks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rank {} of {}", self.rank(), self.size())
    }
}
