//! The expansion as text.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand;
use crate::parse::parse;

/// More than this and the logic is in the wrong place: it belongs in generic code that is compiled once.
const MOST_LINES: usize = 400;

fn pretty(input: TokenStream) -> String {
    let model = parse(syn::parse2(input).unwrap()).unwrap_or_else(|mistaken| panic!("{}", mistaken.error));
    prettyplease::unparse(&syn::parse2(expand(&model)).unwrap())
}

fn ten_columns_and_two_relationships() -> TokenStream {
    quote! {
        #[model(table = "products", unique(vendor_id, sku), index(columns(name, created_at), name = "by_name"))]
        pub struct Product {
            #[column(primary_key)]
            pub id: i64,
            /// Stock keeping unit.
            #[column(length = 40)]
            pub sku: String,
            #[column(length = 120, index)]
            pub name: String,
            pub description: Option<String>,
            #[column(precision = 10, scale = 2)]
            pub price: Decimal,
            #[column(default = 0)]
            pub stock: i32,
            #[column(default = true)]
            pub is_active: bool,
            #[column(name = "vendor", foreign_key = Vendor::id, on_delete = "cascade", index)]
            pub vendor_id: i64,
            #[column(server_default = func::now())]
            pub created_at: DateTime<Utc>,
            #[column(onupdate = func::now())]
            pub updated_at: Option<DateTime<Utc>>,
            #[relationship(back_populates = "products")]
            pub vendor: BelongsTo<Vendor>,
            #[relationship(back_populates = "product", cascade = "all, delete-orphan", order_by = Review::id)]
            pub reviews: HasMany<Review>,
        }
    }
}

#[test]
fn is_short_and_as_expected() {
    let expansion = pretty(ten_columns_and_two_relationships());
    let lines = expansion.lines().count();
    println!("a model of ten columns and two relationships expands to {lines} lines");
    assert!(lines <= MOST_LINES, "{lines} lines");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/expand/tests/product.rs.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &expansion).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    assert!(expansion == expected, "the expansion has changed; see it with UPDATE_SNAPSHOTS=1 and `git diff`");
}
