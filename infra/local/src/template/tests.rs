use super::*;

/// Parses the repository's template with `old` replaced by `new`.
fn with(old: &str, new: &str) -> Result<Template, TemplateError> {
    assert!(EMBEDDED.contains(old), "{old} is no longer in the template");
    Template::parse(&EMBEDDED.replacen(old, new, 1), "infra/template.yaml")
}

fn embedded() -> Template {
    Template::embedded().unwrap()
}

fn error(old: &str, new: &str) -> String {
    with(old, new).unwrap_err().to_string()
}

#[test]
fn a_function_has_the_name_of_its_binary() {
    let join = &embedded().functions["join"];
    assert_eq!(join.logical_id, "Join");
    assert_eq!(join.code_uri, "../functions/join");
}

#[test]
fn events_become_routes() {
    let routes: Vec<_> = embedded().routes.iter().map(|route| (route.key(), route.function.clone())).collect();
    let expected = [
        ("$default", "pages"),
        ("ANY /join/start", "join"),
        ("ANY /join/{id}", "join"),
        ("ANY /join/{id}/{section}", "join"),
    ];
    for (key, function) in expected {
        assert!(routes.contains(&(key.to_owned(), function.to_owned())), "{key} is not among {routes:?}");
    }
}

#[test]
fn the_table_has_its_keys_index_stream_and_time_to_live() {
    let table = embedded().table;
    let text = |name: &str| Key { name: name.to_owned(), kind: "S".to_owned() };
    assert_eq!((table.partition_key, table.sort_key), (text("pk"), Some(text("sk"))));
    let by_status = Index {
        name: "by_status".to_owned(),
        partition_key: text("status_group"),
        sort_key: Some(text("status_since")),
        projection: Projection::All,
    };
    assert_eq!(table.indexes, [by_status]);
    assert_eq!(table.stream.as_deref(), Some("NEW_AND_OLD_IMAGES"));
    assert_eq!(table.expires_at.as_deref(), Some("expires_at"));
}

#[test]
fn a_function_has_its_policies_actions_on_the_table_only() {
    let template = embedded();
    let join = &template.functions["join"];
    let calls = ["ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"]
        .map(|call| format!("dynamodb:{call}"));
    assert_eq!(join.allowed_actions(), calls.iter().map(String::as_str).collect());
    assert_eq!(join.statements[0].resources, [Value::GetAtt("Table.Arn".to_owned())]);
    assert!(template.functions["pages"].statements.is_empty());
}

#[test]
fn a_conditional_statement_counts() {
    let notify = &embedded().functions["notify"];
    let statement = notify.statements.iter().find(|statement| statement.actions == ["ses:SendRawEmail"]).unwrap();
    let names: Vec<_> = statement.resources.iter().map(ToString::to_string).collect();
    assert!(names.len() == 2 && names[0].ends_with("identity/*"), "{names:?}");
    assert!(error("              - !Ref AWS::NoValue\n", "              - Effect: Deny\n").contains("Statement"));
}

#[test]
fn a_statements_conditions_are_read() {
    let notify = &embedded().functions["notify"];
    let statement = notify.statements.iter().find(|statement| statement.actions == ["ses:SendRawEmail"]).unwrap();
    let from = Limit {
        operator: "StringEqualsIgnoreCase".to_owned(),
        key: "ses:FromAddress".to_owned(),
        values: vec![Value::Ref("MailFrom".to_owned())],
    };
    assert_eq!(statement.conditions, [from]);
}

#[test]
fn an_environment_has_the_parameters_defaults_and_the_local_names() {
    let environments = embedded().environments("http://localhost:3000", &BTreeMap::new()).unwrap();
    let join = &environments["join"];
    assert_eq!(join["SITE_URL"], "http://localhost:3000");
    assert_eq!(join["TABLE_NAME"], "local-Table");
    assert_eq!(join["RUST_LOG"], "info");
    assert!(!environments["pages"].contains_key("TABLE_NAME"));
}

#[test]
fn a_site_url_in_the_template_wins_over_the_local_one() {
    let default = "  SiteUrl:\n    Type: String\n    Default: \"\"";
    let template = with(default, &default.replace("\"\"", "https://www.example.org")).unwrap();
    let environments = template.environments("http://localhost:3000", &BTreeMap::new()).unwrap();
    assert_eq!(environments["join"]["SITE_URL"], "https://www.example.org");
}

#[test]
fn names_in_text_are_substituted() {
    let template = with("TABLE_NAME: !Ref Table", "TABLE_NAME: !Sub '${AWS::StackName}-${Table}-${!kept}'").unwrap();
    let environments = template.environments("http://localhost:3000", &BTreeMap::new()).unwrap();
    assert_eq!(environments["join"]["TABLE_NAME"], "local-local-Table-${kept}");
}

#[test]
fn a_functions_own_variables_override_global_ones() {
    let globals = "    Runtime: provided.al2023\n    Environment: {Variables: {RUST_LOG: error, SHARED: 1}}";
    let template = with("    Runtime: provided.al2023", globals).unwrap();
    let environments = template.environments("http://localhost:3000", &BTreeMap::new()).unwrap();
    assert_eq!(environments["pages"]["SHARED"], "1");
    assert_eq!(environments["pages"]["RUST_LOG"], "info");
}

