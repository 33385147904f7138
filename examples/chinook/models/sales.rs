//! What was bought.

use orm::prelude::*;
use serde::Deserialize;

use super::{Customer, Track};
use crate::timestamp;

#[derive(Model, Debug, Deserialize)]
#[model(table = "Invoice")]
#[serde(rename_all = "PascalCase")]
pub struct Invoice {
    #[column(primary_key, autoincrement = false, name = "InvoiceId")]
    pub invoice_id: i64,
    #[column(name = "CustomerId", foreign_key = Customer::customer_id, index)]
    pub customer_id: i64,
    #[serde(deserialize_with = "timestamp::required")]
    #[column(name = "InvoiceDate")]
    pub invoice_date: NaiveDateTime,
    #[column(name = "BillingAddress", length = 70)]
    pub billing_address: Option<String>,
    #[column(name = "BillingCity", length = 40)]
    pub billing_city: Option<String>,
    #[column(name = "BillingState", length = 40)]
    pub billing_state: Option<String>,
    #[column(name = "BillingCountry", length = 40)]
    pub billing_country: Option<String>,
    #[column(name = "BillingPostalCode", length = 10)]
    pub billing_postal_code: Option<String>,
    #[serde(with = "rust_decimal::serde::str")]
    #[column(name = "Total", precision = 10, scale = 2)]
    pub total: Decimal,
    #[serde(skip)]
    #[relationship(back_populates = "invoices")]
    pub customer: BelongsTo<Customer>,
    #[serde(skip)]
    #[relationship(back_populates = "invoice")]
    pub lines: HasMany<InvoiceLine>,
}

#[derive(Model, Debug, Deserialize)]
#[model(table = "InvoiceLine")]
#[serde(rename_all = "PascalCase")]
pub struct InvoiceLine {
    #[column(primary_key, autoincrement = false, name = "InvoiceLineId")]
    pub invoice_line_id: i64,
    #[column(name = "InvoiceId", foreign_key = Invoice::invoice_id, index)]
    pub invoice_id: i64,
    #[column(name = "TrackId", foreign_key = Track::track_id, index)]
    pub track_id: i64,
    #[serde(with = "rust_decimal::serde::str")]
    #[column(name = "UnitPrice", precision = 10, scale = 2)]
    pub unit_price: Decimal,
    #[column(name = "Quantity")]
    pub quantity: i64,
    #[serde(skip)]
    #[relationship(back_populates = "lines")]
    pub invoice: BelongsTo<Invoice>,
    #[serde(skip)]
    #[relationship(back_populates = "invoice_lines")]
    pub track: BelongsTo<Track>,
}
