//! Who buys, and who looks after them.

use orm::prelude::*;
use serde::Deserialize;

use super::Invoice;
use crate::timestamp;

/// An employee. `ReportsTo` leads to the same table, so the two relationships over it are the two directions of a tree.
#[derive(Model, Debug, Deserialize)]
#[model(table = "Employee")]
#[serde(rename_all = "PascalCase")]
pub struct Employee {
    #[column(primary_key, autoincrement = false, name = "EmployeeId")]
    pub employee_id: i64,
    #[column(name = "LastName", length = 20)]
    pub last_name: String,
    #[column(name = "FirstName", length = 20)]
    pub first_name: String,
    #[column(name = "Title", length = 30)]
    pub title: Option<String>,
    #[column(name = "ReportsTo", foreign_key = Employee::employee_id, index)]
    pub reports_to: Option<i64>,
    #[serde(deserialize_with = "timestamp::optional")]
    #[column(name = "BirthDate")]
    pub birth_date: Option<NaiveDateTime>,
    #[serde(deserialize_with = "timestamp::optional")]
    #[column(name = "HireDate")]
    pub hire_date: Option<NaiveDateTime>,
    #[column(name = "Address", length = 70)]
    pub address: Option<String>,
    #[column(name = "City", length = 40)]
    pub city: Option<String>,
    #[column(name = "State", length = 40)]
    pub state: Option<String>,
    #[column(name = "Country", length = 40)]
    pub country: Option<String>,
    #[column(name = "PostalCode", length = 10)]
    pub postal_code: Option<String>,
    #[column(name = "Phone", length = 24)]
    pub phone: Option<String>,
    #[column(name = "Fax", length = 24)]
    pub fax: Option<String>,
    #[column(name = "Email", length = 60)]
    pub email: Option<String>,
    #[serde(skip)]
    #[relationship(back_populates = "reports")]
    pub manager: BelongsTo<Option<Employee>>,
    #[serde(skip)]
    #[relationship(back_populates = "manager", order_by = Employee::employee_id)]
    pub reports: HasMany<Employee>,
    #[serde(skip)]
    #[relationship(back_populates = "support_rep")]
    pub customers: HasMany<Customer>,
}

#[derive(Model, Debug, Deserialize)]
#[model(table = "Customer")]
#[serde(rename_all = "PascalCase")]
pub struct Customer {
    #[column(primary_key, autoincrement = false, name = "CustomerId")]
    pub customer_id: i64,
    #[column(name = "FirstName", length = 40)]
    pub first_name: String,
    #[column(name = "LastName", length = 20)]
    pub last_name: String,
    #[column(name = "Company", length = 80)]
    pub company: Option<String>,
    #[column(name = "Address", length = 70)]
    pub address: Option<String>,
    #[column(name = "City", length = 40)]
    pub city: Option<String>,
    #[column(name = "State", length = 40)]
    pub state: Option<String>,
    #[column(name = "Country", length = 40)]
    pub country: Option<String>,
    #[column(name = "PostalCode", length = 10)]
    pub postal_code: Option<String>,
    #[column(name = "Phone", length = 24)]
    pub phone: Option<String>,
    #[column(name = "Fax", length = 24)]
    pub fax: Option<String>,
    #[column(name = "Email", length = 60)]
    pub email: String,
    #[column(name = "SupportRepId", foreign_key = Employee::employee_id, index)]
    pub support_rep_id: Option<i64>,
    #[serde(skip)]
    #[relationship(back_populates = "customers")]
    pub support_rep: BelongsTo<Option<Employee>>,
    #[serde(skip)]
    #[relationship(back_populates = "customer")]
    pub invoices: HasMany<Invoice>,
}