#[test]
fn variables_and_conditions_may_depend_on_conditions() {
    let value = |conditions: &str, mail_from: &str| {
        let text = EMBEDDED.replacen("Conditions:\n", &format!("Conditions:\n{conditions}"), 1);
        let text = text.replacen("TABLE_NAME: !Ref Table", "TABLE_NAME: !If [Selection, one, !Ref Table]", 1);
        let template = Template::parse(&text, "infra/template.yaml");
        let given = [("MailFrom".to_owned(), mail_from.to_owned())].into();
        template.unwrap().environments("http://localhost:3000", &given).map(|made| made["join"]["TABLE_NAME"].clone())
    };
    let both = "  Selection: !And [!Condition HasMail, !Not [!Equals [!Ref MailFrom, x]]]\n";
    assert_eq!(value(both, "a@example.com").unwrap(), "one");
    assert_eq!(value(both, "x").unwrap(), "local-Table");
    assert_eq!(value(both, "").unwrap(), "local-Table");
    let error = value("", "").unwrap_err().to_string();
    assert!(error.ends_with("there is no condition Selection"), "{error}");
    let error = value("  Selection: !Not [!Condition Selection]\n", "").unwrap_err().to_string();
    assert_eq!(error, "infra/template.yaml: Conditions: the condition Selection needs itself");
}

#[test]
fn a_condition_of_another_kind_is_refused() {
    let error = error("Conditions:\n", "Conditions:\n  Selection: !Or [!Condition HasMail, !Condition HasAlarms]\n");
    assert!(error.contains("Conditions.Selection: unknown variant `Fn::Or`"), "{error}");
}

/// Returns the error for these parameters, if any, with this site URL.
fn refusal(site_url: &str, given: &[(&str, &str)]) -> Option<String> {
    let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    embedded().environments(site_url, &given).err().map(|error| error.to_string())
}

#[test]
fn parameters_are_refused_without_others_that_they_need() {
    let (from, staff, alarms) =
        (("MailFrom", "a@acro.example"), ("StaffEmail", "b@acro.example"), ("AlarmEmail", "c@d.ee"));
    let site = ("SiteUrl", "https://www.acro.example");
    let production = ("Production", "true");
    for good in
        [&[][..], &[site], &[from, site], &[from, staff, site], &[alarms], &[production, site, from, staff, alarms]]
    {
        assert_eq!(refusal("", good), None, "{good:?}");
    }
    for (bad, why) in [
        (&[from][..], "MailNeedsTheSite: MailFrom needs SiteUrl"),
        (&[staff, site], "StaffNeedMail: StaffEmail needs MailFrom"),
        (&[("MailConfigurationSet", "ours"), site], "ConfigurationSetNeedsMail: MailConfigurationSet needs MailFrom"),
        (&[production], "ProductionIsComplete: A production stack needs SiteUrl"),
        (&[production, site], "ProductionIsComplete: A production stack needs MailFrom"),
        (&[production, site, from], "ProductionIsComplete: A production stack needs StaffEmail"),
        (&[production, site, from, staff], "ProductionIsComplete: A production stack needs AlarmEmail"),
    ] {
        let refusal = refusal("", bad).unwrap();
        assert!(refusal.starts_with("infra/template.yaml: Rules.") && refusal.contains(why), "{refusal}");
    }
}

#[test]
fn the_local_address_satisfies_rules_about_the_site_url() {
    assert_eq!(refusal("http://localhost:3000", &[("MailFrom", "a@acro.example")]), None);
}

#[test]
fn unsupported_parts_of_a_rule_are_refused() {
    let rule = |rule: &str| error("Rules:\n", &format!("Rules:\n  Mine:\n{rule}"));
    for (text, why) in [
        ("    Assertions: []\n    Severity: high\n", "unknown field `Severity`"),
        ("    RuleCondition: !Condition HasMail\n    Assertions: []\n", "a rule can't name a condition"),
        ("    RuleCondition: !Contains [[a], b]\n    Assertions: []\n", "unknown variant `Fn::Contains`"),
        ("    RuleCondition: !Equals [a, b]\n", "missing field `Assertions`"),
    ] {
        let error = rule(text);
        assert!(error.contains("Rules.Mine") && error.contains(why), "{error}");
    }
}

#[test]
fn a_variable_whose_value_only_aws_knows_is_named() {
    let template = with("TABLE_NAME: !Ref Table", "TABLE_NAME: !GetAtt Table.Arn").unwrap();
    let error = template.environments("http://localhost:3000", &BTreeMap::new()).unwrap_err().to_string();
    assert_eq!(error, "infra/template.yaml: Join, variable TABLE_NAME: !GetAtt Table.Arn is known to AWS only");
}

#[test]
fn broken_yaml_is_reported_with_its_line() {
    let error = error("Conditions:", "Conditions: [");
    assert!(error.starts_with("infra/template.yaml: line "), "{error}");
}

