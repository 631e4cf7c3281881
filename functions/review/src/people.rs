//! The names of staff, who are in histories by their ids.

use minijinja::{Value, context};
use shared::staff::{Person, PersonId};
use store::{Error, StaffMember, Store};

/// Everyone who has signed in.
pub(crate) struct Names(Vec<StaffMember>);

impl Names {
    /// Reads them.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub(crate) async fn read(store: &Store) -> Result<Self, Error> {
        store.staff_members().await.map(Self)
    }

    /// Returns a person's name.
    pub(crate) fn of(&self, id: &PersonId) -> Option<&str> {
        self.0.iter().find(|member| member.id == *id).map(|member| member.name.as_str())
    }

    /// Returns somebody who may review applications.
    pub(crate) fn into_active(self, id: &PersonId) -> Option<Person> {
        self.0.into_iter().find(|member| member.id == *id).and_then(StaffMember::active)
    }

    /// Returns those who may review applications, for a list to choose from.
    pub(crate) fn active(&self) -> Vec<Value> {
        let people = self.0.iter().cloned().filter_map(StaffMember::active);
        people.map(|person| context! { id => person.id.as_str(), name => person.name }).collect()
    }
}
