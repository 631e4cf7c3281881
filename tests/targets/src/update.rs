//! The subset of DynamoDB's update expressions that the store uses: `SET a = :a, b = if_not_exists(b, :c) + :d REMOVE
//! e, f` or `SET a = :a ADD b :b`.

use serde_json::{Map, Value, json};

/// Applies a request's update to an item.
pub(crate) fn apply(item: &mut Map<String, Value>, request: &Value) {
    let expression = request["UpdateExpression"].as_str().unwrap();
    let (expression, remove) = expression.split_once(" REMOVE ").unwrap_or((expression, ""));
    let (set, add) = expression.split_once(" ADD ").unwrap_or((expression, ""));
    for assignment in parts(set.strip_prefix("SET ").unwrap()) {
        let (name, terms) = assignment.split_once(" = ").unwrap();
        let values: Vec<Value> = terms.split(" + ").map(|term| value(item, request, term)).collect();
        let value = match values.as_slice() {
            [value] => value.clone(),
            values => sum(values),
        };
        item.insert(attribute(request, name), value);
    }
    for addition in parts(add) {
        let (name, term) = addition.split_once(' ').unwrap();
        let (name, more) = (attribute(request, name), value(item, request, term));
        // Sets contain only the added members.
        let value = match item.get(&name).filter(|old| old["N"].is_string()) {
            Some(old) => sum(&[old.clone(), more]),
            None => more,
        };
        item.insert(name, value);
    }
    for name in parts(remove) {
        item.remove(&attribute(request, name));
    }
}

/// Splits at commas outside parentheses.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    let split = move |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    };
    list.split(split).map(str::trim).filter(|part| !part.is_empty())
}

fn attribute(request: &Value, name: &str) -> String {
    request["ExpressionAttributeNames"].get(name).map_or(name, |name| name.as_str().unwrap()).to_owned()
}

fn value(item: &Map<String, Value>, request: &Value, term: &str) -> Value {
    let given = |name: &str| request["ExpressionAttributeValues"][name].clone();
    let Some(arguments) = term.strip_prefix("if_not_exists(").and_then(|term| term.strip_suffix(')')) else {
        return given(term);
    };
    let (name, otherwise) = arguments.split_once(", ").unwrap();
    item.get(&attribute(request, name)).cloned().unwrap_or_else(|| given(otherwise))
}

fn sum(values: &[Value]) -> Value {
    let number = |value: &Value| value["N"].as_str().unwrap().parse::<u64>().unwrap();
    json!({ "N": values.iter().map(number).fold(0, u64::saturating_add).to_string() })
}