#[test]
fn a_missing_field_is_named_with_its_path() {
    assert_eq!(
        error("      CodeUri: ../functions/join\n", ""),
        "infra/template.yaml: Resources.Join.Properties: missing field `CodeUri`"
    );
}

#[test]
fn an_event_of_another_type_is_refused() {
    assert_eq!(
        error("Type: HttpApi\n          Properties: {ApiId: !Ref Api}", "Type: Cognito"),
        "infra/template.yaml: Resources.Pages.Properties.Events.Default.Type: \
         unknown variant `Cognito`, expected one of `HttpApi`, `SNS`, `Schedule`"
    );
}

#[test]
fn a_dynamodb_event_is_refused() {
    assert!(error("Type: SNS", "Type: DynamoDB").contains("unknown variant `DynamoDB`"));
}

#[test]
fn unsupported_parts_of_a_subscription_are_refused() {
    for (old, new, why) in [
        ("{Topic: !Ref MailReports}", "{Topic: !Ref Other}", "notify has no topic Other"),
        ("{Topic: !Ref MailReports}", "{Topic: arn}", "must be a topic of the template"),
        ("{Topic: !Ref MailReports}", "{Topic: !Ref MailReports, FilterPolicy: {}}", "unknown field `FilterPolicy`"),
    ] {
        let error = error(old, new);
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_conditional_function_is_refused() {
    let error = error("    Metadata:\n", "    Condition: HasMail\n    Metadata:\n");
    assert!(error.contains("Resources.Pages.Condition: the local stack does not support conditions"), "{error}");
}

#[test]
fn a_mapping_connects_the_stream_to_a_function() {
    let application = Pattern::OneOf(vec!["application".to_owned()]);
    let within = |pattern, name: &str| Pattern::Fields(vec![(name.to_owned(), pattern)]);
    let pattern = ["S", "sk", "Keys", "dynamodb"].into_iter().fold(application, within);
    let mapping = Mapping {
        function: "notify".to_owned(),
        table: "Table".to_owned(),
        batch_size: 10,
        retries: Some(10_000),
        maximum_age: Some(43_200),
        bisects: true,
        partial: true,
        filters: vec![pattern],
    };
    assert_eq!(embedded().mappings, [mapping]);
}

#[test]
fn a_mapping_without_limits_has_none() {
    let mapping = with("MaximumRetryAttempts: 10000", "MaximumRetryAttempts: -1").unwrap().mappings.remove(0);
    assert_eq!(mapping.retries, None);
    let mapping = with("      BatchSize: 10\n", "").unwrap().mappings.remove(0);
    assert_eq!(mapping.batch_size, 100);
}

#[test]
fn unsupported_parts_of_a_mapping_are_refused() {
    for (old, new, why) in [
        (
            "StartingPosition: TRIM_HORIZON",
            "StartingPosition: LATEST",
            "unknown variant `LATEST`, expected `TRIM_HORIZON`",
        ),
        ("BatchSize: 10", "ParallelizationFactor: 2", "unknown field `ParallelizationFactor`"),
        ("BatchSize: 10", "BatchSize: 0", "BatchSize must be a number from 1 to 10000"),
        ("MaximumRetryAttempts: 10000", "MaximumRetryAttempts: often", "must be a number, or -1 for no limit"),
        ("[ReportBatchItemFailures]", "[ReportMood]", "expected `ReportBatchItemFailures`"),
        (r#"["application"]"#, r#"[{"prefix": "application"}]"#, "patterns of fields and of exact texts only"),
        (
            "EventSourceArn: !GetAtt Table.StreamArn",
            "EventSourceArn: !GetAtt Table.Arn",
            "must be the stream of the table",
        ),
        (
            "EventSourceArn: !GetAtt Table.StreamArn",
            "EventSourceArn: !GetAtt Other.StreamArn",
            "Other has no stream for notify",
        ),
        ("FunctionName: !Ref Notify", "FunctionName: !Ref Other", "must be a function of the template"),
        ("StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}", "Tags: []", "Table has no stream for notify"),
    ] {
        let error = error(old, new);
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_pattern_matches_a_record_that_has_all_of_its_fields() {
    let pattern = &embedded().mappings[0].filters[0];
    let record = |key: &str| serde_json::json!({"eventName": "INSERT", "dynamodb": {"Keys": {"sk": {"S": key}}}});
    assert!(pattern.fits(&record("application")));
    assert!(!pattern.fits(&record("history#000001")));
    assert!(!pattern.fits(&serde_json::json!({"dynamodb": {"Keys": {"pk": {"S": "application"}}}})));
}

#[test]
fn a_second_function_with_the_same_binary_is_refused() {
    let error = error("{Binary: join}", "{Binary: pages}");
    assert_eq!(error, "infra/template.yaml: Resources.Pages: Join has the same binary");
}

#[test]
fn an_empty_and_a_missing_file_are_reported() {
    assert_eq!(Template::parse("", "t.yaml").unwrap_err().to_string(), "t.yaml: is empty");
    let missing = Template::read(Path::new("/nowhere/t.yaml")).unwrap_err().to_string();
    assert!(missing.starts_with("/nowhere/t.yaml: No such file"), "{missing}");
}
